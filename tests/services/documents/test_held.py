"""A result held back: its person sees nothing of it, then it shows at its time by the clock alone (R-DO-15)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlmodel import col

from csn_app.core.actor import JOB, Actor
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import PatientCategory
from csn_app.core.work import Untraced, Work
from csn_app.documents import held, rules, service, visibility, whole
from csn_app.documents.model import Document
from csn_app.documents.news import document_news
from csn_app.documents.views import DocumentRow
from csn_app.history.service import read_trail
from csn_app.home.service import read_home
from csn_app.identity.accounts import seal_contact
from csn_app.identity.model import Account
from csn_app.notifications.service import messages_to
from tests.factories import OpenWork, a_grant, a_holder, a_professional, an_open_record
from tests.services.documents.sending import a_document, actions_of

DAY = timedelta(days=1)


@contextmanager
def at(open_work: OpenWork, actor: Actor, later: timedelta) -> Iterator[Work]:
    with open_work(actor) as work:
        work.now += later
        yield work


def a_held_result(open_work: OpenWork, holder: Actor, *, days: float = 20) -> tuple[Actor, DocumentRow]:
    doctor = a_professional(open_work)
    a_grant(open_work, holder, doctor)
    an_open_record(open_work, doctor, holder)
    row = a_document(open_work, doctor, space_id=holder.space_id, title="Marqueurs", held_for=timedelta(days=days))
    return doctor, row


def told(open_work: OpenWork, holder: Actor) -> str:
    to = f"{uuid4().hex}@example.fr"
    with open_work(JOB) as work:
        account = work.db.get_one(Account, holder.account_id)
        account.contact = seal_contact(work, account.id, to)
        work.commit(untraced=Untraced.TECHNICAL)
    return to


def run_clock(open_work: OpenWork, later: timedelta) -> None:
    with at(open_work, JOB, later) as work:
        held.tell_held(work)


def _sees(open_work: OpenWork, holder: Actor, document_id: UUID, later: timedelta) -> set[str]:
    """Return the ways by which the holder sees something of a document at a moment."""
    assert holder.space_id
    space, found = holder.space_id, set()
    with at(open_work, holder, later) as work:
        page = service.list_documents(work, space_id=space)
        found |= {"list"} if any(row.id == document_id for row in page.rows) else set()
        found |= {"counts"} if page.counts else set()
        found |= {"unseen"} if page.unseen else set()
        found |= {"news"} if document_news(work, space_id=space).rows else set()
        found |= {"copy"} if whole.count_documents(work, space) else set()
        found |= {"copied"} if whole.documents_after(work, space, after=None) else set()
        found |= {"many"} if service.describe_documents(work, [document_id]) else set()
        found |= {"title"} if service.titles_of(work, space_id=space, document_ids=[document_id]) else set()
        found |= {"trail"} if any(line.document_id == document_id for line in read_trail(work).lines) else set()
        found |= {"lookers"} if any(looker.visit.deposited for looker in read_home(work).lookers) else set()
    for name, ask in (
        ("one", lambda work: service.describe_document(work, document_id)),
        ("file", lambda work: service.open_file(work, document_id=document_id, shown=True)),
        ("readers", lambda work: visibility.who_sees(work, document_id)),
    ):
        with at(open_work, holder, later) as work:
            try:
                ask(work)
            except NotFound:
                continue
            found.add(name)
    return found


def test_the_person_sees_nothing_before_and_everything_at_its_time_without_any_job(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    doctor, row = a_held_result(open_work, holder, days=20)
    assert _sees(open_work, holder, row.id, 19 * DAY) == set()
    assert len(_sees(open_work, holder, row.id, 21 * DAY)) == 13
    with open_work(doctor) as work:
        (shown,) = service.list_documents(work, space_id=row.space_id).rows
    assert shown.held_until is not None


def test_two_weeks_later_the_person_is_told_to_consult_once_and_then_that_it_shows(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    doctor, _ = a_held_result(open_work, holder, days=20)
    to = told(open_work, holder)
    run_clock(open_work, 13 * DAY)
    with open_work(JOB) as work:
        assert messages_to(work, to) == []
    with at(open_work, holder, 13 * DAY) as work:
        assert held.awaited_consultations(work) == ()
    for _ in range(2):
        run_clock(open_work, 15 * DAY)
    with open_work(JOB) as work:
        (message,) = messages_to(work, to)
    assert "Prenez rendez-vous" in message.text
    assert not any(word in message.subject + message.text for word in ("Bernard", "Marqueurs", "iologie", "résultat"))
    with at(open_work, holder, 15 * DAY) as work:
        (awaited,) = held.awaited_consultations(work)
    assert awaited.professional.id == doctor.professional_id
    for _ in range(2):
        run_clock(open_work, 21 * DAY)
    with open_work(JOB) as work:
        assert [m.subject for m in messages_to(work, to)] == [
            "Un nouveau document dans votre carnet",
            "Un soignant souhaite vous voir",
        ]
    with at(open_work, holder, 21 * DAY) as work:
        assert held.awaited_consultations(work) == ()


def test_a_deposit_that_shows_at_once_is_told_at_once_and_a_held_one_is_not(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    to = told(open_work, holder)
    a_held_result(open_work, holder)
    with open_work(JOB) as work:
        assert messages_to(work, to) == []
    assert actions_of(open_work, holder.space_id) == ["DOC_ADDED"]


def test_its_author_shows_it_earlier_and_nobody_else_may(open_work: OpenWork) -> None:
    holder, other = a_holder(open_work), a_professional(open_work)
    doctor, row = a_held_result(open_work, holder)
    a_grant(open_work, holder, other)
    an_open_record(open_work, other, holder)
    for actor in (other, holder):
        with open_work(actor) as work, pytest.raises(NotFound):
            held.release_document(work, row.id)
    for _ in range(2):
        with open_work(doctor) as work:
            held.release_document(work, row.id)
    assert actions_of(open_work, holder.space_id).count("DOC_MADE_VISIBLE_TO_PATIENT") == 1
    with open_work(holder) as work:
        assert service.describe_document(work, row.id).title == "Marqueurs"


def test_what_the_person_wants_at_once_is_not_held_back(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    with open_work(holder) as work:
        held.choose_arrival(work, categories=[PatientCategory.BIOLOGIE, PatientCategory.ORD_SOIN])
    with pytest.raises(held.HoldNotWanted):
        a_held_result(open_work, holder)
    doctor = a_professional(open_work)
    a_grant(open_work, holder, doctor)
    with open_work(doctor) as work:
        assert held.at_once(work, holder.space_id) == {PatientCategory.BIOLOGIE}  # type: ignore[arg-type]
    with open_work(holder) as work:
        held.choose_arrival(work, categories=[])
    a_held_result(open_work, holder)
    with open_work(doctor) as work, pytest.raises(NotFound):
        held.choose_arrival(work, categories=[])
    with open_work(a_holder(open_work)) as work, pytest.raises(NotFound):
        held.at_once(work, holder.space_id)  # type: ignore[arg-type]


def test_a_person_holds_nothing_back_from_themselves(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    row = a_document(open_work, holder, held_for=5 * DAY)
    with open_work(JOB) as work:
        assert work.db.scalars(select(col(Document.held_until)).where(col(Document.id) == row.id)).one() is None


NOON = datetime.fromisoformat("2026-11-24T11:00:00+00:00")


@pytest.mark.parametrize(
    ("typed", "until"),
    [
        ("", None),
        ("7", "2026-12-01T11:00:00+00:00"),
        ("99", "2026-12-24T11:00:00+00:00"),
        ("0", "2026-11-25T11:00:00+00:00"),
        ("2026-11-24", "2026-11-24T23:00:00+00:00"),
        ("2026-12-24", "2026-12-24T11:00:00+00:00"),
    ],
)
def test_a_hold_ends_after_a_delay_or_a_visit_and_never_after_a_month(typed: str, until: str | None) -> None:
    found = rules.hold_end(typed, now=NOON)
    assert found == (datetime.fromisoformat(until) if until else None)


@pytest.mark.parametrize("typed", ["2026-11-23", "2026-12-25", "demain", "-3", "2026-13-01"])
def test_a_day_beyond_a_month_or_none_at_all_is_refused(typed: str) -> None:
    with pytest.raises(rules.HoldNotPossible):
        rules.hold_end(typed, now=NOON)


@pytest.mark.parametrize(
    ("day", "end"), [("2027-01-31", "2027-02-28"), ("2026-12-15", "2027-01-15"), ("2028-01-30", "2028-02-29")]
)
def test_a_month_later_is_the_same_day_or_the_last_one(day: str, end: str) -> None:
    noon = datetime.fromisoformat(f"{day}T12:00:00+00:00")
    assert rules.a_month_after(noon).date().isoformat() == end
