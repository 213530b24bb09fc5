"""The key store of a process that runs while another one changes what it holds."""

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from csn_app import wiring
from csn_app.core.errors import Unreadable
from csn_app.storage import master
from csn_app.storage.keys import KeyStore


def _store(path: Path, parts: wiring.Parts) -> KeyStore:
    return KeyStore(parts.keys._engine, master.read(path), read_again=lambda: master.read(path))


def test_a_running_process_follows_a_rotation_of_the_master_key(parts: wiring.Parts, tmp_path: Path) -> None:
    path, space = tmp_path / "master.json", uuid4()
    master.create(path)
    with parts.keys._engine.begin() as connection:
        # Only this key store's rows: the rotation must not touch those of the other tests.
        connection.exec_driver_sql("create table if not exists kept_keyset as select * from keyset")
        connection.exec_driver_sql("delete from keyset")
    try:
        running, other = _store(path, parts), _store(path, parts)
        other.create(space)
        sealed = other.seal(space, "here", b"word")
        assert other.rewrap(master.add_key(path)) == 1
        assert running.open(space, "here", sealed) == b"word"
        # What the running one makes afterwards is wrapped under the new key.
        later = uuid4()
        running.create(later)
        assert other.open(later, "here", running.seal(later, "here", b"again")) == b"again"
    finally:
        with parts.keys._engine.begin() as connection:
            connection.exec_driver_sql("delete from keyset")
            connection.exec_driver_sql("insert into keyset select * from kept_keyset")
            connection.exec_driver_sql("drop table kept_keyset")


def test_a_reader_that_meets_a_destruction_does_not_keep_the_key(
    parts: wiring.Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys, space = parts.keys, uuid4()
    keys.create(space)
    sealed = keys.seal(space, "here", b"word")
    keys._opened.clear()
    unwrap = keys._unwrap

    def slow(space_id: UUID, kind: str) -> Any:
        primitive = unwrap(space_id, kind)
        keys.destroy(space_id)
        return primitive

    with monkeypatch.context() as patched:
        patched.setattr(keys, "_unwrap", slow)
        keys.open(space, "here", sealed)
    with pytest.raises(Unreadable):
        keys.open(space, "here", sealed)


def test_a_key_of_another_master_stays_unreadable(parts: wiring.Parts, tmp_path: Path) -> None:
    space = uuid4()
    parts.keys.create(space)
    sealed = parts.keys.seal(space, "here", b"word")
    stranger = master.create(tmp_path / "other.json")
    with pytest.raises(Unreadable):
        KeyStore(parts.keys._engine, stranger, read_again=lambda: stranger).open(space, "here", sealed)
