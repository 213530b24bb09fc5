"""A minor's secret visit (R-ID-30): parents see nothing of it, nor of what is made in it; the minor sees it all."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, select
from sqlmodel import col

from csn_app.access import emergency_choices, mandates
from csn_app.access.emergency_rules import CardLife, Support
from csn_app.audit.rules import Whose
from csn_app.core.actor import JOB, Actor, DelegationKind
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import OpeningReason, Section
from csn_app.core.work import Untraced
from csn_app.desk import service as desk
from csn_app.documents import held, revising
from csn_app.documents import service as documents
from csn_app.history.service import read_trail
from csn_app.identity import guardianship
from csn_app.identity.accounts import seal_contact
from csn_app.identity.model import Account, SignedInSession
from csn_app.messaging import hiding, reading
from csn_app.messaging import service as messaging
from csn_app.messaging.attachments import begin_attachment
from csn_app.messaging.carrying import attach_document
from csn_app.messaging.drafts import Box
from csn_app.messaging.rules import ParentsReadHere
from csn_app.notifications.model import Notification, OutboxLine
from tests.factories import OpenWork, a_grant, a_holder, a_professional
from tests.family import Member, a_member, inside
from tests.services.documents.sending import a_document

BORN = date(2010, 4, 11)


def a_teenager(open_work: OpenWork) -> tuple[Member, Actor]:
    """A minor with an account of their own, and a parent who acts in their carnet."""
    parent = a_member(open_work)
    teen = a_member(
        open_work,
        name="Lola Amari",
        birth_date=BORN.isoformat(),
        legal_status="mineur",
        representative_ids=parent.row["id"],
    )
    with open_work(parent.actor) as work:
        made = mandates.certify(
            work,
            teen.actor.space_id,  # type: ignore[arg-type]
            kind=DelegationKind.REPRESENTATIVE,
            ends_at=guardianship.majority_moment(BORN),
        )
        account = work.db.get_one(Account, teen.actor.account_id)
        account.contact = seal_contact(work, account.id, f"{uuid4().hex}@example.fr")
        work.commit(mandates._trace("GUARDIAN_CERTIFIED", mandates._locked(work, made)))
    return teen, inside(open_work, parent, made)


def a_secret_visit(open_work: OpenWork) -> tuple[Actor, Actor, Actor, UUID]:
    """A teenager, their parent in their carnet, and a doctor who has it open in secret."""
    teen, parent = a_teenager(open_work)
    doctor = a_professional(open_work)
    a_grant(open_work, teen.actor, doctor)
    space_id = teen.actor.space_id
    assert space_id
    with open_work(doctor) as work:
        desk.enter_record(work, space_id, reason=OpeningReason.CONSULTATION, place_id=doctor.place_id, secret=True)
    return teen.actor, parent, doctor, space_id


def left_for(open_work: OpenWork, person: Actor) -> tuple[list[str], list[str]]:
    """Return the kinds in a person's own list, and those of messages that leave the product."""
    with open_work(JOB) as work:
        mine = col(Notification.account_id) == person.account_id
        entries = work.db.scalars(select(col(Notification.kind)).where(mine)).all()
        theirs = select(col(OutboxLine.kind)).where(col(OutboxLine.account_id) == person.account_id)
        return sorted(entries), sorted(work.db.scalars(theirs).all())


def in_another_session(open_work: OpenWork, doctor: Actor) -> Actor:
    """Let a doctor sign in anew, as after a session that idled out."""
    with open_work(JOB) as work:
        row = SignedInSession(
            token_mark=uuid4().bytes * 2,
            account_id=doctor.account_id,
            place_id=doctor.place_id,
            device="test",
            began_at=work.real_now,
            seen_at=work.real_now,
        )
        work.db.add(row)
        work.commit(untraced=Untraced.TECHNICAL)
        return replace(doctor, session_id=row.id)


def test_only_a_minor_asks_for_secrecy(open_work: OpenWork) -> None:
    adult, doctor = a_member(open_work), a_professional(open_work)
    a_grant(open_work, adult.actor, doctor)
    with open_work(doctor) as work, pytest.raises(desk.NotAMinor):
        desk.enter_record(work, adult.actor.space_id, reason=OpeningReason.CONSULTATION, secret=True)  # type: ignore[arg-type]
    with open_work(doctor) as work, pytest.raises(NotFound):
        desk.enter_record(work, a_holder(open_work).space_id, reason=OpeningReason.CONSULTATION, secret=True)  # type: ignore[arg-type]


def test_the_screens_know_of_the_secret_while_it_lasts(open_work: OpenWork) -> None:
    _, _, doctor, space_id = a_secret_visit(open_work)
    with open_work(doctor) as work:
        assert desk.approach_record(work, space_id).minor
        assert desk.read_record(work, space_id).opening.secret


def test_what_a_professional_does_after_a_secret_visit_that_nobody_closed_is_told(open_work: OpenWork) -> None:
    teen, parent, doctor, space_id = a_secret_visit(open_work)
    again = in_another_session(open_work, doctor)
    with open_work(again) as work:
        work.now += timedelta(days=3)
        desk.enter_record(work, space_id, reason=OpeningReason.FOLLOW_UP)
    with open_work(parent) as work:
        seen = [line.action for line in read_trail(work, whose=Whose.PROFESSIONALS).lines]
    with open_work(teen) as work:
        mine = [line.action for line in read_trail(work, whose=Whose.PROFESSIONALS).lines]
    assert (seen.count("RECORD_OPENED"), mine.count("RECORD_OPENED")) == (1, 2)
    # For parents it is the first visit, and it is told as the first.
    assert left_for(open_work, teen)[1] == ["RECORD_FIRST_ACCESS"]


def test_no_message_leaves_for_a_secret_visit_nor_for_what_is_made_in_it(open_work: OpenWork) -> None:
    teen, _, doctor, space_id = a_secret_visit(open_work)
    made = a_document(open_work, doctor, space_id=space_id)
    with open_work(doctor) as work:
        messaging.start_conversation(work, space_id=space_id, subject="Suite", body="Bonjour", key=uuid4().hex)
    with open_work(doctor) as work:
        revising.withdraw_document(work, made.id, reason="Erreur de patient")
    entries, messages = left_for(open_work, teen)
    assert entries == ["DOCUMENT_ADDED", "DOCUMENT_DELETED_BY_AUTHOR", "MESSAGE_RECEIVED", "RECORD_FIRST_ACCESS"]
    assert messages == []


def test_what_becomes_later_of_a_kept_document_reaches_no_telephone(open_work: OpenWork) -> None:
    teen, parent, doctor, space_id = a_secret_visit(open_work)
    made = a_document(open_work, doctor, space_id=space_id, held_for=timedelta(days=10))
    again = in_another_session(open_work, doctor)
    with open_work(again) as work:
        desk.enter_record(work, space_id, reason=OpeningReason.FOLLOW_UP)
    with open_work(parent) as work:
        work.now += timedelta(days=15)
        assert held.awaited_consultations(work) == ()
    with open_work(again) as work:
        held.release_document(work, made.id)
    assert "DOCUMENT_ADDED" not in left_for(open_work, teen)[1]
    assert "DOCUMENT_ADDED" in left_for(open_work, teen)[0]


def test_a_conversation_of_a_secret_visit_is_nowhere_for_parents(open_work: OpenWork) -> None:
    teen, parent, doctor, space_id = a_secret_visit(open_work)
    with open_work(doctor) as work:
        started = messaging.start_conversation(work, space_id=space_id, subject="A", body="Bonjour", key=uuid4().hex)
    with open_work(parent) as work:
        assert reading.list_conversations(work).rows == ()
        assert reading.list_conversations(work, words="bonjour").rows == ()
        assert reading.count_unread(work) == 0
        assert reading.mail_mark(work).newest is None
        for act in (reading.read_thread, reading.thread_mark):
            with pytest.raises(NotFound):
                act(work, started)
        with pytest.raises(NotFound):
            messaging.send_message(work, started, body="Qui êtes-vous ?", key=uuid4().hex)
    with open_work(parent) as work:
        assert not [line for line in read_trail(work, whose=Whose.EVERYONE).lines if "CONVERSATION" in line.action]
    with open_work(teen) as work:
        assert [row.id for row in reading.list_conversations(work).rows] == [started]
        messaging.send_message(work, started, body="Merci", key=uuid4().hex)
    # Answered later, in an ordinary session: it stays kept.
    with open_work(in_another_session(open_work, doctor)) as work:
        messaging.send_message(work, started, body="À bientôt", key=uuid4().hex)
    with open_work(parent) as work:
        assert reading.list_conversations(work).rows == ()
        assert not [line for line in read_trail(work, whose=Whose.EVERYONE).lines if "MESSAGE" in line.action]
    assert "MESSAGE_RECEIVED" not in left_for(open_work, teen)[1]


def test_a_kept_document_goes_into_no_message_that_parents_read(open_work: OpenWork) -> None:
    teen, parent = a_teenager(open_work)
    doctor, space_id = a_professional(open_work), teen.actor.space_id
    assert space_id
    a_grant(open_work, teen.actor, doctor)
    kept = a_document(open_work, teen.actor, title="Secret")
    with open_work(doctor) as work:
        talk = messaging.start_conversation(work, space_id=space_id, subject="A", body="Bonjour", key=uuid4().hex)
    with open_work(teen.actor) as work:
        documents.keep_from_parents(work, kept.id)

    async def as_teen(use_case: Callable[..., object], **given: object) -> object:
        with open_work(teen.actor) as work:
            return use_case(work, **given)

    box = Box(conversation_id=talk)
    with pytest.raises(ParentsReadHere):
        asyncio.run(attach_document(as_teen, box, document_id=kept.id))
    with open_work(teen.actor) as work:
        hiding.keep_conversation(work, talk)
    with open_work(parent) as work:
        assert reading.list_conversations(work).rows == ()
    assert asyncio.run(as_teen(begin_attachment, box=box, key=uuid4().hex)).read_by_parents is False  # type: ignore[attr-defined]


def test_a_code_of_the_card_that_a_parent_made_ends_at_18(open_work: OpenWork) -> None:
    teen, parent = a_teenager(open_work)
    space_id = teen.actor.space_id
    assert space_id
    with open_work(parent) as work:
        work.now = guardianship.majority_moment(BORN) - timedelta(days=20)
        emergency_choices.tick_card(work, space_id, sections=frozenset({Section.ALLERGIES}))
        made = emergency_choices.make_code(work, space_id, support=Support.PAPER, life=CardLife.YEAR)
    assert made.expires_at == guardianship.majority_moment(BORN)
    with open_work(teen.actor) as work:
        own = emergency_choices.make_code(work, space_id, support=Support.PAPER, life=CardLife.YEAR)
        assert own.expires_at > work.now + timedelta(days=300)


def test_withdrawing_and_showing_wait_for_the_grant(open_work: OpenWork) -> None:
    holder, doctor = a_member(open_work).actor, a_professional(open_work)
    a_grant(open_work, holder, doctor)
    space_id = holder.space_id
    assert space_id
    with open_work(doctor) as work:
        desk.enter_record(work, space_id, reason=OpeningReason.CONSULTATION)
    made = a_document(open_work, doctor, space_id=space_id, held_for=timedelta(days=10))
    for act in (held.release_document, lambda work, one: revising.withdraw_document(work, one, reason="Erreur")):
        asked: list[str] = []
        with open_work(doctor) as work:

            @event.listens_for(work.db.connection(), "before_cursor_execute")
            def _noted(_c: object, _cur: object, statement: str, *_: object, asked: list[str] = asked) -> None:
                asked.append(statement)

            act(work, made.id)
        assert any("FROM access_grant" in one and "FOR SHARE" in one for one in asked)
    with open_work(holder) as work, pytest.raises(NotFound):
        documents.describe_document(work, made.id)
