"""How a trace is fingerprinted and how a chain is proved (R-AU-5)."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum
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


class Whose(StrEnum):
    """Whose acts to read in a trail."""

    OTHERS = "OTHERS"
    PROFESSIONALS = "PROFESSIONALS"
    HOLDER = "HOLDER"
    EVERYONE = "EVERYONE"


NOT_THE_HOLDER = frozenset({"LOGIN_FAILED", "CARD_OPENED"})
"""Acts of a visitor that are not the holder's: nobody proved who they were. Signing in and activating are theirs."""


TOLD = frozenset({"RECORD_OPENED", "DOC_READ"})
"""Acts of a professional that a holder may want to be told of (R-NO-1): what they read inside is in the trail."""


def fields_of(trace: Any, *, previous: bytes) -> dict[str, Any]:
    """Return what a trace's fingerprint covers: its columns and the fingerprint before it, in plain values."""
    return {name: _plain(getattr(trace, name)) for name in COLUMNS} | {"previous_hash": previous.hex()}


def fingerprint(trace: Any, *, previous: bytes) -> bytes:
    """Return the SHA-256 of a trace's columns and of the fingerprint before it, as canonical JSON."""
    text = json.dumps(fields_of(trace, previous=previous), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
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
