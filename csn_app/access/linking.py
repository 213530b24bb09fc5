"""A person's agreements with services: given line by line for a duration, taken back at once, kept as history."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.consents import OPEN, agreed_still
from csn_app.access.model_consent import Consent, PartnerService, ServiceCode, ServiceLink, ServiceToken
from csn_app.access.policy import Permission
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.reference import rows
from csn_app.core.vocabulary import ServiceState
from csn_app.core.work import Trace, Work

RECALL = timedelta(days=90)
LASTS = (30, 90, 180, 365)
"""For how many days one may agree; the service may ask less often (``reapproval_days``), never longer."""


class ServiceClosed(CsnError):
    """The service exchanges nothing now: no agreement can be given."""


@dataclass(frozen=True, slots=True)
class Line:
    """One agreement, in force or over. ``stale``: the purposes changed since, it waits to be given again."""

    service_id: UUID
    code: str
    line: str
    given_at: datetime
    ends_at: datetime
    revoked_at: datetime | None
    stale: bool
    running: bool


def list_consents(work: Work) -> list[Line]:
    """Return the agreements of the space where one is, those not taken back first, then newest first; at most 500."""
    policy.require(work, Permission.CONSENT_LIST, work.actor.space_id)
    found = work.db.execute(
        select(Consent, PartnerService, agreed_still(work))
        .join(PartnerService, col(PartnerService.id) == col(Consent.service_id))
        .where(col(Consent.space_id) == work.actor.space_id, policy.visible(work, Permission.CONSENT_LIST, Consent))
        .order_by(col(Consent.revoked_at).is_(None).desc(), col(Consent.given_at).desc(), col(Consent.line))
        .limit(500)
    )
    return [_line(work, consent, partner, counts=counts) for consent, partner, counts in found]


def give_consents(work: Work, *, service_id: UUID, lines: Iterable[str], days: int) -> None:
    """Agree to some lines of a service for a duration; a line given again begins anew.

    Raises ``NotFound``, ``ServiceClosed``.
    """
    policy.require(work, Permission.CONSENT_GIVE, work.actor.space_id)
    space_id, account_id = _own(work)
    partner = _held(work, service_id)
    offered = {row["code"]: row for row in rows("service_exchanges") if row["service"] == partner.code}
    wanted = set(lines)
    if not wanted or not wanted <= set(offered) or days not in LASTS:
        raise NotFound
    if ServiceState(partner.state) not in OPEN:
        raise ServiceClosed
    policy.hold_grant(work, Permission.CONSENT_GIVE, space_id)
    _end(work, space_id, service_id, lines=wanted)
    until = work.now + timedelta(days=min(days, _longest(partner.code)))
    for code in sorted(wanted):
        work.db.add(
            Consent(
                space_id=space_id,
                service_id=service_id,
                line=code,
                category=offered[code]["category"],
                way=offered[code]["way"],
                version=partner.version,
                given_by=account_id,
                given_at=work.now,
                ends_at=until,
            )
        )
    link = insert(ServiceLink).values(space_id=space_id, recall_at=work.now + RECALL)
    work.db.execute(link.on_conflict_do_nothing())
    work.commit(_trace("SERVICE_CONSENT_GIVEN", space_id, partner, lines=wanted))


def take_back(work: Work, *, service_id: UUID, line: str = "") -> None:
    """Take one line back, or all of a service: from the next question on it reads and writes nothing of it (R-CA-3).

    With the last line the service's tokens end too: agreeing again later does not wake them.
    """
    policy.require(work, Permission.CONSENT_GIVE, work.actor.space_id)
    space_id, _ = _own(work)
    partner = _held(work, service_id)
    policy.hold_grant(work, Permission.CONSENT_GIVE, space_id)
    ended = _end(work, space_id, service_id, lines={line} if line else None)
    standing = col(Consent.space_id) == space_id, col(Consent.service_id) == service_id
    left = work.db.scalar(select(col(Consent.id)).where(*standing, col(Consent.revoked_at).is_(None)).limit(1))
    if left is None:
        _end_tokens(work, space_id, service_id)
    if not ended:
        work.db.rollback()
        return
    action = "SERVICE_CONSENT_TAKEN_BACK" if left else "SERVICE_UNLINKED"
    work.commit(_trace(action, space_id, partner, lines=ended))


def due_recalls(work: Work, *, limit: int) -> list[UUID]:
    """Return the spaces to remind of their services now, held until the caller commits; those without any are let go.

    The next reminder is set in the same transaction: killed half-way, it is sent once.
    """
    policy.require(work, Permission.REMINDER_SEND)
    due = (
        select(ServiceLink).where(col(ServiceLink.recall_at) <= work.now).limit(limit).with_for_update(skip_locked=True)
    )
    told = []
    for row in work.db.scalars(due).all():
        here = col(Consent.space_id) == row.space_id, col(Consent.revoked_at).is_(None), col(Consent.ends_at) > work.now
        if work.db.scalar(select(col(Consent.id)).where(*here).limit(1)) is None:
            work.db.delete(row)
            continue
        row.recall_at = work.now + RECALL
        told.append(row.space_id)
    return told


def _line(work: Work, consent: Consent, partner: PartnerService, *, counts: bool) -> Line:
    lasting = counts and consent.revoked_at is None and consent.ends_at > work.now
    stale = lasting and consent.version != partner.version
    return Line(
        service_id=partner.id,
        code=partner.code,
        line=consent.line,
        given_at=consent.given_at,
        ends_at=consent.ends_at,
        revoked_at=consent.revoked_at,
        stale=stale,
        running=lasting and not stale and ServiceState(partner.state) in OPEN,
    )


def _longest(code: str) -> int:
    return next(int(row["reapproval_days"]) for row in rows("sample_services") if row["id"] == code)


def _end(work: Work, space_id: UUID, service_id: UUID, *, lines: set[str] | None) -> set[str]:
    here = [col(Consent.space_id) == space_id, col(Consent.service_id) == service_id]
    if lines is not None:
        here.append(col(Consent.line).in_(lines))
    ended = update(Consent).where(*here, col(Consent.revoked_at).is_(None)).values(revoked_at=work.now)
    return set(work.db.scalars(ended.returning(col(Consent.line))))


def _end_tokens(work: Work, space_id: UUID, service_id: UUID) -> None:
    codes = col(ServiceCode.space_id) == space_id, col(ServiceCode.service_id) == service_id
    # A pair that is being turned holds its code: it is waited for, and ended too.
    work.db.execute(select(col(ServiceCode.id)).where(*codes).order_by(col(ServiceCode.id)).with_for_update())
    tokens = col(ServiceToken.space_id) == space_id, col(ServiceToken.service_id) == service_id
    work.db.execute(
        update(ServiceToken).where(*tokens, col(ServiceToken.revoked_at).is_(None)).values(revoked_at=work.now)
    )
    work.db.execute(update(ServiceCode).where(*codes, col(ServiceCode.used_at).is_(None)).values(used_at=work.now))


def _held(work: Work, service_id: UUID) -> PartnerService:
    """Keep a service as it is until the act is committed, and let one act at a time change a person's agreements."""
    row = work.db.scalar(select(PartnerService).where(col(PartnerService.id) == service_id).with_for_update(read=True))
    if row is None:
        raise NotFound
    link = insert(ServiceLink).values(space_id=work.actor.space_id, recall_at=work.now + RECALL)
    work.db.execute(link.on_conflict_do_nothing())
    held = select(ServiceLink).where(col(ServiceLink.space_id) == work.actor.space_id).with_for_update()
    work.db.scalar(held)
    return row


def _trace(action: str, space_id: UUID, partner: PartnerService, *, lines: set[str]) -> Trace:
    name = next(row["name"] for row in rows("sample_services") if row["id"] == partner.code)
    detail = {"service": name, "lines": " ".join(sorted(lines))[:400]}
    return Trace(action, space_id, object_type="service", object_id=partner.id, detail=detail)


def _own(work: Work) -> tuple[UUID, UUID]:
    if work.actor.space_id is None or work.actor.account_id is None:
        raise NotFound
    return work.actor.space_id, work.actor.account_id
