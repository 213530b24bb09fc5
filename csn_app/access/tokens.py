"""Codes and tokens of services (OAuth 2.1): fingerprints only, codes once, refresh tokens turned, families ended.

A token says which service speaks for which space. What it may do, the consents say in every statement.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from uuid import UUID

from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]
from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.consents import OPEN, agreed_still
from csn_app.access.model_consent import Consent, PartnerService, ServiceCode, ServiceToken
from csn_app.access.policy import Permission
from csn_app.core.actor import Actor, Quality
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.reference import rows
from csn_app.core.vocabulary import ServiceState
from csn_app.core.work import Untraced, Work

CODE_LASTS = timedelta(minutes=1)
ACCESS_LASTS = timedelta(minutes=15)
REFRESH_LASTS = timedelta(days=90)


class TokenRefused(CsnError):
    """The code or token is unknown, over, used or not this service's: which of them is told to nobody."""


@dataclass(frozen=True, slots=True)
class Client:
    """A service that may ask: its name for people, its code as ``client_id``."""

    id: UUID
    code: str
    name: str
    closed: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """What a service receives, once."""

    access: str
    refresh: str
    scope: str
    space_id: UUID
    lasts: timedelta


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who shows a token: the service as an actor, and the scope that it asked for."""

    actor: Actor
    scope: frozenset[str]
    code: str


def find_client(work: Work, *, client_id: str, redirect_uri: str) -> Client:
    """Return the service that asks, where the address is exactly one of its own; raises ``NotFound``."""
    policy.open_to_all("who asks is no secret: nothing is given before the person agreed")
    row = _client(work, client_id)
    if row is None or redirect_uri not in row.redirect_uris:
        raise NotFound
    name = next(entry["name"] for entry in rows("sample_services") if entry["id"] == row.code)
    return Client(row.id, row.code, name, closed=ServiceState(row.state) not in OPEN)


def issue_code(work: Work, *, service_id: UUID, redirect_uri: str, challenge: str, scope: str) -> str:
    """Give a service a code for the space where the person is, after they agreed; it is good for one minute, once."""
    policy.require(work, Permission.CONSENT_GIVE, work.actor.space_id)
    if work.actor.space_id is None:
        raise NotFound
    code = secrets.token_urlsafe(32)
    work.db.add(
        ServiceCode(
            space_id=work.actor.space_id,
            service_id=service_id,
            mark=_mark(work, code),
            redirect_uri=redirect_uri,
            challenge=challenge,
            scope=scope,
            given_at=work.now,
        )
    )
    work.commit(untraced=Untraced.TECHNICAL)
    return code


def redeem_code(work: Work, *, client_id: str, code: str, redirect_uri: str, verifier: str) -> Pair:
    """Give the tokens of a code to the service it was made for; shown twice, everything it gave ends.

    Raises ``TokenRefused``.
    """
    policy.open_to_all("the code, its verifier and its address are the whole right")
    client = _client(work, client_id)
    row = work.db.scalar(select(ServiceCode).where(col(ServiceCode.mark) == _mark(work, code)).with_for_update())
    if row is None or client is None:
        raise TokenRefused
    if row.used_at is not None:
        _end_family(work, row.id)
        work.commit(untraced=Untraced.TECHNICAL)
        _refuse(work, row.space_id, row.service_id)
    right = row.service_id == client.id and row.redirect_uri == redirect_uri and work.now - row.given_at <= CODE_LASTS
    if not right or not 43 <= len(verifier) <= 128 or not _proves(verifier, row.challenge):
        row.used_at = work.now
        work.commit(untraced=Untraced.TECHNICAL)
        _refuse(work, row.space_id, client.id)
    row.used_at = work.now
    pair = _new_pair(work, row.space_id, client.id, code_id=row.id, scope=row.scope)
    work.commit(untraced=Untraced.TECHNICAL)
    return pair


def refresh(work: Work, *, client_id: str, token: str) -> Pair:
    """Turn a refresh token: the old one is over; shown again, the whole family ends. Raises ``TokenRefused``."""
    policy.open_to_all("the refresh token is the whole right")
    client = _client(work, client_id)
    mine = col(ServiceToken.refresh_mark) == _mark(work, token)
    _hold_family(work, work.db.scalar(select(col(ServiceToken.code_id)).where(mine)))
    row = work.db.scalar(select(ServiceToken).where(mine).with_for_update())
    if row is None or client is None:
        raise TokenRefused
    if row.refreshed_at is not None or row.service_id != client.id:
        _end_family(work, row.code_id)
        work.commit(untraced=Untraced.TECHNICAL)
        _refuse(work, row.space_id, client.id)
    linked = work.db.scalar(select(_linked(work, row)))
    if row.revoked_at is not None or row.refresh_until <= work.now or not linked:
        _refuse(work, row.space_id, client.id)
    row.refreshed_at, row.access_until = work.now, work.now
    pair = _new_pair(work, row.space_id, client.id, code_id=row.code_id, scope=row.scope, until=row.refresh_until)
    work.commit(untraced=Untraced.TECHNICAL)
    return pair


def revoke(work: Work, *, client_id: str, token: str) -> None:
    """End the family of a token that its service gives back (RFC 7009); an unknown one changes nothing."""
    policy.open_to_all("the token is the whole right")
    mark, client = _mark(work, token), _client(work, client_id)
    either = (col(ServiceToken.access_mark) == mark) | (col(ServiceToken.refresh_mark) == mark)
    row = work.db.scalar(select(ServiceToken).where(either))
    if row is None or client is None or row.service_id != client.id:
        return
    _hold_family(work, row.code_id)
    _end_family(work, row.code_id)
    work.commit(untraced=Untraced.TECHNICAL)


def bearer_of(work: Work, *, token: str) -> Bearer:
    """Return who stands behind an access token that counts now; raises ``TokenRefused``, and the person sees it."""
    policy.open_to_all("the door of services: every call asks who it comes from")
    found = (
        select(ServiceToken, PartnerService)
        .join(PartnerService, col(PartnerService.id) == col(ServiceToken.service_id))
        .where(col(ServiceToken.access_mark) == _mark(work, token))
    )
    pair = work.db.execute(found).first()
    if pair is None:
        raise TokenRefused
    row, service = pair
    if row.revoked_at is not None or row.access_until <= work.now or not work.db.scalar(select(_linked(work, row))):
        _refuse(work, row.space_id, service.id)
    actor = _actor(row.space_id, service.id, token_id=row.id)
    return Bearer(actor, frozenset(row.scope.split()), service.code)


def _linked(work: Work, row: ServiceToken) -> ColumnElement[bool]:
    """Say whether the service is open and anything at all is agreed to: without, a token is over at once."""
    return exists().where(
        col(Consent.space_id) == row.space_id,
        col(Consent.service_id) == row.service_id,
        col(Consent.revoked_at).is_(None),
        col(Consent.ends_at) > work.now,
        agreed_still(work),
        col(PartnerService.id) == col(Consent.service_id),
        col(PartnerService.version) == col(Consent.version),
        or_(*(col(PartnerService.state) == state for state in sorted(OPEN))),
    )


def _new_pair(
    work: Work, space_id: UUID, service_id: UUID, *, code_id: UUID, scope: str, until: datetime | None = None
) -> Pair:
    access, again = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    work.db.add(
        ServiceToken(
            space_id=space_id,
            service_id=service_id,
            code_id=code_id,
            access_mark=_mark(work, access),
            refresh_mark=_mark(work, again),
            scope=scope,
            given_at=work.now,
            access_until=work.now + ACCESS_LASTS,
            refresh_until=until or work.now + REFRESH_LASTS,
        )
    )
    return Pair(access, again, scope, space_id, ACCESS_LASTS)


def _hold_family(work: Work, code_id: UUID | None) -> None:
    """Let one act at a time touch a family: a pair that is being turned is ended with the others, and none slips by."""
    work.db.scalar(select(col(ServiceCode.id)).where(col(ServiceCode.id) == code_id).with_for_update())


def _end_family(work: Work, code_id: UUID) -> None:
    family = col(ServiceToken.code_id) == code_id, col(ServiceToken.revoked_at).is_(None)
    work.db.execute(update(ServiceToken).where(*family).values(revoked_at=work.now))


def _refuse(work: Work, space_id: UUID, service_id: UUID) -> None:
    """Leave the refusal in the person's trail, once a day, and stop."""
    work.actor = _actor(space_id, service_id, token_id=None)
    policy.note_refusal(work, space_id, "SERVICE_TOKEN_REFUSED")
    raise TokenRefused


def _actor(space_id: UUID, service_id: UUID, *, token_id: UUID | None) -> Actor:
    return Actor(Quality.SERVICE, account_id=service_id, space_id=space_id, session_id=token_id, service_id=service_id)


def _client(work: Work, client_id: str) -> PartnerService | None:
    return work.db.scalar(select(PartnerService).where(col(PartnerService.code) == client_id[:16]))


def _proves(verifier: str, challenge: str) -> bool:
    try:
        return compare_digest(create_s256_code_challenge(verifier), challenge)
    except (TypeError, UnicodeError):
        return False


def _mark(work: Work, secret: str) -> bytes:
    return work.keys.mac("service_token", secret[:200])
