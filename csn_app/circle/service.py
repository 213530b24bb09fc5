"""The professionals of a person: who is in the list, who can be added, and what each sees."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from csn_app.access import matrix, policy
from csn_app.access import service as access
from csn_app.access.policy import Permission
from csn_app.access.rules import Duration, Limits
from csn_app.circle import rules
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.vocabulary import SHOWN_BY_DEFAULT, PatientCategory, Section
from csn_app.core.work import Notice, Work
from csn_app.identity import service as identity
from csn_app.identity.notices import professional_notice

RESULTS = 20
"""How many professionals a search shows; one that finds more asks for another word."""


class NoCategoryChosen(CsnError):
    """Some categories only, and none of them."""


@dataclass(frozen=True, slots=True)
class Carer:
    """A professional of the list: who they are, what they were given, and what it lets them see."""

    professional: identity.ProfessionalCard
    grant: access.GrantRow
    standing: rules.Standing
    sight: rules.Sight
    profession_closed: bool


@dataclass(frozen=True, slots=True)
class MyCarers:
    """The list, and the time at which it was read."""

    carers: tuple[Carer, ...]
    now: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """A professional of the directory, and whether they are in the list already."""

    professional: identity.ProfessionalCard
    in_list: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person needs to decide of one professional's access: the law's limits, and what stands today."""

    professional: identity.ProfessionalCard
    limits: Limits
    profession_closed: bool
    grant: access.GrantRow | None


def my_carers(work: Work) -> MyCarers:
    """Return the professionals of the list, the last authorised first."""
    policy.require(work, Permission.GRANT_LIST, work.actor.space_id)
    grants = access.list_grants(work, _space(work))
    cards = identity.describe_professionals(work, (g.professional_id for g in grants))
    limits = {code: matrix.limits_of(work, code) for code in {card.profession_code for card in cards.values()}}
    carers = tuple(
        Carer(
            professional=card,
            grant=grant,
            standing=rules.standing(grant.ends_at, now=work.now),
            sight=rules.sight(grant.categories, limits=limits[card.profession_code]),
            profession_closed=_closed(card, limits=limits[card.profession_code]),
        )
        for grant in grants
        if (card := cards.get(grant.professional_id))
    )
    return MyCarers(carers, now=work.now)


def find_professionals(work: Work, text: str) -> list[Found]:
    """Search the directory by name, profession, place or town; one more than ``RESULTS`` says that there are others."""
    policy.require(work, Permission.GRANT_LIST, work.actor.space_id)
    listed = {grant.professional_id for grant in access.list_grants(work, _space(work))}
    found = identity.search_directory(work, text, limit=RESULTS + 1)
    return [Found(card, in_list=card.id in listed) for card in found]


def draft_access(work: Work, professional_id: UUID) -> Draft:
    """Return what is needed to decide of a professional's access; raises ``NotFound`` once they left the directory."""
    policy.require(work, Permission.GRANT_GIVE, work.actor.space_id)
    card = _practising(work, professional_id)
    limits = matrix.limits_of(work, card.profession_code)
    grants = access.list_grants(work, _space(work))
    standing = next((g for g in grants if g.professional_id == professional_id), None)
    return Draft(card, limits, profession_closed=_closed(card, limits=limits), grant=standing)


def authorise(
    work: Work,
    professional_id: UUID,
    *,
    everything: bool,
    categories: frozenset[PatientCategory],
    duration: Duration,
    sections: frozenset[Section] = SHOWN_BY_DEFAULT,
) -> identity.ProfessionalCard:
    """Let a professional see everything their profession may, or some categories, and sections of the profile.

    Returns who they are.

    Raises ``NotFound`` for someone who left the directory, ``NoCategoryChosen``.
    """
    policy.require(work, Permission.GRANT_GIVE, work.actor.space_id)
    card = _practising(work, professional_id)
    if not everything and not categories:
        raise NoCategoryChosen
    access.give_grant(
        work,
        _space(work),
        professional_id=card.id,
        categories=frozenset() if everything else categories,
        duration=duration,
        sections=sections,
        answer_notice=_yes(work, card.id),
    )
    return card


def remove_carer(work: Work, grant_id: UUID) -> None:
    """Take a professional off the list, at once (R-AC-11); what they deposited stays (R-AC-12)."""
    policy.require(work, Permission.GRANT_REVOKE, work.actor.space_id)
    access.revoke_grant(work, grant_id)


def _yes(work: Work, professional_id: UUID) -> Notice | None:
    """Write what a professional reads when a person says yes; no one is named."""
    return professional_notice(
        work,
        professional_id,
        subject="Réponse à une demande d’accès",
        text="Un patient vous a autorisé à lire son carnet. Il est dans la liste de vos patients.",
    )


def _practising(work: Work, professional_id: UUID) -> identity.ProfessionalCard:
    card = identity.describe_professionals(work, [professional_id]).get(professional_id)
    if card is None or not card.active:
        raise NotFound
    return card


def _closed(card: identity.ProfessionalCard, *, limits: Limits) -> bool:
    return limits.everything or not policy.profession_open(card.profession_code)


def _space(work: Work) -> UUID:
    if work.actor.space_id is None:
        raise NotFound
    return work.actor.space_id
