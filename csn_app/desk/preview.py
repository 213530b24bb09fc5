"""« Ce que voit le Dr Bernard »: what the desk asks, asked by the holder with the professional's eyes (R-AC-3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from csn_app.access import policy, sharing
from csn_app.access.policy import Permission
from csn_app.access.preview import eyes_of
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import Section
from csn_app.core.work import Work
from csn_app.documents import service as documents
from csn_app.documents import visibility
from csn_app.documents.views import DocumentPage, DocumentRow
from csn_app.identity import service as identity
from csn_app.profile import service as profile
from csn_app.profile.figures import MeasureKind
from csn_app.profile.measures import Point, read_latest
from csn_app.profile.service import Profile


class Nothing(StrEnum):
    """Why a professional sees nothing at all."""

    NO_ACCESS = "NO_ACCESS"
    BLOCKED = "BLOCKED"
    PROFESSION_CLOSED = "PROFESSION_CLOSED"


@dataclass(frozen=True, slots=True)
class Sight:
    """What a professional's desk shows of the carnet; what it does not is for the holder alone."""

    page: DocumentPage
    profile: Profile
    latest: Sequence[tuple[MeasureKind, Point]]
    sections: frozenset[Section]


@dataclass(frozen=True, slots=True)
class Preview:
    """One professional's sight, or why there is none; ``total`` documents are kept in the carnet.

    ``unseen`` are the newest documents that they do not see, ``more_unseen`` whether there are others.
    """

    professional: identity.ProfessionalCard
    sight: Sight | None
    nothing: Nothing | None
    unseen: tuple[DocumentRow, ...]
    more_unseen: bool
    total: int


def look_as(work: Work, professional_id: UUID, *, place: Any = None) -> Preview:
    """Return what a professional's desk shows of the holder's own carnet; nothing is traced as theirs.

    Raises ``NotFound`` for a professional whom the directory does not know.
    """
    policy.require(work, Permission.GRANT_LIST, work.actor.space_id)
    card = identity.describe_professionals(work, [professional_id]).get(professional_id)
    space_id = work.actor.space_id
    if card is None or space_id is None:
        raise NotFound
    account_id = identity.account_of(work, professional_id)
    eyes = eyes_of(work, professional_id=card.id, profession_code=card.profession_code, account_id=account_id)
    sight = _sight(eyes, space_id, place) if policy.allowed(eyes, Permission.SPACE_READ, space_id) else None
    unseen, more = visibility.unseen_by(work, eyes)
    return Preview(
        professional=card,
        sight=sight,
        nothing=None if sight else _why_nothing(work, space_id, card),
        unseen=unseen,
        more_unseen=more,
        total=sum(documents.list_documents(work, space_id=space_id).counts.values()),
    )


def _sight(eyes: Work, space_id: UUID, place: Any) -> Sight:
    return Sight(
        page=documents.list_documents(eyes, space_id=space_id, place=place),
        profile=profile.read_summary(eyes, space_id=space_id),
        latest=read_latest(eyes, space_id=space_id),
        sections=profile.sections_shown(eyes, space_id=space_id),
    )


def _why_nothing(work: Work, space_id: UUID, card: identity.ProfessionalCard) -> Nothing:
    if any(one.professional_id == card.id for one in sharing.list_blocked(work, space_id)):
        return Nothing.BLOCKED
    return Nothing.NO_ACCESS if policy.profession_open(card.profession_code) else Nothing.PROFESSION_CLOSED
