"""A database of its own, made from the one that the environment gives."""

import os
from collections.abc import Iterator

import psycopg
import pytest

from csn_app.config import settings
from csn_app.core.actor import JOB, VISITOR
from csn_app.core.work import Work
from csn_app.tables import metadata
from csn_app.wiring import open_work, parts, prepare


@pytest.fixture(scope="session")
def _database() -> Iterator[None]:
    url = os.environ["CSN_DATABASE_URL"]
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        for name in ("csn_identity_tests", "csn_identity_tests_keys"):
            connection.execute(f"drop database if exists {name} with (force)".encode())
            connection.execute(f"create database {name}".encode())
    os.environ["CSN_DATABASE_URL"] = url.replace("/csn?", "/csn_identity_tests?")
    os.environ["CSN_KEYS_DATABASE_URL"] = url.replace("/csn?", "/csn_identity_tests_keys?")
    settings.cache_clear()
    parts.cache_clear()
    metadata.create_all(parts().engine)
    prepare()
    yield
    parts().engine.dispose()


@pytest.fixture
def job(_database: None) -> Iterator[Work]:
    with open_work(JOB) as work:
        yield work


@pytest.fixture
def visitor(_database: None) -> Iterator[Work]:
    with open_work(VISITOR) as work:
        yield work
