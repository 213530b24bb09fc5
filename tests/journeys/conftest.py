"""A browser for each person of a journey; a journey in which a page complained has failed."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import Visits
from tests.site import Site


@pytest.fixture
def visits(browser: Browser, site: Site) -> Iterator[Visits]:
    opened = Visits(browser, site.address)
    yield opened
    opened.close()
    faults = opened.watcher.unexpected()
    assert not faults, "\n".join(faults)
