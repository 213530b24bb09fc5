"""One victim for the whole folder."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.attacks.client import request, rows_about
from tests.attacks.surface import Surface, surface
from tests.attacks.victim import Victim, make_victim
from tests.site import Site

MAY_CHANGE = {"refusal", "chain_head", "trail_leaf"}
ATTEMPTS = ('"action": "ACCESS_DENIED"', '"action": "DEPOSIT_REFUSED"', '"action": "MESSAGE_REFUSED"')
"""What a refused attempt leaves in the victim's trail, and the clock's signature of it: that is their purpose."""


@pytest.fixture(scope="session", name="surface")
def _surface() -> Surface:
    return surface()


@pytest.fixture(scope="session")
def victim(site: Site) -> Victim:
    return asyncio.run(make_victim(site))


@pytest.fixture
def untouched(site: Site, victim: Victim) -> Iterator[None]:
    """What names the victim is the same afterwards, and they and the server go on."""
    before = rows_about(site, list(victim.ids))
    yield
    after = rows_about(site, list(victim.ids))
    changed = {name: set(before[name]) ^ set(after[name]) for name in after if name not in MAY_CHANGE}
    attempts = {line for line in changed["trace"] if any(word in line for word in ATTEMPTS)}
    by_stranger = Counter(json.loads(line)["account_id"] for line in attempts)
    assert all(lines <= len(ATTEMPTS) for lines in by_stranger.values()), "a stranger fills the trail"
    changed["trace"] -= attempts
    assert not {name: lines for name, lines in changed.items() if lines}
    assert request(site, "GET", "/ready").status_code == 200
    own = request(site, "GET", f"/documents/{victim.document}/fichier", headers={"Cookie": victim.cookie})
    assert victim.content in own.text
