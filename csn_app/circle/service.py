"""The professionals of a person: who is in the list, who can be added, and what each sees."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from csn_app.access import masks, matrix, policy, sharing
from csn_app.access import service as access
from csn_app.access.policy import Permission
from csn_app.access.rules import Duration, Limits
from csn_app.access.rules_masks import EVERYTHING, MaskLine
from csn_app.access.terms import AS_IT_STANDS, Terms
from csn_app.circle import rules
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.vocabulary import SHOWN_BY_DEFAULT, PatientCategory, Section
from csn_app.core.work import Notice, Work
from csn_app.documents import service as documents
from csn_app.documents.views import DocumentRow
from csn_app.identity import service as identity
from csn_app.identity.notices import professional_notice

RESULTS = 20
"""How many professionals a search shows; one that finds more asks for another word."""


PHYSICIAN = "10"
"""The profession among whom a person has a médecin traitant."""


class NoCategoryChosen(CsnError):
    """Some categories only, and none of them."""


class NoDocumentChosen(CsnError):
    """Single documents only, and none of them."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """What is masked from a professional: everything, or so many documents and these sections of the profile."""

    everything: bool = False
    documents: int = 0
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Carer:
    """A professional of the list: who they are, what they were given, what it lets them see, what is masked."""

    professional: identity.ProfessionalCard
    grant: access.GrantRow
    standing: rules.Standing
    sight: rules.Sight
    profession_closed: bool
    hidden: Hidden


@dataclass(frozen=True, slots=True)
class BlockedCarer:
    """A professional whom the person blocked."""

    professional: identity.ProfessionalCard
    since: datetime


@dataclass(frozen=True, slots=True)
class MyCarers:
    """The list, whom the person blocked, and the time at which it was read."""

    carers: tuple[Carer, ...]
    blocked: tuple[BlockedCarer, ...]
    now: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """A professional of the directory, and whether they are in the list already."""

    professional: identity.ProfessionalCard
    in_list: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person needs to decide of one professional's access: the law's limits, and what stands today.

    ``documents`` are those added one by one, and the one that the person comes from, ``extra``.
    """

    professional: identity.ProfessionalCard
    limits: Limits
    profession_closed: bool
    grant: access.GrantRow | None
    documents: tuple[DocumentRow, ...] = ()
    extra: UUID | None = None

    @property
    def may_attend(self) -> bool:
        """Say whether the professional may be the médecin traitant."""
        return self.professional.profession_code == PHYSICIAN


def my_carers(work: Work) -> MyCarers:
    """Return the professionals of the list, the last authorised first."""
    policy.require(work, Permission.GRANT_LIST, work.actor.space_id)
    grants, blocked = access.list_grants(work, _space(work)), sharing.list_blocked(work, _space(work))
    lines = sharing.list_masks(work, _space(work))
    named = {grant.professional_id for grant in grants} | {one.professional_id for one in blocked}
    cards = identity.describe_professionals(work, named)
    limits = {code: matrix.limits_of(work, code) for code in {card.profession_code for card in cards.values()}}
    carers = tuple(
        Carer(
            professional=card,
            grant=grant,
            standing=rules.standing(grant.ends_at, now=work.now),
            sight=rules.sight(grant.categories, limits=limits[card.profession_code]),
            profession_closed=_closed(card, limits=limits[card.profession_code]),
            hidden=_hidden(lines, card),
        )
        for grant in grants
        if (card := cards.get(grant.professional_id))
    )
    refused = tuple(
        BlockedCarer(cards[one.professional_id], one.since) for one in blocked if one.professional_id in cards
    )
    return MyCarers(carers, refused, now=work.now)


def find_professionals(work: Work, text: str) -> list[Found]:
    """Search the directory by name, profession, place or town; one more than ``RESULTS`` says that there are others."""
    policy.require(work, Permission.GRANT_LIST, work.actor.space_id)
    listed = {grant.professional_id for grant in access.list_grants(work, _space(work))}
    found = identity.search_directory(work, text, limit=RESULTS + 1)
    return [Found(card, in_list=card.id in listed) for card in found]


def draft_access(work: Work, professional_id: UUID, *, document_id: UUID | None = None) -> Draft:
    """Return what is needed to decide of a professional's access; ``document_id`` is the document to open to them.

    Raises ``NotFound`` once they left the directory.
    """
    policy.require(work, Permission.GRANT_GIVE, work.actor.space_id)
    card = _practising(work, professional_id)
    limits = matrix.limits_of(work, card.profession_code)
    grants = access.list_grants(work, _space(work))
    standing = next((g for g in grants if g.professional_id == professional_id), None)
    added = [*(standing.documents if standing else ()), *([document_id] if document_id else [])]
    rows = _documents(work, dict.fromkeys(added))
    extra = document_id if any(row.id == document_id for row in rows) else None
    closed = _closed(card, limits=limits)
    return Draft(card, limits, profession_closed=closed, grant=standing, documents=rows, extra=extra)


def authorise(
    work: Work,
    professional_id: UUID,
    *,
    everything: bool,
    categories: frozenset[PatientCategory],
    duration: Duration,
    sections: frozenset[Section] = SHOWN_BY_DEFAULT,
    terms: Terms = AS_IT_STANDS,
) -> identity.ProfessionalCard:
    """Let a professional see everything their profession may, some categories or single documents, and sections.

    Returns who they are. Raises ``NotFound`` for someone who left the directory, ``NoCategoryChosen``,
    ``NoDocumentChosen``, ``ProfessionalBlocked``, ``NoteTooLong``.
    """
    policy.require(work, Permission.GRANT_GIVE, work.actor.space_id)
    card = _practising(work, professional_id)
    if terms.documents is not None:
        own = _documents(work, terms.documents)
        terms = replace(terms, documents=frozenset(row.id for row in own))
    if terms.single_only and not terms.documents:
        raise NoDocumentChosen
    if not terms.single_only and not everything and not categories:
        raise NoCategoryChosen
    if card.profession_code != PHYSICIAN:
        terms = replace(terms, attending=False)
    access.give_grant(
        work,
        _space(work),
        professional_id=card.id,
        categories=frozenset() if everything or terms.single_only else categories,
        duration=duration,
        sections=sections,
        answer_notice=_yes(work, card.id),
        terms=terms,
    )
    return card


def remove_carer(work: Work, grant_id: UUID) -> None:
    """Take a professional off the list, at once (R-AC-11); what they deposited stays (R-AC-12)."""
    policy.require(work, Permission.GRANT_REVOKE, work.actor.space_id)
    access.revoke_grant(work, grant_id)


def block_carer(work: Work, professional_id: UUID) -> identity.ProfessionalCard:
    """Block a professional: their access ends at once and they can ask for none (R-AC-13); returns who they are."""
    policy.require(work, Permission.GRANT_REVOKE, work.actor.space_id)
    card = _known(work, professional_id)
    sharing.block(work, _space(work), professional_id=card.id)
    return card


def unblock_carer(work: Work, professional_id: UUID) -> identity.ProfessionalCard:
    """Lift a block: the professional may ask again, and sees nothing until the person says so (R-AC-13)."""
    policy.require(work, Permission.GRANT_REVOKE, work.actor.space_id)
    card = _known(work, professional_id)
    sharing.unblock(work, _space(work), professional_id=card.id)
    return card


def _yes(work: Work, professional_id: UUID) -> Notice | None:
    """Write what a professional reads when a person says yes; no one is named."""
    return professional_notice(
        work,
        professional_id,
        subject="Réponse à une demande d’accès",
        text="Un patient vous a autorisé à lire son carnet. Il est dans la liste de vos patients.",
    )


def _hidden(lines: Iterable[MaskLine], card: identity.ProfessionalCard) -> Hidden:
    """Count what is masked from one professional, whoever else it is masked from; what they wrote stays theirs."""
    found = list(lines)
    things = {line.thing for line in found}
    hidden = {
        thing for thing in things if masks.decision(found, thing, person=card.id, profession=card.profession_code)
    }
    return Hidden(
        everything=EVERYTHING in hidden,
        documents=sum(1 for thing in hidden if thing.document_id),
        sections=tuple(section for section in Section if any(thing.section is section for thing in hidden)),
    )


def _documents(work: Work, document_ids: Iterable[UUID]) -> tuple[DocumentRow, ...]:
    """Describe those of the documents that are the person's own; fifty at a time."""
    wanted = list(document_ids)
    parts = (wanted[first : first + 50] for first in range(0, len(wanted), 50))
    return tuple(row for part in parts for row in documents.describe_documents(work, part))


def _known(work: Work, professional_id: UUID) -> identity.ProfessionalCard:
    card = identity.describe_professionals(work, [professional_id]).get(professional_id)
    if card is None:
        raise NotFound
    return card


def _practising(work: Work, professional_id: UUID) -> identity.ProfessionalCard:
    card = _known(work, professional_id)
    if not card.active:
        raise NotFound
    return card


def _closed(card: identity.ProfessionalCard, *, limits: Limits) -> bool:
    return limits.everything or not policy.profession_open(card.profession_code)


def _space(work: Work) -> UUID:
    if work.actor.space_id is None:
        raise NotFound
    return work.actor.space_id
