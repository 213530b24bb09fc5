"""The tree of fingerprints over every chain, and the path that proves that one chain is in it (R-AU-5).

Leaves and nodes are hashed with different first bytes, so that none can pass for the other; a node without a
neighbour goes up as it is. Every 1,024 leaves make a node of their own, kept so that a path needs few leaves.
"""

import hashlib
from collections.abc import Sequence
from uuid import UUID

GROUP = 1024
Path = list[tuple[str, str]]


def leaf(chain_id: UUID, *, seq: int, fingerprint: bytes) -> bytes:
    """Return the fingerprint of where one chain stands."""
    return hashlib.sha256(b"\x00" + f"{chain_id}|{seq}|{fingerprint.hex()}".encode()).digest()


def root(nodes: Sequence[bytes]) -> bytes:
    """Return the fingerprint over all nodes, in their order; there is at least one."""
    level = list(nodes)
    while len(level) > 1:
        level = _above(level)
    return level[0]


def path(nodes: Sequence[bytes], index: int) -> Path:
    """Return the neighbours from one node up to the root: on which side each stands (``L``, ``R``), and itself."""
    level, found = list(nodes), []
    while len(level) > 1:
        other = index ^ 1
        if other < len(level):
            found.append(("L" if other < index else "R", level[other].hex()))
        level, index = _above(level), index // 2
    return found


def _above(level: list[bytes]) -> list[bytes]:
    pairs = [hashlib.sha256(b"\x01" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)]
    return pairs + level[len(pairs) * 2 :]
