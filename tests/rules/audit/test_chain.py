"""A chain proves that no line was changed, removed, added or cut off."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from csn_app.audit import rules


@dataclass(frozen=True)
class Line:
    chain_id: UUID
    seq: int
    at: datetime
    action: str = "DOC_READ"
    quality: str = "PROFESSIONAL"
    account_id: UUID | None = None
    professional_id: UUID | None = None
    place_id: UUID | None = None
    object_type: str = "document"
    object_id: UUID | None = None
    target_id: UUID | None = None
    reason_code: str = ""
    reason: bytes = b""
    detail: dict[str, Any] = field(default_factory=dict)
    previous_hash: bytes = b""
    hash: bytes = b""


def _chain(length: int) -> list[Line]:
    chain, previous, space = [], rules.FIRST, uuid4()
    for seq in range(1, length + 1):
        line = Line(space, seq, datetime(2026, 11, 24, 10, tzinfo=UTC) + timedelta(minutes=seq), previous_hash=previous)
        line = replace(line, hash=rules.fingerprint(line, previous=previous))
        chain.append(line)
        previous = line.hash
    return chain


def _prove(lines: list[Line], head: Line) -> rules.Proof:
    return rules.prove(lines, head_seq=head.seq, head_hash=head.hash)


def test_an_untouched_chain_is_whole() -> None:
    chain = _chain(5)
    assert _prove(chain, chain[-1]) == rules.Proof(lines=5)
    assert rules.prove([], head_seq=0, head_hash=rules.FIRST).whole


@given(st.integers(1, 6), st.data())
def test_a_changed_line_is_named(length: int, data: st.DataObject) -> None:
    chain = _chain(length)
    at = data.draw(st.integers(0, length - 1))
    change = data.draw(
        st.sampled_from([{"action": "LOGIN"}, {"object_id": uuid4()}, {"reason": b"x"}, {"detail": {"a": 1}}])
    )
    touched = [replace(line, **change) if i == at else line for i, line in enumerate(chain)]
    assert _prove(touched, chain[-1]).broken_at == at + 1


@given(st.integers(2, 6), st.data())
def test_a_missing_line_is_named(length: int, data: st.DataObject) -> None:
    chain = _chain(length)
    at = data.draw(st.integers(0, length - 1))
    assert _prove([line for i, line in enumerate(chain) if i != at], chain[-1]).broken_at == at + 1


def test_a_line_rewritten_with_its_own_fingerprint_breaks_the_next() -> None:
    chain = _chain(4)
    forged = replace(chain[1], action="LOGIN")
    forged = replace(forged, hash=rules.fingerprint(forged, previous=forged.previous_hash))
    assert _prove([chain[0], forged, *chain[2:]], chain[-1]).broken_at == 3
