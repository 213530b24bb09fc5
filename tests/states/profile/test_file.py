"""The file of measures that a person takes home, through its route."""

import asyncio
from typing import Any

from starlette.requests import Request

from csn_app.core.actor import VISITOR, Actor
from csn_app.profile.http import send_measures
from csn_app.profile.measures import note_measure
from tests.factories import OpenWork, a_holder, a_professional
from tests.states.tab import as_somebody


async def _receive() -> dict[str, Any]:
    await asyncio.sleep(60)
    return {}


def _get(actor: Actor) -> tuple[int, str]:
    async def ask() -> tuple[int, str]:
        scope = {"type": "http", "method": "GET", "path": "/mesures/fichier", "headers": [], "state": {"actor": actor}}
        answer = await send_measures(Request(scope))
        return answer.status_code, bytes(answer.body).decode("utf-8-sig")

    return as_somebody(actor, ask)


def test_the_file_holds_every_measure_and_runs_no_formula(open_work: OpenWork) -> None:
    alice, noe = a_holder(open_work), a_holder(open_work)
    with open_work(alice) as work:
        typed = {"valeur": "72,5", "date": "2026-11-20", "heure": "08:10", "remarque": "=1+1;\u00abmoi\u00bb"}
        note_measure(work, code="WEIGHT", typed=typed)
    status, text = _get(alice)
    assert status == 200
    assert text.splitlines() == [
        "Date;Heure;Mesure;Valeur;Unité;Précision;Remarque",
        '20/11/2026;08:10;Poids;72,5;kg;;"\'=1+1;«moi»"',
    ]
    assert len(_get(noe)[1].splitlines()) == 1


def test_the_file_is_nobody_elses(open_work: OpenWork) -> None:
    assert _get(a_professional(open_work))[0] == 404
    assert _get(VISITOR)[0] == 303
