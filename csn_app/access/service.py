"""What is done to spaces, grants and openings for the rooms to the left."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, insert, not_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as insert_or_keep
from sqlmodel import col

from csn_app.access import asking, blocking, policy, rules
from csn_app.access.model import FileOpening, Grant, Space
from csn_app.access.policy import Permission
from csn_app.access.terms import AS_IT_STANDS, Terms, check_note, documents_of, note_of, write_terms
from csn_app.access.turn import take_turn
from csn_app.config import settings
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.vocabulary import SHOWN_BY_DEFAULT, OpeningReason, PatientCategory, Section, SpaceState
from csn_app.core.work import Notice, Trace, Untraced, Work

REASON_LENGTH = 200
"""How long a typed reason may be, in characters."""


@dataclass(eq=False)
class ReasonNotGiven(CsnError):
    """The reason « other » says nothing without words, or the words are too long."""

    most: int = REASON_LENGTH


class ProfessionalBlocked(CsnError):
    """The person blocked this professional: they unblock them before giving anything (R-AC-13)."""


@dataclass(frozen=True, slots=True)
class NewSpace:
    """A space to announce, in its first state."""

    id: UUID
    state: SpaceState
    since: datetime


def announce_spaces(work: Work, spaces: Iterable[NewSpace]) -> None:
    """Make the spaces of people read from a roster; their keysets exist already. The caller commits."""
    policy.require(work, Permission.ACCOUNT_IMPORT)
    made = [
        {
            "id": s.id,
            "state": s.state,
            "state_since": s.since,
            "created_at": s.since,
            "erase_at": rules.erase_day(s.state, closed_at=s.since, delay=settings().erasure_delay),
        }
        for s in spaces
    ]
    if made:
        work.db.execute(insert(Space), made)


def count_spaces(work: Work) -> dict[SpaceState, int]:
    """Return how many spaces stand in each state of their life, for the operator: numbers only."""
    policy.require(work, Permission.SPACE_COUNT)
    counted = work.db.execute(select(col(Space.state), func.count()).group_by(col(Space.state))).all()
    return {SpaceState(state): number for state, number in counted}


def state_of(work: Work, space_id: UUID) -> SpaceState:
    """Return where a space stands in its life; raises ``NotFound``."""
    policy.open_to_all("sign-in and activation ask it before anyone is signed in, and show it to the holder only")
    state = work.db.scalar(select(col(Space.state)).where(col(Space.id) == space_id))
    if state is None:
        raise NotFound
    return SpaceState(state)


@dataclass(frozen=True, slots=True)
class GrantRow:
    """One professional of a person's list. ``categories`` empty means every category; no ``ends_at``, no end.

    ``single_only``: no category at all, only ``documents``, which are added one by one in any case.
    """

    id: UUID
    professional_id: UUID
    categories: tuple[PatientCategory, ...]
    sections: tuple[Section, ...]
    starts_at: datetime
    ends_at: datetime | None
    in_force: bool
    single_only: bool = False
    attending: bool = False
    note: str = ""
    documents: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Opening:
    """Why, since when and from which place a professional has a record open; ``secret`` at a minor's request."""

    id: UUID
    reason: OpeningReason
    words: str
    opened_at: datetime
    place_id: UUID | None
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Authorisation:
    """A space that authorised a professional."""

    space_id: UUID
    since: datetime
    until: datetime | None


def give_grant(
    work: Work,
    space_id: UUID,
    *,
    professional_id: UUID,
    categories: frozenset[PatientCategory],
    duration: rules.Duration,
    sections: frozenset[Section] = SHOWN_BY_DEFAULT,
    answer_notice: Notice | None = None,
    terms: Terms = AS_IT_STANDS,
) -> UUID:
    """Let a professional see all (no category) or some categories, and sections of the profile; replaces the last.

    A request that waited is answered by it (R-AC-14), and ``answer_notice`` leaves for who asked.
    Raises ``ProfessionalBlocked``, ``NoteTooLong``.
    """
    policy.require(work, Permission.GRANT_GIVE, space_id)
    check_note(terms)
    take_turn(work, space_id)
    if work.db.scalar(select(blocking.blocked(space_id, professional_id))):
        raise ProfessionalBlocked
    scope, shown, end = sorted(categories), sorted(sections), rules.end_of(duration, start=work.now)
    given = {"categories": scope, "sections": shown, "starts_at": work.now, "ends_at": end}
    given["given_by"] = work.actor.account_id
    made, known = _write_grant(work, space_id, professional_id, given=given)
    write_terms(work, space_id, made, terms, anew=not known)
    if asking.settle(work, space_id, professional_id) and answer_notice:
        work.tell(answer_notice)
    detail = {"categories": " ".join(scope), "sections": " ".join(shown), "duration": duration.value}
    if terms.single_only:
        detail["single"] = str(len(terms.documents or ()))
    action = "GRANT_CHANGED" if known else "GRANT_GIVEN"
    work.commit(Trace(action, space_id, object_type="grant", object_id=made, target_id=professional_id, detail=detail))
    return made


def _write_grant(work: Work, space_id: UUID, professional_id: UUID, *, given: dict[str, Any]) -> tuple[UUID, bool]:
    """Write the one grant of a pair; says whether one was in force already."""
    given = {**given, "single_only": False}
    made = work.db.scalar(
        insert_or_keep(Grant)
        .values(space_id=space_id, professional_id=professional_id, attending=False, note=b"", **given)
        .on_conflict_do_nothing(
            index_elements=["space_id", "professional_id"], index_where=col(Grant.revoked_at).is_(None)
        )
        .returning(col(Grant.id))
    )
    if made is not None:
        return made, False
    standing = _of_pair(space_id, professional_id)
    held = work.db.execute(select(col(Grant.id), policy.grant_in_force(work)).where(*standing).with_for_update()).one()
    work.db.execute(update(Grant).where(*standing).values(**given))
    return held[0], held[1]


def revoke_grant(work: Work, grant_id: UUID) -> None:
    """Take a professional off the list: no reading and no deposit from their next act on (R-AC-11)."""
    grant = policy.fetch(work, Permission.GRANT_REVOKE, Grant, grant_id)
    take_turn(work, grant.space_id)
    traces = _revoke(work, col(Grant.id) == grant.id)
    if traces:
        work.commit(*traces)


def revoke_pair(work: Work, space_id: UUID, professional_id: UUID) -> tuple[Trace, ...]:
    """Take back what a person gave a professional, if anything; returns the traces. The caller commits."""
    policy.require(work, Permission.GRANT_REVOKE, space_id)
    return _revoke(work, and_(*_of_pair(space_id, professional_id)))


def revoke_all_of(work: Work, professional_ids: list[UUID]) -> tuple[Trace, ...]:
    """Take back every grant of professionals who left the directory; returns the traces. The caller commits."""
    policy.require(work, Permission.ACCOUNT_IMPORT)
    theirs = col(Grant.professional_id).in_(professional_ids), col(Grant.revoked_at).is_(None)
    take_turn(work, *work.db.scalars(select(col(Grant.space_id)).where(*theirs)))
    return _revoke(work, col(Grant.professional_id).in_(professional_ids))


def list_grants(work: Work, space_id: UUID) -> list[GrantRow]:
    """Return the professionals of a person's list, newest first; those whose time is over stay until taken off."""
    policy.require(work, Permission.GRANT_LIST, space_id)
    found = work.db.execute(
        select(Grant, policy.grant_in_force(work))
        .where(col(Grant.space_id) == space_id, col(Grant.revoked_at).is_(None))
        .order_by(col(Grant.starts_at).desc(), col(Grant.id))
    ).all()
    added = documents_of(work, (grant.id for grant, _ in found))
    return [
        GrantRow(
            id=grant.id,
            professional_id=grant.professional_id,
            categories=tuple(PatientCategory(c) for c in grant.categories),
            sections=tuple(Section(s) for s in grant.sections),
            starts_at=grant.starts_at,
            ends_at=grant.ends_at,
            in_force=in_force,
            single_only=grant.single_only,
            attending=grant.attending,
            note=note_of(work, grant),
            documents=added.get(grant.id, ()),
        )
        for grant, in_force in found
    ]


def patients_who_authorised(work: Work) -> list[Authorisation]:
    """Return the spaces that a professional may open now, those who authorised them last first; at most 500."""
    policy.require(work, Permission.PATIENT_LIST)
    found = work.db.execute(
        select(col(Grant.space_id), col(Grant.starts_at), col(Grant.ends_at))
        .where(
            col(Grant.professional_id) == work.actor.professional_id,
            policy.grant_in_force(work),
            policy.visible(work, Permission.RECORD_OPEN, Grant),
        )
        .order_by(col(Grant.starts_at).desc(), col(Grant.id))
        .limit(500)
    )
    return [Authorisation(space_id=row[0], since=row[1], until=row[2]) for row in found]


def open_record(
    work: Work,
    space_id: UUID,
    *,
    reason: OpeningReason,
    words: str = "",
    first_notice: Notice | None = None,
    secret: bool = False,
) -> Opening:
    """A professional opens a record, from their place and for a reason that the person will read (R-AU-1).

    ``first_notice`` leaves if this professional never opened the record before (R-AC-15). ``secret``: at a minor's
    request, parents see nothing of it, and no message leaves that could reach them (R-ID-30): only the minor's own list
    has it. Raises ``NotFound`` without an authorisation, ``ReasonNotGiven``.
    """
    policy.require(work, Permission.RECORD_OPEN, space_id)
    # A running emergency lets nobody come in for an ordinary reason: that needs the person's grant.
    policy.hold_grant(work, Permission.RECORD_OPEN, space_id)
    actor, words = work.actor, " ".join(words.split())
    if reason is OpeningReason.EMERGENCY or len(words) > REASON_LENGTH or (reason is OpeningReason.OTHER and not words):
        raise ReasonNotGiven
    if actor.professional_id is None or actor.session_id is None:
        raise NotFound
    if first_notice and not _opened_before(work, space_id):
        work.tell(replace(first_notice, to="", mobile="") if secret else first_notice)
    _close(work, space_id)
    opening = FileOpening(
        session_id=actor.session_id,
        professional_id=actor.professional_id,
        space_id=space_id,
        place_id=actor.place_id,
        reason_code=reason,
        opened_at=work.now,
        secret=secret,
    )
    opening.reason = work.seal(space_id, _context(opening), words) if words else b""
    work.db.add(opening)
    opened = Trace("RECORD_OPENED", space_id, "record", space_id, reason_code=reason, reason=words)
    work.commit(opened)
    return _opening(opening, words=words)


def _opened_before(work: Work, space_id: UUID) -> bool:
    theirs = col(FileOpening.professional_id) == work.actor.professional_id, col(FileOpening.space_id) == space_id
    # Only what was told counts: after a secret visit the first ordinary one is told as the first.
    return bool(work.db.scalar(select(exists().where(*theirs, col(FileOpening.secret).is_(False)))))


def opening_of(work: Work, space_id: UUID) -> Opening:
    """Return the opening under which a professional acts on a record in this session; raises ``NotFound``."""
    policy.require(work, Permission.SPACE_READ, space_id)
    if work.actor.preview_of is not None:
        # Nobody opened anything: the holder looks with the professional's eyes.
        return Opening(space_id, OpeningReason.CONSULTATION, words="", opened_at=work.now, place_id=None)
    opening = opening_here(work, space_id)
    if opening is None:
        raise NotFound
    return opening


def opening_here(work: Work, space_id: UUID) -> Opening | None:
    """Return the opening of a record in this session, or None: a deposit needs none (R-AC-10), nor does a preview."""
    policy.require(work, Permission.SPACE_READ if work.actor.preview_of else Permission.RECORD_OPEN, space_id)
    opening = work.db.scalar(select(FileOpening).where(*_open_here(work, space_id)).limit(1))
    if opening is None:
        return None
    words = work.open(space_id, _context(opening), opening.reason) if opening.reason else ""
    return _opening(opening, words=words)


def last_visits(work: Work, space_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """Return when the professional last opened each of some records, in sessions other than where it is open now."""
    policy.require(work, Permission.PATIENT_LIST)
    here = col(FileOpening.session_id) == work.actor.session_id
    found = work.db.execute(
        select(col(FileOpening.space_id), func.max(col(FileOpening.opened_at)))
        .where(
            col(FileOpening.professional_id) == work.actor.professional_id,
            col(FileOpening.space_id).in_(set(space_ids)),
            not_(and_(here, col(FileOpening.closed_at).is_(None))),
            policy.visible(work, Permission.RECORD_OPEN, FileOpening),
        )
        .group_by(col(FileOpening.space_id))
    )
    return {row[0]: row[1] for row in found}


def authorises(work: Work, space_id: UUID, professional_id: UUID) -> bool:
    """Say whether somebody is in the person's list now, for an act that concerns both."""
    policy.require(work, Permission.GRANT_LIST, space_id)
    theirs = col(Grant.space_id) == space_id, col(Grant.professional_id) == professional_id
    return work.db.scalar(select(exists().where(*theirs, policy.grant_in_force(work)))) is True


def close_record(work: Work, space_id: UUID) -> None:
    """A professional closes a record that this session opened; nothing to close is no fault."""
    policy.require(work, Permission.RECORD_CLOSE)
    _close(work, space_id)
    work.commit(untraced=Untraced.TECHNICAL)


def _close(work: Work, space_id: UUID) -> None:
    work.db.execute(update(FileOpening).where(*_open_here(work, space_id)).values(closed_at=work.now))


def _opening(row: FileOpening, *, words: str) -> Opening:
    return Opening(
        id=row.id,
        reason=OpeningReason(row.reason_code),
        words=words,
        opened_at=row.opened_at,
        place_id=row.place_id,
        secret=row.secret,
    )


def _open_here(work: Work, space_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (
        col(FileOpening.space_id) == space_id,
        col(FileOpening.session_id) == work.actor.session_id,
        col(FileOpening.closed_at).is_(None),
    )


def _context(opening: FileOpening) -> str:
    return f"file_opening.reason:{opening.id}"


def _of_pair(space_id: UUID, professional_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Grant.space_id) == space_id,
        col(Grant.professional_id) == professional_id,
        col(Grant.revoked_at).is_(None),
    )


def _revoke(work: Work, which: ColumnElement[bool]) -> tuple[Trace, ...]:
    """Take grants back and close, with each, the openings it allowed."""
    revoked = work.db.execute(
        update(Grant)
        .where(which, col(Grant.revoked_at).is_(None))
        .values(revoked_at=work.now)
        .returning(col(Grant.id), col(Grant.space_id), col(Grant.professional_id))
    ).all()
    pairs = [(row.space_id, row.professional_id) for row in revoked]
    pair = tuple_(col(FileOpening.space_id), col(FileOpening.professional_id))
    work.db.execute(
        update(FileOpening).where(pair.in_(pairs), col(FileOpening.closed_at).is_(None)).values(closed_at=work.now)
    )
    return tuple(
        Trace("GRANT_REVOKED", row.space_id, object_type="grant", object_id=row.id, target_id=row.professional_id)
        for row in revoked
    )
