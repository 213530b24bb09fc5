"""Who can see a document, name by name, and the act that changes it (R-DO-19, R-AC-17)."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import false, func, not_, select
from sqlmodel import col

from csn_app.access import matrix, policy, readers, sharing
from csn_app.access import service as access
from csn_app.access.policy import Permission
from csn_app.access.rules import Answer
from csn_app.access.rules_masks import ALL, EVERYBODY, Audience, Masked, deciding
from csn_app.config import settings
from csn_app.core.errors import NotFound
from csn_app.core.work import Work
from csn_app.documents.model import Document
from csn_app.documents.rules import PAGE
from csn_app.documents.views import DocumentRow, ReaderRow, rows_of
from csn_app.identity import service as identity


@dataclass(frozen=True, slots=True)
class Visibility:
    """Who sees a document: each named person, and from whom it is masked as a whole.

    ``masked`` is True where it is masked from all; ``professions`` are the codes of those it is masked from.
    """

    readers: tuple[ReaderRow, ...]
    masked: bool
    professions: tuple[str, ...]
    per_person: bool


def who_sees(work: Work, document_id: UUID) -> Visibility:
    """Say who of the holder's list reads a document, by the policy's own conditions, and why not (R-DO-19)."""
    document = policy.fetch(work, Permission.DOCUMENT_READ, Document, document_id)
    thing = Masked(document_id)
    lines = sharing.list_masks(work, document.space_id, of=thing)
    from_all = deciding(lines, thing, audiences=[ALL])
    from_some = (line.audience for line in lines if line.hidden and line.thing == thing)
    return Visibility(
        readers=tuple(_readers(work, document)),
        masked=from_all is not None and from_all.hidden,
        professions=tuple(code.removeprefix("PROFESSION:") for code in from_some if code.startswith("PROFESSION:")),
        per_person=settings().mask_per_person,
    )


def set_reader(work: Work, document_id: UUID, *, professional_id: UUID, sees: bool) -> None:
    """Let a professional of the list see a document, or keep it from them, at once (R-AC-17).

    Raises ``NotFound`` for a professional without an access, ``MasksKnowNoPersons``.
    """
    document = policy.fetch(work, Permission.MASK_CHANGE, Document, document_id)
    card = _card(work, professional_id)
    code, space_id = card.profession_code, document.space_id
    if sees:
        category = document.category
        sharing.let_see(work, space_id, document.id, category=category, professional_id=card.id, profession_code=code)
    else:
        sharing.keep_from(work, space_id, document.id, professional_id=card.id, profession_code=code)


def mask_document(work: Work, document_id: UUID, *, hidden: bool, profession_code: str = "") -> None:
    """Mask a document from all professionals, or from one profession, or take that mask off (R-AC-17)."""
    document = policy.fetch(work, Permission.MASK_CHANGE, Document, document_id)
    if profession_code and not matrix.is_health_profession(profession_code):
        raise NotFound
    audience = Audience(profession_code=profession_code) if profession_code else EVERYBODY
    if hidden:
        sharing.hide(work, document.space_id, Masked(document.id), audience=audience)
    else:
        sharing.show(work, document.space_id, Masked(document.id), audience=audience)


def unseen_by(work: Work, eyes: Work) -> tuple[tuple[DocumentRow, ...], bool]:
    """Return the holder's newest documents that a professional does not see (25), and whether there are more.

    ``eyes`` is the same carnet as the professional sees it (``access.preview``).
    """
    policy.require(work, Permission.MASK_LIST, work.actor.space_id)
    mine = policy.visible(work, Permission.DOCUMENT_LIST, Document)
    theirs = policy.visible(eyes, Permission.DOCUMENT_LIST, Document)
    statement = (
        select(Document)
        .where(col(Document.space_id) == work.actor.space_id, mine, not_(func.coalesce(theirs, false())))
        .order_by(col(Document.document_date).desc(), col(Document.id).desc())
        .limit(PAGE + 1)
    )
    found = list(work.db.scalars(statement))
    return rows_of(work, found[:PAGE]), len(found) > PAGE


def _readers(work: Work, document: Document) -> Iterable[ReaderRow]:
    """Name the readers; the author stands among them, in the list or not."""
    author = document.author_professional_id
    wanted = {grant.professional_id for grant in access.list_grants(work, document.space_id)}
    wanted |= {one.professional_id for one in sharing.list_blocked(work, document.space_id)}
    cards = identity.describe_professionals(work, wanted | ({author} if author else set()))
    subject = readers.Subject(document.id, document.category, document.type_code, document.class_code, author)
    professions = {card_id: card.profession_code for card_id, card in cards.items()}
    found = readers.readers_of(work, document.space_id, subject=subject, professions=professions)
    for one in found:
        if card := cards.get(one.professional_id):
            yield ReaderRow(
                card.id,
                card.name,
                card.profession,
                one.answer,
                author=card.id == author,
                always=one.always and one.answer is Answer.YES,
                per_person=settings().mask_per_person,
            )
    if author and author in cards and author not in wanted:
        card = cards[author]
        yield ReaderRow(card.id, card.name, card.profession, Answer.GRANT_ENDED, author=True, listed=False)


def _card(work: Work, professional_id: UUID) -> identity.ProfessionalCard:
    card = identity.describe_professionals(work, [professional_id]).get(professional_id)
    if card is None:
        raise NotFound
    return card
