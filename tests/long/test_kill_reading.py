"""An app killed while it reads a hundred documents ends with each read, once."""

import time
from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest

from tests.long.machine import Machine
from tests.long.reach import database
from tests.services.documents.papers import born_digital

FILES = 100
KILLS = 3
PATIENCE = 240


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    started = Machine(tmp_path_factory.mktemp("readings") / "data")
    started.start()
    yield started
    started.stop()


def states(machine: Machine) -> dict[str, int]:
    with database(machine) as connection:
        found = connection.execute(
            "select r.state, count(*) from document_reading r join upload u on u.document_id = r.document_id"
            " where u.idempotency_key like 'lecture-%' group by 1"
        )
        return dict(found.fetchall())


def test_killed_while_it_reads_each_document_is_read_once(machine: Machine) -> None:
    address = f"http://localhost:{machine.port}"
    answer = httpx.post(f"{address}/_demo/session", json={"as": "alice.martin"}, timeout=30)
    cookie = "; ".join(header.split(";")[0] for header in answer.headers.get_list("set-cookie"))
    for number in range(FILES):
        said = {"Cookie": cookie, "Origin": address, "Idempotency-Key": f"lecture-{uuid4().hex}", "X-Csn-Nom": "a.pdf"}
        paper = born_digital(f"Compte rendu numero {number} de la serie")
        assert httpx.post(f"{address}/documents/envoi", content=paper, headers=said, timeout=60).status_code == 200
    for _ in range(KILLS):
        assert machine.process is not None
        machine.process.kill()
        machine.process.wait()
        machine.start()
    until = time.monotonic() + PATIENCE
    while states(machine) != {"READ": FILES}:
        assert time.monotonic() < until, states(machine)
        time.sleep(1)
    with database(machine) as connection:
        pages = connection.execute(
            "select count(*), count(distinct t.document_id) from document_text t join upload u"
            " on u.document_id = t.document_id where u.idempotency_key like 'lecture-%'"
        ).fetchone()
    assert pages == (FILES, FILES)
