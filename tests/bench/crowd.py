"""A database as full as a region's: spaces of 20 documents each, made by PostgreSQL itself.

Nobody reads these: their sealed columns hold bytes of a real length. Rows are written in the order of time, so that a
person's documents lie scattered among everybody's, as they do after years.
"""

from typing import Any

import psycopg
from psycopg import sql

from tests.attacks.client import rows
from tests.bench.people import COUNTS, Person, key_store, write_documents
from tests.site import Site

EACH = 20
CATEGORIES = ("ORD_SOIN", "RADIO_SC", "BIOLOGIE", "CPT_REND")
SPACES = """
create table crowd as select gen_random_uuid() id, gen_random_uuid() account, n from generate_series(1, %s) n;
insert into space (id, state, state_since, created_at) select id, 'ACTIVATED', now(), now() from crowd;
insert into account (id, quality, login_id, shown_name, password_hash, factor, contact, authenticator,
                     authenticator_step, assistant, space_id, created_at, active)
select account, 'HOLDER', 'foule.' || n, 'Une Personne', '', 'EMAIL', '', '', 0, false, id, now(), true from crowd;
"""
DOCUMENTS = """
insert into document (id, space_id, category, type_code, class_code, author_account_id, title, document_date, added_at,
                      media_type, size, parts, file_id, sha256, view_media_type, view_size, view_parts, pages,
                      version, seen_by_holder_at)
select gen_random_uuid(), id, %(category)s, '11488-4', '11', account, decode(repeat('ab', 75), 'hex'),
       current_date - %(age)s - (n %% 37), now(), 'application/pdf', 400000, 1, gen_random_uuid(),
       decode(repeat('cd', 97), 'hex'), '', 0, 0, 2, 1, case when n %% 10 > 0 then now() end
from crowd
"""
COUNTED = "insert into category_count (space_id, category, documents) select id, %s, %s from crowd"
KEYSETS = """
insert into keyset (space_id, kind, wrapped)
select gen_random_uuid(), 'aead', decode(repeat('ef', 150), 'hex') from generate_series(1, %s)
"""


def fill(site: Site, people: list[Person], *, spaces: int) -> None:
    """Add ``spaces`` spaces of 20 documents, and 20 documents for each of the people, spread among them."""
    with key_store(site) as keys, rows(site) as db:
        db.execute("set maintenance_work_mem = '512MB'")
        db.execute("set synchronous_commit = off")
        # The reading is the same; the writing need not last.
        later = [*_take_off(db, "document"), *_take_off(db, "category_count")]
        db.execute(SPACES.replace("%s", str(spaces)))
        for number in range(EACH):
            write_documents(db, keys, people, 1)
            db.execute(DOCUMENTS, {"category": CATEGORIES[number % len(CATEGORIES)], "age": (EACH - number) * 37})
        for category in CATEGORIES:
            db.execute(COUNTED, [category, EACH // len(CATEGORIES)])
        db.execute(COUNTS, [[person.space for person in people]])
        for statement in later:
            db.execute(statement)
        db.execute("drop table crowd")
        for table in ("space", "account", "document", "category_count"):
            db.execute(sql.SQL("vacuum analyze {}").format(sql.Identifier(table)))
    with rows(site, "csn_keys") as db:
        db.execute(KEYSETS, [spaces])
        db.execute("vacuum analyze keyset")


def _take_off(db: psycopg.Connection[Any], table: str) -> list[Any]:
    """Take a table's indexes and constraints off while it is filled; returns what puts them back."""
    constraints = db.execute(
        "select conname, pg_get_constraintdef(oid) from pg_constraint where conrelid = %s::regclass and contype <> 'n'"
        " order by contype = 'f', conname",
        [table],
    ).fetchall()
    indexes = db.execute(
        "select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index i where indrelid = %s::regclass"
        " and not exists (select from pg_constraint where conindid = i.indexrelid)",
        [table],
    ).fetchall()
    name = sql.Identifier(table)
    # What refers to the table from elsewhere stays off: nobody writes there any more.
    referring = db.execute(
        "select conname, conrelid::regclass::text from pg_constraint where confrelid = %s::regclass and contype = 'f'",
        [table],
    ).fetchall()
    for constraint, theirs in referring:
        db.execute(sql.SQL("alter table {} drop constraint {}").format(sql.SQL(theirs), sql.Identifier(constraint)))
    db.execute(sql.SQL("alter table {} set unlogged").format(name))
    for constraint, _ in constraints:
        db.execute(sql.SQL("alter table {} drop constraint {}").format(name, sql.Identifier(constraint)))
    for index, _ in indexes:
        db.execute(sql.SQL("drop index {}").format(sql.SQL(index)))
    back = [
        sql.SQL("alter table {} add constraint {} {}").format(name, sql.Identifier(constraint), sql.SQL(text))
        for constraint, text in constraints
    ]
    return [*back, *(sql.SQL(text) for _, text in indexes)]
