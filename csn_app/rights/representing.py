"""Closing and reopening the carnet of somebody whom one represents (R-LC-11, R-LC-19).

Closing tells the others at once. Erasing needs both parents, or no objection until its day: whoever objects opens the
carnet again, and from then on the other alone cannot have it erased.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from csn_app.access import delegation, lifecycle, mandate_views, policy
from csn_app.access.policy import Permission
from csn_app.core.actor import DelegationKind
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Work
from csn_app.identity import notices, relatives
from csn_app.rights.model import WardErasure
from csn_app.ui.words import PARIS, french_date

TOLD_FROM = 16
"""From which age a minor is told that their carnet is closed, in years (R-LC-19)."""


class ErasureDisputed(CsnError):
    """The other representative objected: both must want the erasure (R-LC-19)."""


@dataclass(frozen=True, slots=True)
class ClosedCarnet:
    """A carnet that is closed, of somebody whom the actor represents, and the day on which it is erased."""

    space_id: UUID
    name: str
    state: SpaceState
    since: datetime
    erase_at: datetime | None


def my_closed_carnets(work: Work) -> tuple[ClosedCarnet, ...]:
    """Return the closed carnets of those whom the actor represents, to be opened again; at most 50."""
    policy.require(work, Permission.DELEGATION_ANSWER)
    people = relatives.describe_closed(work)
    found = [(person, lifecycle.standing_of(work, space_id)) for space_id, person in people.items()]
    return tuple(
        ClosedCarnet(person.space_id, person.name, standing.state, standing.since, standing.erase_at)
        for person, standing in sorted(found, key=lambda one: one[0].name)
    )


def reopen_carnet(work: Work, space_id: UUID) -> None:
    """Open a closed carnet again, for somebody whom one represents; an erasure that another one asked is disputed.

    Raises ``NotFound`` where the actor does not represent them or nothing is closed, ``MoveRefused`` once it is late.
    """
    policy.require(work, Permission.DELEGATION_ANSWER)
    mandate = next((found for found, closed in delegation.closed_mandates(work) if closed == space_id), None)
    if mandate is None:
        raise NotFound
    # Signed as every act for somebody: by X, for Y.
    work.actor = replace(work.actor, space_id=space_id, mandate=mandate)
    if not delegation.held(work):
        raise NotFound
    traces = lifecycle.reopen_space(work, space_id)
    _object(work, space_id)
    tell_all(
        work,
        space_id,
        subject="Un carnet est rouvert",
        text="Le carnet d’une personne que vous représentez est rouvert. Ses soignants ne le lisent pas\u00a0: "
        "choisissez de nouveau qui peut lire. Une suppression qui était demandée est annulée.",
    )
    work.commit(*traces)


def ask_erasure(work: Work, space_id: UUID) -> None:
    """Let whoever represents a person ask for the erasure of their carnet; raises ``ErasureDisputed`` (R-LC-19).

    Who objected before and asks now agrees: the objection ends. Who represents the person no more has no say. The
    caller closes the carnet and commits.
    """
    policy.require(work, Permission.SPACE_CLOSE, space_id)
    objected = work.db.scalar(
        select(col(WardErasure.objected_by)).where(col(WardErasure.space_id) == space_id).with_for_update()
    )
    if objected not in {None, work.actor.account_id} and objected in mandate_views.accounts_for(work, space_id):
        raise ErasureDisputed
    asked = {"asked_by": work.actor.account_id, "asked_at": work.now, "objected_by": None}
    made = insert(WardErasure).values(space_id=space_id, **asked)
    work.db.execute(made.on_conflict_do_update(index_elements=["space_id"], set_=asked))


def _object(work: Work, space_id: UUID) -> None:
    """Remember who stopped an erasure that another representative asked, so that they cannot have it alone."""
    another = col(WardErasure.space_id) == space_id, col(WardErasure.asked_by) != work.actor.account_id
    work.db.execute(update(WardErasure).where(*another).values(objected_by=work.actor.account_id))


def tell_closed(work: Work, space_id: UUID, *, to: SpaceState, erase_at: datetime) -> None:
    """Tell the person, if they are grown enough, and everyone who represents them, of a closing and how to stop it."""
    policy.open_to_all("messages of a closing that was asked for; the one who acts never sees where they go")
    day = french_date(erase_at.astimezone(PARIS).date())
    erased = to is SpaceState.CLOSED_DELETION_REQUESTED
    what = f"est fermé et sera supprimé le {day}" if erased else "est fermé. Tout est gardé, sous clé"
    text = (
        f"Le carnet d’une personne que vous représentez {what}. Vous n’êtes pas d’accord\u00a0? Rouvrez-le dans votre "
        "carnet, à la page «\u00a0Mes droits\u00a0»\u00a0: c’est immédiat."
    )
    tell_all(work, space_id, subject="Un carnet est fermé", text=text)
    if _is_told(work, space_id):
        notices.tell_person(
            work,
            space_id,
            subject="Votre carnet est fermé",
            text=f"Votre carnet de santé numérique {what}. Une personne qui vous représente l’a demandé. "
            "Vous pouvez le rouvrir en vous connectant.",
        )


def tell_all(work: Work, space_id: UUID, *, subject: str, text: str) -> None:
    """Tell everyone who represents a person, the one who acts too: whoever did not do it learns of it."""
    policy.open_to_all("messages about an act that was asked for; the one who acts never sees where they go")
    for account_id in mandate_views.accounts_for(work, space_id):
        relatives.tell_account(work, account_id, subject=subject, text=text)


def _is_told(work: Work, space_id: UUID) -> bool:
    if work.actor.mandate and work.actor.mandate.kind is DelegationKind.TUTOR:
        return True
    return relatives.age_of(work, space_id) >= TOLD_FROM
