"""The room of a téléconsultation: an address of the configured meeting service, with a signed pass (R-AG-3).

``CSN_VIDEO_URL`` holds ``{room}`` and ``{token}``; the pass is a JSON Web Token (HS256) under ``CSN_VIDEO_SECRET``.
"""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from uuid import UUID

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.agenda import queries, rules
from csn_app.agenda.model import Appointment
from csn_app.agenda.vocabulary import Status
from csn_app.config import settings
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.work import Trace, Work


class RoomNotOpen(CsnError):
    """The room opens ten minutes before, and closes an hour after the end."""


def join_room(work: Work, *, appointment_id: UUID) -> str:
    """Return the address of a room that is open now, with a pass that ends with it.

    Raises ``NotFound``, ``RoomNotOpen``.
    """
    row = policy.fetch(work, Permission.AGENDA_READ, Appointment, appointment_id)
    template, secret = settings().video_url, settings().video_secret
    if not template or not secret or row.room_id is None:
        raise NotFound
    occurs_at = _open_date(work, row)
    ends = occurs_at + timedelta(minutes=row.minutes) + rules.STAYS_OPEN
    token = signed_pass({"room": str(row.room_id), "sub": "patient"}, secret=secret, now=work.now, ends=ends)
    work.commit(Trace("APPOINTMENT_JOINED", row.space_id, object_type="agenda", object_id=row.id))
    return template.replace("{room}", str(row.room_id)).replace("{token}", token)


def signed_pass(claims: dict[str, str], *, secret: str, now: datetime, ends: datetime) -> str:
    """Write a JSON Web Token (RFC 7519) signed with HMAC-SHA256; it names a room, never a person."""
    body = {**claims, "iat": int(now.timestamp()), "exp": int(ends.timestamp())}
    signed = f"{_part({'alg': 'HS256', 'typ': 'JWT'})}.{_part(body)}"
    signature = hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{_text(signature)}"


def _open_date(work: Work, row: Appointment) -> datetime:
    details = queries.details_of(work, row)
    since = work.now - timedelta(minutes=row.minutes) - rules.STAYS_OPEN
    near = rules.dates(row.starts_at, details, since=since, until=work.now + rules.OPENS_BEFORE + timedelta(seconds=1))
    kept = queries.statuses(work, [(at, row) for at in near])
    for at in near:
        confirmed = kept.get((row.id, at), Status(row.status)) is Status.CONFIRMED
        if confirmed and rules.room_open(at, minutes=row.minutes, now=work.now):
            return at
    raise RoomNotOpen


def _part(content: dict[str, object] | dict[str, str]) -> str:
    return _text(json.dumps(content, separators=(",", ":")).encode())


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")
