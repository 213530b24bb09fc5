"""What a person masks, seen from one audience: all professionals, a profession, or one of their list (R-AC-17)."""

from dataclasses import dataclass
from uuid import UUID

from csn_app.access import masks, matrix, policy, sharing
from csn_app.access import service as access
from csn_app.access.policy import Permission
from csn_app.access.rules_masks import EVERYBODY, EVERYTHING, Audience, Masked, MaskLine, deciding
from csn_app.config import settings
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import Section
from csn_app.core.work import Work
from csn_app.documents import service as documents
from csn_app.documents.views import DocumentRow
from csn_app.identity import service as identity

SHOWN = 50
"""How many masked documents a page lists; the others come as these are shown again."""


@dataclass(frozen=True, slots=True)
class MyMasks:
    """What is masked from one audience. ``documents`` are masked, ``shown_again`` the exceptions to « everything ».

    ``people`` are the professionals of the list, among whom to choose.
    """

    audience: Audience
    name: str
    everything: bool
    sections: dict[Section, bool]
    documents: tuple[DocumentRow, ...]
    more: int
    shown_again: tuple[DocumentRow, ...]
    people: tuple[identity.ProfessionalCard, ...]
    per_person: bool


def my_masks(work: Work, *, asked: str = "") -> MyMasks:
    """Return what is masked from an audience: empty for all, ``metier-60``, or a professional's identifier.

    Raises ``NotFound`` for an audience that is none.
    """
    policy.require(work, Permission.MASK_LIST, work.actor.space_id)
    people = _people(work)
    audience, profession = _audience(asked, people)
    lines = sharing.list_masks(work, _space(work))
    own = [line for line in lines if line.audience == audience.code and line.thing.document_id]
    hidden = [line.thing.document_id for line in own if line.hidden]
    shown = [line.thing.document_id for line in own if not line.hidden]
    return MyMasks(
        audience=audience,
        name=next((card.name for card in people if card.id == audience.professional_id), ""),
        everything=_hides(lines, EVERYTHING, audience, profession),
        sections={s: _hides(lines, Masked(section=s), audience, profession) for s in Section},
        documents=documents.describe_documents(work, [i for i in hidden[:SHOWN] if i]),
        more=max(len(hidden) - SHOWN, 0),
        shown_again=documents.describe_documents(work, [i for i in shown[:SHOWN] if i]),
        people=people,
        per_person=settings().mask_per_person,
    )


def set_mask(
    work: Work, *, asked: str, hidden: bool, section: Section | None = None, document_id: UUID | None = None
) -> None:
    """Mask a section, a document or everything from an audience, or take the mask off, at once (R-AC-17, R-AC-21).

    Raises ``NotFound``, ``MasksKnowNoPersons``.
    """
    policy.require(work, Permission.MASK_CHANGE, work.actor.space_id)
    audience, profession = _audience(asked, _people(work))
    if document_id is not None:
        documents.describe_document(work, document_id)
    thing = Masked(document_id, section)
    if hidden:
        sharing.hide(work, _space(work), thing, audience=audience)
    else:
        sharing.show(work, _space(work), thing, audience=audience, profession_code=profession)


def _hides(lines: list[MaskLine], thing: Masked, audience: Audience, profession: str) -> bool:
    if audience == EVERYBODY:
        line = deciding(lines, thing, audiences=[EVERYBODY.code])
        return line is not None and line.hidden
    person = audience.professional_id
    return masks.decision(lines, thing, person=person, profession=profession or audience.profession_code) is not None


def _people(work: Work) -> tuple[identity.ProfessionalCard, ...]:
    grants = access.list_grants(work, _space(work))
    cards = identity.describe_professionals(work, (grant.professional_id for grant in grants))
    return tuple(cards[grant.professional_id] for grant in grants if grant.professional_id in cards)


def _audience(asked: str, people: tuple[identity.ProfessionalCard, ...]) -> tuple[Audience, str]:
    """Read an audience, and the profession of the one it names."""
    if not asked:
        return EVERYBODY, ""
    if asked.startswith("metier-"):
        code = asked.removeprefix("metier-")
        if not matrix.is_health_profession(code):
            raise NotFound
        return Audience(profession_code=code), ""
    named = next((card for card in people if str(card.id) == asked), None)
    if named is None:
        raise NotFound
    return Audience(named.id), named.profession_code


def _space(work: Work) -> UUID:
    if work.actor.space_id is None:
        raise NotFound
    return work.actor.space_id
