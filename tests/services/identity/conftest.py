"""Units of work of the installation itself and of somebody who is not signed in."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from sqlalchemy.orm import Session

from csn_app import wiring
from csn_app.core.actor import JOB, VISITOR, Actor
from csn_app.core.work import Work

OpenWork = Callable[[Actor], AbstractContextManager[Work]]


@pytest.fixture
def job(open_work: OpenWork) -> Iterator[Work]:
    with open_work(JOB) as work:
        yield work


@pytest.fixture
def visitor(open_work: OpenWork) -> Iterator[Work]:
    with open_work(VISITOR) as work:
        yield work


@pytest.fixture
def alone(parts: wiring.Parts, open_work: OpenWork) -> Iterator[Work]:
    """A unit of work of the installation that is undone whole, commits too: what it does to everybody stays inside."""
    with parts.engine.connect() as connection, connection.begin() as outer, open_work(JOB) as work:
        work.db = Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False)
        yield work
        work.db.close()
        outer.rollback()
