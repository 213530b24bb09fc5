"""The proof that a holder downloads, through its route."""

import asyncio
import hashlib
import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from csn_app.core.actor import VISITOR, Actor
from csn_app.core.work import Trace
from csn_app.history.http import send_proof
from tests.factories import OpenWork, a_holder, a_professional
from tests.states.tab import as_somebody


async def _receive() -> dict[str, Any]:
    await asyncio.sleep(60)
    return {}


def _get(actor: Actor) -> tuple[int, dict[str, str], bytes]:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def ask() -> Response:
        scope = {
            "type": "http",
            "method": "GET",
            "path": "/historique/preuve",
            "headers": [],
            "state": {"actor": actor},
        }
        answer = await send_proof(Request(scope))
        await answer(scope, _receive, send)
        return answer

    answer = as_somebody(actor, ask)
    return answer.status_code, dict(answer.headers), b"".join(message.get("body", b"") for message in sent)


def test_the_holder_takes_every_line_and_can_check_them(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    with open_work(holder) as work:
        work.commit(*(Trace("LOGIN", holder.space_id) for _ in range(1200)))
    status, headers, body = _get(holder)
    proof = json.loads(body)
    assert status == 200
    assert headers["content-disposition"] == 'attachment; filename="preuve-historique.json"'
    previous = "0" * 64
    for line in proof["lines"]:
        assert line["line"]["previous_hash"] == previous
        text = json.dumps(line["line"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        previous = hashlib.sha256(text.encode()).hexdigest()
        assert line["hash"] == previous
    assert proof["head"] == {"seq": 1201, "hash": previous}


def test_a_professional_is_told_that_there_is_nothing_and_a_visitor_signs_in(open_work: OpenWork) -> None:
    assert _get(a_professional(open_work))[0] == 404
    status, headers, body = _get(VISITOR)
    assert (status, headers["location"], body) == (303, "/connexion?suite=/historique", b"")
