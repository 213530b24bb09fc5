"""What is true about identities and sign-in: pure functions of values and time."""

import re
from datetime import date, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

FREE_FAILURES = 5
_LONGEST = timedelta(minutes=15)


def wait_after(failures: int) -> timedelta:
    """Return how long to wait after so many failures in a row: from 1 to 15 minutes from the fifth on (R-ID-22)."""
    if failures < FREE_FAILURES:
        return timedelta()
    # Doubling reaches the longest wait at the fifth step; the cap keeps the power small.
    return min(timedelta(minutes=2 ** min(failures - FREE_FAILURES, 4)), _LONGEST)


def minutes_after(failures: int) -> int:
    """Return the same wait in whole minutes, as it is said to people."""
    return int(wait_after(failures) / timedelta(minutes=1))


def tries_left(failures: int) -> int:
    """Return how many tries remain before one must wait."""
    return max(FREE_FAILURES - failures, 0)


_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def device_of(user_agent: str) -> str:
    """Return a device in words that its owner recognises: « Firefox sur Windows »."""
    browser = next((name for sign, name in _BROWSERS if sign in user_agent), "Navigateur")
    system = next((name for sign, name in _SYSTEMS if sign in user_agent), "")
    return f"{browser} sur {system}" if system else browser


def network_of(address: str) -> str:
    """Return what stands for one subscriber: an IPv4 address, or the 64 bits of IPv6 that a line is given whole.

    What is not an address is returned as it is.
    """
    try:
        read = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(read, IPv6Address) and read.ipv4_mapped is None:
        return str(ip_network((int(read) >> 64 << 64, 64)))
    return str(read.ipv4_mapped or read) if isinstance(read, IPv6Address) else str(read)


def local_path(wanted: str) -> str:
    """Return where to go after sign-in if it is a page of ours, else nothing: no other site is ever led to."""
    # A backslash or a control character would let a browser read another host in what looks like a path.
    if re.fullmatch(r"/(?![/\\])[A-Za-z0-9/_.\-?=&%+]*", wanted) and len(wanted) <= 800:
        return wanted
    return ""


ADULT_AT = 18
"""From that birthday on nobody acts for a person by being their parent."""


def is_minor(born: date, *, today: date) -> bool:
    """Say whether who was born on that day is under 18."""
    return years_of(born, today=today) < ADULT_AT


def years_of(born: date, *, today: date) -> int:
    """Return the age in whole years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def age_words(born: date, *, today: date) -> str:
    """Say an age: months before two years, then years."""
    months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
    if months < 24:
        return f"{max(months, 0)}\u00a0mois"
    return f"{years_of(born, today=today)}\u00a0ans"


def majority(born: date) -> date:
    """Return the 18th birthday; who was born on a 29th of February is 18 on the 1st of March."""
    try:
        return born.replace(year=born.year + ADULT_AT)
    except ValueError:
        return date(born.year + ADULT_AT, 3, 1)
