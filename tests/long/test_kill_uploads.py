"""A server killed amid twenty uploads loses none that it acknowledged, and keeps no row without its file."""

import io
import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import httpx
import psutil
import pytest
from PIL import Image

from tests.long.machine import Machine
from tests.long.reach import database, store

UPLOADS = 20
# Killed once some uploads are acknowledged and others are on their way.
ACKNOWLEDGED_BEFORE = 4
# Seconds in which a part that was killed is back at work.
PATIENCE = 30


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    started = Machine(tmp_path_factory.mktemp("uploads") / "data")
    started.start()
    yield started
    started.stop()


class Sender:
    """One signed-in browser that sends photos and notes which were acknowledged."""

    def __init__(self, machine: Machine) -> None:
        self.address = f"http://localhost:{machine.port}"
        answer = httpx.post(f"{self.address}/_demo/session", json={"as": "alice.martin"}, timeout=30)
        answer.raise_for_status()
        self.cookie = "; ".join(header.split(";")[0] for header in answer.headers.get_list("set-cookie"))
        self.photos = {str(uuid4()): photo() for _ in range(UPLOADS)}
        self.acknowledged: dict[str, str] = {}
        self.enough = threading.Event()

    def send(self, key: str) -> None:
        headers = {"Cookie": self.cookie, "Origin": self.address, "Idempotency-Key": key, "X-Csn-Nom": "photo.jpg"}
        try:
            answer = httpx.post(
                f"{self.address}/documents/envoi", content=slowly(self.photos[key]), headers=headers, timeout=60
            )
        except httpx.HTTPError:
            return
        if answer.status_code == 200:
            self.acknowledged[key] = answer.json()["id"]
        else:
            # Only a part that is away may refuse a good file.
            assert answer.status_code >= 500, answer.text
        if len(self.acknowledged) >= ACKNOWLEDGED_BEFORE:
            self.enough.set()

    def read(self, document_id: str) -> bytes:
        """As a person does: told that a part is away for a moment, one asks again."""
        address, headers = f"{self.address}/documents/{document_id}/fichier", {"Cookie": self.cookie}
        until = time.monotonic() + PATIENCE
        while (answer := httpx.get(address, headers=headers, timeout=60)).status_code == 503:
            assert time.monotonic() < until, document_id
            time.sleep(0.5)
        assert answer.status_code == 200, document_id
        return answer.content


def photo() -> bytes:
    """About 2 MB that no other photo resembles."""
    noise = Image.frombytes("RGB", (1200, 1200), os.urandom(1200 * 1200 * 3))
    file = io.BytesIO()
    noise.save(file, "JPEG", quality=85)
    return file.getvalue()


def slowly(content: bytes) -> Iterator[bytes]:
    """A phone's pace: the kill finds uploads at every stage."""
    for start in range(0, len(content), 256 * 1024):
        yield content[start : start + 256 * 1024]
        time.sleep(0.02)


def kill_server(machine: Machine) -> None:
    server = machine.find("granian")
    for process in (server, *server.children(recursive=True)):
        # What it started ends with it: a child may be gone before its turn comes.
        with suppress(psutil.NoSuchProcess):
            process.send_signal(signal.SIGKILL)


def kill_everything(machine: Machine) -> None:
    assert machine.process is not None
    machine.process.kill()
    machine.process.wait()
    machine.start()


def kill_objectstore(machine: Machine) -> None:
    machine.find("weed").send_signal(signal.SIGKILL)


def kill_postgres(machine: Machine) -> None:
    machine.find("bin/postgres -D").send_signal(signal.SIGKILL)


@pytest.mark.parametrize("kill", [kill_server, kill_postgres, kill_objectstore, kill_everything])
def test_a_kill_amid_twenty_uploads_loses_none_acknowledged(machine: Machine, kill, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    sender = Sender(machine)
    with ThreadPoolExecutor(UPLOADS) as threads:
        sent: list[Future[None]] = [threads.submit(sender.send, key) for key in sender.photos]
        assert sender.enough.wait(60)
        acknowledged_before = len(sender.acknowledged)
        kill(machine)
        for future in sent:
            future.result()
    machine.wait_ready(patience=60)
    print(f"{kill.__name__}: {acknowledged_before} then {len(sender.acknowledged)} of {UPLOADS} acknowledged")

    kept = dict(sender.acknowledged)
    for key, document_id in kept.items():
        assert sender.read(document_id) == sender.photos[key]
    assert rows_without_file(machine) == []

    # What was not acknowledged is sent again under the same key, and exists once.
    for key in sender.photos:
        sender.send(key)
    assert len(sender.acknowledged) == UPLOADS
    assert len(set(sender.acknowledged.values())) == UPLOADS
    assert {key: sender.acknowledged[key] for key in kept} == kept
    with database(machine) as connection:
        found = connection.execute(
            "SELECT count(*) FROM upload WHERE idempotency_key = ANY(%s) AND document_id IS NOT NULL",
            (list(sender.photos),),
        ).fetchone()
    assert found == (UPLOADS,)
    assert rows_without_file(machine) == []


def rows_without_file(machine: Machine) -> list[str]:
    """Documents of which a sealed part is missing in the bucket."""
    pages = store(machine).get_paginator("list_objects_v2").paginate(Bucket="csn", Prefix="documents/")
    held = {entry["Key"] for page in pages for entry in page.get("Contents", [])}
    with database(machine) as connection:
        rows = connection.execute("SELECT file_id, parts, view_file_id, view_parts FROM document").fetchall()
    wanted = [
        f"documents/{file_id}/{number:05d}"
        for row in rows
        for file_id, parts in (row[:2], row[2:])
        if file_id
        for number in range(parts)
    ]
    return [key for key in wanted if key not in held]
