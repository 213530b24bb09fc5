"""People of a running site, and documents put straight into its database: sealed as the product seals them."""

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
from sqlalchemy import create_engine

from csn_app.core.vocabulary import PatientCategory
from csn_app.documents import rules
from csn_app.documents.views import title_context
from csn_app.launch.postgres import _socket_path
from csn_app.storage import master
from csn_app.storage.keys import KeyStore
from tests.attacks.client import rows
from tests.site import Site

COLUMNS = (
    *("id", "space_id", "category", "type_code", "class_code", "author_account_id", "title", "document_date"),
    *("added_at", "media_type", "size", "parts", "file_id", "sha256", "view_media_type", "view_size", "view_parts"),
    *("pages", "version", "seen_by_holder_at"),
)
COUNTS = """
insert into category_count (space_id, category, documents)
select space_id, category, count(*) from document where space_id = any(%s) group by 1, 2
"""
FIVE_YEARS = 5 * 365


@dataclass(frozen=True)
class Person:
    """Somebody of the site, signed in: ``cookie`` is their header."""

    id: str
    space: UUID
    login_id: str
    password: str
    email: str
    cookie: str


def make_people(site: Site, count: int) -> list[Person]:
    """Make activated people and sign them in."""
    found = []
    for _ in range(count):
        made = httpx.post(f"{site.address}/_demo/person", json={"name": "Camille Mesure"}, timeout=30).json()
        cookie = site.session_of(made["id"])
        who = made["id"], UUID(made["space"]), made["login_id"], made["password"], made["email"]
        found.append(Person(*who, cookie=cookie))
    return found


def give_documents(site: Site, people: list[Person], count: int) -> None:
    """Give each of them ``count`` documents of the last five years, without files: a list opens none."""
    with key_store(site) as keys, rows(site) as db:
        write_documents(db, keys, people, count)
        db.execute(COUNTS, [[person.space for person in people]])
        db.execute("vacuum analyze document, category_count")


def write_documents(db: psycopg.Connection[Any], keys: KeyStore, people: list[Person], count: int) -> None:
    """Write the rows of ``count`` documents for each of them."""
    with db.cursor() as cursor, cursor.copy(f"copy document ({', '.join(COLUMNS)}) from stdin") as copy:
        for person in people:
            for _ in range(count):
                copy.write_row(_document(keys, person))


@contextmanager
def key_store(site: Site) -> Iterator[KeyStore]:
    """Open the site's key store with its master key."""
    folder = site.data.resolve() / "postgres"
    password = json.loads((folder / "passwords.json").read_text())["csn"]
    engine = create_engine(f"postgresql+psycopg://csn:{password}@/csn_keys?host={_socket_path(folder)}")
    try:
        yield KeyStore(engine, master.read(site.data.resolve() / "keys" / "master.json"))
    finally:
        engine.dispose()


def _document(keys: KeyStore, person: Person) -> tuple[Any, ...]:
    document_id, category = uuid4(), PatientCategory(random.choice(tuple(rules.open_categories())))
    kind = rules.type_for_holder(category)
    day = date.today() - timedelta(days=random.randrange(FIVE_YEARS))
    now = datetime.now(UTC)
    title = f"Compte rendu de consultation {random.randrange(10**6)}".encode()
    return (
        *(document_id, person.space, category.value, kind.code, kind.class_code, UUID(person.id)),
        *(keys.seal(person.space, title_context(document_id), title), day, now, "application/pdf", 400_000, 1, uuid4()),
        *(keys.seal(person.space, f"document.sha256:{document_id}", b"0" * 64), "", 0, 0, 2, 1),
        now if random.random() < 0.9 else None,
    )
