"""A word in a file and in a title is nowhere in clear on the disk, in a dump, in the WAL or in the logs."""

import asyncio
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from csn_app.launch.postgres import BIN, _passwords, _socket_path
from tests.attacks.client import ROOT_STATE, request, rows, tab
from tests.attacks.test_cookies import a_person, code_sent, sign_in
from tests.attacks.victim import Victim, make_victim, send_file
from tests.services.documents.papers import born_digital, picture
from tests.site import Site

SHORT = 8
SCANNED = "Zebrulonmarque"
PIECE = 1 << 20


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            yield path


def _holding(folder: Path, words: list[str]) -> list[tuple[str, str]]:
    """Return which files of a folder hold which of these words, in UTF-8 or UTF-16."""
    wanted = {form: word for word in words for form in (word.encode(), word.encode("utf-16-le"))}
    found = []
    for path in _files(folder):
        before = b""
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                found += [(str(path), word) for form, word in wanted.items() if form in before + piece]
                before = piece[-200:]
    return found


def _dump(site: Site, database: str) -> str:
    data = site.data.resolve() / "postgres"
    command = [str(BIN / "pg_dump"), "-h", str(_socket_path(data)), "-U", "postgres", database]
    environment = os.environ | {"PGPASSWORD": _passwords(data)["postgres"]}
    return subprocess.run(command, env=environment, capture_output=True, check=True).stdout.decode(errors="replace")


async def _live(site: Site) -> Victim:
    """Use the product as people do, mistakes included, so that everything that may write has written."""
    victim = await make_victim(site)
    for content in (f"{{\\rtf1 {victim.content}}}".encode(), f"%PDF-1.4 {victim.content}".encode(), b"\x89PNG" * 10):
        send_file(site, cookie=victim.cookie, content=content, title=victim.title)
    documents = f"{ROOT_STATE}.csn_app___documents___state_list____documents_state"
    async with tab(site, cookie=victim.cookie) as own:
        await own.call(f"{documents}.load")
        await own.call(f"{documents}.correct", {"typed": {"id": victim.document, "titre": victim.title * 40}})
        await own.call(f"{documents}.search", {"typed": {"q": f"{victim.content} {victim.title}"}})
        await own.call(f"{documents}.{victim.title}", {"typed": victim.title})
        await own.call(f"{documents}.correct", {victim.title: victim.title})
        await own.emit(victim.title, victim.title)
        await own.emit("event", victim.title)
        await own.emit("client_error", {"error_type": victim.title, "message": victim.title})
        await own.settle()
    for path in (
        f"/{victim.title}",
        f"/documents/{victim.document}/fichier?{victim.title}",
        f"/connexion?suite={victim.title}",
    ):
        request(site, "GET", path, headers={"Cookie": victim.cookie, "User-Agent": victim.title})
    return victim


def _have_read(site: Site, victim: Victim) -> None:
    """Send a PDF with a text and a scan, and wait until the text of all that was sent is known."""
    for content, kind in ((born_digital(victim.content), "pdf"), (picture(SCANNED), "png")):
        named = {"X-CSN-Nom": f"{victim.title}.{kind}"}
        sent = send_file(site, cookie=victim.cookie, content=content, title=victim.title, **named)
        assert sent.status_code == 200
    until = time.monotonic() + 60
    waiting = "select 1 from document_reading where space_id = %s and state in ('WAITING', 'SCANNING')"
    with rows(site) as db:
        while db.execute(waiting, (victim.space,)).fetchone():
            assert time.monotonic() < until
            time.sleep(0.2)
        states = {
            row[0] for row in db.execute("select state from document_reading where space_id = %s", (victim.space,))
        }
        assert states <= {"READ", "OFF"}


def test_nothing_is_in_clear_anywhere(site: Site) -> None:
    victim = asyncio.run(_live(site))
    _have_read(site, victim)
    person = a_person(site)
    wrong = f"Motdepassefaux{uuid4().hex[:8]}"
    headers = {"Origin": site.address}
    request(site, "POST", "/connexion", data={"identifiant": person["login_id"], "mdp": wrong}, headers=headers)
    signed_in = sign_in(site, person)
    secrets = [header.split(";")[0].partition("=")[2] for a in signed_in for header in a.headers.get_list("set-cookie")]
    secrets = [secret for secret in secrets if len(secret) > SHORT]
    assert secrets
    with rows(site) as db:
        db.execute("checkpoint")

    # A search knows words without case: they must be nowhere so either.
    searched = [victim.title.lower(), victim.content.lower(), SCANNED, SCANNED.lower()]
    everywhere = [
        victim.title,
        victim.content,
        *searched,
        wrong,
        victim.cookie.partition("=")[2],
        *secrets,
        person["email"],
    ]
    assert _holding(site.data, everywhere) == []
    for database in ("csn", "csn_keys"):
        dump = _dump(site, database)
        assert "CREATE TABLE" in dump
        assert not [word for word in everywhere if word in dump], database
    code = code_sent(site, person["email"])
    logged = [*everywhere, victim.name, person["password"], person["login_id"], code, victim.document]
    assert _holding(site.data / "logs", logged) == []
    assert not [
        word for word in logged if word.encode() in (site.data / "run.log").read_bytes().replace(b"garance", b"")
    ]


def test_the_search_itself_finds_what_is_in_clear(site: Site, tmp_path: Path) -> None:
    """The name that an account shows is kept in clear (docs/securite.md): the search above would find it."""
    (tmp_path / "grand").write_bytes(b"x" * (PIECE - 3) + b"Motenclair" + b"x" * PIECE)
    assert _holding(tmp_path, ["Motenclair"]) == [(str(tmp_path / "grand"), "Motenclair")]
    name = f"Nomenclair{uuid4().hex[:8]}"
    site.person(name=name)
    with rows(site) as db:
        db.execute("checkpoint")
    assert _holding(site.data / "postgres", [name])
    assert name in _dump(site, "csn")
