"""Reading a record in an emergency, contesting that it happened (R-AC-23 to R-AC-27)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from csn_app.access import emergency_rules as rules
from csn_app.access import policy
from csn_app.access.emergency_choices import lock_choice, read_choices
from csn_app.access.emergency_rules import Decision, EmergencyKind, Situation
from csn_app.access.model import FileOpening, Refusal, Space
from csn_app.access.model_emergency import EmergencyAccess, EmergencyChoice
from csn_app.access.policy import Permission
from csn_app.config import settings
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.vocabulary import OpeningReason, SpaceState
from csn_app.core.work import Notice, Trace, Untraced, Work

PAGE = 20
"""How many emergencies a page lists."""


class EmergencyRefused(CsnError):
    """The person has opposed this reading in advance: it is said as a refusal (R-AC-24)."""


@dataclass(eq=False)
class WordsNotGiven(CsnError):
    """Breaking the glass needs a sentence, neither shorter nor longer than this."""

    least: int = rules.WORDS_LEAST
    most: int = rules.WORDS_MOST


class SituationNotGiven(CsnError):
    """No situation of the list, or one that this account may not give."""


@dataclass(frozen=True, slots=True)
class Emergency:
    """One reading in an emergency, for the person whose record it is: everything about it, words included."""

    id: UUID
    professional_id: UUID
    place_id: UUID | None
    kind: EmergencyKind
    situation: Situation
    words: str
    opened_at: datetime
    ends_at: datetime
    running: bool
    due_at: datetime | None
    contested_at: datetime | None
    decision: Decision | None
    decided_at: datetime | None
    answer: str


def my_situations(work: Work) -> tuple[Situation, ...]:
    """Return the situations that the professional who acts may give, by the qualities of their account."""
    policy.require(work, Permission.EMERGENCY_OPEN)
    return rules.situations(_my_kinds(work), needs_incapacity=settings().emergency_needs_incapacity)


def situations_let(work: Work, space_id: UUID) -> tuple[Situation, ...]:
    """Return, of these, those that the person of a record lets; none is a refusal, and leaves a trace of the try.

    Raises ``NotFound`` where there is no active record.
    """
    policy.require(work, Permission.EMERGENCY_OPEN)
    _active(work, space_id)
    choices = read_choices(work.db.get(EmergencyChoice, space_id))
    let = tuple(s for s in my_situations(work) if choices.lets(rules.kind_of(s)))
    if not let:
        _note_refusal(work, space_id)
    return let


def open_in_emergency(
    work: Work, space_id: UUID, *, situation: Situation, words: str, notice: Notice | None = None
) -> datetime:
    """Open a record without the person's agreement, for 24 hours; ``notice`` leaves for them at once (R-AC-26).

    Returns when it ends. One that runs already is opened again in this session, without a second notice.
    Raises ``NotFound``, ``SituationNotGiven``, ``WordsNotGiven``, ``EmergencyRefused``.
    """
    policy.require(work, Permission.EMERGENCY_OPEN)
    words = " ".join(words.split())
    kind = rules.kind_of(situation)
    if situation not in my_situations(work):
        raise SituationNotGiven
    if not rules.words_hold(kind, words):
        raise WordsNotGiven
    choice = lock_choice(work, space_id)
    _active(work, space_id)
    if not read_choices(choice).lets(kind):
        _note_refusal(work, space_id)
        raise EmergencyRefused
    running = _running_of_mine(work, space_id)
    if running is not None:
        _open_file(work, running, words=_words(work, running))
        work.commit(_reopened(running))
        return running.ends_at
    made = _new(work, space_id, situation=situation, words=words)
    _open_file(work, made, words=words)
    if notice is not None:
        work.tell(notice)
    work.commit(_opened(made, words=words))
    return made.ends_at


def reopen_in_emergency(work: Work, space_id: UUID) -> datetime:
    """Open again, in this session, a record whose emergency still runs; raises ``NotFound`` where none does."""
    policy.require(work, Permission.EMERGENCY_OPEN)
    running = _running_of_mine(work, space_id)
    if running is None:
        raise NotFound
    _open_file(work, running, words=_words(work, running))
    work.commit(_reopened(running))
    return running.ends_at


def my_emergency(work: Work, space_id: UUID) -> datetime | None:
    """Return when the emergency access of the professional who acts to a record ends; None where none runs."""
    policy.require(work, Permission.PATIENT_LIST)
    running = _running_of_mine(work, space_id)
    return running.ends_at if running else None


def emergencies_of(work: Work, space_id: UUID, *, since: datetime | None = None) -> list[Emergency]:
    """Return the last readings of a record in an emergency, for the person: 20 at most, the newest first."""
    policy.require(work, Permission.TRAIL_READ, space_id)
    statement = select(EmergencyAccess).where(col(EmergencyAccess.space_id) == space_id)
    if since is not None:
        statement = statement.where(col(EmergencyAccess.opened_at) >= since)
    found = work.db.scalars(statement.order_by(col(EmergencyAccess.opened_at).desc()).limit(PAGE))
    return [_emergency(work, row) for row in found]


def contest(work: Work, emergency_id: UUID, *, words: str = "") -> None:
    """The person contests a reading: it is reviewed, or its review says so; contested twice changes nothing.

    Raises ``NotFound``, ``WordsNotGiven`` where there are too many.
    """
    row = policy.fetch(work, Permission.EMERGENCY_CHOOSE, EmergencyAccess, emergency_id)
    held = select(EmergencyAccess).where(col(EmergencyAccess.id) == row.id).with_for_update()
    row = work.db.scalars(held.execution_options(populate_existing=True)).one()
    words = " ".join(words.split())
    if row.contested_at is not None or row.decided_at is not None:
        return
    if len(words) > rules.WORDS_MOST:
        raise WordsNotGiven(least=0)
    row.contested_at = work.now
    row.contest = work.seal(row.space_id, f"emergency_access.contest:{row.id}", words) if words else b""
    row.due_at = row.due_at or work.now + rules.REVIEWED_WITHIN
    work.commit(
        Trace(
            "ACCESS_DISPUTED",
            row.space_id,
            object_type="emergency",
            object_id=row.id,
            target_id=row.professional_id,
            reason=words,
        )
    )


def _my_kinds(work: Work) -> frozenset[EmergencyKind]:
    held = {EmergencyKind.SAMU: work.actor.regulates, EmergencyKind.GLASS: work.actor.breaks_glass}
    return frozenset(kind for kind, mine in held.items() if mine)


def _active(work: Work, space_id: UUID) -> None:
    active = select(col(Space.id)).where(col(Space.id) == space_id, col(Space.state) == SpaceState.ACTIVATED)
    if work.db.scalar(active) is None:
        raise NotFound


def _mine(work: Work, space_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (
        col(EmergencyAccess.space_id) == space_id,
        col(EmergencyAccess.professional_id) == work.actor.professional_id,
        col(EmergencyAccess.ended_at).is_(None),
    )


def _running_of_mine(work: Work, space_id: UUID) -> EmergencyAccess | None:
    mine = select(EmergencyAccess).where(*_mine(work, space_id), col(EmergencyAccess.ends_at) > work.now)
    return work.db.scalar(mine)


def _new(work: Work, space_id: UUID, *, situation: Situation, words: str) -> EmergencyAccess:
    if work.actor.professional_id is None:
        raise NotFound
    over = update(EmergencyAccess).where(*_mine(work, space_id))
    work.db.execute(over.values(ended_at=col(EmergencyAccess.ends_at)))
    kind = rules.kind_of(situation)
    made = EmergencyAccess(
        space_id=space_id,
        professional_id=work.actor.professional_id,
        place_id=work.actor.place_id,
        kind=kind,
        reason_code=situation,
        opened_at=work.now,
        ends_at=work.now + rules.LASTS,
        due_at=work.now + rules.REVIEWED_WITHIN if kind is EmergencyKind.GLASS else None,
    )
    made.reason = work.seal(space_id, f"emergency_access.reason:{made.id}", words) if words else b""
    work.db.add(made)
    work.db.flush()
    return made


def _open_file(work: Work, access: EmergencyAccess, *, words: str) -> None:
    """Open the record in this session under the emergency; an opening for another reason is closed."""
    actor = work.actor
    if actor.session_id is None:
        raise NotFound
    work.db.execute(
        update(FileOpening)
        .where(
            col(FileOpening.space_id) == access.space_id,
            col(FileOpening.session_id) == actor.session_id,
            col(FileOpening.closed_at).is_(None),
        )
        .values(closed_at=work.now)
    )
    opening = FileOpening(
        session_id=actor.session_id,
        professional_id=access.professional_id,
        space_id=access.space_id,
        place_id=actor.place_id,
        reason_code=OpeningReason.EMERGENCY,
        opened_at=work.now,
    )
    opening.reason = work.seal(access.space_id, f"file_opening.reason:{opening.id}", words) if words else b""
    work.db.add(opening)


def _opened(access: EmergencyAccess, *, words: str) -> Trace:
    return Trace(
        "RECORD_OPENED_EMERGENCY",
        access.space_id,
        object_type="emergency",
        object_id=access.id,
        reason_code=OpeningReason.EMERGENCY,
        reason=words,
        detail={"situation": access.reason_code, "kind": access.kind},
    )


def _reopened(access: EmergencyAccess) -> Trace:
    return Trace(
        "RECORD_OPENED",
        access.space_id,
        object_type="record",
        object_id=access.space_id,
        reason_code=OpeningReason.EMERGENCY,
    )


def _note_refusal(work: Work, space_id: UUID) -> None:
    """Leave the try in the person's trail, once a day for a professional; raises nothing, changes nothing else."""
    work.db.rollback()
    counted = (
        insert(Refusal)
        .values(
            chain_id=space_id,
            account_id=work.actor.account_id,
            action="EMERGENCY_REFUSED",
            day=work.now.date(),
            times=1,
        )
        .on_conflict_do_update(
            index_elements=["chain_id", "account_id", "action", "day"], set_={"times": col(Refusal.times) + 1}
        )
        .returning(col(Refusal.times))
    )
    if work.db.scalar(counted) == 1:
        work.commit(Trace("EMERGENCY_REFUSED", space_id, object_type="record", object_id=space_id))
    else:
        work.commit(untraced=Untraced.ALREADY_TRACED)


def _words(work: Work, row: EmergencyAccess) -> str:
    return work.open(row.space_id, f"emergency_access.reason:{row.id}", row.reason) if row.reason else ""


def _emergency(work: Work, row: EmergencyAccess) -> Emergency:
    answer = work.open(row.space_id, f"emergency_access.answer:{row.id}", row.answer) if row.answer else ""
    return Emergency(
        id=row.id,
        professional_id=row.professional_id,
        place_id=row.place_id,
        kind=EmergencyKind(row.kind),
        situation=Situation(row.reason_code),
        words=_words(work, row),
        opened_at=row.opened_at,
        ends_at=row.ended_at or row.ends_at,
        running=row.ended_at is None and row.ends_at > work.now,
        due_at=row.due_at,
        contested_at=row.contested_at,
        decision=Decision(row.decision) if row.decision else None,
        decided_at=row.decided_at,
        answer=answer,
    )
