"""The choices of alerts and the list of notifications, through their handlers."""

from typing import Any

import pytest

from csn_app.core.actor import JOB, Actor
from csn_app.core.work import Channel, Notice, Untraced
from csn_app.settings.state_alerts import AlertsState
from csn_app.settings.state_notices import NoticesState
from tests.factories import OpenWork, a_holder, a_professional
from tests.states.tab import Tab, as_somebody


def _play(actor: Actor, kind: type[Any], address: str, *acts: tuple[str, Any]) -> tuple[Any, str]:
    async def act() -> tuple[Any, str]:
        tab = Tab(address)
        state = await tab.state(kind)
        await state.load()
        for name, given in acts:
            await getattr(state, name)(*([given(state) if callable(given) else given] if given is not None else []))
        return state, await tab.said()

    return as_somebody(actor, act)


def _tell(open_work: OpenWork, holder: Actor, *kinds: str, professional: Actor | None = None) -> None:
    with open_work(JOB) as work:
        for kind in kinds:
            who = professional.professional_id if professional else None
            work.tell(Notice(Channel.EMAIL, "", "x", "x", kind=kind, account_id=holder.account_id, professional_id=who))
        work.commit(untraced=Untraced.OUTBOX)


def test_choices_are_kept_and_shown_again(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    typed = {"acces": "DAILY", "email-NOTIF_DOCUMENT": "on", "sms-ALERTS": "on", "discret": "on"}
    state, said = _play(holder, AlertsState, "/parametres", ("save", typed))
    assert said == "Vos choix sont enregistrés."
    assert (state.telling, state.discreet, state.sms_when_unread) == ("DAILY", True, False)
    assert [row.group for row in state.rows if row.email] == ["ALERTS", "NOTIF_DOCUMENT"]
    assert [row.group for row in state.rows if row.sms] == ["ALERTS"]


@pytest.mark.parametrize("typed", [{}, {"acces": "x"}, {"acces": ["EACH"]}, {"acces": None, "email-ALERTS": ""}])
def test_what_is_no_choice_is_the_usual_one_and_alerts_stay(open_work: OpenWork, typed: dict[str, Any]) -> None:
    state, _ = _play(a_holder(open_work), AlertsState, "/parametres", ("save", typed))
    assert state.telling == "FIRST"
    assert [row.group for row in state.rows if row.email] == ["ALERTS"]


def test_the_list_says_who_and_leads_there(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work, name="Camille Bernard")
    _tell(open_work, holder, "RECORD_FIRST_ACCESS", professional=doctor)
    state, _ = _play(holder, NoticesState, "/notifications")
    (day,) = state.days
    (notice,) = day.notices
    assert (notice.title, notice.words) == ("Premier accès d’un professionnel", "Dr Camille Bernard (Médecin)")
    assert (notice.link, notice.alert, notice.read) == ("/historique", True, False)
    assert (day.heading, state.unread_words.replace("\u00a0", " ")) == ("Aujourd’hui", "1 non lue")


def test_opening_one_or_reading_all_counts_down(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    _tell(open_work, holder, "DOCUMENT_ADDED", "PASSWORD_CHANGED", "RECORD_ACCESSED")
    state, _ = _play(holder, NoticesState, "/notifications", ("open", lambda s: s.days[0].notices[0].id))
    assert state.unread == 2
    state, said = _play(holder, NoticesState, "/notifications", ("read_all", None))
    assert (state.unread, state.unread_words) == (0, "Tout est lu")
    assert said == "2 notifications marquées lues."


@pytest.mark.parametrize("wrong", ["", "x", "6f1a3c52-0000-4000-8000-000000000000"])
def test_a_notification_that_is_none_changes_nothing(open_work: OpenWork, wrong: str) -> None:
    holder = a_holder(open_work)
    _tell(open_work, holder, "DOCUMENT_ADDED")
    state, _ = _play(holder, NoticesState, "/notifications", ("open", wrong))
    assert state.unread == 1


@pytest.mark.parametrize("place", ["x", "2026-01-01_x", "2026-01-01T00:00:00_", "_", "2026-01-01T00:00:00+00:00_é"])
def test_a_place_that_is_none_leads_to_the_first_page(open_work: OpenWork, place: str) -> None:
    holder = a_holder(open_work)
    _tell(open_work, holder, "DOCUMENT_ADDED")
    state, _ = _play(holder, NoticesState, f"/notifications?apres={place}")
    assert len(state.days) == 1


def test_pages_follow_one_another(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    _tell(open_work, holder, *["DOCUMENT_ADDED"] * 31)
    state, _ = _play(holder, NoticesState, "/notifications")
    assert state.older.startswith("/notifications?apres=")
    state, _ = _play(holder, NoticesState, state.older)
    assert sum(len(day.notices) for day in state.days) == 1
    assert (state.older, state.newest) == ("", "/notifications")
