"""Signed-in sessions: a cookie's secret names a row, and the row names who acts."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, delete, func, or_, select, true, update
from sqlmodel import col

from csn_app.access import delegation, policy, prepared
from csn_app.access.policy import Permission
from csn_app.config import settings
from csn_app.core.actor import Actor, Mandate, Quality
from csn_app.core.errors import NotFound
from csn_app.core.work import Trace, Untraced, Work
from csn_app.identity.model import Account, KnownBrowser, Practice, Professional, SignedInSession
from csn_app.identity.person import person_of_space
from csn_app.identity.rules import age_words
from csn_app.ui.words import PARIS

_TOUCH_EVERY = timedelta(seconds=30)


class _Behind(NamedTuple):
    """What stands behind a cookie: a live session, its account and, for a professional, their line of the directory."""

    id: UUID
    seen_at: datetime
    shared_device: bool
    place_id: UUID | None
    delegation_id: UUID | None
    account_id: UUID
    quality: str
    active: bool
    space_id: UUID | None
    professional_id: UUID | None
    shown_name: str
    assistant: bool
    listed: bool | None
    profession_code: str | None
    regulates: bool | None
    breaks_glass: bool | None
    emergency_suspended_at: datetime | None


def _behind(_work: Work) -> Select[Any]:
    columns: tuple[Any, ...] = (
        *(SignedInSession.id, SignedInSession.seen_at, SignedInSession.shared_device, SignedInSession.place_id),
        SignedInSession.delegation_id,
        *(Account.id, Account.quality, Account.active, Account.space_id, Account.professional_id, Account.shown_name),
        *(Account.assistant, Professional.active, Professional.profession_code),
        *(Professional.regulates, Professional.breaks_glass, Professional.emergency_suspended_at),
    )
    return (
        select(*columns)
        .select_from(SignedInSession)
        .join(Account, col(Account.id) == col(SignedInSession.account_id))
        .outerjoin(Professional, col(Professional.id) == col(Account.professional_id))
        .where(col(SignedInSession.token_mark) == bindparam("mark"), col(SignedInSession.ended_at).is_(None))
    )


@dataclass(frozen=True, slots=True)
class SessionView:
    """One browser that is signed in now; ``here`` is the one that asks. Times are real time."""

    id: UUID
    device: str
    began_at: datetime
    seen_at: datetime
    here: bool


def begin_session(work: Work, account: Account, *, device: str, shared_device: bool = False) -> str:
    """Open a session for an account that proved itself; returns the cookie's secret. The caller commits."""
    token = token_urlsafe(32)
    places = work.db.scalars(
        select(col(Practice.place_id)).where(col(Practice.professional_id) == account.professional_id).limit(2)
    ).all()
    work.db.add(
        SignedInSession(
            token_mark=mark_of(token),
            account_id=account.id,
            # The only place is chosen without asking; among several, the professional chooses.
            place_id=places[0] if len(places) == 1 else None,
            device=device[:80],
            shared_device=shared_device,
            began_at=work.real_now,
            seen_at=work.real_now,
        )
    )
    return token


def resolve_session(work: Work, token: str, *, active: bool) -> Actor | None:
    """Return who stands behind a cookie, or None where the session ended, idled out or its account is off.

    ``active`` says that the person did something: it moves the moment of inactivity (R-ID-25), at most every 30 s.
    """
    policy.open_to_all("the door itself: every request asks who it comes from")
    rows = prepared.rows(work, _behind, mark=mark_of(token))
    found = _Behind._make(rows[0]) if rows else None
    # A person who is no professional is in no directory.
    if found is None or not found.active or found.listed is False or _idle(work, found):
        return None
    if active and work.real_now - found.seen_at > _TOUCH_EVERY:
        work.must_write()
        touched = update(SignedInSession).where(col(SignedInSession.id) == found.id)
        work.db.execute(touched.values(seen_at=work.real_now))
        work.commit(untraced=Untraced.TECHNICAL)
    mandate, space_id = _place_of(work, found)
    return Actor(
        quality=Quality(found.quality),
        account_id=found.account_id,
        space_id=space_id,
        session_id=found.id,
        professional_id=found.professional_id,
        profession_code=found.profession_code or "",
        place_id=found.place_id,
        shown_name=found.shown_name,
        idle_minutes=_idle_minutes(found),
        discreet=found.shared_device,
        assistant=found.assistant,
        regulates=bool(found.regulates) and found.emergency_suspended_at is None,
        breaks_glass=bool(found.breaks_glass) and found.emergency_suspended_at is None,
        mandate=mandate,
    )


def enter_space(work: Work, *, delegation_id: UUID) -> None:
    """Go into the space of somebody for whom one acts; raises ``NotFound`` where no delegation in force opens it."""
    policy.require(work, Permission.DELEGATION_ANSWER)
    account_id, own = work.actor.account_id, work.actor.own_space_id
    if account_id is None or own is None:
        raise NotFound
    if delegation.mandate_of(work, delegation_id=delegation_id, account_id=account_id, own_space_id=own) is None:
        raise NotFound
    _be_in(work, delegation_id)


def leave_space(work: Work) -> None:
    """Come back to one's own space."""
    policy.require(work, Permission.DELEGATION_ANSWER)
    _be_in(work, None)


def end_session(work: Work) -> None:
    """End the actor's session: every tab of this browser is signed out."""
    policy.require(work, Permission.SESSION_END)
    session = work.db.get(SignedInSession, work.actor.session_id)
    if session is None or session.ended_at is not None:
        return
    session.ended_at = work.real_now
    work.commit(Trace("LOGOUT", chain_of(work.actor), object_type="session", object_id=session.id))


def list_sessions(work: Work) -> list[SessionView]:
    """Return the browsers that are signed in to the actor's account now: this one first, then the last seen."""
    policy.require(work, Permission.ACCOUNT_READ)
    statement = select(SignedInSession).where(_live_of(work)).order_by(col(SignedInSession.seen_at).desc())
    views = [
        SessionView(s.id, s.device, s.began_at, s.seen_at, here=s.id == work.actor.session_id)
        for s in work.db.scalars(statement)
    ]
    return sorted(views, key=lambda view: not view.here)


def last_visit(work: Work) -> datetime | None:
    """Return when the actor's account was last used in another session, in real time; None the first time."""
    policy.require(work, Permission.ACCOUNT_READ)
    return work.db.scalar(
        select(func.max(col(SignedInSession.seen_at))).where(
            col(SignedInSession.account_id) == work.actor.account_id,
            col(SignedInSession.id) != work.actor.session_id,
        )
    )


def end_other_session(work: Work, *, session_id: UUID) -> None:
    """End one other session of the actor's account; raises ``NotFound`` where it is not theirs, or ended."""
    policy.require(work, Permission.SESSION_END)
    if not _end(work, col(SignedInSession.id) == session_id):
        raise NotFound


def end_other_sessions(work: Work) -> int:
    """End every session of the actor's account but this one; returns how many ended."""
    policy.require(work, Permission.SESSION_END)
    return _end(work, true())


def choose_place(work: Work, *, place_id: UUID) -> None:
    """A professional says from which of their places they work; it is shown in every trace of the session."""
    policy.require(work, Permission.PLACE_CHOOSE)
    theirs = select(Practice).where(
        col(Practice.professional_id) == work.actor.professional_id, col(Practice.place_id) == place_id
    )
    if work.db.scalar(theirs) is None:
        raise NotFound
    work.db.execute(
        update(SignedInSession).where(col(SignedInSession.id) == work.actor.session_id).values(place_id=place_id)
    )
    work.commit(untraced=Untraced.TECHNICAL)


def end_all_sessions(work: Work) -> None:
    """End every session of the actor's account, this one too; the caller commits."""
    policy.require(work, Permission.SESSION_END)
    if work.actor.account_id is not None:
        end_sessions_of(work, [work.actor.account_id])


def end_others_of(work: Work) -> None:
    """End every session of the actor's account but this one; the caller commits."""
    policy.require(work, Permission.SESSION_END)
    work.db.execute(
        update(SignedInSession)
        .where(_live_of(work), col(SignedInSession.id) != work.actor.session_id)
        .values(ended_at=work.real_now)
    )


def be_discreet(work: Work) -> None:
    """Treat every device on which the actor is signed in as a shared one from now on; the caller commits (R-AC-34)."""
    policy.require(work, Permission.SESSION_END)
    live = _live_of(work)
    work.db.execute(update(SignedInSession).where(live).values(shared_device=True))
    work.db.execute(delete(KnownBrowser).where(col(KnownBrowser.account_id) == work.actor.account_id))


def end_sessions_of(work: Work, account_ids: list[UUID]) -> None:
    """End every session of accounts that were switched off; the caller commits."""
    work.db.execute(
        update(SignedInSession)
        .where(col(SignedInSession.account_id).in_(account_ids), col(SignedInSession.ended_at).is_(None))
        .values(ended_at=work.real_now)
    )


def chain_of(actor: Actor) -> UUID:
    """Return the chain of an act that concerns nobody else: a holder's space, anyone else's account."""
    chain = actor.own_space_id or actor.account_id
    if chain is None:
        raise NotFound
    return chain


def mark_of(token: str) -> bytes:
    """Return the fingerprint under which a cookie's secret (256 random bits) is kept."""
    return sha256(token.encode()).digest()


def _be_in(work: Work, delegation_id: UUID | None) -> None:
    work.db.execute(
        update(SignedInSession)
        .where(col(SignedInSession.id) == work.actor.session_id, col(SignedInSession.ended_at).is_(None))
        .values(delegation_id=delegation_id)
    )
    work.commit(untraced=Untraced.TECHNICAL)


def _place_of(work: Work, session: _Behind) -> tuple[Mandate | None, UUID | None]:
    """Return by what right and in which space an account is in this session; a right that ended leads home."""
    if session.delegation_id is None or session.space_id is None:
        return None, session.space_id
    found = delegation.mandate_of(
        work, delegation_id=session.delegation_id, account_id=session.account_id, own_space_id=session.space_id
    )
    if found is None:
        return None, session.space_id
    mandate, space_id = found
    person = person_of_space(work, space_id)
    if person is None:
        return None, session.space_id
    row, known = person
    age = age_words(row.birth_date, today=work.now.astimezone(PARIS).date())
    return replace(mandate, name=known.display_name, age=age), space_id


def _end(work: Work, which: ColumnElement[bool]) -> int:
    """End the live sessions of the actor's account that ``which`` names, this one excepted, and commit."""
    ended = work.db.scalars(
        update(SignedInSession)
        .where(_live_of(work), col(SignedInSession.id) != work.actor.session_id, which)
        .values(ended_at=work.real_now)
        .returning(col(SignedInSession.id))
    ).all()
    if ended:
        chain = chain_of(work.actor)
        work.commit(*(Trace("LOGOUT", chain, object_type="session", object_id=session_id) for session_id in ended))
    return len(ended)


def _live_of(work: Work) -> ColumnElement[bool]:
    """Return the condition: a session of the actor's account, neither ended nor idled out."""
    since = work.real_now - timedelta(minutes=settings().session_idle_minutes)
    shared_since = work.real_now - timedelta(minutes=settings().shared_device_idle_minutes)
    return and_(
        col(SignedInSession.account_id) == work.actor.account_id,
        col(SignedInSession.ended_at).is_(None),
        col(SignedInSession.seen_at) >= since,
        or_(col(SignedInSession.shared_device).is_(False), col(SignedInSession.seen_at) >= shared_since),
    )


def _idle(work: Work, session: _Behind) -> bool:
    return work.real_now - session.seen_at > timedelta(minutes=_idle_minutes(session))


def _idle_minutes(session: _Behind) -> int:
    return settings().shared_device_idle_minutes if session.shared_device else settings().session_idle_minutes
