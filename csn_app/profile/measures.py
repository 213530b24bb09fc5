"""What can be done with measures: note, list by kind and period, delete, take home, show the last ones."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import col

from csn_app.access import policy
from csn_app.access import service as access
from csn_app.access.policy import Permission
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import Section
from csn_app.core.work import Trace, Work
from csn_app.profile import figures
from csn_app.profile.figures import BMI, MeasureKind, Noted, kinds
from csn_app.profile.model import Measure


class Period(StrEnum):
    """How far back a curve goes."""

    WEEK = "7j"
    MONTH = "30j"
    QUARTER = "3m"
    YEAR = "1a"
    ALL = "tout"


_LASTS = {
    Period.WEEK: timedelta(days=7),
    Period.MONTH: timedelta(days=30),
    Period.QUARTER: timedelta(days=91),
    Period.YEAR: timedelta(days=365),
}


@dataclass(frozen=True, slots=True)
class Point:
    """One measure. ``id`` is None for a computed one; ``timed`` says whether the hour is known."""

    id: UUID | None
    taken_at: datetime
    figures: tuple[str, ...]
    timed: bool
    context: Mapping[str, str]
    mine: bool


@dataclass(frozen=True, slots=True)
class Series:
    """The measures of one kind in a period, oldest first; ``latest`` may be older than the period."""

    kind: MeasureKind
    points: tuple[Point, ...]
    latest: Point | None
    noted: frozenset[str]
    now: datetime


def note_measure(work: Work, *, code: str, typed: Mapping[str, str]) -> Noted:
    """Note a measure in one's own profile; several a day are welcome.

    Raises ``NotFound`` for a kind that is not typed, ``MeasureWrong``, ``Unlikely``.
    """
    policy.require(work, Permission.PROFILE_ADD, work.actor.space_id)
    kind, space_id = kinds().get(code), _own(work)
    if kind is None or kind.computed or work.actor.account_id is None:
        raise NotFound
    noted = figures.read_measure(kind, typed, now=work.now)
    row = Measure(
        space_id=space_id,
        kind=_mark(work, space_id, code),
        taken_at=noted.taken_at,
        author_account_id=work.actor.account_id,
        body=b"",
        added_at=work.now,
    )
    body = {"code": code, "figures": noted.figures, "timed": noted.timed, "context": noted.context}
    row.body = work.seal(space_id, _context(row), json.dumps(body, ensure_ascii=False))
    work.db.add(row)
    work.commit(_trace(row, "PROFILE_CHANGED"))
    return noted


def delete_measure(work: Work, *, measure_id: UUID) -> None:
    """Delete a measure that one noted oneself."""
    row = policy.fetch(work, Permission.PROFILE_CHANGE, Measure, measure_id)
    work.db.delete(row)
    work.commit(_trace(row, "PROFILE_DELETED"))


def read_series(work: Work, *, code: str, period: Period) -> Series:
    """Return one's own measures of a kind in a period, and which kinds hold any; raises ``NotFound``."""
    policy.require(work, Permission.PROFILE_READ, work.actor.space_id)
    kind, space_id = kinds().get(code), _own(work)
    if kind is None:
        raise NotFound
    points = _computed(work, space_id) if kind.computed else _points(work, space_id, code)
    since = work.now - _LASTS[period] if period in _LASTS else None
    return Series(
        kind=kind,
        points=tuple(point for point in points if since is None or point.taken_at >= since),
        latest=points[-1] if points else None,
        noted=_noted(work, space_id),
        now=work.now,
    )


def export_measures(work: Work) -> list[tuple[MeasureKind, Point]]:
    """Return every measure of one's own profile, oldest first, to take home."""
    policy.require(work, Permission.PROFILE_READ, work.actor.space_id)
    space_id = _own(work)
    found = [(kinds()[code], point) for code, point in _opened(work, _mine(work, space_id)) if code in kinds()]
    work.commit(Trace("PROFILE_READ_MEASURES", space_id, object_type="profile"))
    return found


def read_latest(work: Work, *, space_id: UUID) -> list[tuple[MeasureKind, Point]]:
    """Return the last measure of each kind that a professional may see, and leave a trace where there is one."""
    policy.require(work, Permission.PROFILE_READ, space_id)
    shown = col(Measure.space_id) == space_id, policy.visible(work, Permission.PROFILE_READ, Measure)
    last = (
        select(Measure)
        .where(*shown)
        .ext(distinct_on(col(Measure.kind)))
        .order_by(col(Measure.kind), col(Measure.taken_at).desc(), col(Measure.id).desc())
    )
    found = dict(_opened(work, list(work.db.scalars(last))))
    if found:
        opening = access.opening_of(work, space_id)
        read = Trace(
            "PROFILE_READ_MEASURES",
            space_id,
            object_type="profile",
            reason_code=opening.reason,
            reason=opening.words,
        )
        work.commit(read)
    return [(kind, found[code]) for code, kind in kinds().items() if code in found]


def _points(work: Work, space_id: UUID, code: str) -> list[Point]:
    return [point for _, point in _opened(work, _mine(work, space_id, code))]


def _computed(work: Work, space_id: UUID) -> list[Point]:
    """Compute the body mass index from what was noted; nothing of it is kept."""
    series = [
        [(point.taken_at, point.figures[0]) for point in _points(work, space_id, code)] for code in ("WEIGHT", "HEIGHT")
    ]
    return [
        Point(None, moment, (value,), timed=True, context={}, mine=False)
        for moment, value in figures.bmi_series(*series)
    ]


def _mine(work: Work, space_id: UUID, code: str = "") -> list[Measure]:
    here = [col(Measure.space_id) == space_id, policy.visible(work, Permission.PROFILE_READ, Measure)]
    if code:
        here.append(col(Measure.kind) == _mark(work, space_id, code))
    return list(work.db.scalars(select(Measure).where(*here).order_by(col(Measure.taken_at), col(Measure.id))))


def _noted(work: Work, space_id: UUID) -> frozenset[str]:
    here = col(Measure.space_id) == space_id, policy.visible(work, Permission.PROFILE_READ, Measure)
    held = {bytes(mark) for mark in work.db.scalars(select(col(Measure.kind)).where(*here).distinct())}
    noted = {code for code in kinds() if _mark(work, space_id, code) in held}
    return frozenset(noted | {BMI} if {"WEIGHT", "HEIGHT"} <= noted else noted)


def _opened(work: Work, found: list[Measure]) -> list[tuple[str, Point]]:
    opened = []
    for row in found:
        body = json.loads(work.open(row.space_id, _context(row), row.body))
        point = Point(
            id=row.id,
            taken_at=row.taken_at,
            figures=tuple(body["figures"]),
            timed=body["timed"],
            context=body["context"],
            mine=row.author_account_id == work.actor.account_id,
        )
        opened.append((body["code"], point))
    return opened


def _mark(work: Work, space_id: UUID, code: str) -> bytes:
    """Return the keyed mark under which a kind is found: the name of a measure can tell a disease."""
    return work.keys.mac(f"profile_measure.kind:{space_id}", code)[:16]


def _context(row: Measure) -> str:
    return f"profile_measure.body:{row.id}"


def _trace(row: Measure, action: str) -> Trace:
    detail = {"section": Section.MEASURES.value}
    return Trace(action, row.space_id, object_type="profile", object_id=row.id, detail=detail)


def _own(work: Work) -> UUID:
    if work.actor.space_id is None:
        raise NotFound
    return work.actor.space_id
