"""What a service may reach: what the person agreed to, now, and nothing more (R-CA-3, R-CA-4, R-CA-5).

``policy`` calls these by one line each. A token opens nothing: every statement asks consent, end and state again, so
that a withdrawal or a suspension counts from the very next question.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, literal, not_, or_, select, true
from sqlmodel import col

from csn_app.access import delegation
from csn_app.access.model_consent import Consent, PartnerService
from csn_app.core.actor import Quality
from csn_app.core.reference import rows
from csn_app.core.vocabulary import Section, ServiceState, Way
from csn_app.core.work import Work

OPEN = frozenset({ServiceState.ONLINE, ServiceState.PREVIEW})
"""The states in which a service exchanges: a preview is a trial with those who agreed."""

NEEDED: dict[str, tuple[Way, str]] = {
    "AGENDA_READ": (Way.READ, "AGENDA"),
    "AGENDA_CHANGE": (Way.WRITE, "AGENDA"),
    "DOCUMENT_LIST": (Way.READ, "DOCUMENTS"),
    "DOCUMENT_READ": (Way.READ, "DOCUMENTS"),
    "PROFILE_READ": (Way.READ, ""),
    "PROFILE_ADD": (Way.WRITE, ""),
}
"""What a service may ask for at all, and the consent that it needs; every other permission is refused to all of them.

Profile and measures are asked category by category (``covers``, ``hold``)."""

_MEASURES = "MEASURES:"


def reach(work: Work, permission: str, space_id: Any) -> ColumnElement[bool]:
    """Return the condition under which the service that acts reaches a space for a permission; others do not."""
    needed = NEEDED.get(permission)
    if work.actor.quality is not Quality.SERVICE or needed is None:
        return false()
    # What a service wrote itself it finds again, to move or cancel it: either way of the agenda lets it ask.
    way = None if permission == "AGENDA_READ" else needed[0]
    return and_(space_id == work.actor.space_id, given(work, space_id, way, needed[1]))


def narrowed(work: Work, permission: str, model: Any) -> ColumnElement[bool]:
    """Return what narrows a service to what was agreed; what a minor keeps from their parents is never in it."""
    if work.actor.quality is not Quality.SERVICE:
        return true()
    told = not_(delegation.kept(model.id)) if hasattr(model, "id") else true()
    return and_(covers(work, permission, model), told)


def covers(work: Work, permission: str, columns: Any) -> ColumnElement[bool]:
    """Return the condition under which a consent covers a row: its category, or that the service wrote it itself."""
    if hasattr(columns, "category"):
        return given(work, columns.space_id, Way.READ, "DOCUMENTS:", exactly=columns.category)
    section = getattr(columns, "section", None)
    if section is Section.MEASURES:
        return or_(false(), *(_of_kind(work, columns, code) for code in _measures()))
    if section is not None:
        return given(work, columns.space_id, Way.READ, "PROFILE:", exactly=columns.section)
    own: ColumnElement[bool] = (
        columns.author_account_id == work.actor.service_id if hasattr(columns, "author_account_id") else false()
    )
    if permission == "AGENDA_CHANGE":
        return own
    return or_(own, given(work, columns.space_id, Way.READ, "AGENDA")) if permission == "AGENDA_READ" else false()


def given(work: Work, space_id: Any, way: Way | None, category: str, *, exactly: Any = None) -> ColumnElement[bool]:
    """Return the condition that a consent is in force: of a category, or of those that begin with it."""
    asked = [col(Consent.space_id) == space_id, *_in_force(work)]
    if way is not None:
        asked.append(col(Consent.way) == way)
    if exactly is not None:
        asked.append(col(Consent.category) == func.concat(literal(category), exactly))
    elif category:
        asked.append(or_(col(Consent.category) == category, col(Consent.category).startswith(f"{category}:")))
    return exists().where(*asked, col(PartnerService.id) == col(Consent.service_id))


def held(work: Work, permission: str, space_id: UUID, *, category: str) -> bool:
    """Keep the consent to write a category until the act is committed; False where it is not, or no longer, given."""
    needed = NEEDED.get(permission)
    if needed is None or needed[0] is not Way.WRITE:
        return False
    standing: Select[Any] = (
        select(col(Consent.id))
        .join(PartnerService, col(PartnerService.id) == col(Consent.service_id))
        .where(
            col(Consent.space_id) == space_id,
            col(Consent.way) == Way.WRITE,
            col(Consent.category) == (category or needed[1]),
            *_in_force(work),
        )
    )
    return work.db.scalar(standing.with_for_update(read=True)) is not None


def agreed_still(work: Work) -> ColumnElement[bool]:
    """Return the condition that who gave a consent may speak for the person: a parent's ends with their mandate."""
    return delegation.still_speaks(work, col(Consent.given_by), col(Consent.space_id))


def measure_mark(work: Work, space_id: Any, code: str) -> bytes:
    """Return the keyed mark under which a kind of measure is found: the name of a measure can tell a disease."""
    return work.keys.mac(f"profile_measure.kind:{space_id}", code)[:16]


def _of_kind(work: Work, columns: Any, code: str) -> ColumnElement[bool]:
    space_id = work.actor.space_id
    mine: ColumnElement[bool] = columns.kind == measure_mark(work, space_id, code)
    return and_(mine, given(work, columns.space_id, Way.READ, f"{_MEASURES}{code}"))


def _measures() -> set[str]:
    found = (row["category"] for row in rows("service_exchanges"))
    return {category.removeprefix(_MEASURES) for category in found if category.startswith(_MEASURES)}


def _in_force(work: Work) -> list[ColumnElement[bool]]:
    return [
        col(Consent.service_id) == work.actor.service_id,
        col(Consent.revoked_at).is_(None),
        col(Consent.ends_at) > work.now,
        col(Consent.version) == col(PartnerService.version),
        agreed_still(work),
        or_(*(col(PartnerService.state) == state for state in sorted(OPEN))),
    ]
