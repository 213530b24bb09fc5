"""A browser for each person of a journey; a journey in which a page complained has failed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import Visits
from tests.site import Site


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Walk a journey that failed a second time, and say so (« R » in the summary): a busy machine stalls a browser.

    What fails twice has failed. Nothing else is ever run again.
    """
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture
def visits(browser: Browser, site: Site) -> Iterator[Visits]:
    opened = Visits(browser, site.address)
    yield opened
    opened.close()
    faults = opened.watcher.unexpected()
    assert not faults, "\n".join(faults)
