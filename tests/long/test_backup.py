"""The restore drill: yesterday's backup comes back whole, without what was deleted, closed or taken back since."""

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from csn_app import wiring
from csn_app.access import lifecycle
from csn_app.access import service as access
from csn_app.config import settings
from csn_app.core.actor import JOB, Actor
from csn_app.core.vocabulary import Section, SpaceState
from csn_app.core.work import Untraced
from csn_app.documents import service as documents
from csn_app.launch.backup import Backup, back_up, instants, object_keys
from csn_app.profile import service as profile
from csn_app.rights import erasure
from csn_app.storage import sealed_files
from csn_app.ui.words import PARIS
from tests.factories import OpenWork, a_grant, a_holder, a_professional
from tests.services.documents.sending import a_document

MARK = "Zygomorphe"
"""A word that nobody else writes."""


@dataclass
class Drill:
    """A person who stays, one who leaves between two backups, and the folder that holds both."""

    folder: Path
    key: Path
    master: Path
    stayer: Actor
    leaver: Actor
    kept: UUID
    dropped: UUID
    left: UUID
    grant: UUID
    first: Backup
    second: Backup


@pytest.fixture(scope="module")
def drill(parts: wiring.Parts, tmp_path_factory: pytest.TempPathFactory) -> Drill:
    assert parts
    open_work, folder = wiring.open_work, tmp_path_factory.mktemp("backup") / "copies"
    key = folder.parent / "backup.json"
    sealed_files.create_key(key)
    stayer, leaver = (a_living_carnet(open_work, name) for name in ("Alice Martin", "Noé Petit"))
    kept, dropped, left = (
        a_document(open_work, who, title=f"{MARK} {n}", content=f"{MARK} {n}".encode()).id
        for n, who in enumerate((stayer, stayer, leaver))
    )
    grant = a_grant(open_work, stayer, a_professional(open_work))
    first = back_up(folder, key=key)
    with open_work(stayer) as work:
        documents.delete_document(work, document_id=dropped)
    with open_work(stayer) as work:
        access.revoke_grant(work, grant)
    erase(open_work, leaver)
    a_document(open_work, stayer, content=b"after")
    # Instants are told apart by the second, as an operator types them.
    time.sleep(1)
    second = back_up(folder, key=key)
    return Drill(
        folder, key, settings().master_key_path, stayer, leaver, kept, dropped, left, grant, first=first, second=second
    )


def a_living_carnet(open_work: OpenWork, name: str) -> Actor:
    holder = a_holder(open_work, name=name)
    with open_work(holder) as work:
        profile.add_entry(work, section=Section.ALLERGIES, typed={"allergene": MARK, "gravite": "SEVERE"})
    return holder


def erase(open_work: OpenWork, leaver: Actor) -> None:
    assert leaver.space_id
    with open_work(JOB) as work:
        lifecycle.move_space(work, leaver.space_id, to=SpaceState.CLOSED_DELETION_REQUESTED)
        work.commit(untraced=Untraced.TECHNICAL)
    with open_work(JOB) as work:
        assert erasure.erase_due(replace(work, now=work.now + timedelta(days=100))) >= 1


class Elsewhere:
    """Another machine, with an empty installation and a copy of the master key."""

    def __init__(self, data: Path, drill: Drill) -> None:
        self.data, self.drill = data, drill
        (data / "keys").mkdir(parents=True)
        shutil.copy(drill.master, data / "keys" / "master.json")
        without = ("CSN_", "AWS_", "S3_", "PG")
        self.env = {name: value for name, value in os.environ.items() if not name.startswith(without)}
        self.env |= {"CSN_DATA": str(data), "CSN_DEMO": "1"}

    def restore(self, *more: str, key: Path | None = None) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "csn_app", "restore", str(self.drill.folder)]
        command += ["--key", str(key or self.drill.key), *more]
        return subprocess.run(command, env=self.env, capture_output=True, text=True, timeout=300, check=False)

    def look(self) -> dict[str, Any]:
        people = {
            name: {"space": str(who.space_id), "account": str(who.account_id), "documents": [str(i) for i in ids]}
            for name, who, ids in (
                ("stayer", self.drill.stayer, [self.drill.kept, self.drill.dropped]),
                ("leaver", self.drill.leaver, [self.drill.left]),
            )
        }
        asked = json.dumps({"people": people, "grant": str(self.drill.grant)})
        command = [sys.executable, "-m", "tests.long.look"]
        told = subprocess.run(
            command, env=self.env, input=asked, capture_output=True, text=True, timeout=300, check=True
        )
        return dict(json.loads(told.stdout))


@pytest.fixture
def elsewhere(drill: Drill, tmp_path: Path) -> Elsewhere:
    return Elsewhere(tmp_path / "elsewhere", drill)


def test_the_second_backup_copies_what_is_new_only(drill: Drill) -> None:
    assert instants(drill.folder) == [drill.first.instant, drill.second.instant]
    documents_copied = [name for name in object_keys(drill.folder) if name.startswith("documents/")]
    assert drill.first.new_objects >= 3
    # One document, and what the ledger says of the deletion, the revocation and the erasure.
    assert drill.second.new_objects <= 3
    assert len(documents_copied) >= 4


def test_yesterday_comes_back_without_what_was_to_be_forgotten(drill: Drill, elsewhere: Elsewhere) -> None:
    done = elsewhere.restore("--until", paris(drill.first.instant))
    assert done.returncode == 0, done.stderr
    print(done.stdout)
    told = elsewhere.look()
    assert told["stayer"]["files"] == [f"{MARK} 0", "NotFound"]
    assert MARK in told["stayer"]["profile"][0]
    assert told["grant_revoked"]
    assert told["states"] == {"stayer": "ACTIVATED", "leaver": "ERASED"}
    assert MARK not in json.dumps(told["leaver"])
    assert told["leaver"]["files"] == ["NotFound"]


def test_a_restore_never_writes_over_carnets_nor_opens_with_another_key(
    drill: Drill, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    other = tmp_path / "other.json"
    sealed_files.create_key(other)
    refused = elsewhere.restore(key=other)
    assert refused.returncode == 1
    assert "ne s’ouvre pas avec cette clé" in refused.stderr
    assert elsewhere.restore().returncode == 0
    again = elsewhere.restore()
    assert again.returncode == 1
    assert "n’est pas vide" in again.stderr


def test_nothing_of_a_person_lies_in_clear_in_the_backup(drill: Drill) -> None:
    for path in drill.folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert MARK.encode() not in content, path
            assert b"Alice" not in content, path


def paris(moment: datetime) -> str:
    """Return a moment as an operator types it."""
    return moment.astimezone(PARIS).strftime("%Y-%m-%dT%H:%M:%S")
