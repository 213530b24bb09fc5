"""By which ways a kind of notice reaches a person (R-NO-1, R-NO-2, ``notification_types.csv``)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

ALERTS = "ALERTS"
"""The group of what cannot be switched off: security, emergency, the life of the carnet."""

ACCESSES = "NOTIF_ACCESS"
"""The group of who reads the carnet."""


class Telling(StrEnum):
    """Which accesses a person wants to be told of by message; the product's own list shows all of them."""

    EACH = "EACH"
    FIRST = "FIRST"
    DAILY = "DAILY"
    UNUSUAL = "UNUSUAL"


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chose; an account without a row has these.

    ``no_email`` and ``with_sms`` name groups. ``discreet``: nothing leaves the product but codes.
    """

    telling: Telling = Telling.FIRST
    no_email: frozenset[str] = frozenset()
    with_sms: frozenset[str] = frozenset()
    sms_when_unread: bool = False
    discreet: bool = False


@dataclass(frozen=True, slots=True)
class Ways:
    """By which ways one notice leaves; none of them where it stays in the product."""

    email: bool = False
    sms: bool = False
    sms_when_unread: bool = False


def group_of(kind: Mapping[str, str]) -> str:
    """Return the group under which a person switches a kind (a row of the table) on and off."""
    if kind["can_disable"] == "0":
        return ALERTS
    return ACCESSES if kind["room"] == "audit" else kind["preference_key"]


def ways(kind: Mapping[str, str], choices: Choices) -> Ways:
    """Return by which ways a notice of a kind leaves. Only the first opening is both an alert and a choice (R-AC-15).

    In discreet mode nothing leaves: who shares a telephone or a mailbox is not told on (R-AC-34).
    """
    if choices.discreet or (kind["code"] == "RECORD_FIRST_ACCESS" and choices.telling is Telling.UNUSUAL):
        return Ways()
    group = group_of(kind)
    email = kind["email_default"] == "1" and group not in choices.no_email
    sms = group in choices.with_sms
    return Ways(email=email, sms=sms, sms_when_unread=choices.sms_when_unread and email and not sms)
