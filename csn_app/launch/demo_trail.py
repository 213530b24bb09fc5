"""What happened to Alice's trail: an access at night that she contests, and one that was answered."""

from datetime import datetime, timedelta
from uuid import UUID

from csn_app.access import service as access
from csn_app.core.actor import JOB, Actor
from csn_app.core.vocabulary import OpeningReason
from csn_app.core.work import Work
from csn_app.history import contests, service, telling
from csn_app.history.rules import Kind, Period, Verdict
from csn_app.ui.words import PARIS


def two_days_ago(work: Work, *, alice: Actor, by_day: Actor, by_night: Actor, operator: Actor, today: datetime) -> None:
    """Let Alice contest an access and be answered; then let somebody open her carnet in the night."""
    if alice.space_id is None:
        return
    work.now = today - timedelta(days=3)
    asked = _contest_last(work, alice, of=by_day.professional_id)
    work.actor, work.now = operator, today - timedelta(days=2.4)
    case = next(case for case in contests.list_cases(work).rows if case.number == asked.number)
    contests.answer_contest(
        work,
        contest_id=case.id,
        verdict=Verdict.JUSTIFIED,
        words="Le cabinet confirme que vous aviez rendez-vous ce jour-là, et que le médecin a préparé ce rendez-vous.",
    )
    work.actor, work.now = by_night, _night_before(today)
    access.open_record(work, alice.space_id, reason=OpeningReason.FOLLOW_UP)
    access.close_record(work, alice.space_id)
    work.actor = JOB
    while telling.tell_accesses(work):
        pass


def yesterday(work: Work, *, alice: Actor, by_night: Actor, today: datetime) -> None:
    """Let Alice contest the access of the night; the operator has not answered yet."""
    work.now = today - timedelta(hours=20)
    _contest_last(work, alice, of=by_night.professional_id)


def _contest_last(work: Work, alice: Actor, *, of: UUID | None) -> contests.Contest:
    work.actor = alice
    lines = service.read_trail(work, by=of, kind=Kind.READ, period=Period.YEAR).lines
    before = [line for line in lines if line.at <= work.now]
    return contests.contest_access(work, seq=before[0].seq)


def _night_before(today: datetime) -> datetime:
    """Return 23:40 in Paris, two nights ago."""
    evening = today.astimezone(PARIS) - timedelta(days=2)
    return evening.replace(hour=23, minute=40, second=0, microsecond=0)
