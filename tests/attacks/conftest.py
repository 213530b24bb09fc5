"""One victim for the whole folder."""

import asyncio

import pytest

from tests.attacks.surface import Surface, surface
from tests.attacks.victim import Victim, make_victim
from tests.site import Site


@pytest.fixture(scope="session", name="surface")
def _surface() -> Surface:
    return surface()


@pytest.fixture(scope="session")
def victim(site: Site) -> Victim:
    return asyncio.run(make_victim(site))
