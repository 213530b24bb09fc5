from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csn_app.core.errors import Unreadable
from csn_app.documents import files
from csn_app.documents.files import PART, StoredFile, Vault, length_of, parts_for, pieces
from csn_app.storage.memory import MemoryStore


class Keys:
    """Stands for the key ring in these pure tests: it shows that what is bound must be given back."""

    def seal(self, space_id: object, context: str, clear: bytes) -> bytes:
        return f"{space_id}|{context}|".encode() + clear

    def open(self, space_id: object, context: str, sealed: bytes) -> bytes:
        bound = f"{space_id}|{context}|".encode()
        if not sealed.startswith(bound):
            raise Unreadable
        return sealed.removeprefix(bound)


@given(size=st.integers(1, 5 * PART), data=st.data())
def test_the_pieces_of_a_range_are_the_bytes_of_the_range(size: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, size - 1))
    last = data.draw(st.integers(first, size - 1))
    found = list(pieces(first=first, last=last))
    assert sum(p.stop - p.start for p in found) == last - first + 1
    assert found[0].part * PART + found[0].start == first
    assert found[-1].part * PART + found[-1].stop - 1 == last
    assert [p.part for p in found] == list(range(first // PART, last // PART + 1))


@given(size=st.integers(1, 5 * PART))
def test_the_lengths_of_the_parts_make_the_size(size: int) -> None:
    file = StoredFile(uuid4(), size=size, parts=parts_for(size))
    assert sum(length_of(file, n) for n in range(file.parts)) == size
    assert all(0 < length_of(file, n) <= PART for n in range(file.parts))


def _vault() -> Vault:
    return Vault(Keys(), MemoryStore(), uuid4())  # type: ignore[arg-type]


def test_parts_that_change_places_do_not_open() -> None:
    vault, file = _vault(), StoredFile(uuid4(), size=2 * PART, parts=2)
    vault.keep(file.id, 0, b"a" * PART)
    vault.keep(file.id, 1, b"b" * PART)
    first, second = (vault.blobs.get(files._key(file.id, n)) for n in (0, 1))
    vault.blobs.put(files._key(file.id, 0), second)
    vault.blobs.put(files._key(file.id, 1), first)
    with pytest.raises(Unreadable):
        vault.part(file, 0)


def test_a_part_of_another_file_does_not_open() -> None:
    vault, mine, other = _vault(), StoredFile(uuid4(), size=1, parts=1), StoredFile(uuid4(), size=1, parts=1)
    vault.keep(other.id, 0, b"b")
    vault.blobs.put(files._key(mine.id, 0), vault.blobs.get(files._key(other.id, 0)))
    with pytest.raises(Unreadable):
        vault.part(mine, 0)


@pytest.mark.parametrize("kept", [b"", b"ab", b"abcd"])
def test_an_end_that_is_missing_or_added_shows(kept: bytes) -> None:
    vault, file = _vault(), StoredFile(uuid4(), size=3, parts=1)
    vault.keep(file.id, 0, kept)
    with pytest.raises(Unreadable):
        vault.part(file, 0)


def test_a_part_that_is_gone_is_unreadable_and_not_absent() -> None:
    with pytest.raises(Unreadable):
        _vault().part(StoredFile(uuid4(), size=3, parts=1), 0)


def test_a_file_that_is_discarded_leaves_no_object() -> None:
    vault, file = _vault(), StoredFile(uuid4(), size=PART + 1, parts=2)
    vault.keep(file.id, 0, b"a" * PART)
    vault.keep(file.id, 1, b"b")
    vault.discard(file)
    assert list(vault.blobs.list("")) == []


def test_an_object_with_a_foreign_name_belongs_to_no_file() -> None:
    assert files.file_of_key("documents/readme.txt") is None
