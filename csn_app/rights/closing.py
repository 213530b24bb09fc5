"""Closing a carnet, with its two outcomes (R-LC-7 to R-LC-11)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from csn_app.access import lifecycle, policy, rules
from csn_app.access.policy import Permission
from csn_app.config import settings
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Trace, Work
from csn_app.identity import fresh_factor, notices, sessions
from csn_app.identity import service as identity
from csn_app.identity.signin import Browser
from csn_app.rights import representing
from csn_app.ui.words import PARIS, french_date

PURPOSE = "fermer"
"""For what password and code are given again."""


@dataclass(frozen=True, slots=True)
class Days:
    """When what would be erased: after closing, and after asking for everything to be erased now."""

    archive: datetime
    erasure: datetime


@dataclass(frozen=True, slots=True)
class Closed:
    """A carnet that has just been closed, and the day on which it is erased."""

    state: SpaceState
    erase_at: datetime


def days_if_closed_now(work: Work) -> Days:
    """Return the two days that closing today would promise, so that they are said first."""
    policy.require(work, Permission.SPACE_CLOSE, work.actor.space_id)
    archive, erasure = (
        rules.erase_day(state, closed_at=work.now, delay=settings().erasure_delay)
        for state in (SpaceState.CLOSED_ARCHIVED, SpaceState.CLOSED_DELETION_REQUESTED)
    )
    if archive is None or erasure is None:
        raise NotFound
    return Days(archive, erasure)


def close_space(work: Work, *, to: SpaceState, browser: Browser) -> Closed:
    """Close the carnet where one is: access stops at once for all, and every session of its person ends.

    Whoever represents a person closes theirs too, in the person's name: the others are told, and an erasure waits for
    their objection (R-LC-19, ``ErasureDisputed``). ``to`` is one of the two outcomes: kept ten years, or erased on a
    day until which it may be cancelled. Raises ``NotProvedAgain`` where password and code were not given again just
    before.
    """
    policy.require(work, Permission.SPACE_CLOSE, work.actor.space_id)
    space_id = _space(work)
    policy.hold_grant(work, Permission.SPACE_CLOSE, space_id)
    fresh_factor.take_proof(work, purpose=PURPOSE, browser=browser)
    if not work.actor.for_oneself and to is SpaceState.CLOSED_DELETION_REQUESTED:
        representing.ask_erasure(work, space_id)
    ended = lifecycle.switch_grants_off(work, space_id)
    lifecycle.move_space(work, space_id, to=to)
    erase_at = lifecycle.standing_of(work, space_id).erase_at
    if to not in lifecycle.CLOSED or erase_at is None:
        raise NotFound
    if work.actor.for_oneself:
        sessions.end_all_sessions(work)
        _tell(work, space_id, to=to, erase_at=erase_at)
    else:
        # Who acts for the person stays signed in, in their own carnet; the person's own sessions end.
        theirs = identity.account_of_space(work, space_id)
        sessions.end_sessions_of(work, [theirs] if theirs else [])
        representing.tell_closed(work, space_id, to=to, erase_at=erase_at)
    traces = [Trace("SPACE_CLOSED", space_id, object_type="lifecycle", object_id=space_id)]
    if to is SpaceState.CLOSED_DELETION_REQUESTED:
        traces.append(Trace("ERASURE_REQUESTED", space_id, object_type="lifecycle", object_id=space_id))
    work.commit(*ended, *traces)
    return Closed(to, erase_at)


def _tell(work: Work, space_id: UUID, *, to: SpaceState, erase_at: datetime) -> None:
    day, last = french_date(erase_at.astimezone(PARIS).date()), french_date(rules.last_day(erase_at))
    if to is SpaceState.CLOSED_ARCHIVED:
        notices.tell_person(
            work,
            space_id,
            subject="Votre carnet est fermé",
            text="Votre carnet de santé numérique est fermé. Plus personne ne le lit. Tout est gardé, sous clé, "
            f"jusqu’au {last}\u00a0: vous pouvez le rouvrir en vous connectant.",
        )
        return
    notices.tell_person(
        work,
        space_id,
        subject="Suppression de votre carnet demandée",
        text=f"Votre carnet de santé numérique est fermé et sera supprimé le {day}. Plus personne ne le lit. "
        f"Vous pouvez annuler jusqu’au {last} compris, en vous connectant. Si ce n’est pas vous, connectez-vous et "
        "changez votre mot de passe.",
    )


def _space(work: Work) -> UUID:
    if work.actor.space_id is None:
        raise NotFound
    return work.actor.space_id
