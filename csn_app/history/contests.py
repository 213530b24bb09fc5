"""Contesting an access, and answering (R-AU-6): a number, a due date, an answer; the operator reads no carnet."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from csn_app.access import delegation, policy, withheld
from csn_app.access.policy import Permission
from csn_app.audit import service as audit
from csn_app.config import settings
from csn_app.core.actor import Quality
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.work import Trace, Work
from csn_app.documents import service as documents
from csn_app.history.model import AccessContest
from csn_app.history.rules import Verdict
from csn_app.identity import notices
from csn_app.identity import service as identity

ANSWER_LENGTH = 1000
PAGE = 30


class ContestAnswered(CsnError):
    """Another operator answered this contest first."""


@dataclass(eq=False)
class AnswerNotGiven(CsnError):
    """An answer has between 1 and ``most`` characters, and a verdict."""

    most: int = ANSWER_LENGTH


@dataclass(frozen=True, slots=True)
class Contest:
    """A contest as its holder follows it; ``answer`` is empty until the operator has answered."""

    number: str
    seq: int
    professional: identity.ProfessionalCard | None
    quality: str
    accessed_at: datetime
    opened_at: datetime
    due_at: datetime
    verdict: Verdict | None
    answer: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Case:
    """A contest as the operator reads it: who acted, from where, when and what kind of act; never in whose carnet."""

    id: UUID
    number: str
    professional: identity.ProfessionalCard | None
    place: identity.PlaceCard | None
    quality: str
    action: str
    accessed_at: datetime
    opened_at: datetime
    due_at: datetime
    verdict: Verdict | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Cases:
    """A page of the operator's queue: the contest that is due first on top; answered ones, newest first."""

    rows: tuple[Case, ...]
    waiting: int
    more: bool
    now: datetime


def contest_access(work: Work, *, seq: int) -> Contest:
    """Contest one line of one's own trail; contesting it twice changes nothing. Raises ``NotFound``.

    One's own acts cannot be contested: ``NotFound`` too.
    """
    policy.require(work, Permission.CONTEST_OPEN, work.actor.space_id)
    space_id = _space(work)
    line = audit.line_of(work, space_id, seq, not_yet=documents.not_yet_shown(work, space_id))
    if line.quality not in {Quality.PROFESSIONAL, Quality.AGENT, Quality.OPERATOR}:
        raise NotFound
    contest_id = uuid4()
    made = {
        "id": contest_id,
        "space_id": space_id,
        "seq": seq,
        "action": line.action,
        "quality": line.quality,
        "professional_id": line.professional_id,
        "place_id": line.place_id,
        "accessed_at": line.at,
        "opened_at": work.now,
        "due_at": work.now + timedelta(days=settings().contest_days),
    }
    new = work.db.scalar(
        insert(AccessContest).values(made).on_conflict_do_nothing().returning(col(AccessContest.number))
    )
    if new is not None:
        if audit.is_untold(work, space_id, seq):
            # What a minor keeps from their parents is not told by contesting it (R-ID-30).
            withheld.keep(work, space_id, object_id=contest_id)
        detail = {"number": number_of(new, work.now), "line": str(seq)}
        work.commit(Trace("ACCESS_DISPUTED", space_id, "contest", contest_id, line.professional_id, detail=detail))
    return contests_on(work, space_id, [seq])[seq]


def my_contests(work: Work) -> tuple[Contest, ...]:
    """Return the holder's own contests, newest first; at most 50."""
    policy.require(work, Permission.CONTEST_OPEN, work.actor.space_id)
    mine = select(AccessContest).where(
        col(AccessContest.space_id) == _space(work), delegation.shown(work, AccessContest)
    )
    return _contests(work, list(work.db.scalars(mine.order_by(col(AccessContest.number).desc()).limit(50))))


def contests_on(work: Work, space_id: UUID, seqs: Collection[int]) -> dict[int, Contest]:
    """Return the holder's own contests on some lines of their trail."""
    policy.require(work, Permission.TRAIL_READ, space_id)
    on = select(AccessContest).where(col(AccessContest.space_id) == space_id, col(AccessContest.seq).in_(seqs))
    return {found.seq: found for found in _contests(work, list(work.db.scalars(on)))}


def list_cases(work: Work, *, answered: bool = False, skip: int = 0) -> Cases:
    """Return the operator's queue, thirty a page; it holds no health word and names no patient."""
    policy.require(work, Permission.CONTEST_LIST)
    done = col(AccessContest.answered_at).is_not(None)
    order = (
        (col(AccessContest.answered_at).desc(), col(AccessContest.number).desc())
        if answered
        else (col(AccessContest.due_at), col(AccessContest.number))
    )
    statement = select(AccessContest).where(done if answered else ~done).order_by(*order)
    found = list(work.db.scalars(statement.offset(max(0, skip)).limit(PAGE + 1)))
    people = identity.describe_professionals(work, {r.professional_id for r in found if r.professional_id})
    places = identity.describe_places(work, {r.place_id for r in found if r.place_id})
    cases = tuple(
        Case(
            id=row.id,
            number=number_of(row.number, row.opened_at),
            professional=people.get(row.professional_id) if row.professional_id else None,
            place=places.get(row.place_id) if row.place_id else None,
            quality=row.quality,
            action=row.action,
            accessed_at=row.accessed_at,
            opened_at=row.opened_at,
            due_at=row.due_at,
            verdict=Verdict(row.verdict) if row.verdict else None,
            answered_at=row.answered_at,
        )
        for row in found[:PAGE]
    )
    return Cases(cases, waiting=count_cases(work), more=len(found) > PAGE, now=work.now)


def count_cases(work: Work) -> int:
    """Return how many contests wait for an answer."""
    policy.require(work, Permission.CONTEST_LIST)
    return work.db.scalar(select(func.count()).where(col(AccessContest.answered_at).is_(None))) or 0


def answer_contest(work: Work, *, contest_id: UUID, verdict: Verdict, words: str) -> None:
    """Answer a contest once: the person is told and reads it, and their trail says that it was done.

    Raises ``NotFound``, ``ContestAnswered``, ``AnswerNotGiven``.
    """
    policy.require(work, Permission.CONTEST_ANSWER)
    words = " ".join(words.split())
    if not words or len(words) > ANSWER_LENGTH:
        raise AnswerNotGiven
    row = work.db.scalar(select(AccessContest).where(col(AccessContest.id) == contest_id).with_for_update())
    if row is None:
        raise NotFound
    if row.answered_at is not None:
        raise ContestAnswered
    row.verdict, row.answered_at, row.answered_by = verdict, work.now, work.actor.account_id
    row.answer = work.seal(row.space_id, _context(row), words)
    notices.tell_holder(work, row.space_id, kind="ACCESS_DISPUTE_ANSWERED", object_type="contest", object_id=row.id)
    work.commit(
        Trace(
            "ACCESS_DISPUTE_ANSWERED",
            row.space_id,
            object_type="contest",
            object_id=row.id,
            target_id=row.professional_id,
            reason_code=verdict,
            detail={"number": number_of(row.number, row.opened_at), "line": str(row.seq)},
        )
    )


def number_of(number: int | None, opened_at: datetime) -> str:
    """Write the number by which a person and the operator speak of a contest: « 2026-000123 »."""
    return f"{opened_at:%Y}-{number or 0:06d}"


def _contests(work: Work, found: list[AccessContest]) -> tuple[Contest, ...]:
    people = identity.describe_professionals(work, {r.professional_id for r in found if r.professional_id})
    return tuple(
        Contest(
            number=number_of(row.number, row.opened_at),
            seq=row.seq,
            professional=people.get(row.professional_id) if row.professional_id else None,
            quality=row.quality,
            accessed_at=row.accessed_at,
            opened_at=row.opened_at,
            due_at=row.due_at,
            verdict=Verdict(row.verdict) if row.verdict else None,
            answer=work.open(row.space_id, _context(row), row.answer) if row.answer else "",
            answered_at=row.answered_at,
        )
        for row in found
    )


def _context(row: AccessContest) -> str:
    return f"access_contest.answer:{row.id}"


def _space(work: Work) -> UUID:
    if work.actor.space_id is None:
        raise NotFound
    return work.actor.space_id
