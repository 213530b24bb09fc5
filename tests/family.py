"""Families for the tests: people of the roster with accounts, children on a parent's card, and who acts for whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.mandate_views import list_given
from csn_app.access.model import Space
from csn_app.access.policy import Permission
from csn_app.circle import relatives
from csn_app.circle.rules import HelpLasts
from csn_app.core.actor import JOB, Actor, DelegationKind, Quality, Scope
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Channel, Untraced
from csn_app.identity import activation_codes, guardianship, roster, sessions
from csn_app.identity.accounts import new_account
from csn_app.identity.codes import new_activation_code
from csn_app.identity.guardianship import Tie
from csn_app.identity.model import SignedInSession
from csn_app.identity.relatives import Typed
from tests.factories import OpenWork
from tests.services.identity.people import line, person_of

CHILD_BORN = date(2019, 5, 6)


@dataclass(frozen=True)
class Member:
    """Somebody of the roster who signs in: their line, the secret of their session's cookie, and their own actor."""

    row: Mapping[str, str]
    token: str
    actor: Actor


def a_member(open_work: OpenWork, *, name: str = "Leïla Amari", **changed: str) -> Member:
    """Make an adult of the roster with an active carnet, signed in."""
    given, _, family = name.partition(" ")
    row = line(
        **{"display_name": name, "birth_family_name": family.upper(), "birth_given_names": given.upper(), **changed}
    )
    with open_work(JOB) as work:
        assert roster.import_roster(work, [row]).created == 1
        space_id = person_of(work, row).space_id
        work.db.execute(update(Space).where(col(Space.id) == space_id).values(state=SpaceState.ACTIVATED))
        account = new_account(
            work, f"{row['id'].lower()}.test", quality=Quality.HOLDER, name=row["display_name"], space_id=space_id
        )
        token = f"token-{row['id']}"
        work.db.add(
            SignedInSession(
                token_mark=sessions.mark_of(token), account_id=account.id, began_at=work.real_now, seen_at=work.real_now
            )
        )
        work.commit(untraced=Untraced.TECHNICAL)
    return Member(row, token, seen(open_work, token))


def a_child(
    open_work: OpenWork, *parents: Member, name: str = "Noé Amari", born: date = CHILD_BORN, **changed: str
) -> tuple[UUID, str]:
    """Announce a child on the card of the first parent; returns the space and the child's own code."""
    row = line(
        **{
            "display_name": name,
            "birth_date": born.isoformat(),
            "card_type": "aucune",
            "card_serial": "",
            "email": "",
            "mobile": "",
            "legal_status": "mineur",
            "card_holder_id": parents[0].row["id"],
            "representative_ids": ";".join(parent.row["id"] for parent in parents),
            **changed,
        }
    )
    code = new_activation_code()
    with open_work(JOB) as work:
        assert roster.import_roster(work, [row]).created == 1
        space_id = person_of(work, row).space_id
        kept = activation_codes.CodeToKeep(code, Channel.LETTER, work.now, space_id=space_id)
        activation_codes.keep_codes(work, [kept])
        work.commit(untraced=Untraced.TECHNICAL)
    return space_id, code


def represent(open_work: OpenWork, parent: Member, child: tuple[UUID, str], *, born: date = CHILD_BORN) -> Actor:
    """Let a parent open a child's carnet, and go into it."""
    space_id, code = child
    with open_work(parent.actor) as work:
        made = guardianship.become_guardian(
            work,
            tie=Tie.PARENT,
            serial=parent.row["card_serial"],
            born=born,
            space_id=space_id,
            typed=code,
            certified=True,
        )
    return inside(open_work, parent, made)


def described(member: Member) -> Typed:
    """Return what somebody who knows a member would type of them."""
    row = member.row
    given = row["birth_given_names"].split(" ")[0]
    return Typed(row["nir13"] + row["nir_key"], row["birth_family_name"], given, row["birth_date"])


def invite(
    open_work: OpenWork,
    host: Actor,
    guest: Typed,
    *scopes: Scope,
    kind: DelegationKind = DelegationKind.CAREGIVER,
    lasts: HelpLasts = HelpLasts.YEAR,
) -> UUID:
    """Invite somebody into the space where ``host`` is; returns the delegation."""
    with open_work(host) as work:
        before = {row.id for row in list_given(work, host.space_id)}  # type: ignore[arg-type]
        relatives.invite_relative(work, kind=kind, person=guest, scopes=frozenset(scopes), lasts=lasts)
        (made,) = {row.id for row in list_given(work, host.space_id)} - before  # type: ignore[arg-type]
    return made


def helps(open_work: OpenWork, host: Actor, guest: Member, *scopes: Scope) -> Actor:
    """Let a member help in a space with some scopes, and go into it."""
    made = invite(open_work, host, described(guest), *(scopes or (Scope.READ,)))
    with open_work(guest.actor) as work:
        relatives.answer_invitation(work, delegation_id=made, accepts=True)
    return inside(open_work, guest, made)


def inside(open_work: OpenWork, member: Member, delegation_id: UUID) -> Actor:
    """Go into the space that a delegation opens, as the switch does, and return who acts then."""
    with open_work(member.actor) as work:
        sessions.enter_space(work, delegation_id=delegation_id)
    return seen(open_work, member.token)


def seen(open_work: OpenWork, token: str) -> Actor:
    """Return who stands behind a cookie now."""
    with open_work(JOB) as work:
        found = sessions.resolve_session(work, token, active=False)
    assert found is not None
    return found


def space_of(open_work: OpenWork, member: Member) -> UUID:
    """Return the space of a member."""
    with open_work(JOB) as work:
        return person_of(work, member.row).space_id


def later(work: object, **by: float) -> None:
    """Move the clock of one unit of work."""
    work.now += timedelta(**by)  # type: ignore[attr-defined]


def may(open_work: OpenWork, actor: Actor, permission: Permission, space_id: UUID | None = None) -> bool:
    """Say whether somebody may, in the space where they are unless told otherwise."""
    with open_work(actor) as work:
        return policy.allowed(work, permission, space_id or actor.space_id)


def certify(open_work: OpenWork, parent: Member, child: tuple[UUID, str], **changed: object) -> UUID:
    """Let a parent certify, with everything right but for what is changed."""
    order = {
        "tie": Tie.PARENT,
        "serial": parent.row["card_serial"],
        "born": CHILD_BORN,
        "space_id": child[0],
        "typed": child[1],
        "certified": True,
    }
    with open_work(parent.actor) as work:
        return guardianship.become_guardian(work, **(order | changed))  # type: ignore[arg-type]
