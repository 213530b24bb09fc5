"""What a person hides and from whom, document by document and section by section; whom they block."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from csn_app.access import asking, masks, policy
from csn_app.access.model import Block, Grant, GrantDocument, Mask, Sharing
from csn_app.access.policy import Permission
from csn_app.access.rules_masks import ALL, EVERYBODY, EVERYTHING, Audience, Masked, MaskLine, deciding
from csn_app.access.service import revoke_pair
from csn_app.access.terms import add_documents
from csn_app.access.turn import take_turn
from csn_app.config import settings
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.work import Trace, Work


class MasksKnowNoPersons(CsnError):
    """This installation masks from all professionals or from none (setting ``MASK_PER_PERSON``)."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """A professional whom the person blocked, and since when."""

    professional_id: UUID
    since: datetime


def hide(work: Work, space_id: UUID, thing: Masked, *, audience: Audience = EVERYBODY) -> None:
    """Mask a document, a section or everything, from one professional, a profession or all (R-AC-17, R-AC-21).

    Masked from all, nothing stays shown by an older exception. Hiding twice changes nothing. Raises
    ``MasksKnowNoPersons``.
    """
    policy.require(work, Permission.MASK_CHANGE, space_id)
    if audience != EVERYBODY and not settings().mask_per_person:
        raise MasksKnowNoPersons
    take_turn(work, space_id)
    moved = _forget_exceptions(work, space_id, thing, audience=audience)
    if _write(work, space_id, thing, audience=audience, hidden=True) or moved:
        work.commit(_trace(space_id, thing, audience, hidden=True))


def show(
    work: Work, space_id: UUID, thing: Masked, *, audience: Audience = EVERYBODY, profession_code: str = ""
) -> None:
    """Take a mask off for an audience; where a wider one would still hide the thing from it, the thing is shown again.

    ``profession_code`` is the profession of the named professional. Showing everything takes off what was masked from
    this audience, and leaves what was masked from others.
    """
    policy.require(work, Permission.MASK_CHANGE, space_id)
    take_turn(work, space_id)
    if _show(work, space_id, thing, audience=audience, profession_code=profession_code):
        work.commit(_trace(space_id, thing, audience, hidden=False))


def let_see(
    work: Work, space_id: UUID, document_id: UUID, *, category: str, professional_id: UUID, profession_code: str
) -> None:
    """Let a professional of the list see one document: its masks end for them, and it is added if it must be.

    It is added to their access where no category of theirs holds it. What the law closes to their profession stays
    closed. Raises ``NotFound`` without a grant in force.
    """
    policy.require(work, Permission.GRANT_GIVE, space_id)
    take_turn(work, space_id)
    grant_id, covered = _grant_of(work, space_id, professional_id, category=category)
    audience, thing = Audience(professional_id), Masked(document_id)
    moved = _show(work, space_id, thing, audience=audience, profession_code=profession_code)
    if not covered:
        moved |= add_documents(work, space_id, grant_id, [document_id])
    if moved:
        work.commit(_trace(space_id, thing, audience, hidden=False))


def keep_from(work: Work, space_id: UUID, document_id: UUID, *, professional_id: UUID, profession_code: str) -> None:
    """Keep one document from a professional: off what was added to their access, and masked unless it is already.

    Raises ``MasksKnowNoPersons``.
    """
    policy.require(work, Permission.GRANT_GIVE, space_id)
    audience, thing = Audience(professional_id), Masked(document_id)
    if not settings().mask_per_person:
        raise MasksKnowNoPersons
    take_turn(work, space_id)
    grants = select(col(Grant.id)).where(col(Grant.space_id) == space_id, col(Grant.professional_id) == professional_id)
    added = col(GrantDocument.document_id) == document_id, col(GrantDocument.grant_id).in_(grants)
    moved = bool(work.db.scalars(delete(GrantDocument).where(*added).returning(col(GrantDocument.document_id))).all())
    moved |= _forget_exceptions(work, space_id, thing, audience=audience)
    lines = masks.lines_of(work, space_id, masks.about(thing))
    if masks.decision(lines, thing, person=professional_id, profession=profession_code) is None:
        moved |= _write(work, space_id, thing, audience=audience, hidden=True)
    if moved:
        work.commit(_trace(space_id, thing, audience, hidden=True))


def list_masks(work: Work, space_id: UUID, *, of: Masked | None = None) -> list[MaskLine]:
    """Return the lines of a person's masks, for them alone: all of them, or those that bear on one thing."""
    policy.require(work, Permission.MASK_LIST, space_id)
    return masks.lines_of(work, space_id, *([masks.about(of)] if of else []))


def block(work: Work, space_id: UUID, *, professional_id: UUID) -> None:
    """Block a professional: their access ends at once, and they can ask for none (R-AC-13); twice changes nothing."""
    policy.require(work, Permission.GRANT_REVOKE, space_id)
    take_turn(work, space_id)
    made = insert(Block).values(space_id=space_id, professional_id=professional_id, since=work.now)
    new = work.db.scalar(made.on_conflict_do_nothing().returning(col(Block.professional_id)))
    revoke_pair(work, space_id, professional_id)
    asking.forget_waiting(work, space_id, professional_id)
    if new is not None:
        work.commit(_of_person("PROFESSIONAL_BLOCKED", space_id, professional_id))


def unblock(work: Work, space_id: UUID, *, professional_id: UUID) -> None:
    """Lift a block; nothing is given back by itself (R-AC-13)."""
    policy.require(work, Permission.GRANT_REVOKE, space_id)
    take_turn(work, space_id)
    mine = col(Block.space_id) == space_id, col(Block.professional_id) == professional_id
    if work.db.scalar(delete(Block).where(*mine).returning(col(Block.professional_id))):
        work.commit(_of_person("PROFESSIONAL_UNBLOCKED", space_id, professional_id))


def list_blocked(work: Work, space_id: UUID) -> list[Blocked]:
    """Return whom a person blocked, the last first."""
    policy.require(work, Permission.GRANT_LIST, space_id)
    found = work.db.execute(
        select(col(Block.professional_id), col(Block.since))
        .where(col(Block.space_id) == space_id)
        .order_by(col(Block.since).desc(), col(Block.professional_id))
    )
    return [Blocked(*row) for row in found]


def changes_of(work: Work, space_id: UUID) -> int:
    """Return how often the person changed who sees what: a desk that sees it move reads everything again."""
    policy.require(work, Permission.SPACE_READ, space_id)
    return work.db.scalar(select(col(Sharing.changes)).where(col(Sharing.space_id) == space_id)) or 0


def _show(work: Work, space_id: UUID, thing: Masked, *, audience: Audience, profession_code: str) -> bool:
    """Take lines off, and write an exception where a wider line would still hide the thing; says whether any moved."""
    if thing == EVERYTHING:
        gone = delete(Mask).where(col(Mask.space_id) == space_id, col(Mask.audience) == audience.code)
        return bool(work.db.scalars(gone.returning(col(Mask.id))).all())
    here = _line(space_id, thing, audience=audience), col(Mask.hidden)
    moved = bool(work.db.scalars(delete(Mask).where(*here).returning(col(Mask.id))).all())
    wider = (audience.code, *([f"PROFESSION:{profession_code}"] if profession_code else []), ALL)
    lines = masks.lines_of(work, space_id, masks.about(thing))
    line = deciding(lines, thing, audiences=wider)
    if line is not None and line.hidden:
        moved |= _write(work, space_id, thing, audience=audience, hidden=False)
    return moved


def _write(work: Work, space_id: UUID, thing: Masked, *, audience: Audience, hidden: bool) -> bool:
    """Write one line; says whether it was not so before."""
    made = insert(Mask).values(
        space_id=space_id,
        document_id=thing.document_id,
        section=thing.section,
        audience=audience.code,
        hidden=hidden,
        since=work.now,
    )
    changed = made.on_conflict_do_update(
        index_elements=["space_id", "document_id", "section", "audience"],
        set_={"hidden": hidden, "since": work.now},
        where=col(Mask.hidden) != hidden,
    )
    return work.db.scalar(changed.returning(col(Mask.id))) is not None


def _forget_exceptions(work: Work, space_id: UUID, thing: Masked, *, audience: Audience) -> bool:
    """Take off what was shown again and would outlive the mask: for all, of everybody; for the others, their own."""
    which: list[ColumnElement[bool]] = [col(Mask.space_id) == space_id, ~col(Mask.hidden)]
    if audience != EVERYBODY:
        which.append(col(Mask.audience) == audience.code)
    if thing != EVERYTHING:
        which.append(_names(thing))
    return bool(work.db.scalars(delete(Mask).where(*which).returning(col(Mask.id))).all())


def _names(thing: Masked) -> ColumnElement[bool]:
    if thing.document_id is not None:
        return col(Mask.document_id) == thing.document_id
    return col(Mask.section) == thing.section


def _line(space_id: UUID, thing: Masked, *, audience: Audience) -> ColumnElement[bool]:
    return (col(Mask.space_id) == space_id) & (col(Mask.audience) == audience.code) & _names(thing)


def _grant_of(work: Work, space_id: UUID, professional_id: UUID, *, category: str) -> tuple[UUID, bool]:
    """Return a professional's grant in force, and whether its categories hold this one."""
    theirs = col(Grant.space_id) == space_id, col(Grant.professional_id) == professional_id
    asked = select(col(Grant.id), policy.grant_covers(literal(category)))
    found = work.db.execute(asked.where(*theirs, policy.grant_in_force(work))).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1]


def _of_person(action: str, space_id: UUID, professional_id: UUID) -> Trace:
    return Trace(action, space_id, object_type="grant", object_id=professional_id, target_id=professional_id)


def _trace(space_id: UUID, thing: Masked, audience: Audience, *, hidden: bool) -> Trace:
    detail = {"audience": audience.code}
    if thing.section is not None:
        detail["section"] = thing.section.value
    kind = "DOC" if thing.document_id else "SECTION" if thing.section else "ALL"
    return Trace(
        f"{kind}_{'MASKED' if hidden else 'UNMASKED'}",
        space_id,
        object_type="document" if thing.document_id else "profile" if thing.section else "record",
        object_id=thing.document_id,
        target_id=audience.professional_id,
        detail=detail,
    )
