"""A process that dies, whichever it is, leaves nothing behind and loses nothing that was acknowledged."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.long.machine import Machine, alive, wait_gone
from tests.long.reach import database, store

PARTS = {
    "postgres": ("bin/postgres -D", ""),
    "object-store": ("weed", ""),
    "server": ("granian", ""),
    "server-worker": ("granian", "worker"),
}


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    started = Machine(tmp_path_factory.mktemp("kill") / "data")
    started.start()
    yield started
    started.stop()


def keep(machine: Machine, word: str) -> None:
    """A row and an object, both acknowledged."""
    with database(machine) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kill_test (word text)")
        connection.execute("INSERT INTO kill_test VALUES (%s)", (word,))
    store(machine).put_object(Bucket="csn", Key=f"kill-test/{word}", Body=word.encode() * 10_000)


def assert_kept(machine: Machine, word: str) -> None:
    with database(machine) as connection:
        assert connection.execute("SELECT count(*) FROM kill_test WHERE word = %s", (word,)).fetchone() == (1,)
    kept = store(machine).get_object(Bucket="csn", Key=f"kill-test/{word}")["Body"].read()
    assert kept == word.encode() * 10_000


@pytest.mark.parametrize("part", PARTS)
def test_a_killed_part_is_started_again_and_keeps_what_it_acknowledged(machine: Machine, part: str) -> None:
    keep(machine, part)
    words, below = PARTS[part]
    killed = machine.find(words, below=below)
    family = [killed, *killed.children(recursive=True)]
    killed.send_signal(signal.SIGKILL)
    wait_gone(family)
    took = machine.wait_ready(patience=60)
    print(f"{part}: ready again after {took:.1f} s")
    assert_kept(machine, part)


def test_a_killed_supervisor_leaves_no_process_and_the_next_start_finds_everything(machine: Machine) -> None:
    keep(machine, "supervisor")
    family = machine.family()
    assert machine.process is not None
    machine.process.kill()
    machine.process.wait()
    wait_gone(family)
    machine.start()
    assert_kept(machine, "supervisor")


def test_a_start_right_after_a_kill_waits_for_what_is_ending(machine: Machine) -> None:
    keep(machine, "at-once")
    assert machine.process is not None
    machine.process.kill()
    machine.process.wait()
    machine.start()
    assert_kept(machine, "at-once")


def test_ctrl_c_stops_every_process(machine: Machine) -> None:
    family = machine.family()
    assert machine.process is not None
    machine.process.send_signal(signal.SIGINT)
    assert machine.process.wait(60) == 0
    assert alive(family) == []
    machine.start()


def test_two_installations_run_side_by_side(machine: Machine, tmp_path: Path) -> None:
    other = Machine(tmp_path / "other")
    other.start()
    try:
        assert machine.ready()
        keep(other, "side")
        with database(machine) as connection:
            assert connection.execute("SELECT count(*) FROM kill_test WHERE word = 'side'").fetchone() == (0,)
    finally:
        other.stop()
    assert machine.ready()
