"""What can be done with the catalogue: read it, keep favourites, report a problem, and curate it (R-CA-1 to R-CA-7)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from csn_app.access import linking, partners, policy
from csn_app.access.linking import Line
from csn_app.access.policy import Permission
from csn_app.catalogue.model import Favourite, ServiceReport
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.reference import rows
from csn_app.core.vocabulary import INSTALLATION, ServiceState
from csn_app.core.work import Trace, Untraced, Work
from csn_app.identity import notices

REPORT_LENGTH = 1_000
REPORTS = 50
AT_ONCE = 200


class Reason(StrEnum):
    """What is wrong with a service."""

    MISLEADING = "MISLEADING"
    PRIVACY = "PRIVACY"
    BROKEN = "BROKEN"
    OTHER = "OTHER"


class ReportTooLong(CsnError):
    """What is written in a report is longer than it may be."""


@dataclass(frozen=True, slots=True)
class Service:
    """A service of the catalogue: its row in the table, where it stands, and what this person has to do with it."""

    id: UUID
    sheet: Mapping[str, str]
    state: ServiceState
    version: int
    changed_at: datetime
    favourite: bool = False
    lines: tuple[Line, ...] = ()

    @property
    def offered(self) -> tuple[Mapping[str, str], ...]:
        """The exchanges that it asks for."""
        return tuple(row for row in rows("service_exchanges") if row["service"] == self.sheet["id"])


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every service that may be shown, the information sheets, and the day it is."""

    services: tuple[Service, ...]
    sheets: tuple[Mapping[str, str], ...]
    today: date


@dataclass(frozen=True, slots=True)
class Report:
    """A problem that waits to be read; who reported it is not named."""

    id: UUID
    service: str
    reason: Reason
    words: str
    at: datetime


def read_catalogue(work: Work) -> Catalogue:
    """Return the catalogue as its reader sees it: what is removed shows only to whoever had linked it (R-CA-5)."""
    policy.require(work, Permission.CATALOGUE_READ)
    own = policy.allowed(work, Permission.CONSENT_LIST, work.actor.space_id)
    lines = linking.list_consents(work) if own else []
    kept = _favourites(work) if own else set()
    found = []
    for one in partners.list_partners(work):
        mine = tuple(line for line in lines if line.service_id == one.id)
        shown = one.state is not ServiceState.REMOVED or any(line.revoked_at is None for line in mine)
        if shown:
            service = Service(one.id, sheet_of(one.code), one.state, one.version, one.changed_at)
            found.append(replace(service, favourite=one.id in kept, lines=mine))
    return Catalogue(tuple(found), rows("info_sheets"), today=work.now.date())


def read_service(work: Work, *, service_id: UUID) -> Service:
    """Return one service; raises ``NotFound``."""
    policy.require(work, Permission.CATALOGUE_READ)
    for service in read_catalogue(work).services:
        if service.id == service_id:
            return service
    raise NotFound


def keep_favourite(work: Work, *, service_id: UUID, wanted: bool) -> None:
    """Keep a service at hand, or no more; said twice changes nothing."""
    policy.require(work, Permission.CATALOGUE_CHOOSE, work.actor.space_id)
    read_service(work, service_id=service_id)
    if wanted:
        made = insert(Favourite).values(space_id=work.actor.space_id, service_id=service_id, since=work.now)
        work.db.execute(made.on_conflict_do_nothing())
    else:
        here = col(Favourite.space_id) == work.actor.space_id, col(Favourite.service_id) == service_id
        work.db.execute(delete(Favourite).where(*here))
    work.commit(untraced=Untraced.OWN_LIST)


def report_service(work: Work, *, service_id: UUID, reason: Reason, words: str) -> None:
    """Report a problem with a service to the operator, who reads these words (R-CA-7).

    Raises ``NotFound``, ``ReportTooLong``.
    """
    policy.require(work, Permission.CATALOGUE_CHOOSE, work.actor.space_id)
    service, said = read_service(work, service_id=service_id), words.strip()
    if len(said) > REPORT_LENGTH:
        raise ReportTooLong
    space_id = work.actor.space_id
    if space_id is None:
        raise NotFound
    row = ServiceReport(space_id=space_id, service_id=service_id, reason=reason, words=b"", at=work.now)
    row.words = work.seal(INSTALLATION, f"service_report.words:{row.id}", said)
    work.db.add(row)
    detail = {"service": service.sheet["name"]}
    work.commit(Trace("SERVICE_REPORTED", space_id, object_type="service", object_id=service_id, detail=detail))


def list_reports(work: Work) -> list[Report]:
    """Return the problems that nobody has read yet, oldest first, fifty at most."""
    policy.require(work, Permission.CATALOGUE_CURATE)
    waiting = select(ServiceReport).where(col(ServiceReport.read_at).is_(None)).order_by(col(ServiceReport.at))
    found = work.db.scalars(waiting.limit(REPORTS)).all()
    names = partners.names_of_services(work, {row.service_id for row in found})
    return [
        Report(
            row.id,
            names.get(row.service_id, ""),
            Reason(row.reason),
            work.open(INSTALLATION, f"service_report.words:{row.id}", row.words),
            row.at,
        )
        for row in found
    ]


def put_report_away(work: Work, *, report_id: UUID) -> None:
    """Say that a report was read and what it asks for is done; raises ``NotFound`` where it already was."""
    policy.require(work, Permission.CATALOGUE_CURATE)
    waiting = col(ServiceReport.id) == report_id, col(ServiceReport.read_at).is_(None)
    row = work.db.scalar(select(ServiceReport).where(*waiting).with_for_update())
    if row is None or work.actor.account_id is None:
        raise NotFound
    row.read_at = work.now
    work.commit(Trace("SERVICE_STATE_CHANGED", work.actor.account_id, object_type="service_report", object_id=row.id))


def recall_services(work: Work) -> int:
    """Remind people every 90 days which services they linked; returns how many. No service is named (R-NO-3)."""
    policy.require(work, Permission.REMINDER_SEND)
    told = linking.due_recalls(work, limit=AT_ONCE)
    for space_id in told:
        notices.tell_holder(
            work,
            space_id,
            kind="SYNC_SERVICES_QUARTERLY",
            object_type="service",
            subject="Services reliés à votre carnet",
            text="Des services sont reliés à votre carnet de santé numérique. Pour voir lesquels, ce qu’ils lisent et "
            "écrivent, ou pour arrêter, ouvrez votre carnet, à la page «\u00a0Services\u00a0».",
        )
    work.commit(untraced=Untraced.OUTBOX)
    return len(told)


def _favourites(work: Work) -> set[UUID]:
    mine = col(Favourite.space_id) == work.actor.space_id
    seen = policy.visible(work, Permission.CATALOGUE_CHOOSE, Favourite)
    return set(work.db.scalars(select(col(Favourite.service_id)).where(mine, seen)))


def sheet_of(code: str) -> Mapping[str, str]:
    """Return the row of a service in the table."""
    return next(row for row in rows("sample_services") if row["id"] == code)
