"""A professional asks for access; nothing opens before the person's yes, and no answer tells who exists (R-AC-14)."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlmodel import col

from csn_app.access import asking, policy
from csn_app.access.model import Space
from csn_app.access.model_request import AccessRequest
from csn_app.access.policy import Permission
from csn_app.access.rules import Duration
from csn_app.circle.requests import my_requests, refuse_request
from csn_app.circle.service import authorise
from csn_app.config import settings
from csn_app.core.actor import JOB, Actor
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Untraced
from csn_app.identity import asking as asked
from csn_app.identity.accounts import seal_contact
from csn_app.identity.model import Account
from csn_app.identity.service import Traits
from csn_app.identity.throttles import MustWait
from csn_app.notifications.service import messages_to
from tests.factories import OpenWork, a_grant, a_holder, a_professional
from tests.services.desk.people import BORN, Known, a_known_holder
from tests.services.documents.sending import actions_of


def ask(open_work: OpenWork, doctor: Actor, known: Known, *, born: date = BORN) -> None:
    with open_work(doctor) as work:
        asked.ask_by_number(work, ins=known.ins, birth_date=born)


def deliver(open_work: OpenWork) -> int:
    with open_work(JOB) as work:
        return asked.deliver_requests(work)


def waiting(open_work: OpenWork, holder: Actor) -> list[UUID]:
    with open_work(holder) as work:
        return [request.id for request in my_requests(work).requests]


def test_the_person_sees_who_asks_and_nothing_is_open(open_work: OpenWork) -> None:
    known, doctor = a_known_holder(open_work), a_professional(open_work)
    ask(open_work, doctor, known)
    deliver(open_work)
    with open_work(known.holder) as work:
        (request,) = my_requests(work).requests
    assert request.professional.id == doctor.professional_id
    assert request.place is not None
    assert actions_of(open_work, known.holder.space_id) == ["ACCESS_ASKED"]
    with open_work(doctor) as work:
        assert not policy.allowed(work, Permission.RECORD_OPEN, known.holder.space_id)


def test_yes_is_an_authorisation_chosen_by_the_person_and_answers_the_request(open_work: OpenWork) -> None:
    known, doctor = a_known_holder(open_work), a_professional(open_work)
    ask(open_work, doctor, known)
    deliver(open_work)
    assert doctor.professional_id
    with open_work(known.holder) as work:
        authorise(work, doctor.professional_id, everything=True, categories=frozenset(), duration=Duration.DAY)
    assert waiting(open_work, known.holder) == []
    with open_work(doctor) as work:
        assert policy.allowed(work, Permission.RECORD_OPEN, known.holder.space_id)


def test_no_opens_nothing_and_the_same_professional_waits_before_they_ask_again(open_work: OpenWork) -> None:
    known, doctor = a_known_holder(open_work), a_professional(open_work)
    ask(open_work, doctor, known)
    deliver(open_work)
    with open_work(known.holder) as work:
        refuse_request(work, my_requests(work).requests[0].id)
    assert actions_of(open_work, known.holder.space_id)[-1] == "ACCESS_REQUEST_REFUSED"
    ask(open_work, doctor, known)
    deliver(open_work)
    assert waiting(open_work, known.holder) == []
    with open_work(JOB) as work:
        assert not work.db.scalars(select(AccessRequest).where(col(AccessRequest.space_id).is_(None))).all()
    with open_work(doctor) as work:
        work.now += timedelta(days=settings().access_request_days, seconds=1)
        asked.ask_by_number(work, ins=known.ins, birth_date=BORN)
    with open_work(JOB) as work:
        work.now += timedelta(days=settings().access_request_days, seconds=1)
        assert asked.deliver_requests(work) == 1


@pytest.mark.parametrize("whom", ["somebody", "nobody", "another birth date", "a closed carnet", "authorised already"])
def test_asking_answers_and_writes_the_same_whoever_is_sought(open_work: OpenWork, whom: str) -> None:
    known, doctor = a_known_holder(open_work), a_professional(open_work)
    if whom == "a closed carnet":
        with open_work(JOB) as work:
            work.db.get_one(Space, known.holder.space_id).state = SpaceState.SUSPENDED
            work.commit(untraced=Untraced.TECHNICAL)
    if whom == "authorised already":
        a_grant(open_work, known.holder, doctor)
    ins = "2840544109961" + "48" if whom == "nobody" else known.ins
    with open_work(doctor) as work:
        born = date(1984, 5, 15) if whom == "another birth date" else BORN
        assert asked.ask_by_number(work, ins=ins, birth_date=born) is None  # type: ignore[func-returns-value]
    assert actions_of(open_work, doctor.account_id) == ["ACCESS_ASKED"]
    with open_work(JOB) as work:
        rows = work.db.scalars(select(AccessRequest).where(col(AccessRequest.account_id) == doctor.account_id)).all()
        assert [(row.space_id, bool(row.sought)) for row in rows] == [(None, True)]
    deliver(open_work)
    assert actions_of(open_work, known.holder.space_id) == (["ACCESS_ASKED"] if whom == "somebody" else [])


def test_the_five_exact_traits_serve_too_and_namesakes_are_never_chosen_among(open_work: OpenWork) -> None:
    known, doctor = a_known_holder(open_work), a_professional(open_work)
    with open_work(doctor) as work:
        asked.ask_by_traits(work, known.traits)
    deliver(open_work)
    assert len(waiting(open_work, known.holder)) == 1
    twin = a_known_holder(open_work, family_name=known.traits.family_name)
    other = a_professional(open_work)
    with open_work(other) as work:
        asked.ask_by_traits(work, known.traits)
    with open_work(other) as work:
        wrong = Traits(known.traits.family_name, "ALICE", BORN, "M", "44109")
        asked.ask_by_traits(work, wrong)
    deliver(open_work)
    assert len(waiting(open_work, known.holder)) == 1
    assert waiting(open_work, twin.holder) == []


def test_a_request_that_waits_is_asked_once_and_ends_after_a_month(open_work: OpenWork) -> None:
    known, doctor = a_known_holder(open_work), a_professional(open_work)
    for _ in range(2):
        ask(open_work, doctor, known)
        deliver(open_work)
    assert len(waiting(open_work, known.holder)) == 1
    with open_work(known.holder) as work:
        work.now += timedelta(days=settings().access_request_days, seconds=1)
        assert my_requests(work).requests == ()


def test_a_profession_outside_health_is_not_heard(open_work: OpenWork) -> None:
    known, social_worker = a_known_holder(open_work), a_professional(open_work, profession="410")
    ask(open_work, social_worker, known)
    deliver(open_work)
    assert waiting(open_work, known.holder) == []


def test_whom_the_person_blocked_is_refused_silently(open_work: OpenWork, monkeypatch: pytest.MonkeyPatch) -> None:
    known, doctor = a_known_holder(open_work), a_professional(open_work)
    monkeypatch.setattr(asking, "is_blocked", lambda *_: True)
    ask(open_work, doctor, known)
    assert deliver(open_work) == 0
    assert waiting(open_work, known.holder) == []
    assert actions_of(open_work, known.holder.space_id) == []


def test_too_many_requests_wait(open_work: OpenWork) -> None:
    doctor = a_professional(open_work)
    known = a_known_holder(open_work)
    made = 0
    while made < asked.FREE_REQUESTS + 10:
        try:
            ask(open_work, doctor, known)
        except MustWait:
            break
        made += 1
    assert asked.FREE_REQUESTS <= made < asked.FREE_REQUESTS + 10
    deliver(open_work)


def test_nobody_else_sees_or_answers_a_request(open_work: OpenWork) -> None:
    known, doctor, stranger = a_known_holder(open_work), a_professional(open_work), a_holder(open_work)
    ask(open_work, doctor, known)
    deliver(open_work)
    (request_id,) = waiting(open_work, known.holder)
    assert waiting(open_work, stranger) == []
    for actor in (stranger, doctor):
        with open_work(actor) as work, pytest.raises(NotFound):
            refuse_request(work, request_id)
    assert waiting(open_work, known.holder) == [request_id]
    with open_work(stranger) as work, pytest.raises(NotFound):
        asked.ask_by_number(work, ins=known.ins, birth_date=BORN)


def test_the_message_names_nobody(open_work: OpenWork) -> None:
    known, doctor = a_known_holder(open_work), a_professional(open_work)
    to = f"{uuid4().hex}@example.fr"
    with open_work(JOB) as work:
        account = work.db.get_one(Account, known.holder.account_id)
        account.contact = seal_contact(work, account.id, to)
        work.commit(untraced=Untraced.TECHNICAL)
    ask(open_work, doctor, known)
    deliver(open_work)
    with open_work(JOB) as work:
        (told,) = messages_to(work, to)
    assert not any(word in told.subject + told.text for word in ("Bernard", "Médecin", "médecin", "Alice"))
