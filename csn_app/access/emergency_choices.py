"""What a person decides for emergencies, and the codes of their card (R-AC-24, R-AC-25, R-AC-28)."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from secrets import token_urlsafe
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from csn_app.access import delegation, policy
from csn_app.access import emergency_rules as rules
from csn_app.access.emergency_rules import CardLife, Choices, EmergencyKind, Support
from csn_app.access.model_emergency import CardCode, EmergencyAccess, EmergencyChoice
from csn_app.access.policy import Permission
from csn_app.config import settings
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.vocabulary import Section
from csn_app.core.work import Trace, Work

_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
_NEVER = datetime.max.replace(tzinfo=UTC)


class NothingTicked(CsnError):
    """A card that shows nothing helps nobody."""


@dataclass(eq=False)
class TooManyCodes(CsnError):
    """So many copies of a card are in circulation that one must be revoked first."""

    most: int = rules.CODES_MOST


@dataclass(frozen=True, slots=True)
class Ticked:
    """What the person ticked for their card, and when they last changed it."""

    sections: tuple[Section, ...]
    at: datetime | None


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One copy of the card: on what, since when, until when, how often it was read."""

    id: UUID
    support: Support
    made_at: datetime
    expires_at: datetime
    openings: int
    opened_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewCode:
    """A code that was just drawn: ``token`` is shown once, in the copy itself, and is kept nowhere."""

    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ShownCode:
    """What a code that works stands for."""

    id: UUID
    space_id: UUID
    expires_at: datetime


def choices_of(work: Work, space_id: UUID) -> Choices:
    """Return what the person lets happen in an emergency; the defaults where they never chose."""
    policy.require(work, Permission.EMERGENCY_CHOOSE, space_id)
    return read_choices(work.db.get(EmergencyChoice, space_id))


def card_sections(work: Work, space_id: UUID) -> Ticked:
    """Return what the person ticked for their card, in the order of the card; nothing to begin with."""
    policy.require(work, Permission.EMERGENCY_CHOOSE, space_id)
    row = work.db.get(EmergencyChoice, space_id)
    ticked = tuple(section for section in rules.CARD_SECTIONS if row and section in row.card_sections)
    return Ticked(ticked, row.ticked_at if row else None)


def choose(work: Work, space_id: UUID, *, choices: Choices) -> None:
    """Decide who may read in an emergency, with effect at once: what runs and is not let any more is cut (R-AC-24)."""
    policy.require(work, Permission.EMERGENCY_CHOOSE, space_id)
    row = lock_choice(work, space_id)
    before = read_choices(row)
    row.allowed, row.masked = choices.allowed, choices.masked
    if settings().emergency_detail:
        row.samu, row.glass = choices.samu, choices.glass
    after = read_choices(row)
    closed = [kind.value for kind in EmergencyKind if not after.lets(kind)]
    cut = end_running(work, col(EmergencyAccess.space_id) == space_id, col(EmergencyAccess.kind).in_(closed))
    said = {"allowed": after.allowed, "samu": after.samu, "glass": after.glass, "masked": after.masked}
    detail = {name: "1" if on else "0" for name, on in said.items()}
    if after != before or cut:
        changed = Trace("EMERGENCY_PREF_CHANGED", space_id, object_type="settings", detail=detail)
        work.commit(changed, *cut)


def tick_card(work: Work, space_id: UUID, *, sections: frozenset[Section]) -> None:
    """Choose what the emergency card shows: the codes in circulation show it from now on (R-AC-28)."""
    policy.require(work, Permission.EMERGENCY_CHOOSE, space_id)
    row = lock_choice(work, space_id)
    ticked = [section.value for section in rules.CARD_SECTIONS if section in sections]
    if row.card_sections != ticked:
        row.card_sections, row.ticked_at = ticked, work.now
        work.commit(Trace("CARD_CHOSEN", space_id, object_type="emergency_card", detail={"sections": " ".join(ticked)}))


def make_code(work: Work, space_id: UUID, *, support: Support, life: CardLife = CardLife.YEAR) -> NewCode:
    """Draw the code of one more copy of the card: 128 random bits, of which only a fingerprint stays here.

    Raises ``NothingTicked``, ``TooManyCodes``.
    """
    policy.require(work, Permission.EMERGENCY_CHOOSE, space_id)
    row = lock_choice(work, space_id)
    if not row.card_sections:
        raise NothingTicked
    if (work.db.scalar(select(func.count()).where(*_circulating(work, space_id))) or 0) >= rules.CODES_MOST:
        raise TooManyCodes
    token = token_urlsafe(16)
    made = CardCode(
        space_id=space_id,
        mark=_mark(work, token),
        support=support,
        made_at=work.now,
        # What a parent makes ends with what lets them act: at 18 the person decides of their own card (R-ID-29).
        expires_at=min(rules.card_end(life, start=work.now), delegation.end_of(work) or _NEVER),
    )
    work.db.add(made)
    detail = {"support": support.value, "life": life.value}
    work.commit(Trace("CARD_MADE", space_id, object_type="emergency_card", object_id=made.id, detail=detail))
    return NewCode(token, made.expires_at)


def list_codes(work: Work, space_id: UUID) -> list[CodeRow]:
    """Return the copies of the card whose code works, the newest first; at most ``CODES_MOST``."""
    policy.require(work, Permission.EMERGENCY_CHOOSE, space_id)
    found = work.db.scalars(
        select(CardCode)
        .where(*_circulating(work, space_id))
        .order_by(col(CardCode.made_at).desc(), col(CardCode.id))
        .limit(rules.CODES_MOST)
    )
    return [CodeRow(c.id, Support(c.support), c.made_at, c.expires_at, c.openings, c.opened_at) for c in found]


def revoke_code(work: Work, space_id: UUID, *, code_id: UUID) -> None:
    """Take one copy out of circulation at once; raises ``NotFound`` where it is not theirs, or does not work."""
    policy.require(work, Permission.EMERGENCY_CHOOSE, space_id)
    if not _revoke(work, space_id, col(CardCode.id) == code_id):
        raise NotFound


def revoke_codes(work: Work, space_id: UUID) -> int:
    """Take every copy out of circulation at once (card lost); returns how many."""
    policy.require(work, Permission.EMERGENCY_CHOOSE, space_id)
    return _revoke(work, space_id)


def show_code(work: Work, token: str) -> ShownCode:
    """Find what a code stands for; unknown, revoked and expired ones raise ``NotFound`` alike. Nothing is read yet."""
    policy.open_to_all("whoever holds the card shows its code: 128 random bits, fewer tries than that (R-AC-28)")
    # The same question is put for a code that cannot be one.
    mark = _mark(work, token if _TOKEN.fullmatch(token) else "")
    code = work.db.scalar(
        select(CardCode).where(
            col(CardCode.mark) == mark, col(CardCode.revoked_at).is_(None), col(CardCode.expires_at) > work.now
        )
    )
    if code is None:
        raise NotFound
    return ShownCode(code.id, code.space_id, code.expires_at)


def count_opening(work: Work, space_id: UUID) -> Trace:
    """Count that the card was read by the code that the actor showed; the caller commits with the trace."""
    policy.require(work, Permission.PROFILE_READ, space_id)
    code_id = work.actor.card_code_id
    work.db.execute(
        update(CardCode)
        .where(col(CardCode.id) == code_id)
        .values(openings=col(CardCode.openings) + 1, opened_at=work.now)
    )
    return Trace("CARD_OPENED", space_id, object_type="emergency_card", object_id=code_id)


def read_choices(row: EmergencyChoice | None) -> Choices:
    """Return the choices that a row holds; where details are not shown, the master switch alone decides (setting 6)."""
    if row is None:
        return Choices()
    if not settings().emergency_detail:
        return Choices(allowed=row.allowed, masked=row.masked)
    return Choices(row.allowed, samu=row.samu, glass=row.glass, masked=row.masked)


def lock_choice(work: Work, space_id: UUID) -> EmergencyChoice:
    """Hold a person's choices until the act is committed: opposing and opening wait for each other."""
    first = insert(EmergencyChoice).values(
        space_id=space_id,
        allowed=True,
        samu=True,
        glass=True,
        masked=False,
        card_sections=[],
    )
    work.db.execute(first.on_conflict_do_nothing())
    held = select(EmergencyChoice).where(col(EmergencyChoice.space_id) == space_id).with_for_update()
    return work.db.scalars(held.execution_options(populate_existing=True)).one()


def end_running(work: Work, *which: ColumnElement[bool]) -> tuple[Trace, ...]:
    """End the emergency accesses that run among some; the caller commits with the traces."""
    ended = work.db.execute(
        update(EmergencyAccess)
        .where(*which, col(EmergencyAccess.ended_at).is_(None), col(EmergencyAccess.ends_at) > work.now)
        .values(ended_at=work.now)
        .returning(col(EmergencyAccess.id), col(EmergencyAccess.space_id), col(EmergencyAccess.professional_id))
    ).all()
    return tuple(
        Trace("EMERGENCY_ENDED", row.space_id, object_type="emergency", object_id=row.id, target_id=row.professional_id)
        for row in ended
    )


def _circulating(work: Work, space_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (
        col(CardCode.space_id) == space_id,
        col(CardCode.revoked_at).is_(None),
        col(CardCode.expires_at) > work.now,
    )


def _revoke(work: Work, space_id: UUID, *which: ColumnElement[bool]) -> int:
    revoked = work.db.scalars(
        update(CardCode)
        .where(*_circulating(work, space_id), *which)
        .values(revoked_at=work.now)
        .returning(col(CardCode.id))
    ).all()
    if revoked:
        work.commit(*(Trace("CARD_REVOKED", space_id, object_type="emergency_card", object_id=one) for one in revoked))
    return len(revoked)


def _mark(work: Work, token: str) -> bytes:
    return work.keys.mac("emergency_card.code", token)
