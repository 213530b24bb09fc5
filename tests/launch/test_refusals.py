"""A start that cannot work says so in one sentence and ends with a code other than zero."""

import os
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from csn_app.config import Settings
from csn_app.launch.checks import take_folder
from csn_app.launch.process import free_ports
from csn_app.launch.supervisor import _warnings

ROOT = Path(__file__).resolve().parents[2]


def _outside() -> dict[str, str]:
    # Other tests of this run may have set an installation of their own.
    return {name: value for name, value in os.environ.items() if not name.startswith("CSN_")}


def refusal(data: Path, **settings: str) -> str:
    """What the terminal says."""
    started = subprocess.run(
        [sys.executable, "-m", "csn_app", "run"],
        cwd=ROOT,
        env={**_outside(), "CSN_DATA": str(data), "PORT": str(free_ports(1)[0]), "CSN_DEMO": "1", **settings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert started.returncode != 0
    assert len(started.stderr.strip().splitlines()) == 1, started.stderr
    return started.stderr


def test_start_refuses_a_port_in_use(tmp_path: Path) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"Le port {port} est déjà pris" in refusal(tmp_path / "data", PORT=str(port))


def test_start_refuses_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "Impossible d’écrire" in refusal(tmp_path / "file" / "data")


def test_start_refuses_a_folder_already_in_use(tmp_path: Path) -> None:
    with take_folder(tmp_path):
        assert "CSN fonctionne déjà" in refusal(tmp_path)


def test_start_refuses_an_address_of_another_machine(tmp_path: Path) -> None:
    assert "n’est pas une adresse de cette machine" in refusal(tmp_path / "data", CSN_HOST="192.0.2.1")


def test_start_refuses_a_database_without_the_one_of_the_keys(tmp_path: Path) -> None:
    sentence = refusal(tmp_path / "data", CSN_DATABASE_URL="postgresql+psycopg://nobody@/none", CSN_DEMO="0")
    assert "vont ensemble" in sentence


@pytest.mark.skipif(os.geteuid() != 0, reason="a small disk is mounted, which only root may do")
def test_start_refuses_a_full_disk(tmp_path: Path) -> None:
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "csn-test", str(tmp_path)], check=False)
    if mounted.returncode != 0:
        pytest.skip("no mount allowed here")
    try:
        assert "libérez de la place" in refusal(tmp_path / "data")
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)


def test_start_refuses_an_environment_that_it_does_not_know(tmp_path: Path) -> None:
    sentence = refusal(tmp_path / "data", CSN_ENV="prod")
    assert sentence.startswith("CSN_ENV «")
    assert "donnez local ou production" in sentence


def test_start_refuses_a_state_shared_by_several_processes(tmp_path: Path) -> None:
    assert "un seul processus" in refusal(tmp_path / "data", REFLEX_REDIS_URL="redis://127.0.0.1:1")


def test_start_warns_of_a_proxy_that_nobody_counted() -> None:
    # Given by name: the environment of this run holds an installation of its own.
    behind = Settings(env="production", demo=False, public_url="https://carnet.example")
    assert "CSN_TRUSTED_PROXIES" in _warnings(behind)[0]
    assert "CSN_TRUSTED_PROXIES" not in " ".join(_warnings(behind.model_copy(update={"trusted_proxies": 1})))
    assert "CSN_TRUSTED_PROXIES" not in " ".join(_warnings(behind.model_copy(update={"env": "local"})))
