"""Who reads a document: every professional of a person's list, yes or no, and the first condition that fails."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import literal, select
from sqlmodel import col

from csn_app.access import masks, policy
from csn_app.access.model import Block, Grant
from csn_app.access.policy import Permission
from csn_app.access.rules import Answer
from csn_app.access.rules_masks import ALL, Masked, MaskLine
from csn_app.config import settings
from csn_app.core.work import Work


@dataclass(frozen=True, slots=True)
class Subject:
    """The document asked about; ``author_id`` is the professional who deposited it, if one did."""

    document_id: UUID
    category: str
    type_code: str
    class_code: str
    author_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """Whether a professional of the list reads a document, and if not why.

    ``always``: a médecin traitant against whom masks do not hold (setting ``ATTENDING_SEES_MASKED``).
    """

    professional_id: UUID
    answer: Answer
    always: bool = False


@dataclass(frozen=True, slots=True)
class _Held:
    """What one grant says of the document."""

    professional_id: UUID
    in_force: bool
    covered: bool
    added: bool
    attending: bool


def readers_of(work: Work, space_id: UUID, *, subject: Subject, professions: Mapping[UUID, str]) -> list[Reader]:
    """Say for each professional of the list whether they read a document: the conditions are the policy's own (R-AC-3).

    ``professions`` gives the profession's code of each professional; one who is not in it reads nothing. Those whom the
    person blocked come last.
    """
    policy.require(work, Permission.GRANT_LIST, space_id)
    held = _held(work, space_id, subject)
    legal = _professions_allowed(work, set(professions.values()), subject)
    lines = masks.lines_of(work, space_id, masks.about(Masked(subject.document_id)))
    found = [
        Reader(
            one.professional_id,
            _answer(one, subject, professions.get(one.professional_id, ""), legal=legal, lines=lines),
            always=one.in_force and one.attending and settings().attending_sees_masked,
        )
        for one in held
    ]
    blocked = work.db.scalars(select(col(Block.professional_id)).where(col(Block.space_id) == space_id))
    return found + [Reader(professional_id, Answer.BLOCKED) for professional_id in blocked]


def _answer(
    one: _Held, subject: Subject, profession: str, *, legal: Mapping[str, bool], lines: list[MaskLine]
) -> Answer:
    if not one.in_force:
        return Answer.GRANT_ENDED
    if not policy.profession_open(profession):
        return Answer.PROFESSION_CLOSED
    if one.professional_id == subject.author_id:
        return Answer.YES
    if not legal.get(profession):
        return Answer.MATRIX_SAYS_NO
    if not (one.covered or one.added):
        return Answer.CATEGORY_NOT_COVERED
    if one.attending and settings().attending_sees_masked:
        return Answer.YES
    return _masked(
        masks.decision(lines, Masked(subject.document_id), person=one.professional_id, profession=profession)
    )


def _masked(line: MaskLine | None) -> Answer:
    if line is None:
        return Answer.YES
    if line.audience == ALL or not settings().mask_per_person:
        return Answer.MASKED_FROM_ALL
    return Answer.MASKED_FROM_THEM if line.audience.startswith("PERSON:") else Answer.MASKED_FROM_PROFESSION


def _held(work: Work, space_id: UUID, subject: Subject) -> list[_Held]:
    asked = (
        col(Grant.professional_id),
        policy.grant_in_force(work),
        policy.grant_covers(literal(subject.category)),
        policy.grant_adds(literal(subject.document_id)),
        col(Grant.attending),
    )
    mine = col(Grant.space_id) == space_id, col(Grant.revoked_at).is_(None)
    found = work.db.execute(select(*asked).where(*mine).order_by(col(Grant.starts_at).desc(), col(Grant.id)))
    return [_Held(*row) for row in found]


def _professions_allowed(work: Work, codes: set[str], subject: Subject) -> dict[str, bool]:
    kind = {"type_code": literal(subject.type_code), "class_code": literal(subject.class_code)}
    asked = [policy.matrix_allows(work, code, **kind).label(code) for code in sorted(codes)]
    return dict(work.db.execute(select(*asked)).mappings().one()) if asked else {}
