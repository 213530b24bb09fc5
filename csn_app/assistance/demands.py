"""Grave acts of the assistance: one agent notes, a second one calls back on the known number and confirms (R-AS-4)."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from csn_app.access import calls, lifecycle, policy
from csn_app.access.calls import OtherCallOpen
from csn_app.access.policy import Permission
from csn_app.assistance.model import DeskDemand
from csn_app.assistance.rules import CONTACT_COUNTS_AFTER, DEMAND_LASTS, ActNotPossible, Kind, possible
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Trace, Untraced, Work
from csn_app.identity import caller, codes, notices
from csn_app.identity.contacts import mask
from csn_app.identity.throttles import count_try, forget_tries, limit
from csn_app.ui.words import PARIS, french_date

_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_LENGTH = 8


class DemandUnknown(CsnError):
    """No demand that waits has this reference; whether it ever existed is not told."""


class SameAgent(CsnError):
    """Who noted a demand does not confirm it."""


class NotCalledBack(CsnError):
    """The agent did not say that they called the person back and heard them confirm."""


class NoNumberToCall(CsnError):
    """No number is known to call the person back: nothing grave is done by telephone."""


class DemandWaits(CsnError):
    """The same thing waits already for this person."""


@dataclass(frozen=True, slots=True)
class DemandView:
    """A demand on the screen; ``contact`` is masked; ``mine``: the agent noted it, somebody else confirms."""

    id: UUID
    kind: Kind
    asked_at: datetime
    contact: str
    mine: bool
    confirmed: bool
    counts_at: datetime | None


def ask(work: Work, *, kind: Kind, contact: str = "") -> str:
    """Note a grave act for the person in the call; returns the reference for the second agent.

    Raises ``ActNotPossible``, ``NoNumberToCall``, ``ContactNotUnderstood``, ``DemandWaits``.
    """
    policy.require(work, Permission.CALL_BEGIN)
    space_id = calls.space_in_call(work)
    _check(work, space_id, kind)
    if not caller.number_to_call_back(work, space_id):
        raise NoNumberToCall
    wanted = caller.read_contact(contact) if kind is Kind.CONTACT else ""
    if work.actor.account_id is None:
        raise NotFound
    _forget_stale(work, space_id)
    reference, demand_id = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH)), uuid4()
    demand = DeskDemand(
        id=demand_id,
        space_id=space_id,
        kind=kind,
        reference_mark=_mark(work, reference),
        contact=work.seal(space_id, _context(demand_id), wanted) if wanted else b"",
        asked_by=work.actor.account_id,
        asked_at=work.now,
        until=work.now + DEMAND_LASTS,
    )
    work.db.add(demand)
    try:
        work.db.flush()
    except IntegrityError as fault:
        work.db.rollback()
        raise DemandWaits from fault
    work.commit(Trace("DESK_DEMAND_MADE", space_id, object_type="assistance", object_id=demand_id))
    return codes.in_fours(reference)


def take(work: Work, *, reference: str) -> None:
    """Begin a call about the demand that a colleague noted; raises ``DemandUnknown``, ``SameAgent``, ``OtherCallOpen``.

    From now on this agent helps that person, and nobody else.
    """
    policy.require(work, Permission.CALL_BEGIN)
    if calls.current_call(work) is not None:
        raise OtherCallOpen
    tries = limit(work, "desk-reference", str(work.actor.account_id))
    count_try(work, tries)
    mark = _mark(work, codes.normalise(reference[:40]))
    demand = work.db.scalar(select(DeskDemand).where(col(DeskDemand.reference_mark) == mark, *_waiting(work)))
    if demand is None:
        work.commit(untraced=Untraced.TECHNICAL)
        raise DemandUnknown
    forget_tries(work, tries)
    if demand.asked_by == work.actor.account_id:
        raise SameAgent
    call_id = calls.begin_call(work, demand.space_id)
    work.commit(Trace("DESK_CALL_BEGUN", demand.space_id, object_type="assistance", object_id=call_id))


def call_back_number(work: Work) -> str:
    """Return the known number to call the person back, shown where a demand of a colleague waits; else nothing."""
    policy.require(work, Permission.CALL_BEGIN)
    space_id = calls.space_in_call(work)
    theirs = col(DeskDemand.asked_by) != work.actor.account_id, col(DeskDemand.confirmed_at).is_(None)
    of_colleague = select(col(DeskDemand.id)).where(col(DeskDemand.space_id) == space_id, *theirs, *_waiting(work))
    return caller.number_to_call_back(work, space_id) if work.db.scalar(of_colleague) else ""


def demands_of(work: Work, space_id: UUID) -> list[DemandView]:
    """Return what waits for the person whom the agent helps: three at most."""
    policy.require(work, Permission.PERSON_HELP, space_id)
    waiting = select(DeskDemand).where(col(DeskDemand.space_id) == space_id, *_waiting(work))
    return [
        DemandView(
            id=row.id,
            kind=Kind(row.kind),
            asked_at=row.asked_at,
            contact=mask(work.open(space_id, _context(row.id), row.contact)) if row.contact else "",
            mine=row.asked_by == work.actor.account_id,
            confirmed=row.confirmed_at is not None,
            counts_at=row.counts_at,
        )
        for row in work.db.scalars(waiting.order_by(col(DeskDemand.asked_at)))
    ]


def confirm(work: Work, demand_id: UUID, *, called_back: bool) -> Kind:
    """The second agent called the known number and heard the person confirm: the act is done, or its delay begins.

    Raises ``NotCalledBack``, ``SameAgent``, ``ActNotPossible``, ``MoveRefused``, ``NotFound``.
    """
    policy.require(work, Permission.CALL_BEGIN)
    space_id = calls.space_in_call(work)
    demand = _held(work, space_id, demand_id)
    if demand.confirmed_at is not None:
        raise NotFound
    if demand.asked_by == work.actor.account_id:
        raise SameAgent
    if not called_back:
        raise NotCalledBack
    kind = Kind(demand.kind)
    _check(work, space_id, kind)
    demand.confirmed_by, demand.confirmed_at = work.actor.account_id, work.now
    traces = _DO[kind](work, demand)
    work.db.flush()
    confirmed = Trace("DESK_DEMAND_CONFIRMED", space_id, object_type="assistance", object_id=demand.id)
    work.commit(confirmed, *traces)
    return kind


def drop(work: Work, demand_id: UUID) -> None:
    """Give a demand up, also a new contact that does not count yet: the person says that it is not theirs."""
    policy.require(work, Permission.CALL_BEGIN)
    space_id = calls.space_in_call(work)
    demand = _held(work, space_id, demand_id)
    demand.dropped_at = work.now
    notices.tell_person(
        work,
        space_id,
        subject="Une demande est abandonnée",
        text="La demande notée par l’assistance pour votre carnet est abandonnée. Rien ne change.",
    )
    work.commit(Trace("DESK_DEMAND_DROPPED", space_id, object_type="assistance", object_id=demand.id))


def count_contacts(work: Work) -> int:
    """Let the new contacts count whose 72 hours are over; returns how many. Done twice, nothing more happens."""
    policy.require(work, Permission.LIFECYCLE_RUN)
    done = 0
    due = select(DeskDemand).where(
        col(DeskDemand.kind) == Kind.CONTACT,
        col(DeskDemand.counts_at) <= work.now,
        col(DeskDemand.done_at).is_(None),
        col(DeskDemand.dropped_at).is_(None),
    )
    while demand := work.db.scalar(due.limit(1).with_for_update(skip_locked=True)):
        contact = work.open(demand.space_id, _context(demand.id), demand.contact)
        # The old contact hears of it too, while messages still go there.
        _tell_counts(work, demand.space_id)
        caller.apply_contact(work, demand.space_id, contact)
        _tell_counts(work, demand.space_id)
        demand.done_at = work.now
        work.commit(Trace("DESK_CONTACT_COUNTS", demand.space_id, object_type="assistance", object_id=demand.id))
        done += 1
    work.db.rollback()
    return done


def _tell_counts(work: Work, space_id: UUID) -> None:
    notices.tell_person(
        work,
        space_id,
        subject="Vos nouvelles coordonnées comptent",
        text="Les coordonnées données à l’assistance il y a trois jours servent maintenant pour votre carnet.",
    )


def _close(work: Work, demand: DeskDemand) -> tuple[Trace, ...]:
    ended = lifecycle.switch_grants_off_at_desk(work, demand.space_id)
    lifecycle.move_space(work, demand.space_id, to=SpaceState.CLOSED_ARCHIVED)
    caller.end_caller_sessions(work, demand.space_id)
    demand.done_at = work.now
    notices.tell_person(
        work,
        demand.space_id,
        subject="Votre carnet est fermé",
        text="À votre demande, l’assistance a fermé votre carnet de santé numérique. Plus personne ne le lit. Tout est "
        "gardé dix ans, sous clé\u00a0: vous pouvez le rouvrir en vous connectant.",
    )
    return (*ended, Trace("SPACE_CLOSED", demand.space_id, object_type="lifecycle", object_id=demand.space_id))


def _reopen(work: Work, demand: DeskDemand) -> tuple[Trace, ...]:
    traces = lifecycle.reopen_space(work, demand.space_id)
    demand.done_at = work.now
    notices.tell_person(
        work,
        demand.space_id,
        subject="Votre carnet est rouvert",
        text="À votre demande, l’assistance a rouvert votre carnet de santé numérique. Vos soignants ne le lisent "
        "pas\u00a0: vous choisissez de nouveau qui peut lire.",
    )
    return traces


def _note_contact(work: Work, demand: DeskDemand) -> tuple[Trace, ...]:
    """The old contact is told at once; the new one counts after 72 hours (R-AS-9)."""
    demand.counts_at = work.now + CONTACT_COUNTS_AFTER
    day = french_date(demand.counts_at.astimezone(PARIS).date())
    notices.tell_person(
        work,
        demand.space_id,
        subject="Vos coordonnées vont changer",
        text=f"L’assistance a noté de nouvelles coordonnées pour votre carnet. Elles compteront le {day}. "
        "Si ce n’est pas vous, appelez l’assistance avant ce jour\u00a0: rien ne changera.",
    )
    return (Trace("DESK_CONTACT_CHANGED", demand.space_id, object_type="assistance", object_id=demand.id),)


_DO = {Kind.CLOSE: _close, Kind.REOPEN: _reopen, Kind.CONTACT: _note_contact}


def _check(work: Work, space_id: UUID, kind: Kind) -> None:
    person = caller.describe_caller(work, space_id)
    if not possible(kind, person.state, minor=person.minor):
        raise ActNotPossible


def _held(work: Work, space_id: UUID, demand_id: UUID) -> DeskDemand:
    mine = col(DeskDemand.id) == demand_id, col(DeskDemand.space_id) == space_id
    demand = work.db.scalar(select(DeskDemand).where(*mine, *_waiting(work)).with_for_update())
    if demand is None:
        raise NotFound
    return demand


def _waiting(work: Work) -> tuple[ColumnElement[bool], ...]:
    """A demand waits for its second agent for a day; a confirmed one, for its 72 hours."""
    return (
        col(DeskDemand.done_at).is_(None),
        col(DeskDemand.dropped_at).is_(None),
        col(DeskDemand.confirmed_at).is_not(None) | (col(DeskDemand.until) > work.now),
    )


def _forget_stale(work: Work, space_id: UUID) -> None:
    stale = col(DeskDemand.confirmed_at).is_(None), col(DeskDemand.until) <= work.now
    open_ = col(DeskDemand.done_at).is_(None), col(DeskDemand.dropped_at).is_(None)
    theirs = col(DeskDemand.space_id) == space_id
    work.db.execute(update(DeskDemand).where(theirs, *open_, *stale).values(dropped_at=work.now))


def _mark(work: Work, reference: str) -> bytes:
    return work.keys.mac("desk_demand.reference", reference)


def _context(demand_id: UUID) -> str:
    return f"desk_demand.contact:{demand_id}"
