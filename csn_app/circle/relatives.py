"""One's relatives: the children and adults whom one represents, those who help, those whom one helps (B19)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from csn_app.access import mandate_views, mandates, policy
from csn_app.access.mandate_views import DelegationRow
from csn_app.access.policy import Permission
from csn_app.agenda.feed import cut_feeds_of
from csn_app.circle import rules
from csn_app.core.actor import DelegationKind, Scope
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.work import Work
from csn_app.identity import notices, relatives
from csn_app.identity.relatives import Relative, Typed


class NoScopeChosen(CsnError):
    """A caregiver who may do nothing is no caregiver."""


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody for whom the actor acts; ``beside``: the names of those who represent them too."""

    row: DelegationRow
    person: Relative
    beside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """Somebody who acts or is invited to act in the space where the actor is."""

    row: DelegationRow
    name: str


@dataclass(frozen=True, slots=True)
class MyRelatives:
    """Everything the page shows. In another person's space, ``given`` is that person's and the rest is empty."""

    held: tuple[Held, ...]
    received: tuple[tuple[DelegationRow, Relative], ...]
    given: tuple[Given, ...]
    now: datetime


def my_relatives(work: Work) -> MyRelatives:
    """Return whom one represents and helps, which invitations wait, and who acts in the space where one is."""
    policy.require(work, Permission.DELEGATION_LIST, work.actor.space_id)
    given = _given(work)
    if work.actor.mandate is not None:
        return MyRelatives((), (), given, work.now)
    rows = mandate_views.list_held(work)
    people = relatives.describe_represented(work)
    beside = mandate_views.representatives_beside(work)
    names = relatives.names_of_accounts(work, {i for ids in beside.values() for i in ids})
    held = tuple(
        Held(row, people[row.space_id], tuple(names[i] for i in beside.get(row.space_id, ()) if i in names))
        for row in rows
        if row.space_id in people
    )
    waiting = mandate_views.invitations(work, marks=relatives.own_marks(work))
    inviting = relatives.describe_inviting(work, (row.space_id for row in waiting))
    received = tuple((row, inviting[row.space_id]) for row in waiting if row.space_id in inviting)
    return MyRelatives(held, received, given, work.now)


def invite_relative(
    work: Work, *, kind: DelegationKind, person: Typed, scopes: frozenset[Scope], lasts: rules.HelpLasts
) -> None:
    """Invite a caregiver, or in a child's space the other parent; the answer is the same whoever they are (R-AC-30).

    Nobody is looked for here: the clock finds the person and tells them. Raises ``NoScopeChosen``, ``InvitedOneself``,
    ``TooManyCaregivers``, ``TooManyRepresentatives``, ``AlreadyActs``, ``NotFound``.
    """
    policy.require(work, Permission.DELEGATION_GIVE, work.actor.space_id)
    caregiver = kind is DelegationKind.CAREGIVER
    if caregiver and not scopes:
        raise NoScopeChosen
    mandates.invite(
        work,
        _space(work),
        kind=kind,
        invited=relatives.invited_as(work, person),
        scopes=scopes if caregiver else frozenset(),
        ends_at=rules.end_of_help(lasts, now=work.now) if caregiver else None,
    )


def answer_invitation(work: Work, *, delegation_id: UUID, accepts: bool) -> Relative | None:
    """Accept or refuse an invitation, on one's own sign-in; whoever invited is told. Returns whom one helps now.

    Raises ``NotFound`` for an invitation that is not one's own or no longer waits, ``TooManyHelped``, ``AlreadyActs``.
    """
    policy.require(work, Permission.DELEGATION_ANSWER)
    act = mandates.accept if accepts else mandates.refuse
    done = act(work, delegation_id, marks=relatives.own_marks(work))
    said = "accepté" if accepts else "refusé"
    _tell_space(
        work,
        done.row.space_id,
        subject="Réponse à votre invitation",
        text=f"Une personne que vous avez invitée dans le carnet a {said}. "
        "Pour savoir qui, ouvrez «\u00a0Mes proches\u00a0».",
    )
    work.commit(done.trace)
    return relatives.describe_represented(work).get(done.row.space_id) if accepts else None


def end_helper(work: Work, *, delegation_id: UUID) -> None:
    """End what somebody may do in the space where one is, or take an invitation back: at once; they are told.

    Raises ``NotFound``, ``EndsByNobody``.
    """
    policy.require(work, Permission.DELEGATION_GIVE, work.actor.space_id)
    done = mandates.end_given(work, delegation_id)
    if done.row.account_id is not None:
        relatives.tell_account(
            work,
            done.row.account_id,
            subject="Vous n’aidez plus une personne",
            text="Une personne que vous aidiez a mis fin à votre accès à son carnet. C’est immédiat.",
        )
    work.commit(done.trace)


def stop_helping(work: Work, *, delegation_id: UUID) -> None:
    """Stop acting for somebody, at once; they are told. Raises ``LastRepresentative``, ``EndsByNobody``."""
    policy.require(work, Permission.DELEGATION_ANSWER)
    done = mandates.end_held(work, delegation_id)
    _tell_space(
        work,
        done.row.space_id,
        subject="Une personne ne vous aide plus",
        text="Une personne qui agissait dans le carnet a arrêté. Pour savoir qui, ouvrez «\u00a0Mes proches\u00a0».",
    )
    represented = done.row.kind is not DelegationKind.CAREGIVER
    cut = cut_feeds_of(work, done.row.space_id) if represented else ()
    work.commit(done.trace, *cut)


def _given(work: Work) -> tuple[Given, ...]:
    rows = mandate_views.list_given(work, _space(work))
    names = relatives.names_of_accounts(work, {row.account_id for row in rows if row.account_id})
    return tuple(Given(row, names.get(row.account_id, row.name) if row.account_id else row.name) for row in rows)


def _tell_space(work: Work, space_id: UUID, *, subject: str, text: str) -> None:
    """Tell the person if they sign in themselves, else those who represent them."""
    if relatives.has_account(work, space_id):
        notices.tell_person(work, space_id, subject=subject, text=text)
        return
    for account_id in mandate_views.accounts_for(work, space_id):
        if account_id != work.actor.account_id:
            relatives.tell_account(work, account_id, subject=subject, text=text)


def _space(work: Work) -> UUID:
    if work.actor.space_id is None:
        raise NotFound
    return work.actor.space_id
