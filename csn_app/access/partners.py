"""The services of the catalogue as the operator keeps them: their states, with every move (R-CA-5, R-CA-6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.model_consent import Consent, PartnerMove, PartnerService
from csn_app.access.policy import Permission
from csn_app.core.errors import NotFound
from csn_app.core.reference import rows
from csn_app.core.vocabulary import INSTALLATION, ServiceState
from csn_app.core.work import Trace, Untraced, Work


@dataclass(frozen=True, slots=True)
class Partner:
    """A service: its code in ``sample_services.csv``, its state since when, and how often its purposes changed."""

    id: UUID
    code: str
    state: ServiceState
    version: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Move:
    """One act of an operator on a service."""

    at: datetime
    state: ServiceState
    version: int


def load_partners(work: Work, *, redirect_uris: dict[str, Sequence[str]] | None = None) -> None:
    """Enter the services of the table that are not there yet; those that are keep their state. The caller commits."""
    policy.open_to_all("an installation reads its reference tables; nothing of a person is touched")
    given = redirect_uris or {}
    for row in rows("sample_services"):
        kept = insert(PartnerService).values(
            id=uuid5(INSTALLATION, row["id"]),
            code=row["id"],
            state=row["status"],
            version=1,
            redirect_uris=list(given.get(row["id"], ())),
            changed_at=work.now,
        )
        work.db.execute(kept.on_conflict_do_nothing(index_elements=["code"]))


def register_address(work: Work, *, code: str, redirect_uri: str) -> None:
    """Let a service receive people's agreements at one exact address; the caller commits."""
    policy.open_to_all("the operator's command line and the demonstration register partners; no person is touched")
    theirs = update(PartnerService).where(col(PartnerService.code) == code)
    work.db.execute(theirs.values(redirect_uris=[redirect_uri]))


def list_partners(work: Work) -> list[Partner]:
    """Return every service, whatever its state."""
    policy.require(work, Permission.CATALOGUE_READ)
    found = work.db.scalars(select(PartnerService).order_by(col(PartnerService.code))).all()
    if not found:
        # The first visit of a new installation enters the table's services.
        work.must_write()
        load_partners(work)
        work.commit(untraced=Untraced.IMPORT)
        found = work.db.scalars(select(PartnerService).order_by(col(PartnerService.code))).all()
    return [_partner(row) for row in found]


def names_of_services(work: Work, ids: set[UUID]) -> dict[UUID, str]:
    """Return the names of services by identifier, for a trail that their acts stand in."""
    policy.open_to_all("the names of the catalogue are public")
    if not ids:
        return {}
    names = {row["id"]: row["name"] for row in rows("sample_services")}
    found = work.db.execute(
        select(col(PartnerService.id), col(PartnerService.code)).where(col(PartnerService.id).in_(ids))
    )
    return {service_id: names.get(code, code) for service_id, code in found}


def moves_of(work: Work, *, service_id: UUID) -> list[Move]:
    """Return the last fifty acts on a service, newest first."""
    policy.require(work, Permission.CATALOGUE_CURATE)
    found = select(PartnerMove).where(col(PartnerMove.service_id) == service_id)
    newest = work.db.scalars(found.order_by(col(PartnerMove.at).desc(), col(PartnerMove.version).desc()).limit(50))
    return [Move(row.at, ServiceState(row.state), row.version) for row in newest]


def count_linked(work: Work) -> dict[UUID, int]:
    """Return how many people have an agreement in force with each service: numbers only."""
    policy.require(work, Permission.CATALOGUE_CURATE)
    counted = (
        select(col(Consent.service_id), func.count(func.distinct(col(Consent.space_id))))
        .where(col(Consent.revoked_at).is_(None), col(Consent.ends_at) > work.now)
        .group_by(col(Consent.service_id))
    )
    return {row[0]: row[1] for row in work.db.execute(counted)}


def move_partner(work: Work, *, service_id: UUID, state: ServiceState) -> None:
    """Change where a service stands: suspended or removed, its exchanges end with this commit (R-CA-5)."""
    policy.require(work, Permission.CATALOGUE_CURATE)
    row = _held(work, service_id)
    if row.state == state:
        work.db.rollback()
        return
    row.state = state
    _moved(work, row)


def change_purposes(work: Work, *, service_id: UUID) -> None:
    """Say that what a service exchanges has changed: every agreement waits until it is given again (R-CA-4)."""
    policy.require(work, Permission.CATALOGUE_CURATE)
    row = _held(work, service_id)
    row.version += 1
    _moved(work, row)


def _moved(work: Work, row: PartnerService) -> None:
    account_id = work.actor.account_id
    if account_id is None:
        raise NotFound
    row.changed_at = work.now
    move = PartnerMove(service_id=row.id, at=work.now, account_id=account_id, state=row.state, version=row.version)
    work.db.add(move)
    work.commit(Trace("SERVICE_STATE_CHANGED", account_id, object_type="service", object_id=row.id))


def _held(work: Work, service_id: UUID) -> PartnerService:
    row = work.db.scalar(select(PartnerService).where(col(PartnerService.id) == service_id).with_for_update())
    if row is None:
        raise NotFound
    return row


def _partner(row: PartnerService) -> Partner:
    return Partner(row.id, row.code, ServiceState(row.state), row.version, row.changed_at)
