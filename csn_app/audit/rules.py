"""How a trace is fingerprinted and how a chain is proved (R-AU-5)."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from typing import Any

FIRST = bytes(32)
"""What the first trace of a chain names as its predecessor."""

COLUMNS = (
    "chain_id",
    "seq",
    "at",
    "action",
    "quality",
    "account_id",
    "professional_id",
    "place_id",
    "object_type",
    "object_id",
    "target_id",
    "reason_code",
    "reason",
    "detail",
)


def fingerprint(trace: Any, *, previous: bytes) -> bytes:
    """Return the SHA-256 of a trace's columns and of the fingerprint before it, as canonical JSON."""
    fields = {name: _plain(getattr(trace, name)) for name in COLUMNS}
    fields["previous_hash"] = previous.hex()
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).digest()


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, int | str | dict):
        return value
    if isinstance(value, bytes):
        return value.hex()
    if hasattr(value, "astimezone"):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value)


@dataclass(frozen=True, slots=True)
class Proof:
    """What checking one chain found; ``broken_at`` is the number of the first line that does not hold."""

    lines: int
    broken_at: int | None = None

    @property
    def whole(self) -> bool:
        """True where every line holds and none is missing at the end."""
        return self.broken_at is None


def prove(traces: Iterable[Any], *, head_seq: int, head_hash: bytes) -> Proof:
    """Walk a chain in order; a changed, missing, added or cut line breaks it at its number."""
    previous, expected = FIRST, 1
    for trace in traces:
        holds = trace.seq == expected and trace.previous_hash == previous
        if not holds or trace.hash != fingerprint(trace, previous=previous):
            return Proof(lines=expected - 1, broken_at=expected)
        previous, expected = trace.hash, expected + 1
    if (expected - 1, previous) != (head_seq, head_hash):
        return Proof(lines=expected - 1, broken_at=min(expected, head_seq + 1))
    return Proof(lines=expected - 1)
