"""How much one browser may ask of the socket: so many tabs for a session, so many events for a tab.

A person never meets these limits; a program that floods meets nothing else. Counted in this process alone.
"""

from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from time import monotonic
from typing import Any

SOCKETS = 40
"""Open sockets of one session: a tab has one, and another for a moment when the network changes."""

BURST = 120.0
"""Events that a tab may send at once."""

PER_SECOND = 20.0
"""Events a second that a tab may go on sending: nobody types faster."""

_REMEMBERED = 20_000
_sockets: Counter[bytes] = Counter()
_buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()


@contextmanager
def one_more_socket(token: str) -> Iterator[bool]:
    """Count a socket of a session while it is open; False where the session has too many."""
    session = sha256(token.encode()).digest()
    taken = _sockets[session] < SOCKETS
    if not taken:
        yield False
        return
    _sockets[session] += 1
    try:
        yield True
    finally:
        _sockets[session] -= 1
        if not _sockets[session]:
            del _sockets[session]


def takes(router_data: dict[str, Any] | None, *, now: float | None = None) -> bool:
    """Say whether a tab may have one more event; each tab has a bucket that refills."""
    tab = str((router_data or {}).get("token", ""))
    now = monotonic() if now is None else now
    left, since = _buckets.pop(tab, (BURST, now))
    left = min(BURST, left + (now - since) * PER_SECOND)
    _buckets[tab] = (max(left - 1, 0.0), now)
    while len(_buckets) > _REMEMBERED:
        _buckets.popitem(last=False)
    return left >= 1
