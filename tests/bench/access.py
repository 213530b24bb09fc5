"""What deciding costs: one policy check, and a list of many documents under many grants and masks."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from random import Random
from statistics import median
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, select, text
from sqlmodel import col

from csn_app import wiring
from csn_app.access import policy
from csn_app.access.model import Mask
from csn_app.access.policy import Permission
from csn_app.access.rules_masks import Audience
from csn_app.config import settings
from csn_app.core.actor import JOB, Actor
from csn_app.core.work import Untraced, Work
from csn_app.documents import queries
from csn_app.documents.model import Document
from csn_app.launch.objectstore import start_objectstore
from csn_app.launch.postgres import start_postgres
from tests.bench.figures import Figure
from tests.factories import a_grant, a_holder, a_professional, an_open_record
from tests.services.access.documents import BLOOD, SCAN

GRANTS = 50
MASKS = 500


def measure_access(folder: Path, *, documents: int, times: int) -> list[Figure]:
    """Compare the list of a carnet under 500 masks with that of one without, and a policy check with a bare query."""
    with _parts(folder):
        doctor = a_professional(wiring.open_work)
        bare, masked = (_a_carnet(doctor, documents=documents, masks=count) for count in (0, MASKS))
        with wiring.open_work(doctor) as work:
            lists = _in_turns([lambda: _list(work, bare), lambda: _list(work, masked)], times=times)
            checks = _in_turns([lambda: work.db.scalar(select(1)), lambda: _check(work, masked)], times=times * 20)
    note = f"{documents:,} documents, {GRANTS} grants, {MASKS} masks against none, p50"
    return [
        Figure("List under masks", lists[1] * 1000, lists[0] * 1000, "ms", reach=1.5, note=note),
        Figure("A policy check", checks[1] * 1000, checks[0] * 1000, "ms", reach=12, note="against « select 1 », p50"),
    ]


def _list(work: Work, space_id: UUID) -> None:
    """Find a page and count by category, as the desk does."""
    work.db.expunge_all()
    found = queries.find_page(work, space_id, category=None, place=None)
    assert found.documents
    assert queries.count_by_category(work, space_id)


def _check(work: Work, space_id: UUID) -> None:
    assert policy.allowed(work, Permission.DOCUMENT_LIST, space_id)


def _in_turns(acts: list[Callable[[], Any]], *, times: int) -> list[float]:
    taken: list[list[float]] = [[] for _ in acts]
    for turn in range(times + 2):
        for number, act in enumerate(acts):
            began = time.perf_counter()
            act()
            if turn >= 2:
                taken[number].append(time.perf_counter() - began)
    return [median(values) for values in taken]


def _a_carnet(doctor: Actor, *, documents: int, masks: int) -> UUID:
    """Make a carnet that fifty professionals may read, the doctor among them."""
    holder = a_holder(wiring.open_work)
    others = [a_professional(wiring.open_work) for _ in range(GRANTS - 1)]
    for professional in (doctor, *others):
        a_grant(wiring.open_work, holder, professional)
    an_open_record(wiring.open_work, doctor, holder)
    with wiring.open_work(JOB) as work:
        work.db.execute(insert(Document), [_document(holder, number) for number in range(documents)])
        ids = list(work.db.scalars(select(col(Document.id)).where(col(Document.space_id) == holder.space_id)))
        if masks:
            audiences = [Audience(), Audience(doctor.professional_id), Audience(profession_code="60")]
            audiences += [Audience(one.professional_id) for one in others]
            lines = Random(1).sample(ids, masks)
            work.db.execute(insert(Mask), [_mask(holder, d, audiences[n % 52]) for n, d in enumerate(lines)])
        work.commit(untraced=Untraced.TECHNICAL)
        work.db.execute(text("analyze"))
        work.commit(untraced=Untraced.TECHNICAL)
    assert holder.space_id is not None
    return holder.space_id


def _document(holder: Actor, number: int) -> dict[str, Any]:
    category, kind, document_class = (BLOOD, SCAN)[number % 2]
    return {
        "id": uuid4(),
        "space_id": holder.space_id,
        "category": category,
        "type_code": kind,
        "class_code": document_class,
        "author_account_id": holder.account_id,
        "title": b"x" * 75,
        "document_date": date(2026, 11, 1) - timedelta(days=number % 1800),
        "added_at": "2026-11-01T00:00:00+00:00",
        "media_type": "application/pdf",
        "size": 400_000,
        "parts": 1,
        "file_id": uuid4(),
        "sha256": b"x" * 97,
        "view_media_type": "",
        "view_size": 0,
        "view_parts": 0,
    }


def _mask(holder: Actor, document_id: UUID, audience: Audience) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "space_id": holder.space_id,
        "document_id": document_id,
        "audience": audience.code,
        "hidden": True,
        "since": "2026-11-01T00:00:00+00:00",
    }


@contextmanager
def _parts(folder: Path) -> Iterator[None]:
    """Start a database and an object store of their own, and let the product's own wiring find them."""
    folder.mkdir()
    with (
        start_postgres(folder / "postgres", log=folder / "postgres.log") as database,
        start_objectstore(folder / "objects", log=folder / "objects.log") as store,
    ):
        given = {
            "CSN_DATABASE_URL": database.url,
            "CSN_KEYS_DATABASE_URL": database.keys_url,
            "CSN_S3_ENDPOINT": store.endpoint,
            "CSN_S3_ACCESS_KEY": store.access_key,
            "CSN_S3_SECRET_KEY": store.secret_key,
            "CSN_S3_BUCKET": store.bucket,
            "CSN_EMBEDDED": "1",
            "CSN_DATA": str(folder),
            "CSN_DEMO": "1",
        }
        before = {name: os.environ.get(name) for name in given}
        os.environ.update(given)
        _forget()
        try:
            wiring.migrate()
            wiring.prepare()
            yield
            wiring.parts().engine.dispose()
        finally:
            _forget()
            for name, value in before.items():
                os.environ.pop(name, None) if value is None else os.environ.update({name: value})


def _forget() -> None:
    for remembered in (settings, wiring.parts, wiring.installation_name):
        remembered.cache_clear()
