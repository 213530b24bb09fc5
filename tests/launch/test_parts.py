"""The embedded parts start from nothing, start again after a kill, and keep their passwords to themselves."""

import gzip
import os
import stat
import time
from pathlib import Path

import psycopg
import pytest

from csn_app.launch.frontend import content_key, same_origin
from csn_app.launch.objectstore import start_objectstore
from csn_app.launch.postgres import start_postgres
from csn_app.launch.process import PartFailed
from csn_app.launch.secrets_file import kept_secrets


def plain(url: str) -> str:
    return url.replace("+psycopg", "")


def test_start_postgres_gives_two_databases_and_no_superuser(tmp_path: Path) -> None:
    with start_postgres(tmp_path / "pg", log=tmp_path / "pg.log") as running:
        for url in (running.url, running.keys_url):
            with psycopg.connect(plain(url)) as connection:
                row = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
                assert row == (False,)
                assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
                assert connection.execute("SHOW fsync").fetchone() == ("on",)
    assert running.process.returncode == 0


def test_start_postgres_starts_again_after_a_kill_in_a_folder_with_a_long_name(tmp_path: Path) -> None:
    data = tmp_path / ("long-" * 20) / "pg"
    running = start_postgres(data, log=tmp_path / "pg.log")
    with psycopg.connect(plain(running.url)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    # Not waited for: the dead postmaster keeps its number, as it does in a container that reaps nothing.
    running.process.kill()
    with start_postgres(data, log=tmp_path / "pg.log") as again, psycopg.connect(plain(again.url)) as connection:
        assert again.url == running.url
        assert connection.execute("SELECT one FROM kept").fetchone() == (1,)


def test_start_objectstore_listens_on_loopback_only(tmp_path: Path) -> None:
    with start_objectstore(tmp_path / "s3", log=tmp_path / "s3.log") as running:
        # Ready to store before its last port opens.
        deadline = time.monotonic() + 10
        while len(listening := _listening(running.process.pid)) < len(running.ports) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert listening == {("0100007F", port) for port in running.ports.values()}


def _listening(pid: int) -> set[tuple[str, int]]:
    """Addresses (hexadecimal) and ports where this process waits for connections, IPv6 included."""
    own = {os.readlink(entry) for entry in Path(f"/proc/{pid}/fd").iterdir()}
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            words = line.split()
            if words[3] == "0A" and f"socket:[{words[9]}]" in own:
                address, port = words[1].split(":")
                found.add((address, int(port, 16)))
    return found


def test_kept_secrets_are_drawn_once_for_their_owner_alone(tmp_path: Path) -> None:
    first = kept_secrets(tmp_path / "keys.json", names=("access", "secret"))
    assert kept_secrets(tmp_path / "keys.json", names=("access", "secret")) == first
    assert first["access"] != first["secret"]
    assert stat.S_IMODE((tmp_path / "keys.json").stat().st_mode) == 0o600


def test_same_origin_sends_the_front_end_to_the_address_of_its_page(tmp_path: Path) -> None:
    script = tmp_path / "assets" / "reflex-env-abc.js"
    script.parent.mkdir()
    script.write_text("var e={PING:`http://localhost:8000/ping`,EVENT:`ws://localhost:8000/_event`,T:`websocket`};")
    script.with_name("reflex-env-abc.js.br").write_bytes(b"old")
    same_origin(tmp_path)
    assert script.read_text() == (
        "var e={PING:location.origin+`/ping`,EVENT:location.origin.replace(/^http/,`ws`)+`/_event`,T:`websocket`};"
    )
    assert gzip.decompress(script.with_name("reflex-env-abc.js.gz").read_bytes()).decode() == script.read_text()
    assert not script.with_name("reflex-env-abc.js.br").exists()


def test_same_origin_refuses_a_build_without_an_address(tmp_path: Path) -> None:
    with pytest.raises(PartFailed):
        same_origin(tmp_path)


def test_content_key_changes_with_any_source(tmp_path: Path) -> None:
    for name in ("csn_app/home/page.py", "assets/csn.css", "rxconfig.py", "reflex.lock/bun.lock"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("one")
    keys = {content_key(tmp_path)}
    (tmp_path / "csn_app" / "__pycache__").mkdir()
    (tmp_path / "csn_app" / "__pycache__" / "x.pyc").write_text("left by a run")
    assert keys == {content_key(tmp_path)}
    (tmp_path / "csn_app/home/page.py").write_text("two")
    keys.add(content_key(tmp_path))
    assert len(keys) == 2
