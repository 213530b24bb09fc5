"""Real parts for the tests: PostgreSQL and an object store of their own, and a running site for the browser."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from csn_app import wiring
from csn_app.config import settings
from csn_app.core.actor import Actor
from csn_app.core.work import Work
from csn_app.launch.objectstore import start_objectstore
from csn_app.launch.postgres import start_postgres
from tests.browser import chromium
from tests.site import Site, running_site, site_at

OpenWork = Callable[[Actor], AbstractContextManager[Work]]


def _forget_settings() -> None:
    for remembered in (settings, wiring.parts, wiring.installation_name):
        remembered.cache_clear()


@pytest.fixture(scope="session")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[wiring.Parts]:
    """PostgreSQL and an object store started for this run, migrated, in demo mode (the clock may be moved)."""
    data: Path = tmp_path_factory.mktemp("parts")
    with (
        start_postgres(data / "postgres", log=data / "postgres.log") as database,
        start_objectstore(data / "objects", log=data / "objects.log") as store,
    ):
        given = {
            "CSN_DATABASE_URL": database.url,
            "CSN_KEYS_DATABASE_URL": database.keys_url,
            "CSN_S3_ENDPOINT": store.endpoint,
            "CSN_S3_ACCESS_KEY": store.access_key,
            "CSN_S3_SECRET_KEY": store.secret_key,
            "CSN_S3_BUCKET": store.bucket,
            "CSN_EMBEDDED": "1",
            "CSN_DATA": str(data),
            "CSN_DEMO": "1",
        }
        before = {name: os.environ.get(name) for name in given}
        os.environ.update(given)
        _forget_settings()
        wiring.migrate()
        wiring.prepare()
        yield wiring.parts()
        wiring.parts().engine.dispose()
        _forget_settings()
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})


@pytest.fixture
def open_work(parts: wiring.Parts) -> OpenWork:
    """Open a unit of work for an actor, on the real parts."""
    assert parts
    return wiring.open_work


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The whole product as ``make run`` starts it, on a port of its own, with the demo people.

    ``CSN_SITE`` names one that runs already, for whoever writes a journey; it begins anew.
    """
    if address := os.environ.get("CSN_SITE"):
        yield site_at(address)
        return
    with running_site(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium a module: Playwright holds the thread's event loop, which other modules need."""
    with chromium() as started:
        yield started
