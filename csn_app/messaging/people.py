"""The other end of a conversation, as the reader may know it; whoever calls has asked the policy."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from csn_app.access import correspondence, policy
from csn_app.access import service as access
from csn_app.access.policy import Permission
from csn_app.core.work import Work
from csn_app.identity import relatives
from csn_app.identity import service as identity
from csn_app.messaging.model import Conversation, Message, Side
from csn_app.messaging.sealing import side_of
from csn_app.messaging.views import Correspondent
from csn_app.ui.words import desk_date

_GONE = "Soignant parti de l’annuaire"


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a message; ``delegate``: in the name of a person."""

    name: str
    delegate: bool = False


def correspondents(work: Work, conversations: Iterable[Conversation]) -> dict[UUID, Correspondent]:
    """Return the other end of each conversation, by the conversation."""
    found = list(conversations)
    if side_of(work) is Side.HOLDER:
        people = professionals(work, {one.professional_id for one in found})
        return {one.id: people[one.professional_id] for one in found}
    patients_ = patients(work, {one.space_id for one in found})
    return {one.id: patients_[one.space_id] for one in found}


def professionals(work: Work, professional_ids: Iterable[UUID]) -> dict[UUID, Correspondent]:
    """Return professionals as a person reads them, those who left the directory too."""
    asked = set(professional_ids)
    cards = identity.describe_professionals(work, asked)
    return {
        one: Correspondent(
            one,
            name=cards[one].name if one in cards else _GONE,
            who=", ".join(filter(None, (cards[one].profession, cards[one].place))) if one in cards else "",
        )
        for one in asked
    }


def patients(work: Work, space_ids: Iterable[UUID]) -> dict[UUID, Correspondent]:
    """Return persons as a professional whom they authorised reads them."""
    asked = set(space_ids)
    cards = identity.describe_patients(work, asked)
    return {
        one: Correspondent(
            one,
            name=cards[one].name if one in cards else "Patient",
            who=_born(cards[one]) if one in cards else "",
        )
        for one in asked
    }


def authors(work: Work, messages: Iterable[Message]) -> dict[UUID, Author]:
    """Sign messages that neither the reader nor the other end wrote themselves, by the account (R-AC-33).

    A caregiver's and a secretary's bear their own name; on one's own side, so do those of whom one acts for.
    """
    asked = {one.author_account_id: one for one in messages if one.author_account_id != work.actor.account_id}
    if not asked:
        return {}
    space_id = next(iter(asked.values())).space_id
    ours = {account for account, one in asked.items() if one.side == side_of(work)}
    patients_ = {account for account, one in asked.items() if one.side == Side.HOLDER}
    found = {i: Author(name) for i, name in relatives.names_of_accounts(work, ours).items()}
    found |= {i: Author(name) for i, name in identity.describe_assistants(work, set(asked) - patients_).items()}
    delegates = relatives.delegates_among(work, patients_, space_id=space_id)
    return found | {i: Author(name, delegate=True) for i, name in delegates.items()}


def people_to_write_to(work: Work) -> list[Correspondent]:
    """Return the persons to whom the professional may write first, by name; those who blocked them are absent."""
    policy.require(work, Permission.PATIENT_LIST)
    given = [one.space_id for one in access.patients_who_authorised(work)]
    silent = correspondence.who_blocked_me(work)
    return sorted(patients(work, (one for one in given if one not in silent)).values(), key=lambda one: one.name)


def _born(card: identity.HolderCard) -> str:
    born = {"F": "née", "M": "né"}.get(card.sex, "né(e)")
    return f"{born} le {desk_date(card.birth_date)}"
