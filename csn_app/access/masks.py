"""Masks as a condition of a query: one for a list, a count, a page, a single reading and a download (R-AC-19).

The rule is ``rules_masks.deciding``; here it is said once more for the database, and a test holds both together.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, func, literal, not_, or_, select, true
from sqlalchemy.orm import aliased
from sqlmodel import col

from csn_app.access import authorship, delegation, emergency
from csn_app.access.model import Grant, Mask
from csn_app.access.rules_masks import ALL, Masked, MaskLine, audiences_of, deciding, hides_from_all
from csn_app.config import settings
from csn_app.core.vocabulary import Section
from csn_app.core.work import Work


def unmasked(work: Work, columns: Any, *, section: Any = None, space_id: Any = None) -> ColumnElement[bool]:
    """Return the condition under which nothing hides a row from the professional who acts.

    The row is a document, or an entry of ``section``. Whoever wrote it keeps seeing it (R-AC-18); so does the médecin
    traitant where the installation says so (R-AC-20, setting ``ATTENDING_SEES_MASKED``), and who reads in an emergency
    where the person lets it be (R-AC-25). With ``space_id``, where all
    rows are of one space, what is hidden is looked up once for the whole list instead of once for each row.
    """
    space = literal(space_id) if isinstance(space_id, UUID) else columns.space_id if space_id is None else space_id
    hides, shows = aliased(Mask), aliased(Mask)
    hidden, shown = (_named(line, of_section=section is not None) for line in (hides, shows))
    thing = columns.id if section is None else section
    lifts: tuple[Any, ...] = col(shows.space_id) == space, shown.is_not(None), not_(col(shows.hidden))
    lifts = (*lifts, _shown_to(work, shows))
    more_precise = exists().where(*lifts, shown == hidden, col(shows.precision) > col(hides.precision))
    theirs: tuple[Any, ...] = col(hides.space_id) == space, col(hides.hidden), _hidden_from(work, hides)
    by_itself = select(hidden).where(*theirs, hidden.is_not(None), not_(more_precise.correlate_except(shows)))
    everything = *theirs, col(hides.document_id).is_(None), col(hides.section).is_(None)
    # The most precise « everything » is the hardest to lift: what lifts it lifts the others.
    hardest = select(func.max(col(hides.precision))).where(*everything).correlate_except(hides).scalar_subquery()
    again = select(shown).where(*lifts, col(shows.precision) >= hardest).correlate_except(shows)
    seen: list[ColumnElement[bool]] = [
        authorship.wrote(work, columns),
        emergency.masks_lifted(work, space),
        and_(
            thing.not_in(by_itself.correlate_except(hides)),
            or_(not_(exists().where(*everything).correlate_except(hides)), thing.in_(again)),
        ),
    ]
    if settings().attending_sees_masked:
        seen.append(_attending(work, space))
    return or_(*seen)


def _named(line: Any, *, of_section: bool) -> Any:
    return col(line.section) if of_section else col(line.document_id)


def lines_of(work: Work, space_id: UUID, *conditions: ColumnElement[bool]) -> list[MaskLine]:
    """Return the lines of a space, all of them or those under some conditions; the caller has asked the policy.

    For whoever acts for a minor, there is no line of what the minor keeps from them (R-ID-30).
    """
    named = or_(col(Mask.document_id).is_(None), delegation.told(work, col(Mask.document_id)))
    found = work.db.execute(
        select(col(Mask.document_id), col(Mask.section), col(Mask.audience), col(Mask.hidden)).where(
            col(Mask.space_id) == space_id, named, *conditions
        )
    )
    return [
        MaskLine(Masked(document_id, Section(section) if section else None), audience=audience, hidden=hidden)
        for document_id, section, audience, hidden in found
    ]


def about(thing: Masked) -> ColumnElement[bool]:
    """Return the condition under which a line bears on a thing: it names the thing, or everything."""
    everything = and_(col(Mask.document_id).is_(None), col(Mask.section).is_(None))
    if thing.document_id is not None:
        return or_(col(Mask.document_id) == thing.document_id, everything)
    return or_(col(Mask.section) == thing.section, everything) if thing.section else everything


def decision(lines: Iterable[MaskLine], thing: Masked, *, person: UUID | None, profession: str) -> MaskLine | None:
    """Return the line that hides a thing from a professional, or None; what ``unmasked`` says, for one name."""
    found = list(lines)
    if not settings().mask_per_person:
        return hides_from_all(found, thing)
    line = deciding(found, thing, audiences=audiences_of(person, profession))
    return line if line and line.hidden else None


def masked_from_anyone(lines: Iterable[MaskLine], document_id: UUID) -> bool:
    """Say whether a document is hidden from somebody, for a system that knows no persons (R-AC-22).

    « Everything » counts unless that very audience sees the document again.
    """
    found = list(lines)
    own = {line.audience: line.hidden for line in found if line.thing == Masked(document_id)}
    wide = {line.audience for line in found if line.thing == Masked() and line.hidden}
    return any(own.values()) or any(own.get(audience) is not False for audience in wide)


def sections_hidden(work: Work, space_id: UUID) -> frozenset[Section]:
    """Return the sections of a profile that are masked from the professional who acts."""
    attends = settings().attending_sees_masked and work.db.scalar(select(_attending(work, literal(space_id))))
    if attends or emergency.reads_masked(work, space_id):
        return frozenset()
    lines, who = lines_of(work, space_id, col(Mask.document_id).is_(None)), work.actor
    return frozenset(
        section
        for section in Section
        if decision(lines, Masked(section=section), person=who.professional_id, profession=who.profession_code)
    )


def _hidden_from(work: Work, line: Any) -> ColumnElement[bool]:
    if not settings().mask_per_person:
        # All or none: what was masked from one stays masked, from all. Turning the setting off reveals nothing.
        return true()
    return _aimed(work, line)


def _shown_to(work: Work, line: Any) -> ColumnElement[bool]:
    return _aimed(work, line) if settings().mask_per_person else col(line.audience) == ALL


def _aimed(work: Work, line: Any) -> ColumnElement[bool]:
    return col(line.audience).in_(audiences_of(work.actor.professional_id, work.actor.profession_code))


def _attending(work: Work, space_id: Any) -> ColumnElement[bool]:
    if work.actor.professional_id is None:
        return false()
    return exists().where(
        col(Grant.space_id) == space_id,
        col(Grant.professional_id) == work.actor.professional_id,
        col(Grant.attending),
        col(Grant.revoked_at).is_(None),
    )
