"""What is true about documents: titles, dates, categories and the types that the law gives them."""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from csn_app.core.errors import CsnError
from csn_app.core.reference import rows
from csn_app.core.vocabulary import PatientCategory
from csn_app.documents.formats import TITLE_MAX, plausible_date

PAGE = 25
"""Documents on a page of the list."""

COUNTED_UP_TO = 1000
"""Counts are exact to here; above, one says « plus de »."""

UNSEEN_UP_TO = 100
"""So many documents never opened are counted; above, one says « plus de »: nobody counts further."""

CONSULT_AFTER = timedelta(days=14)
"""How long a result is held back before its holder is told to consult (R-DO-15)."""

HELD_CATEGORIES = (PatientCategory.BIOLOGIE, PatientCategory.RADIO_SC, PatientCategory.CPT_REND)
"""The categories of results, of which a person says how sensitive ones arrive (R-DO-17)."""

REASON_MAX = 200
"""How long the reason of a correction or a withdrawal may be, in characters."""

_SPACES = re.compile(r"\s+")
_HERE = ZoneInfo("Europe/Paris")
_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")

# What a professional deposits in a category when nothing more precise was chosen (R-DO-4).
_DEPOSITED_BY_PROFESSIONALS = {
    PatientCategory.SYNTHESE: "60591-5",
    PatientCategory.ORD_SOIN: "57828-6",
    PatientCategory.RADIO_SC: "18748-4",
    PatientCategory.BIOLOGIE: "11502-2",
    PatientCategory.CPT_REND: "11488-4",
    PatientCategory.DEPISTAG: "75492-9",
    PatientCategory.CERT_MED: "89601-9",
    PatientCategory.DOC_ADM: "51851-4",
}


class TitleMissing(CsnError):
    """A document is found again by its title: it has one."""


@dataclass(eq=False)
class TitleTooLong(CsnError):
    """The title has more than ``limit`` characters (R-DO-7)."""

    length: int
    limit: int = TITLE_MAX


class DateNotUnderstood(CsnError):
    """The date is no day of the calendar between 1900 and today."""


class CategoryNotOpen(CsnError):
    """Nothing can be deposited in this category by the one who asks (R-DO-3)."""


@dataclass(eq=False)
class HoldNotPossible(CsnError):
    """A result is held back to a day from today to ``latest``, a month after its deposit (R-DO-15)."""

    latest: date


class ReasonMissing(CsnError):
    """A correction or a withdrawal says why: the person reads it."""


class KeyNotUnderstood(CsnError):
    """A sending names itself with 8 to 64 letters and digits."""


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A type of document and its class, which the matrix reads (R-DO-4, R-AC-5)."""

    code: str
    class_code: str


def check_title(typed: str) -> str:
    """Return a title in one line of 1 to 50 characters; raises ``TitleMissing`` or ``TitleTooLong`` (R-DO-7)."""
    printable = "".join(c if c.isprintable() else " " for c in unicodedata.normalize("NFC", typed))
    title = _SPACES.sub(" ", printable).strip()
    if not title:
        raise TitleMissing
    if len(title) > TITLE_MAX:
        raise TitleTooLong(len(title))
    return title


def check_date(typed: str, *, today: date) -> date:
    """Return a document's date from its ISO text; raises ``DateNotUnderstood``."""
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError as fault:
        raise DateNotUnderstood from fault
    if plausible_date(day.year, month=day.month, day=day.day, today=today) is None:
        raise DateNotUnderstood
    return day


def check_category(typed: str) -> PatientCategory:
    """Return a category in which people deposit; raises ``CategoryNotOpen`` (R-DO-3)."""
    if typed not in open_categories():
        raise CategoryNotOpen
    return PatientCategory(typed)


def check_key(typed: str) -> str:
    """Return the name that a sending gives itself, so that it exists once; raises ``KeyNotUnderstood``."""
    if not _KEY.fullmatch(typed):
        raise KeyNotUnderstood
    return typed


def hold_end(typed: str, *, now: datetime) -> datetime | None:
    """Return until when a deposit is held back: empty is not at all, else a number of days or the day of a visit.

    A day counts to its end in Paris. It is never later than a month after the deposit; raises ``HoldNotPossible``.
    """
    if not typed:
        return None
    latest = a_month_after(now)
    if typed.isdecimal() and len(typed) <= 2:
        return min(now + timedelta(days=max(int(typed), 1)), latest)
    try:
        day = date.fromisoformat(typed)
    except ValueError as fault:
        raise HoldNotPossible(day_in_france(latest)) from fault
    if not day_in_france(now) <= day <= day_in_france(latest):
        raise HoldNotPossible(day_in_france(latest))
    return min(datetime.combine(day + timedelta(days=1), time(), tzinfo=_HERE).astimezone(UTC), latest)


def a_month_after(moment: datetime) -> datetime:
    """Return the same hour of the same day in the next month; a month without the day gives its last one."""
    here = moment.astimezone(_HERE)
    year, month = here.year + here.month // 12, here.month % 12 + 1
    return here.replace(year=year, month=month, day=min(here.day, monthrange(year, month)[1])).astimezone(UTC)


def check_reason(typed: str) -> str:
    """Return the reason of a change in one line of 1 to 200 characters; raises ``ReasonMissing``."""
    reason = " ".join(typed.split())
    if not reason or len(reason) > REASON_MAX:
        raise ReasonMissing
    return reason


def day_in_france(moment: datetime) -> date:
    """Return the day that a moment falls on, in France."""
    return moment.astimezone(ZoneInfo("Europe/Paris")).date()


@cache
def open_categories() -> dict[str, str]:
    """Return the categories in which people deposit, with their words, in the order of the screen (R-DO-3)."""
    chosen = [r for r in rows("patient_categories") if r["upload_allowed"] == "1" and r["shown_to_user"] == "1"]
    return {r["code"]: r["label_fr"] for r in sorted(chosen, key=lambda r: int(r["sort_order"]))}


def type_for_holder(category: PatientCategory) -> DocumentType:
    """Return the type of what a person deposits in a category (R-DO-4)."""
    code = next(r["default_document_type"] for r in rows("patient_categories") if r["code"] == category)
    return _type(code)


def type_for_professional(category: PatientCategory) -> DocumentType:
    """Return the type of what a professional deposits in a category; raises ``CategoryNotOpen`` (R-DO-4)."""
    code = _DEPOSITED_BY_PROFESSIONALS.get(category)
    if code is None:
        raise CategoryNotOpen
    return _type(code)


@cache
def professional_categories() -> dict[str, str]:
    """Return the categories in which professionals deposit, with their words."""
    return {code: words for code, words in open_categories().items() if code in _DEPOSITED_BY_PROFESSIONALS}


@cache
def _type(code: str) -> DocumentType:
    return DocumentType(code, next(r["class_code"] for r in rows("document_types") if r["code"] == code))
