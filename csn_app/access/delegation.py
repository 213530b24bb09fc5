"""The conditions of a delegation: who reaches another's space for what, and what stays hidden from them.

``policy`` calls these by one line each. A mandate in the actor opens nothing: every statement asks the row again.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, not_, or_, select, true
from sqlmodel import col

from csn_app.access.model import FileOpening, Space
from csn_app.access.model_delegation import Delegation, KeptFromRepresentatives
from csn_app.core.actor import DelegationKind, Mandate, Quality, Scope
from csn_app.core.vocabulary import DelegationState, SpaceState
from csn_app.core.work import Work

_FILLS = frozenset({"DOCUMENT_ADD", "PROFILE_ADD"})
_READS = frozenset({"DOCUMENT_LIST", "DOCUMENT_READ", "FOLDER_READ", "PROFILE_READ"})
_CHANGES = frozenset(
    {
        *("DOCUMENT_DELETE", "DOCUMENT_RENAME", "DOCUMENT_RESTORE", "DOCUMENT_TRASH"),
        *("FOLDER_CHANGE", "PROFILE_CHANGE", "PROPOSAL_ANSWER"),
    }
)

NEEDED: dict[str, frozenset[Scope]] = {
    "SPACE_READ": frozenset(),
    **dict.fromkeys(_READS, frozenset({Scope.READ})),
    **dict.fromkeys(_FILLS, frozenset({Scope.DOCUMENTS})),
    # What one may not read, one does not change either.
    **dict.fromkeys(_CHANGES, frozenset({Scope.READ, Scope.DOCUMENTS})),
}
"""What a caregiver may do, and the scopes that it needs: whatever is not here is refused to all of them (R-AC-31)."""

SCOPE_OF_ROOM = {
    "AGENDA": Scope.AGENDA,
    "CONVERSATION": Scope.MESSAGES,
    "MESSAGE": Scope.MESSAGES,
    "PREVENTION": Scope.AGENDA,
}
"""Permissions of the agenda and of messages, by the noun they begin with."""

HOLDER_ALONE = frozenset({"DELEGATION_HIDE", "MAJORITY_CONFIRM", "TRAIL_PROVE", "WISH_KEEP"})
"""What nobody does for a person. A proof covers everything, also what a minor keeps from their parents."""


def reach(work: Work, permission: str, space_id: Any) -> ColumnElement[bool]:
    """Return the condition under which a holder reaches a space: their own, or one that a delegation opens now."""
    mandate = work.actor.mandate
    if mandate is None:
        return true()
    needed = needs(permission) if mandate.kind is DelegationKind.CAREGIVER else frozenset[Scope]()
    if permission in HOLDER_ALONE or needed is None:
        return false()
    return exists().where(
        col(Delegation.id) == mandate.id,
        col(Delegation.account_id) == work.actor.account_id,
        col(Delegation.space_id) == space_id,
        in_force(work),
        or_(
            col(Delegation.kind) != DelegationKind.CAREGIVER,
            col(Delegation.scopes).contains([scope.value for scope in sorted(needed)]),
        ),
    )


def needs(permission: str) -> frozenset[Scope] | None:
    """Return the scopes that a caregiver needs for a permission, or None for what no caregiver may do."""
    if permission in NEEDED:
        return NEEDED[permission]
    scope = SCOPE_OF_ROOM.get(permission.partition("_")[0])
    return frozenset({scope}) if scope else None


def in_force(work: Work) -> ColumnElement[bool]:
    """Return the condition under which a delegation counts now: accepted, not ended, not revoked."""
    return and_(
        col(Delegation.state) == DelegationState.ACCEPTED,
        or_(col(Delegation.ends_at).is_(None), col(Delegation.ends_at) > work.now),
    )


def shown(work: Work, columns: Any) -> ColumnElement[bool]:
    """Return the condition under which a row is shown to whoever acts for a person: not kept from them (R-ID-30).

    A row is kept by its own identifier, or by that of the column that its class names as ``KEPT_BY``.
    """
    if not (hasattr(columns, "KEPT_BY") or hasattr(columns, "author_account_id")):
        return true()
    return told(work, getattr(columns, getattr(columns, "KEPT_BY", "id")))


def told(work: Work, object_id: Any) -> ColumnElement[bool]:
    """Return the condition under which whoever acts for a person may know of an object: it is not kept from them."""
    return true() if work.actor.mandate is None else not_(kept(object_id))


def kept(object_id: Any) -> ColumnElement[bool]:
    """Return the condition that a minor keeps an object from those who represent them."""
    return exists().where(col(KeptFromRepresentatives.object_id) == object_id)


def told_line(work: Work, line: Any) -> ColumnElement[bool]:
    """Return the condition under which a line of the trail is shown to whoever acts for a person (R-ID-30)."""
    return true() if work.actor.mandate is None else not_(untold(line))


def untold(line: Any) -> ColumnElement[bool]:
    """Return the condition under which a line of the trail is not shown to those who represent the person.

    Left out: what is said of a kept object, and what was done in a minor's secret visit: such a line says so itself.
    Asking the visit's row would be too wide: one that nobody closed would hide what its professional does ever after.
    """
    about_kept = and_(line.object_id.is_not(None), kept(line.object_id))
    return or_(about_kept, line.secret)


def still_speaks(work: Work, account_id: Any, space_id: Any) -> ColumnElement[bool]:
    """Return the condition that what an account agreed to in a space counts: its person's, or of who acts there now."""
    theirs = col(Delegation.account_id) == account_id, col(Delegation.space_id) == space_id
    now = exists().where(*theirs, in_force(work)).correlate_except(Delegation)
    return or_(now, not_(exists().where(*theirs).correlate_except(Delegation)))


def represented_spaces(work: Work) -> Select[UUID]:
    """Return the statement that finds the spaces in which the actor's account acts now, wherever they are."""
    return (
        select(col(Delegation.space_id))
        .join(Space, col(Space.id) == col(Delegation.space_id))
        .where(
            col(Delegation.account_id) == work.actor.account_id,
            in_force(work),
            col(Space.state) == SpaceState.ACTIVATED,
        )
    )


def mandate_of(work: Work, *, delegation_id: UUID, account_id: UUID, own_space_id: UUID) -> tuple[Mandate, UUID] | None:
    """Return the mandate of an account and the space it opens, or None where it is not in force for that account."""
    found = work.db.scalar(
        select(Delegation)
        .join(Space, col(Space.id) == col(Delegation.space_id))
        .where(
            col(Delegation.id) == delegation_id,
            col(Delegation.account_id) == account_id,
            in_force(work),
            col(Space.state) == SpaceState.ACTIVATED,
        )
    )
    if found is None:
        return None
    scopes = frozenset(Scope(scope) for scope in found.scopes)
    return Mandate(found.id, DelegationKind(found.kind), scopes, own_space_id), found.space_id


def closed_mandates(work: Work) -> list[tuple[Mandate, UUID]]:
    """Return the mandates by which the actor's account represents people whose carnet is closed, with their spaces."""
    found = work.db.scalars(
        select(Delegation)
        .join(Space, col(Space.id) == col(Delegation.space_id))
        .where(
            col(Delegation.account_id) == work.actor.account_id,
            col(Delegation.kind) != DelegationKind.CAREGIVER,
            in_force(work),
            col(Space.state).in_([SpaceState.CLOSED_ARCHIVED, SpaceState.CLOSED_DELETION_REQUESTED]),
        )
        .order_by(col(Delegation.answered_at), col(Delegation.id))
        .limit(50)
    )
    own = work.actor.own_space_id
    none = frozenset[Scope]()
    return [(Mandate(one.id, DelegationKind(one.kind), none, own), one.space_id) for one in found if own]


def mandate_in(work: Work, space_id: UUID, *, account_id: UUID, own_space_id: UUID) -> Mandate | None:
    """Return the mandate by which an account acts in a space now, or None: a job that works for it asks again."""
    theirs = col(Delegation.space_id) == space_id, col(Delegation.account_id) == account_id
    found = work.db.scalar(select(col(Delegation.id)).where(*theirs, in_force(work)))
    made = mandate_of(work, delegation_id=found, account_id=account_id, own_space_id=own_space_id) if found else None
    return made[0] if made else None


def end_of(work: Work) -> datetime | None:
    """Return when the right of whoever acts for a person ends, or None: nothing that they make outlives it."""
    mandate = work.actor.mandate
    return work.db.scalar(select(col(Delegation.ends_at)).where(col(Delegation.id) == mandate.id)) if mandate else None


def held(work: Work) -> bool:
    """Keep the actor's delegation in force until the act is committed; False where it is already over."""
    mandate = work.actor.mandate
    if mandate is None:
        return True
    standing = select(col(Delegation.id)).where(col(Delegation.id) == mandate.id, in_force(work))
    return work.db.scalar(standing.with_for_update(read=True)) is not None


def in_secret(work: Work, space_id: UUID) -> bool:
    """Say whether the professional who acts has the record open at a minor's request for secrecy: nobody is told."""
    return bool(secret_among(work, [space_id]))


def secret_among(work: Work, space_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Return which of some records the session that acts has open at a minor's request for secrecy (R-ID-30)."""
    if work.actor.quality is not Quality.PROFESSIONAL or work.actor.session_id is None:
        return frozenset()
    here = (
        col(FileOpening.space_id).in_(set(space_ids)),
        col(FileOpening.session_id) == work.actor.session_id,
        col(FileOpening.closed_at).is_(None),
        col(FileOpening.secret).is_(True),
    )
    return frozenset(work.db.scalars(select(col(FileOpening.space_id)).where(*here)))
