"""The policy that decides: one answer for a single reading, a list and a button.

Every use case asks here in its first statement. Absent and forbidden look the same to a stranger.
"""

from collections.abc import Callable, Sequence
from typing import Any, NoReturn, TypeVar
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased
from sqlmodel import col

from csn_app.access import (
    authorship,
    blocking,
    blocks,
    call_conditions,
    consents,
    delegation,
    emergency,
    masks,
    matrix,
    prepared,
    trash,
)
from csn_app.access.model import FileOpening, Grant, GrantDocument, Refusal, Space
from csn_app.access.permissions import (
    HOLDER_MAY,
    NEEDS_GRANT,
    NEEDS_OPEN_RECORD,
    NOT_FOR_ASSISTANTS,
    ONESELF,
    OWN_CORRESPONDENCE,
    OWN_ONLY,
    READ_IN_EMERGENCY,
    SHOWN_IN_PREVIEW,
    WRITING,
)
from csn_app.access.permissions import Permission as Permission
from csn_app.config import settings
from csn_app.core.actor import Quality
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import Section, SpaceState
from csn_app.core.work import Trace, Untraced, Work

Thing = TypeVar("Thing")
Also = Callable[[Work], Sequence[ColumnElement[Any]]]

# Under another name than a caller's own "space": the two would be one, and any active space would do.
_OWNED = aliased(Space)
_TRACED = frozenset({Quality.PROFESSIONAL, Quality.SERVICE})
"""Whose refusals are left in the trail of the space."""


def require(work: Work, permission: Permission, space_id: UUID | None = None) -> None:
    """Let the actor go on, or raise ``NotFound`` and leave the refusal in the space's trail."""
    if not allowed(work, permission, space_id):
        _refuse(work, permission, space_id)


def require_with(work: Work, permission: Permission, space_id: UUID, *, also: Also) -> tuple[Any, ...]:
    """Let the actor go on as ``require`` does, and return columns that ``also`` reads of the space in the same asking.

    ``also`` is a function of a module; the identifier of the space is its parameter ``asked_space``.
    """
    barred = _barred(work, permission)
    found = () if barred else prepared.rows(work, _the_space, permission, also, asked_space=space_id)
    if not found:
        _refuse(work, permission, space_id)
    return found[0][1:]


def _refuse(work: Work, permission: Permission, space_id: UUID | None) -> NoReturn:
    if space_id is not None and work.actor.quality in _TRACED:
        _trace_refusal(work, permission, space_id)
    raise NotFound


def allowed(work: Work, permission: Permission, space_id: UUID | None = None) -> bool:
    """Say whether the actor may; the same answer as ``require``, for a button."""
    if _barred(work, permission):
        return False
    if permission in ONESELF:
        return work.actor.quality in ONESELF[permission]
    if space_id is None:
        return False
    return bool(prepared.rows(work, _the_space, permission, asked_space=space_id))


def fetch(work: Work, permission: Permission, model: type[Thing], thing_id: UUID) -> Thing:
    """Return the thing if the actor may; raises ``NotFound`` where it is absent or not theirs to touch."""
    columns: Any = model
    statement, values = prepared.statement(work, _the_thing, permission, columns, asked_thing=thing_id)
    thing: Thing | None = work.db.scalar(statement, values)
    if thing is not None:
        return thing
    if work.actor.quality in _TRACED:
        space_id = work.db.scalar(select(columns.space_id).where(columns.id == thing_id))
        if space_id is not None:
            _trace_refusal(work, permission, space_id, what=str(columns.__tablename__))
    raise NotFound


def visible(
    work: Work, permission: Permission, model: type[Thing], *, space_id: UUID | BindParameter[Any] | None = None
) -> ColumnElement[bool]:
    """Return the SQL condition under which rows of ``model`` may be touched: a list and a single reading share it.

    ``model`` has ``space_id``; where it has ``category``, the grant's categories, the matrix and authorship decide too;
    where it has ``section``, the grant's sections do. In both, what is masked from the professional is not there.
    ``space_id`` says that the caller's rows are all of one space, and only makes the same answer cheaper.
    """
    columns: Any = model
    reach = _narrowed(work, permission, model)
    if work.actor.quality is Quality.PROFESSIONAL and hasattr(model, "category"):
        if not hasattr(model, "author_professional_id"):
            # Counts kept for the holder would tell what is hidden (R-AC-19).
            return false()
        seen = or_(authorship.wrote(work, columns), _shared(work, columns))
        return and_(reach, seen, masks.unmasked(work, columns, space_id=space_id))
    if work.actor.quality is Quality.PROFESSIONAL and hasattr(model, "section"):
        clear = masks.unmasked(work, columns, section=_section_of(columns), space_id=space_id)
        return and_(reach, _section_shown(work, columns), clear)
    if work.actor.quality is Quality.PROFESSIONAL and permission in OWN_CORRESPONDENCE:
        return and_(reach, columns.professional_id == work.actor.professional_id)
    if work.actor.card_code_id is not None and hasattr(model, "section"):
        return and_(reach, emergency.on_card(work, columns))
    if permission in OWN_ONLY or (permission is Permission.DOCUMENT_RESTORE and not work.actor.for_oneself):
        # R-DO-9, R-PR-7: a person changes and deletes only what they added themselves.
        return and_(reach, columns.author_account_id == work.actor.account_id)
    return reach


def _narrowed(work: Work, permission: Permission, model: type[Any]) -> ColumnElement[bool]:
    """Return how far one reaches, less what is kept from whoever acts for a person, from a service, or by its place."""
    columns: Any = model
    reach = _reach(work, permission, columns.space_id)
    reach = and_(reach, delegation.shown(work, columns), consents.narrowed(work, permission.value, model))
    if (narrower := authorship.narrowed(work, permission.value, model)) is not None:
        reach = and_(reach, narrower)
    if (place := trash.placed(permission.value, model)) is not None:
        reach = and_(reach, place)
    return reach


def sections_shown(work: Work, space_id: UUID) -> frozenset[Section]:
    """Return the sections of a profile that a professional's grants show now (R-PR-20)."""
    theirs = col(Grant.space_id) == space_id, col(Grant.professional_id) == work.actor.professional_id
    found = work.db.scalars(select(col(Grant.sections)).where(*theirs, grant_in_force(work)))
    shown = frozenset(Section(code) for sections in found for code in sections)
    in_emergency = work.db.scalar(select(emergency.opened_under_it(work, literal(space_id))))
    return (frozenset(Section) if in_emergency else shown) - masks.sections_hidden(work, space_id)


def hold_grant(work: Work, permission: Permission, space_id: UUID, *, category: str = "") -> None:
    """Keep a professional's grant in force until the act is committed: a revocation waits, and none slips in between.

    Raises ``NotFound`` where it is already taken back. Who acts for a person holds their delegation the same way,
    and a service the consent to write ``category``.
    """
    if work.actor.quality is Quality.SERVICE and not consents.held(work, permission, space_id, category=category):
        _refuse(work, permission, space_id)
    if not delegation.held(work):
        raise NotFound
    if work.actor.quality is not Quality.PROFESSIONAL:
        return
    theirs = col(Grant.space_id) == space_id, col(Grant.professional_id) == work.actor.professional_id
    held = select(col(Grant.id)).where(*theirs, grant_in_force(work)).with_for_update(read=True)
    if work.db.scalar(held) is None:
        _trace_refusal(work, permission, space_id)
        raise NotFound


def open_to_all(reason: str) -> None:
    """Say why a use case asks nothing of the policy; the architecture tests print the list."""
    if not reason:
        msg = "an open use case says why"
        raise TypeError(msg)


def _the_space(work: Work, permission: Permission, also: Also | None = None) -> Select[Any]:
    columns: list[Any] = [col(Space.id), *(also(work) if also else ())]
    return select(*columns).where(col(Space.id) == bindparam("asked_space"), _reach(work, permission, col(Space.id)))


def _the_thing(work: Work, permission: Permission, model: Any) -> Select[Any]:
    return select(model).where(model.id == bindparam("asked_thing"), visible(work, permission, model))


def _reach(work: Work, permission: Permission, space_id: Any) -> ColumnElement[bool]:
    """Return the condition under which the actor reaches a space for this permission (R-AC-3)."""
    actor = work.actor
    active = exists().where(col(_OWNED.id) == space_id, col(_OWNED.state) == SpaceState.ACTIVATED)
    if actor.quality is Quality.HOLDER and permission in HOLDER_MAY and actor.space_id is not None:
        return and_(space_id == actor.space_id, active, delegation.reach(work, permission, space_id))
    if actor.card_code_id is not None and permission is Permission.PROFILE_READ:
        return and_(active, emergency.card_open(work, space_id))
    if actor.quality is not Quality.PROFESSIONAL or not profession_open(actor.profession_code):
        by_consent = and_(active, consents.reach(work, permission.value, space_id))
        return or_(call_conditions.reach(work, permission, space_id), by_consent)
    if actor.preview_of is not None:
        let_in = and_(active, _granted(work, space_id), space_id == actor.preview_of)
        return let_in if permission in SHOWN_IN_PREVIEW else false()
    if permission in WRITING:
        return and_(active, _granted(work, space_id), blocks.not_blocked(space_id, actor.professional_id))
    if permission is Permission.RECORD_OPEN:
        return and_(active, or_(_granted(work, space_id), emergency.running(work, space_id)))
    if permission in NEEDS_GRANT:
        return and_(active, _granted(work, space_id))
    if permission in READ_IN_EMERGENCY:
        by_grant = and_(_granted(work, space_id), _opened(work, space_id))
        return and_(active, or_(by_grant, emergency.opened_under_it(work, space_id)))
    if permission in NEEDS_OPEN_RECORD:
        return and_(active, _granted(work, space_id), _opened(work, space_id))
    return false()


def grant_in_force(work: Work) -> ColumnElement[bool]:
    """Return the condition under which a grant counts now: begun, not ended, not revoked."""
    return and_(
        col(Grant.revoked_at).is_(None),
        col(Grant.starts_at) <= work.now,
        or_(col(Grant.ends_at).is_(None), col(Grant.ends_at) > work.now),
    )


def grant_covers(category: Any) -> ColumnElement[bool]:
    """Return the condition under which a grant covers a category; none listed means all (R-AC-4)."""
    every = and_(func.cardinality(col(Grant.categories)) == 0, not_(col(Grant.single_only)))
    return or_(every, category == func.any(col(Grant.categories)))


def grant_adds(document_id: Any) -> ColumnElement[bool]:
    """Return the condition under which a document was added to a grant by itself (R-AC-4)."""
    added = col(GrantDocument.grant_id) == col(Grant.id), col(GrantDocument.document_id) == document_id
    return exists().where(*added).correlate_except(GrantDocument)


def grant_shows(section: Any) -> ColumnElement[bool]:
    """Return the condition under which a grant shows a section of the profile; each is named (R-PR-20)."""
    shown: ColumnElement[bool] = section == func.any(col(Grant.sections))
    return shown


def matrix_allows(work: Work, profession_code: str, *, type_code: Any, class_code: Any) -> ColumnElement[bool]:
    """Return the condition under which the matrix lets a profession read a type; its row beats its class (R-AC-5)."""
    may = matrix.readable_by(work, profession_code)
    by_class = and_(class_code.in_(may.classes), type_code.not_in(may.types_denied or {""}))
    return or_(type_code.in_(may.types_allowed), by_class)


def profession_open(profession_code: str) -> bool:
    """Say whether a profession may read at all: others than health professions are closed by default (R-AC-8)."""
    return settings().non_health_professions or matrix.is_health_profession(profession_code)


def _barred(work: Work, permission: Permission) -> bool:
    """Say whether the actor may never do this, whatever the space: an assistant, a professional of no emergency."""
    if work.actor.assistant and permission in NOT_FOR_ASSISTANTS:
        return True
    return permission is Permission.EMERGENCY_OPEN and not _emergency_quality(work)


def _emergency_quality(work: Work) -> bool:
    """Say whether the professional's account has an emergency quality, not suspended (R-AC-26)."""
    return (work.actor.regulates or work.actor.breaks_glass) and profession_open(work.actor.profession_code)


def _granted(work: Work, space_id: Any) -> ColumnElement[bool]:
    theirs = col(Grant.space_id) == space_id, col(Grant.professional_id) == work.actor.professional_id
    blocked = blocking.blocked(space_id, work.actor.professional_id)
    return and_(exists().where(*theirs, grant_in_force(work)), not_(blocked))


def _opened(work: Work, space_id: Any) -> ColumnElement[bool]:
    return exists().where(
        col(FileOpening.space_id) == space_id,
        col(FileOpening.session_id) == work.actor.session_id,
        col(FileOpening.closed_at).is_(None),
        emergency.opening_counts(work, space_id),
    )


def _shared(work: Work, columns: Any) -> ColumnElement[bool]:
    """Return the condition: the grant covers the category and the matrix allows the profession (R-AC-3, R-AC-5)."""
    granted = exists().where(
        col(Grant.space_id) == columns.space_id,
        col(Grant.professional_id) == work.actor.professional_id,
        grant_in_force(work),
        or_(grant_covers(columns.category), grant_adds(columns.id)),
    )
    profession = work.actor.profession_code
    covered = or_(granted, emergency.opened_under_it(work, columns.space_id))
    return and_(covered, matrix_allows(work, profession, type_code=columns.type_code, class_code=columns.class_code))


def _section_shown(work: Work, columns: Any) -> ColumnElement[bool]:
    """Return the condition: a grant in force shows the section (R-PR-20)."""
    granted = exists().where(
        col(Grant.space_id) == columns.space_id,
        col(Grant.professional_id) == work.actor.professional_id,
        grant_in_force(work),
        grant_shows(_section_of(columns)),
    )
    return or_(granted, emergency.opened_under_it(work, columns.space_id))


def _section_of(columns: Any) -> Any:
    """Return the section of a row: a column, or the one section that a whole table belongs to."""
    return literal(columns.section.value) if isinstance(columns.section, Section) else columns.section


def _trace_refusal(work: Work, permission: Permission, space_id: UUID, *, what: str = "") -> None:
    """Leave a refusal in the space's trail, once a day for a person and a kind: a stranger cannot fill it."""
    actor = work.actor
    if actor.preview_of is not None:
        return
    work.db.rollback()
    if actor.account_id is None or work.db.get(Space, space_id) is None:
        return
    action = "MESSAGE_REFUSED" if permission in WRITING else "ACCESS_DENIED"
    action = "DEPOSIT_REFUSED" if permission is Permission.DOCUMENT_ADD else action
    note_refusal(work, space_id, "SERVICE_REFUSED" if actor.quality is Quality.SERVICE else action, what=what)


def note_refusal(work: Work, space_id: UUID, action: str, *, what: str = "") -> None:
    """Leave a refusal in a space's trail, once a day for an actor and a kind; what it interrupts is rolled back."""
    open_to_all("what was refused is written down; the one who was refused learns nothing")
    actor = work.actor
    work.db.rollback()
    counted = (
        insert(Refusal)
        .values(chain_id=space_id, account_id=actor.account_id, action=action, day=work.now.date(), times=1)
        .on_conflict_do_update(
            index_elements=["chain_id", "account_id", "action", "day"], set_={"times": col(Refusal.times) + 1}
        )
        .returning(col(Refusal.times))
    )
    if work.db.scalar(counted) == 1:
        detail = {"what": what} if what else {}
        work.commit(Trace(action, space_id, object_type="record", object_id=space_id, detail=detail))
    else:
        work.commit(untraced=Untraced.ALREADY_TRACED)
