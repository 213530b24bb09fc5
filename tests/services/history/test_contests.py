"""A person contests an access in one tap; the operator answers once, without reading any carnet."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlmodel import col

from csn_app.access import service as access
from csn_app.audit.model import TraceRow
from csn_app.audit.rules import Whose
from csn_app.config import settings
from csn_app.core.actor import JOB, VISITOR, Actor, Quality
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import OpeningReason
from csn_app.core.work import Trace
from csn_app.documents import held
from csn_app.history import contests, service
from csn_app.history.model import AccessContest
from csn_app.history.rules import Verdict
from csn_app.notifications.model import Notification
from tests.factories import OpenWork, a_grant, a_holder, a_professional, an_operator
from tests.services.documents.test_held import a_held_result


def _opened(open_work: OpenWork, holder: Actor, doctor: Actor) -> int:
    """Let a doctor open a record; returns the line's number."""
    a_grant(open_work, holder, doctor)
    with open_work(doctor) as work:
        access.open_record(work, holder.space_id, reason=OpeningReason.OTHER, words="Douleur secrète")
    with open_work(holder) as work:
        return service.read_trail(work).lines[0].seq


def _contest(open_work: OpenWork, holder: Actor, seq: int) -> contests.Contest:
    with open_work(holder) as work:
        return contests.contest_access(work, seq=seq)


def _case_of(open_work: OpenWork, holder: Actor) -> UUID:
    with open_work(JOB) as work:
        return work.db.scalars(select(col(AccessContest.id)).where(AccessContest.space_id == holder.space_id)).one()


def _actions(open_work: OpenWork, holder: Actor) -> list[str]:
    with open_work(holder) as work:
        return [line.action for line in service.read_trail(work, whose=Whose.EVERYONE).lines]


def test_contest_has_a_number_a_due_date_and_a_line_of_the_trail(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    seq = _opened(open_work, holder, doctor)
    made = _contest(open_work, holder, seq)
    assert made.due_at - made.opened_at == timedelta(days=settings().contest_days)
    assert made.number.startswith(f"{made.opened_at:%Y}-")
    assert (made.verdict, made.answer) == (None, "")
    assert _actions(open_work, holder)[0] == "ACCESS_DISPUTED"
    with open_work(holder) as work:
        line = next(line for line in service.read_trail(work).lines if line.seq == seq)
        assert line.contest == made
        assert contests.my_contests(work) == (made,)


def test_contesting_twice_or_at_the_same_time_makes_one(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    seq = _opened(open_work, holder, doctor)
    with ThreadPoolExecutor(max_workers=6) as threads:
        made = list(threads.map(lambda _: _contest(open_work, holder, seq), range(6)))
    assert len({contest.number for contest in made}) == 1
    assert _actions(open_work, holder).count("ACCESS_DISPUTED") == 1


def test_ones_own_acts_and_lines_that_are_not_there_cannot_be_contested(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    with open_work(holder) as work:
        work.commit(Trace("LOGIN", holder.space_id))
    for seq in (1, 2, 0, -1, 2**40):
        with pytest.raises(NotFound):
            _contest(open_work, holder, seq)


def test_contest_refuses_everybody_but_the_holder(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    seq = _opened(open_work, holder, doctor)
    for actor in (doctor, VISITOR, JOB, an_operator(open_work), a_holder(open_work)):
        with pytest.raises(NotFound):
            _contest(open_work, actor, seq)
        if actor.quality is not Quality.HOLDER:
            with open_work(actor) as work, pytest.raises(NotFound):
                contests.my_contests(work)


def test_operator_sees_who_and_when_but_neither_the_patient_nor_a_word_of_health(open_work: OpenWork) -> None:
    holder = a_holder(open_work, name="Zélie Secrète")
    doctor = a_professional(open_work, name="Camille Bernard")
    made = _contest(open_work, holder, _opened(open_work, holder, doctor))
    with open_work(an_operator(open_work)) as work:
        found = next(case for case in _all_cases(work) if case.number == made.number)
    assert found.professional is not None
    assert (found.professional.name, found.place.name if found.place else "") == (
        "Dr Camille Bernard",
        "Cabinet de test",
    )
    said = repr([getattr(found, field.name) for field in fields(found)])
    for secret in ("Zélie", str(holder.space_id), str(holder.account_id), "Douleur"):
        assert secret not in said


def _all_cases(work: object) -> list[contests.Case]:
    found: list[contests.Case] = []
    while (page := contests.list_cases(work, skip=len(found))).rows:  # type: ignore[arg-type]
        found += page.rows
    return found


def test_an_answer_reaches_the_person_and_their_trail(open_work: OpenWork) -> None:
    holder, doctor, operator = a_holder(open_work), a_professional(open_work), an_operator(open_work)
    made = _contest(open_work, holder, _opened(open_work, holder, doctor))
    case_id = _case_of(open_work, holder)
    with open_work(operator) as work:
        waiting = contests.count_cases(work)
        contests.answer_contest(
            work, contest_id=case_id, verdict=Verdict.NOT_JUSTIFIED, words="  La structure\nrépond. "
        )
        assert contests.count_cases(work) == waiting - 1
    with open_work(holder) as work:
        (found,) = contests.my_contests(work)
        kinds = work.db.scalars(select(col(Notification.kind)).where(Notification.account_id == holder.account_id))
        assert "ACCESS_DISPUTE_ANSWERED" in set(kinds)
    assert (found.number, found.verdict, found.answer) == (made.number, Verdict.NOT_JUSTIFIED, "La structure répond.")
    assert _actions(open_work, holder)[0] == "ACCESS_DISPUTE_ANSWERED"
    with open_work(JOB) as work:
        kept = work.db.get(AccessContest, case_id)
        assert kept
        assert kept.answer
        assert b"structure" not in kept.answer


def test_a_contest_is_answered_once_whoever_is_first(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    _contest(open_work, holder, _opened(open_work, holder, doctor))
    case_id, operators = _case_of(open_work, holder), [an_operator(open_work) for _ in range(4)]

    def answer(operator: Actor) -> str:
        with open_work(operator) as work:
            try:
                contests.answer_contest(work, contest_id=case_id, verdict=Verdict.JUSTIFIED, words="Soin du jour.")
            except contests.ContestAnswered:
                return "late"
            return "first"

    with ThreadPoolExecutor(max_workers=4) as threads:
        assert sorted(threads.map(answer, operators)) == ["first", "late", "late", "late"]
    assert _actions(open_work, holder).count("ACCESS_DISPUTE_ANSWERED") == 1


@pytest.mark.parametrize("words", ["", "   ", "x" * 1001])
def test_an_answer_says_something_and_not_too_much(open_work: OpenWork, words: str) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    _contest(open_work, holder, _opened(open_work, holder, doctor))
    with open_work(an_operator(open_work)) as work, pytest.raises(contests.AnswerNotGiven):
        contests.answer_contest(work, contest_id=_case_of(open_work, holder), verdict=Verdict.JUSTIFIED, words=words)


def test_only_an_operator_lists_and_answers(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    _contest(open_work, holder, _opened(open_work, holder, doctor))
    case_id = _case_of(open_work, holder)
    for actor in (holder, doctor, VISITOR, JOB, an_operator(open_work, quality=Quality.AGENT)):
        with open_work(actor) as work:
            for refused in (contests.list_cases, contests.count_cases):
                with pytest.raises(NotFound):
                    refused(work)
            with pytest.raises(NotFound):
                contests.answer_contest(work, contest_id=case_id, verdict=Verdict.JUSTIFIED, words="Oui.")
    with open_work(an_operator(open_work)) as work, pytest.raises(NotFound):
        contests.answer_contest(work, contest_id=uuid4(), verdict=Verdict.JUSTIFIED, words="Oui.")


def test_a_line_about_a_result_that_is_held_back_cannot_be_contested_before_it_shows(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    doctor, row = a_held_result(open_work, holder)
    with open_work(JOB) as work:
        added = work.db.scalars(select(col(TraceRow.seq)).where(col(TraceRow.object_id) == row.id)).first()
    assert added is not None
    with open_work(holder) as work, pytest.raises(NotFound):
        contests.contest_access(work, seq=added)
    with open_work(doctor) as work:
        held.release_document(work, row.id)
    assert _contest(open_work, holder, added).professional is not None
