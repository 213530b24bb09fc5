"""Somebody who has something to hide: marker words in their name, in a title and in a file."""

from dataclasses import dataclass
from urllib.parse import quote
from uuid import uuid4

import httpx
from psycopg import sql

from tests.attacks.client import ROOT_STATE, request, rows, tab
from tests.site import Site

CIRCLE = f"{ROOT_STATE}.csn_app___circle___state____circle_state"
PROFILE = f"{ROOT_STATE}.csn_app___profile___state____profile_state"
REPLY = f"{ROOT_STATE}.csn_app___messaging___state_reply____reply_state"
MEASURES = f"{ROOT_STATE}.csn_app___profile___state_measures____measures_state"


@dataclass(frozen=True)
class Victim:
    """Their account, space and document, everything that names them, and the words nobody else may read."""

    id: str
    cookie: str
    space: str
    document: str
    name: str
    title: str
    content: str
    ids: tuple[str, ...]

    @property
    def secrets(self) -> tuple[str, ...]:
        """List the words that betray them."""
        return (self.name, self.title, self.content)

    def betrayed_by(self, text: str) -> list[str]:
        """Return which of their words stand in a text."""
        return [word for word in self.secrets if word in text]


async def make_victim(site: Site) -> Victim:
    """Make a person, let them keep a document and authorise a professional, all as a browser would."""
    tag = uuid4().hex[:12]
    name, title, content = f"Nomdevictime{tag}", f"Titresecret{tag}", f"Contenusecret{tag}"
    made = httpx.post(f"{site.address}/_demo/person", json={"name": f"Zoé {name}"}).json()
    cookie = site.session_of(made["id"])
    carer = httpx.post(f"{site.address}/_demo/person", json={"quality": "PROFESSIONAL", "name": f"Ida {tag}"}).json()
    sent = send_file(site, cookie=cookie, content=f"Compte rendu {content}.\n".encode(), title=title)
    assert sent.status_code == 200, sent.text
    async with tab(site, cookie=cookie) as own:
        await own.call(f"{CIRCLE}.decide", {"professional_id": carer["professional"]})
        await own.call(f"{CIRCLE}.save", {"typed": {"portee": "tout", "duree": "none"}})
        await own.call(f"{PROFILE}.add", {"section": "DISEASES"})
        await own.call(f"{PROFILE}.suggest", {"name": "maladie", "typed": title})
        await own.call(f"{PROFILE}.save", {"typed": {"maladie": title, "commentaire": content}})
        await own.call(f"{MEASURES}.load")
        measure = {"systolique": "122", "diastolique": "78", "date": "2026-01-05", "remarque": title}
        await own.call(f"{MEASURES}.note", {"typed": measure})
        await own.settle()
    await _write_to(site, carer["id"], space=made["space"], subject=title, words=content)
    found = _ids_of(site, made["space"], made["id"])
    kept = {
        "document",
        "access_grant",
        "signed_in_session",
        "profile_entry",
        "profile_measure",
        "conversation",
        "message",
    }
    assert kept <= found.keys(), found.keys()
    ids = (made["id"], made["space"], *sorted({one for table in found.values() for one in table}))
    return Victim(made["id"], cookie, made["space"], sent.json()["id"], name, title, content, ids)


async def _write_to(site: Site, professional: str, *, space: str, subject: str, words: str) -> None:
    """Let the professional of the victim's list write to them, as their page does."""
    async with tab(site, cookie=site.session_of(professional)) as desk:
        address = "/pro/messages/nouveau"
        desk.page = {"pathname": address, "asPath": f"{address}?patient={space}", "query": {"patient": space}}
        await desk.call(f"{REPLY}.begin")
        await desk.call(f"{REPLY}.send", {"typed": {"sujet": subject, "reponse": words, "cle": uuid4().hex}})
        await desk.settle()


def send_file(
    site: Site, *, cookie: str, content: bytes, title: str, space: str = "", **headers: str
) -> httpx.Response:
    """Send a text file as the page does."""
    said = {
        "Cookie": cookie,
        "Origin": site.address,
        "Idempotency-Key": str(uuid4()),
        "X-CSN-Nom": quote(f"{title}.txt"),
        "X-CSN-Titre": quote(title),
        "Content-Type": "application/octet-stream",
    }
    params = {"espace": space} if space else {}
    return request(site, "POST", "/documents/envoi", content=content, headers=said | headers, params=params)


def _ids_of(site: Site, *names: str) -> dict[str, list[str]]:
    """Return, table by table, the ids of the rows that name one of these."""
    found: dict[str, list[str]] = {}
    with rows(site) as db:
        tables = db.execute(
            "select table_name from information_schema.columns where table_schema = 'public' and column_name = 'id'"
            " and data_type = 'uuid'"
        ).fetchall()
        for (table,) in tables:
            query = sql.SQL("select id::text from {} t where to_jsonb(t)::text like any(%s)").format(
                sql.Identifier(table)
            )
            ids = [line[0] for line in db.execute(query, [[f"%{name}%" for name in names]])]
            if ids:
                found[table] = ids
    return found
