"""What can be done with measures: note, list by kind and period, delete, take home, show the last ones."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4, uuid5

from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from csn_app.access import consents, policy, withheld
from csn_app.access import service as access
from csn_app.access.policy import Permission
from csn_app.config import settings
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import Section
from csn_app.core.work import Trace, Work
from csn_app.profile import body as sealed_body
from csn_app.profile import figures
from csn_app.profile.body import Source
from csn_app.profile.figures import BMI, MeasureKind, Noted, TooManyMeasures, kinds
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


_COLUMNS = (
    col(Measure.id),
    col(Measure.space_id),
    col(Measure.taken_at),
    col(Measure.author_account_id),
    col(Measure.body),
)


_Chosen = Select[UUID, UUID, datetime, UUID, bytes]


@dataclass(frozen=True, slots=True)
class Point:
    """One measure. ``id`` is None for a computed one; ``timed`` says whether the hour is known."""

    id: UUID | None
    taken_at: datetime
    figures: tuple[str, ...]
    timed: bool
    context: Mapping[str, str]
    mine: bool
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """The measures of one kind in a period, oldest first; ``latest`` may be older than the period."""

    kind: MeasureKind
    points: tuple[Point, ...]
    latest: Point | None
    noted: frozenset[str]
    now: datetime


def note_measure(
    work: Work,
    *,
    code: str,
    typed: Mapping[str, str],
    once: str = "",
    source: Source | None = None,
    also: tuple[Trace, ...] = (),
    kept: bool = False,
) -> Noted:
    """Note a measure in one's own profile; several a day are welcome, up to ``settings().measures_a_day``.

    ``once`` names the form that was filled in: sent twice (a double click, a lost answer), it is noted once.
    ``source`` is the document that it was read in; ``also`` are traces of the act that this is a part of.
    ``kept``: it is kept from a minor's parents from its first moment (R-ID-30).
    Raises ``NotFound`` for a kind that is not typed, ``MeasureWrong``, ``Unlikely``, ``TooManyMeasures``.
    """
    policy.require(work, Permission.PROFILE_ADD, work.actor.space_id)
    kind, space_id = kinds().get(code), _own(work)
    if kind is None or kind.computed or work.actor.account_id is None:
        raise NotFound
    noted = figures.read_measure(kind, typed, now=work.now)
    policy.hold_grant(work, Permission.PROFILE_ADD, space_id, category=f"MEASURES:{code}")
    measure_id = uuid5(space_id, once) if once else uuid4()
    if once and work.db.scalar(select(col(Measure.id)).where(col(Measure.id) == measure_id)):
        return noted
    _check_ceiling(work, space_id)
    row = _row(work, measure_id, of=work.actor.account_id, space_id=space_id, code=code, noted=noted, source=source)
    work.db.add(row)
    try:
        work.db.flush()
    except IntegrityError:
        # The same form at the same moment: the other sending noted it.
        work.db.rollback()
        return noted
    if kept:
        withheld.keep(work, space_id, object_id=row.id)
    work.commit(*also, _trace(row, "PROFILE_CHANGED"))
    return noted


def _row(
    work: Work, measure_id: UUID, *, of: UUID, space_id: UUID, code: str, noted: Noted, source: Source | None
) -> Measure:
    body = {"code": code, "figures": noted.figures, "timed": noted.timed, "context": noted.context}
    return Measure(
        id=measure_id,
        space_id=space_id,
        kind=_mark(work, space_id, code),
        taken_at=noted.taken_at,
        author_account_id=of,
        body=work.seal(space_id, _context(measure_id), sealed_body.write(sealed_body.with_source(body, source))),
        added_at=work.now,
    )


def delete_measure(work: Work, *, measure_id: UUID) -> None:
    """Delete a measure that one noted oneself."""
    row = policy.fetch(work, Permission.PROFILE_CHANGE, Measure, measure_id)
    policy.hold_grant(work, Permission.PROFILE_CHANGE, row.space_id)
    work.db.delete(row)
    work.commit(_trace(row, "PROFILE_DELETED"))


def read_series(work: Work, *, code: str, period: Period) -> Series:
    """Return one's own measures of a kind in a period, and which kinds hold any; raises ``NotFound``."""
    policy.require(work, Permission.PROFILE_READ, work.actor.space_id)
    kind, space_id = kinds().get(code), _own(work)
    if kind is None:
        raise NotFound
    since = work.now - _LASTS[period] if period in _LASTS else None
    if kind.computed:
        every = _computed(work, space_id)
        points, latest = [p for p in every if since is None or p.taken_at >= since], every[-1:]
    else:
        points = _points(work, space_id, code, since=since)
        latest = points[-1:] or _last(work, space_id, code)
    series = Series(kind, tuple(points), latest[0] if latest else None, _noted(work, space_id), now=work.now)
    if latest and not work.actor.for_oneself:
        work.commit(Trace("PROFILE_READ_MEASURES", space_id, object_type="profile"))
    return series


def noted_kinds(work: Work) -> frozenset[str]:
    """Return which kinds of measures one's own profile holds."""
    policy.require(work, Permission.PROFILE_READ, work.actor.space_id)
    return _noted(work, _own(work))


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
    found = _latest(work, space_id)
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
    return found


def read_own_latest(work: Work) -> list[tuple[MeasureKind, Point]]:
    """Return the last measure of each kind of the space where one is; who acts for its person leaves a trace."""
    policy.require(work, Permission.PROFILE_READ, work.actor.space_id)
    space_id = _own(work)
    found = _latest(work, space_id)
    if found and not work.actor.for_oneself:
        work.commit(Trace("PROFILE_READ_MEASURES", space_id, object_type="profile"))
    return found


def _latest(work: Work, space_id: UUID) -> list[tuple[MeasureKind, Point]]:
    shown = col(Measure.space_id) == space_id, policy.visible(work, Permission.PROFILE_READ, Measure)
    last = (
        select(*_COLUMNS)
        .where(*shown)
        .ext(distinct_on(col(Measure.kind)))
        .order_by(col(Measure.kind), col(Measure.taken_at).desc(), col(Measure.added_at).desc(), col(Measure.id).desc())
    )
    found = dict(_opened(work, last))
    return [(kind, found[code]) for code, kind in kinds().items() if code in found]


def _check_ceiling(work: Work, space_id: UUID) -> None:
    most = settings().measures_a_day
    lately = col(Measure.space_id) == space_id, col(Measure.added_at) > work.now - timedelta(days=1)
    counted = select(func.count()).select_from(select(col(Measure.id)).where(*lately).limit(most).subquery())
    if (work.db.scalar(counted) or 0) >= most:
        raise TooManyMeasures(most)


def _points(work: Work, space_id: UUID, code: str, *, since: datetime | None = None) -> list[Point]:
    return [point for _, point in _opened(work, _mine(work, space_id, code, since=since))]


def _last(work: Work, space_id: UUID, code: str) -> list[Point]:
    newest = (
        _mine(work, space_id, code)
        .order_by(None)
        .order_by(col(Measure.taken_at).desc(), col(Measure.added_at).desc(), col(Measure.id).desc())
    )
    return [point for _, point in _opened(work, newest.limit(1))]


def _computed(work: Work, space_id: UUID) -> list[Point]:
    """Compute the body mass index from what was noted; nothing of it is kept."""
    weights, heights = (_points(work, space_id, code) for code in ("WEIGHT", "HEIGHT"))
    series = ([(point.taken_at, point.figures[0]) for point in points] for points in (weights, heights))
    # One index for each weight, or none at all while no height is known.
    return [
        Point(None, moment, (value,), timed=weight.timed, context={}, mine=False)
        for weight, (moment, value) in zip(weights, figures.bmi_series(*series), strict=False)
    ]


def _mine(work: Work, space_id: UUID, code: str = "", *, since: datetime | None = None) -> _Chosen:
    """Select what the actor may see of a space's measures, oldest first; columns only: thousands are read at once."""
    statement = select(*_COLUMNS).where(
        col(Measure.space_id) == space_id, policy.visible(work, Permission.PROFILE_READ, Measure)
    )
    if code:
        statement = statement.where(col(Measure.kind) == _mark(work, space_id, code))
    if since is not None:
        statement = statement.where(col(Measure.taken_at) >= since)
    return statement.order_by(col(Measure.taken_at), col(Measure.added_at), col(Measure.id))


def _noted(work: Work, space_id: UUID) -> frozenset[str]:
    here = col(Measure.space_id) == space_id, policy.visible(work, Permission.PROFILE_READ, Measure)
    held = {bytes(mark) for mark in work.db.scalars(select(col(Measure.kind)).where(*here).distinct())}
    noted = {code for code in kinds() if _mark(work, space_id, code) in held}
    return frozenset(noted | {BMI} if {"WEIGHT", "HEIGHT"} <= noted else noted)


def _opened(work: Work, statement: _Chosen) -> list[tuple[str, Point]]:
    opened, named = [], set()
    for measure_id, space_id, taken_at, author, sealed in work.db.execute(statement):
        body = sealed_body.read(work.open(space_id, _context(measure_id), sealed))
        point = Point(
            id=measure_id,
            taken_at=taken_at,
            figures=tuple(body["figures"]),
            timed=body["timed"],
            context=body["context"],
            mine=author == work.actor.account_id,
            source=sealed_body.source_of(body),
        )
        opened.append((body["code"], point))
        named |= {point.source.document_id} if point.source else set()
    # A link to what a minor keeps from whoever reads would say that it is there.
    hidden = withheld.untold_among(work, named)
    return [(code, _unsourced(point, hidden)) for code, point in opened] if hidden else opened


def _unsourced(point: Point, hidden: frozenset[UUID]) -> Point:
    return replace(point, source=None) if point.source and point.source.document_id in hidden else point


def _mark(work: Work, space_id: UUID, code: str) -> bytes:
    """Return the keyed mark under which a kind is found: the name of a measure can tell a disease."""
    return consents.measure_mark(work, space_id, code)


def _context(measure_id: UUID) -> str:
    return f"profile_measure.body:{measure_id}"


def _trace(row: Measure, action: str) -> Trace:
    detail = {"section": Section.MEASURES.value}
    return Trace(action, row.space_id, object_type="profile", object_id=row.id, detail=detail)


def _own(work: Work) -> UUID:
    if work.actor.space_id is None:
        raise NotFound
    return work.actor.space_id
