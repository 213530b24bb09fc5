"""Units of work of the installation itself and of somebody who is not signed in."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

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
