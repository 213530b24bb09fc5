"""The screen of the trail, through its handlers."""

from typing import Any

import pytest

from csn_app.access import service as access
from csn_app.core.actor import Actor
from csn_app.core.vocabulary import OpeningReason
from csn_app.core.work import Trace
from csn_app.history.state import HistoryState
from tests.factories import OpenWork, a_grant, a_holder, a_professional
from tests.states.tab import Tab, as_somebody, drained


def _load(actor: Actor, address: str = "/historique", *, verify: bool = False) -> Any:
    async def act() -> Any:
        state = await Tab(address).state(HistoryState)
        await state.load()
        if verify:
            await drained(state.verify())
        return state

    return as_somebody(actor, act)


def _said(state: Any) -> list[str]:
    return [f"{line.who} {line.what}" for day in state.days for line in day.lines]


def _opened(open_work: OpenWork) -> Actor:
    holder, doctor = a_holder(open_work), a_professional(open_work, name="Camille Bernard")
    a_grant(open_work, holder, doctor)
    with open_work(doctor) as work:
        access.open_record(work, holder.space_id, reason=OpeningReason.CONSULTATION)
    with open_work(holder) as work:
        work.commit(*(Trace("LOGIN", holder.space_id) for _ in range(60)))
    return holder


def test_the_page_begins_with_what_others_did(open_work: OpenWork) -> None:
    state = _load(_opened(open_work))
    assert _said(state) == ["Dr Camille Bernard a ouvert votre carnet"]
    assert state.days[0].heading.startswith("Aujourd’hui, ")


def test_filters_and_pages_live_in_the_address(open_work: OpenWork) -> None:
    holder = _opened(open_work)
    mine = _load(holder, "/historique?qui=moi&quand=30j")
    assert len(_said(mine)) == 50
    assert set(_said(mine)) == {"Vous\u00a0: connexion à votre carnet"}
    older = _load(holder, mine.older)
    assert len(_said(older)) == 10
    assert (older.older, older.newest) == ("", "/historique?qui=moi&quand=30j")
    assert len(_said(_load(holder, "/historique?qui=tous&quand=debut"))) == 50


@pytest.mark.parametrize("query", ["qui=x&quand=y&avant=z", "avant=-1", "avant=" + "9" * 40, "qui=moi'--", "avant=%F0"])
def test_an_address_that_asks_wrongly_shows_the_first_page(open_work: OpenWork, query: str) -> None:
    state = _load(_opened(open_work), f"/historique?{query}")
    assert state.loaded
    assert state.newest == ""


@pytest.mark.parametrize("typed", [None, 3, "x", {"qui": 1, "quand": []}, {"qui": "moi&x=1"}])
def test_a_filter_that_is_not_one_leads_to_the_first_page(open_work: OpenWork, typed: Any) -> None:
    holder = a_holder(open_work)

    async def act() -> Any:
        state = await Tab("/historique").state(HistoryState)
        return await state.filter(typed)

    assert "/historique?qui=autres&quand=3m" in str(as_somebody(holder, act).args)


def test_the_trail_is_checked_from_the_page(open_work: OpenWork) -> None:
    state = _load(_opened(open_work), verify=True)
    assert state.verdict == "OUI"
    assert state.verdict_words.replace("\u00a0", " ").startswith("61 lignes vérifiées.")
    assert not state.checking


def test_a_professional_behind_the_handlers_reads_no_trail(open_work: OpenWork) -> None:
    _opened(open_work)
    state = _load(a_professional(open_work), verify=True)
    assert state.days == []
    assert state.verdict == ""
