"""An operator's command works on the installation that runs on this machine, or says in one sentence that none does."""

import os
import stat
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine

from csn_app import wiring
from csn_app.storage.master import MasterKeyMissing, read
from tests.site import ROOT, Site


def command(data: Path, *words: str, **given: str) -> subprocess.CompletedProcess[str]:
    """What the command says, with nothing in its environment but the data folder."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("CSN_")}
    return subprocess.run(
        [sys.executable, "-m", "csn_app", *words],
        cwd=ROOT,
        env={**plain, "CSN_DATA": str(data), **given},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_commands_work_on_the_installation_that_runs_there(site: Site) -> None:
    proved = command(site.data, "verify-trail")
    assert proved.returncode == 0, proved.stderr
    assert ", 0 rompues." in proved.stdout
    login_id = f"op.{uuid4().hex[:8]}"
    made = command(site.data, "create-operator", login_id, "Odile Pérateur")
    assert made.returncode == 0, made.stderr
    assert f"{login_id} : code de première connexion" in made.stdout


def test_rotating_the_master_key_disturbs_nothing_that_runs(site: Site) -> None:
    rotated = command(site.data, "rotate-master-key")
    assert rotated.returncode == 0, rotated.stderr
    # A person made now, and one whose keys this process has not opened yet.
    site.person(name="Rose Neuve")
    assert site.session_of("alice.martin")


def test_a_command_without_an_installation_says_so_in_a_sentence(tmp_path: Path) -> None:
    refused = command(tmp_path, "verify-trail")
    assert refused.returncode == 1
    assert len(refused.stderr.splitlines()) == 1
    assert f"CSN ne fonctionne pas sur {tmp_path}" in refused.stderr


def test_a_master_key_is_made_once_and_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "master.json"
    made = command(tmp_path, "create-master-key", CSN_ENV="production", CSN_MASTER_KEY_URI=f"file://{path}")
    assert made.returncode == 0, made.stderr
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    first = path.read_text()
    assert read(path)
    again = command(tmp_path, "create-master-key", str(path))
    assert again.returncode == 1
    assert "n’a pas été remplacée" in again.stderr
    assert path.read_text() == first


def test_a_lost_master_key_is_not_made_anew_over_a_database_that_exists(parts: wiring.Parts, tmp_path: Path) -> None:
    path = tmp_path / "master.json"
    with pytest.raises(MasterKeyMissing):
        wiring._master_key(path, engine=parts.engine, keys_engine=parts.keys._engine)
    assert not path.exists()


def test_the_very_first_start_makes_the_master_key(tmp_path: Path) -> None:
    path, empty = tmp_path / "master.json", create_engine("sqlite://")
    wiring._master_key(path, engine=empty, keys_engine=empty)
    assert read(path)
