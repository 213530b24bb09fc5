"""Contesting and reviewing: due in 30 days, decided once, and what « non justifié » does."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlmodel import col

from csn_app.access import emergency_access as accesses
from csn_app.access import emergency_review as review
from csn_app.access import policy
from csn_app.access.emergency_access import WordsNotGiven
from csn_app.access.emergency_review import AlreadyDecided
from csn_app.access.emergency_rules import Decision, Situation
from csn_app.access.policy import Permission
from csn_app.audit.model import TraceRow
from csn_app.core.actor import Actor
from csn_app.core.errors import NotFound
from csn_app.identity.model import Professional
from csn_app.notifications.service import messages_to
from csn_app.operations import emergencies as operations
from tests.factories import OpenWork, a_holder, a_professional, an_operator
from tests.services.desk.people import a_known_holder
from tests.services.emergency.people import WORDS, with_quality

ANSWER = "La personne pouvait répondre : ouvrir n’était pas justifié."


def opened(open_work: OpenWork, doctor: Actor, holder: Actor, situation: Situation = Situation.INCAPABLE) -> UUID:
    assert holder.space_id
    with open_work(doctor) as work:
        accesses.open_in_emergency(work, holder.space_id, situation=situation, words=WORDS)
    with open_work(holder) as work:
        return accesses.emergencies_of(work, holder.space_id)[0].id


def decided(open_work: OpenWork, case_id: UUID, decision: Decision, *, by: Actor | None = None) -> None:
    with open_work(by or an_operator(open_work)) as work:
        operations.decide_review(work, case_id=case_id, decision=decision, words=ANSWER)


def waits(open_work: OpenWork, case_id: UUID) -> review.Case | None:
    found, after = None, None
    with open_work(an_operator(open_work)) as work:
        while page := review.cases_to_review(work, after=after):
            found = found or next((case for case in page if case.id == case_id), None)
            after = page[-1].due_at, page[-1].id
    return found


def test_a_break_glass_waits_for_its_review_30_days_and_a_samu_reading_only_once_contested(
    open_work: OpenWork,
) -> None:
    holder = a_holder(open_work)
    glass = opened(open_work, with_quality(open_work), holder)
    samu = opened(open_work, with_quality(open_work, regulates=True, breaks_glass=False), holder, Situation.CALL)
    case = waits(open_work, glass)
    assert case is not None
    assert case.due_at - case.opened_at == timedelta(days=30)
    assert waits(open_work, samu) is None
    with open_work(holder) as work:
        accesses.contest(work, samu, words="Je n’avais appelé personne.")
        accesses.contest(work, samu, words="Encore.")
    contested = waits(open_work, samu)
    assert contested is not None
    assert contested.contested_at is not None
    with open_work(holder) as work:
        lines = work.db.scalars(select(TraceRow).where(col(TraceRow.chain_id) == holder.space_id)).all()
        (line,) = (line for line in lines if line.action == "ACCESS_DISPUTED")
        assert line.object_id == samu
        assert work.open(line.chain_id, "trace.reason", line.reason) == "Je n’avais appelé personne."


def test_only_the_person_contests(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), with_quality(open_work)
    glass = opened(open_work, doctor, holder)
    for actor in (a_holder(open_work), doctor, an_operator(open_work)):
        with open_work(actor) as work, pytest.raises(NotFound):
            accesses.contest(work, glass, words="")
    with open_work(holder) as work, pytest.raises(WordsNotGiven):
        accesses.contest(work, glass, words="x" * 501)


def test_justified_changes_nothing_for_the_professional(open_work: OpenWork) -> None:
    known, doctor = a_known_holder(open_work), with_quality(open_work)
    glass = opened(open_work, doctor, known.holder)
    decided(open_work, glass, Decision.JUSTIFIED)
    with open_work(doctor) as work:
        assert policy.allowed(work, Permission.DOCUMENT_READ, known.holder.space_id)
        row = work.db.get(Professional, doctor.professional_id)
        assert row is not None
        assert row.emergency_suspended_at is None
    assert known.holder.space_id
    with open_work(known.holder) as work:
        (held,) = accesses.emergencies_of(work, known.holder.space_id)
        assert (held.decision, held.answer) == (Decision.JUSTIFIED, ANSWER)


def test_unjustified_suspends_ends_what_runs_everywhere_and_is_traced(open_work: OpenWork) -> None:
    doctor, one, two = with_quality(open_work), a_holder(open_work), a_holder(open_work)
    glass = opened(open_work, doctor, one)
    opened(open_work, doctor, two)
    decided(open_work, glass, Decision.NOT_JUSTIFIED)
    for holder in (one, two):
        with open_work(doctor) as work:
            assert not policy.allowed(work, Permission.DOCUMENT_READ, holder.space_id)
    with open_work(one) as work:
        row = work.db.get(Professional, doctor.professional_id)
        assert row is not None
        assert row.emergency_suspended_at is not None

        def said(chain: UUID | None) -> list[str]:
            return list(work.db.scalars(select(col(TraceRow.action)).where(col(TraceRow.chain_id) == chain)))

        assert "EMERGENCY_UNJUSTIFIED" in said(one.space_id)
        assert "EMERGENCY_ENDED" in said(two.space_id)
        assert said(doctor.account_id) == ["EMERGENCY_QUALITY_SUSPENDED"]
    operator = an_operator(open_work)
    with open_work(operator) as work:
        assert doctor.professional_id in {one.professional.id for one in operations.read_reviews(work).suspended}
        assert doctor.professional_id
        operations.restore_quality(work, professional_id=doctor.professional_id)
    with open_work(operator) as work, pytest.raises(NotFound):
        operations.restore_quality(work, professional_id=doctor.professional_id)


def test_two_operators_decide_once(open_work: OpenWork) -> None:
    glass = opened(open_work, with_quality(open_work), a_holder(open_work))

    def attempt(decision: Decision) -> bool:
        try:
            decided(open_work, glass, decision)
        except AlreadyDecided:
            return False
        return True

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(attempt, Decision)) == [False, True]


def test_nobody_but_an_operator_reviews(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), with_quality(open_work)
    glass = opened(open_work, doctor, holder)
    for actor in (holder, doctor, a_professional(open_work), an_operator(open_work, quality="AGENT")):
        for act in (review.cases_to_review, review.cases_decided, review.count_cases, operations.read_reviews):
            with open_work(actor) as work, pytest.raises(NotFound):
                act(work)
        with pytest.raises(NotFound):
            decided(open_work, glass, Decision.NOT_JUSTIFIED, by=actor)
        with open_work(actor) as work, pytest.raises(NotFound):
            operations.restore_quality(work, professional_id=uuid4())


def test_a_decision_needs_words_and_a_case(open_work: OpenWork) -> None:
    glass = opened(open_work, with_quality(open_work), a_holder(open_work))
    with open_work(an_operator(open_work)) as work:
        for words in ("  ", "x" * 501):
            with pytest.raises(WordsNotGiven):
                operations.decide_review(work, case_id=glass, decision=Decision.JUSTIFIED, words=words)
        with pytest.raises(NotFound):
            operations.decide_review(work, case_id=uuid4(), decision=Decision.JUSTIFIED, words=ANSWER)


def test_what_the_operator_gets_names_no_person_and_no_word(open_work: OpenWork) -> None:
    known, doctor = a_known_holder(open_work), with_quality(open_work)
    opened(open_work, doctor, known.holder)
    with open_work(an_operator(open_work)) as work:
        shown = repr(operations.read_reviews(work))
    assert WORDS not in shown
    assert str(known.holder.space_id) not in shown
    assert known.traits.family_name not in shown


def test_messages_hold_no_word_of_health_and_no_name(open_work: OpenWork) -> None:
    with open_work(an_operator(open_work)) as work:
        for message in messages_to(work, limit=500):
            if "urgence" in message.subject:
                assert "Lebreton" not in message.text
                assert WORDS not in message.text
