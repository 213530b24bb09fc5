"""The tree over every chain: a path leads from any leaf to the root, whatever the number of leaves."""

import hashlib

import pytest

from csn_app.audit import merkle


def _nodes(count: int) -> list[bytes]:
    return [hashlib.sha256(str(n).encode()).digest() for n in range(count)]


def _climb(node: bytes, path: merkle.Path) -> bytes:
    for side, other in path:
        pair = bytes.fromhex(other) + node if side == "L" else node + bytes.fromhex(other)
        node = hashlib.sha256(b"\x01" + pair).digest()
    return node


@pytest.mark.parametrize("count", [*range(1, 34), 1023, 1024, 1025, 2500])
def test_every_leaf_has_a_path_to_the_root(count: int) -> None:
    nodes = _nodes(count)
    for index in {0, count // 2, count - 1}:
        assert _climb(nodes[index], merkle.path(nodes, index)) == merkle.root(nodes)


@pytest.mark.parametrize("count", [1, 1023, 1024, 1025, 2048, 2500, 5121])
def test_a_tree_made_group_by_group_is_the_same_tree(count: int) -> None:
    nodes = _nodes(count)
    groups = [merkle.root(nodes[start : start + merkle.GROUP]) for start in range(0, count, merkle.GROUP)]
    assert merkle.root(groups) == merkle.root(nodes)
    index = count - 1
    group = index // merkle.GROUP
    within = nodes[group * merkle.GROUP : (group + 1) * merkle.GROUP]
    assert merkle.path(within, index % merkle.GROUP) + merkle.path(groups, group) == merkle.path(nodes, index)


def test_a_changed_leaf_changes_the_root() -> None:
    nodes = _nodes(9)
    assert merkle.root(nodes) != merkle.root([*nodes[:8], b"\x00" * 32])
    assert merkle.root(nodes) != merkle.root(nodes[:8])
