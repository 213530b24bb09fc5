"""What is true of a measure: its figures, its moment, what goes with it; outside the plausible it is confirmed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo

from csn_app.core.errors import CsnError
from csn_app.core.reference import rows
from csn_app.profile.rules import tidy

BMI = "BODY_MASS_INDEX"
COMMENT = 150
MOMENTS = {
    "FASTING": "À jeun",
    "BEFORE_MEAL": "Avant un repas",
    "AFTER_MEAL": "Après un repas",
    "BEDTIME": "Au coucher",
    "NIGHT": "La nuit",
    "OTHER": "À un autre moment",
}
_FRANCE = ZoneInfo("Europe/Paris")
_NOON = time(12)
_CLOCKS_DIFFER = timedelta(minutes=5)
_BODY_SITE = 60
_PARTS = {"SYSTOLIC_BLOOD_PRESSURE": "systolique", "DIASTOLIC_BLOOD_PRESSURE": "diastolique"}


class Fault(StrEnum):
    """Why a field of a measure is not taken."""

    MISSING = "MISSING"
    NOT_A_NUMBER = "NOT_A_NUMBER"
    IMPOSSIBLE = "IMPOSSIBLE"
    HIGH_BELOW_LOW = "HIGH_BELOW_LOW"
    NOT_A_DATE = "NOT_A_DATE"
    FUTURE = "FUTURE"
    TOO_LONG = "TOO_LONG"
    NOT_A_CHOICE = "NOT_A_CHOICE"


@dataclass(eq=False)
class MeasureWrong(CsnError):
    """Some fields of a measure cannot be taken: which, and why."""

    faults: dict[str, Fault]


@dataclass(eq=False)
class TooManyMeasures(CsnError):
    """So many measures were noted in a day that something writes in the person's place."""

    most: int


@dataclass(eq=False)
class Unlikely(CsnError):
    """A figure lies outside the plausible range: it is taken once confirmed (R-PR-14). ``figures`` names it."""

    figures: str


@dataclass(frozen=True, slots=True)
class Part:
    """One figure of a measure: its field, the plausible range (else confirmed) and the possible one (else refused)."""

    code: str
    field: str
    label: str
    low: Decimal
    high: Decimal
    lowest: Decimal
    highest: Decimal


@dataclass(frozen=True, slots=True)
class MeasureKind:
    """A kind of measure of ``measures.csv``. ``asks`` names what goes with it; ``computed`` ones are never typed.

    ``laboratory`` ones are results of ``analytes.csv``: shown where some are noted, without a range and a verdict.
    """

    code: str
    label: str
    unit: str
    decimals: int
    parts: tuple[Part, ...]
    asks: tuple[str, ...]
    bars: bool
    computed: bool
    laboratory: bool = False


@dataclass(frozen=True, slots=True)
class Noted:
    """A measure as it was read: figures as text without useless zeros, the moment, and what goes with it."""

    figures: tuple[str, ...]
    taken_at: datetime
    timed: bool
    context: dict[str, str]


@cache
def kinds() -> dict[str, MeasureKind]:
    """Return the kinds of measures in the order of the table, then the results of laboratories.

    The two figures of a tension are one measure.
    """
    table = {row["code"]: row for row in rows("measures") if not row["valid_to"]}
    parts = {code for row in table.values() for code in row["components"].split(";") if code}
    measures = {code: _kind(row, table) for code, row in table.items() if code not in parts}
    # The order is kept: an address names a kind by its place, and no word of health stands in an address.
    return measures | {kind.code: kind for kind in _results() if kind.code not in measures}


def _results() -> list[MeasureKind]:
    """Return the analytes that have a form: the unit that French papers print, and what is plausible (R-PR-17)."""
    labels = {row["code"]: row["label_fr"] for row in rows("analytes") if not row["valid_to"]}
    return [_result(row, labels[row["code"]]) for row in rows("analyte_forms") if row["code"] in labels]


def _result(row: dict[str, str], label: str) -> MeasureKind:
    bounds = (Decimal(row[name]) for name in ("min_plausible", "max_plausible", "min_possible", "max_possible"))
    part = Part(row["code"], "valeur", label, *bounds)
    return MeasureKind(
        code=row["code"],
        label=label,
        unit=row["unit_fr"],
        decimals=int(row["decimals"]),
        parts=(part,),
        asks=(),
        bars=False,
        computed=False,
        laboratory=True,
    )


def _kind(row: dict[str, str], table: dict[str, dict[str, str]]) -> MeasureKind:
    context = [word for word in row["context_fields"].split(";") if word]
    computed = any(word.startswith("computed:") for word in context)
    codes = [code for code in row["components"].split(";") if code] or [row["code"]]
    return MeasureKind(
        code=row["code"],
        label=row["label_fr"],
        unit=row["unit_label_fr"],
        decimals=int(row["decimals"]),
        parts=() if computed else tuple(_part(table[code]) for code in codes),
        asks=tuple(word.partition(":")[0] for word in context if not word.startswith(("computed:", "rule:"))),
        bars=row["chart"] == "bar",
        computed=computed,
    )


def _part(row: dict[str, str]) -> Part:
    limits = next(limit for limit in rows("measure_limits") if limit["code"] == row["code"])
    return Part(
        code=row["code"],
        field=_PARTS.get(row["code"], "valeur"),
        label=row["label_fr"],
        low=Decimal(row["min_plausible"]),
        high=Decimal(row["max_plausible"]),
        lowest=Decimal(limits["min_possible"]),
        highest=Decimal(limits["max_possible"]),
    )


def read_measure(kind: MeasureKind, typed: Mapping[str, str], *, now: datetime) -> Noted:
    """Read a measure; raises ``MeasureWrong`` field by field, ``Unlikely`` until ``confirme`` repeats the figures."""
    faults: dict[str, Fault] = {}
    values = [_read_figure(part, typed.get(part.field, ""), kind.decimals, faults) for part in kind.parts]
    taken_at, timed = _read_moment(typed, now=now, faults=faults)
    context = _read_context(kind, typed, faults)
    if not faults and len(values) > 1 and values[0] <= values[1]:
        faults[kind.parts[0].field] = Fault.HIGH_BELOW_LOW
    if faults:
        raise MeasureWrong(faults)
    figures = tuple(plain(value) for value in values)
    unlikely = any(not part.low <= value <= part.high for part, value in zip(kind.parts, values, strict=True))
    if unlikely and typed.get("confirme") != " / ".join(figures):
        raise Unlikely(" / ".join(figures))
    return Noted(figures, taken_at, timed, context)


def plain(value: Decimal) -> str:
    """Write a figure without useless zeros: « 72.5 », « 100 »."""
    return f"{value.normalize():f}"


def bmi(weight: str, *, height: str) -> str:
    """Return the body mass index, one decimal, of a weight in kg and a height in cm (R-PR-15)."""
    metres = Decimal(height) / 100
    return str((Decimal(weight) / (metres * metres)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def bmi_series(
    weights: Sequence[tuple[datetime, str]], heights: Sequence[tuple[datetime, str]]
) -> list[tuple[datetime, str]]:
    """Return the index at each weight, with the last height known then, else the first one; both oldest first."""
    found = []
    for moment, weight in weights:
        known = [height for at, height in heights if at <= moment] or [height for _, height in heights[:1]]
        if known:
            found.append((moment, bmi(weight, height=known[-1])))
    return found


def _read_figure(part: Part, typed: str, decimals: int, faults: dict[str, Fault]) -> Decimal:
    said = re.sub(r"\s", "", typed).replace(",", ".")
    if not said:
        faults[part.field] = Fault.MISSING
        return Decimal(0)
    try:
        value = Decimal(said) if re.fullmatch(r"[0-9]{1,7}(\.[0-9]{1,6})?", said) else None
    except InvalidOperation:
        value = None
    if value is None:
        faults[part.field] = Fault.NOT_A_NUMBER
        return Decimal(0)
    value = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    if not part.lowest <= value <= part.highest:
        faults[part.field] = Fault.IMPOSSIBLE
    return value


def _read_moment(typed: Mapping[str, str], *, now: datetime, faults: dict[str, Fault]) -> tuple[datetime, bool]:
    day, hour = typed.get("date", "").strip(), typed.get("heure", "").strip()
    try:
        known = time.fromisoformat(hour).replace(tzinfo=None) if hour else None
        moment = datetime.combine(date.fromisoformat(day), known or _NOON, tzinfo=_FRANCE)
    except ValueError:
        faults["date"] = Fault.NOT_A_DATE
        return now, False
    here = now.astimezone(_FRANCE)
    if moment.year < 1890:
        faults["date"] = Fault.NOT_A_DATE
    elif moment > here + _CLOCKS_DIFFER and (known or moment.date() > here.date()):
        faults["date"] = Fault.FUTURE
    return moment, known is not None


def _read_context(kind: MeasureKind, typed: Mapping[str, str], faults: dict[str, Fault]) -> dict[str, str]:
    found = {}
    for name, most in (("body_site", _BODY_SITE), ("remarque", COMMENT)):
        words = " ".join(tidy(typed.get(name, "")).split())
        if len(words) > most:
            faults[name] = Fault.TOO_LONG
        elif words and (name == "remarque" or name in kind.asks):
            found[name] = words
    if "moment" in kind.asks:
        found["moment"] = typed.get("moment", "")
        if found["moment"] not in MOMENTS:
            faults["moment"] = Fault.MISSING if not found["moment"] else Fault.NOT_A_CHOICE
    if "number_of_days" in kind.asks:
        days = typed.get("number_of_days", "").strip()
        found["number_of_days"] = days
        if not (days.isascii() and days.isdigit() and len(days) < 4 and 1 <= int(days) <= 365):
            faults["number_of_days"] = Fault.NOT_A_NUMBER if days else Fault.MISSING
    return found
