"""A professional asks for access; the person answers (R-AC-14). Nothing is open before, and silence opens nothing.

Whether a space exists, is closed, or has blocked the asker never shows: asking only writes the request down, and a job
delivers it afterwards or forgets it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, not_, or_, select, update
from sqlmodel import col

from csn_app.access import blocking, blocks, policy
from csn_app.access.model import Grant, Space
from csn_app.access.model_request import AccessRequest
from csn_app.access.policy import Permission
from csn_app.config import settings
from csn_app.core.actor import Actor, Quality
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import INSTALLATION, SpaceState
from csn_app.core.work import Notice, Trace, Untraced, Work


@dataclass(frozen=True, slots=True)
class Sought:
    """A request that waits for its delivery: who asks, by which account, and whom, as they typed it."""

    id: UUID
    professional_id: UUID
    account_id: UUID
    text: str


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request that waits for the person's answer, until ``ends_at``."""

    id: UUID
    professional_id: UUID
    place_id: UUID | None
    asked_at: datetime
    ends_at: datetime


def is_blocked(work: Work, space_id: UUID, professional_id: UUID) -> bool:
    """Say whether the person blocked this professional, as a whole or their messages: their requests vanish then.

    A request speaks to the person as a message does (R-AC-13, R-MS-8).
    """
    policy.open_to_all("a job asks it before it delivers; nobody sees the answer")
    return bool(work.db.scalar(select(_unheard(space_id, professional_id))))


def write_down(work: Work, sought: str) -> None:
    """Keep a request, sealed, and leave its trace in the asker's own chain; the same for everyone who is sought."""
    policy.require(work, Permission.ACCESS_ASK)
    actor = work.actor
    if actor.professional_id is None or actor.account_id is None:
        raise NotFound
    row = AccessRequest(
        professional_id=actor.professional_id,
        account_id=actor.account_id,
        place_id=actor.place_id,
        asked_at=work.now,
    )
    row.sought = work.seal(INSTALLATION, _context(row.id), sought)
    work.db.add(row)
    work.commit(Trace("ACCESS_ASKED", actor.account_id, object_type="request", object_id=row.id))


def next_to_deliver(work: Work) -> Sought | None:
    """Return the oldest request that was not delivered yet, its row locked; None where all are."""
    policy.require(work, Permission.REQUEST_DELIVER)
    row = work.db.scalar(
        select(AccessRequest)
        .where(col(AccessRequest.space_id).is_(None))
        .order_by(col(AccessRequest.asked_at), col(AccessRequest.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if row is None:
        return None
    return Sought(row.id, row.professional_id, row.account_id, work.open(INSTALLATION, _context(row.id), row.sought))


def deliver(
    work: Work, request_id: UUID, space_id: UUID | None, *, notice: Notice | None, assistant: bool = False
) -> bool:
    """Put a request before the person it is for, or forget it; returns whether somebody has it now.

    Forgotten without a word: nobody is meant, the space is not active, the professional is authorised already, blocked,
    outside the health professions, waits for an answer already, or was told no within ``CSN_ACCESS_REQUEST_DAYS``.
    """
    policy.require(work, Permission.REQUEST_DELIVER)
    row = work.db.get_one(AccessRequest, request_id)
    if space_id is None or not _welcome(work, space_id, row.professional_id):
        work.db.delete(row)
        work.commit(untraced=Untraced.SWEEP)
        return False
    row.space_id, row.sought = space_id, b""
    job, asker = (
        work.actor,
        Actor(
            Quality.PROFESSIONAL,
            account_id=row.account_id,
            professional_id=row.professional_id,
            place_id=row.place_id,
            assistant=assistant,
        ),
    )
    if notice is not None:
        work.tell(notice)
    try:
        # The line says who asked, not the job that carried it.
        work.actor = asker
        work.commit(Trace("ACCESS_ASKED", space_id, object_type="request", object_id=row.id))
    finally:
        work.actor = job
    return True


def list_requests(work: Work, space_id: UUID) -> list[RequestRow]:
    """Return the requests that wait for the person's answer, the newest first; at most 50, none older than 30 days."""
    policy.require(work, Permission.REQUEST_ANSWER, space_id)
    found = work.db.scalars(
        select(AccessRequest)
        .where(
            col(AccessRequest.space_id) == space_id,
            col(AccessRequest.answer) == "",
            col(AccessRequest.asked_at) > work.now - _lasts(),
            # One that arrived while the person was blocking its asker.
            not_(_unheard(space_id, col(AccessRequest.professional_id))),
            policy.visible(work, Permission.REQUEST_ANSWER, AccessRequest),
        )
        .order_by(col(AccessRequest.asked_at).desc(), col(AccessRequest.id))
        .limit(50)
    )
    return [RequestRow(r.id, r.professional_id, r.place_id, r.asked_at, r.asked_at + _lasts()) for r in found]


def refuse_request(work: Work, request_id: UUID) -> None:
    """The person says no; the professional is told nothing, and may not ask again for 30 days. Raises ``NotFound``."""
    request = policy.fetch(work, Permission.REQUEST_ANSWER, AccessRequest, request_id)
    refused = work.db.execute(
        update(AccessRequest)
        .where(col(AccessRequest.id) == request.id, col(AccessRequest.answer) == "")
        .values(answer="NO", answered_at=work.now)
        .returning(col(AccessRequest.space_id), col(AccessRequest.professional_id))
    ).first()
    if refused is None:
        raise NotFound
    work.commit(
        Trace(
            "ACCESS_REQUEST_REFUSED",
            refused.space_id,
            object_type="request",
            object_id=request_id,
            target_id=refused.professional_id,
        )
    )


def settle(work: Work, space_id: UUID, professional_id: UUID) -> bool:
    """An authorisation answers the request that waited for it; returns whether there was one. The caller commits."""
    policy.require(work, Permission.GRANT_GIVE, space_id)
    answered = work.db.scalars(
        update(AccessRequest)
        .where(
            col(AccessRequest.space_id) == space_id,
            col(AccessRequest.professional_id) == professional_id,
            col(AccessRequest.answer) == "",
        )
        .values(answer="YES", answered_at=work.now)
        .returning(col(AccessRequest.id))
    ).all()
    return bool(answered)


def forget_waiting(work: Work, space_id: UUID, professional_id: UUID) -> None:
    """Forget the request of somebody whom the person blocks (R-AC-13). The caller commits."""
    policy.require(work, Permission.GRANT_REVOKE, space_id)
    pair = col(AccessRequest.space_id) == space_id, col(AccessRequest.professional_id) == professional_id
    work.db.execute(delete(AccessRequest).where(*pair, col(AccessRequest.answer) == ""))


def _welcome(work: Work, space_id: UUID, professional_id: UUID) -> bool:
    """Say whether a request may be put before the person; clears those that nobody answered in time."""
    pair = col(AccessRequest.space_id) == space_id, col(AccessRequest.professional_id) == professional_id
    work.db.execute(
        delete(AccessRequest).where(
            *pair, col(AccessRequest.answer) == "", col(AccessRequest.asked_at) <= work.now - _lasts()
        )
    )
    recent = col(AccessRequest.answered_at) > work.now - _lasts()
    stands = exists().where(
        col(Grant.space_id) == space_id, col(Grant.professional_id) == professional_id, policy.grant_in_force(work)
    )
    waits = exists().where(*pair, col(AccessRequest.answer) == "")
    said_no = exists().where(*pair, col(AccessRequest.answer) == "NO", recent)
    active = select(col(Space.id)).where(
        col(Space.id) == space_id, col(Space.state) == SpaceState.ACTIVATED, ~stands, ~waits, ~said_no
    )
    return work.db.scalar(active) is not None and not is_blocked(work, space_id, professional_id)


def _unheard(space_id: UUID, professional_id: Any) -> ColumnElement[bool]:
    return or_(blocking.blocked(space_id, professional_id), blocks.blocked(space_id, professional_id))


def _lasts() -> timedelta:
    return timedelta(days=settings().access_request_days)


def _context(request_id: UUID) -> str:
    return f"access_request.sought:{request_id}"
