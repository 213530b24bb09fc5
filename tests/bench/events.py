"""An authorised list event beside a blank one: 200 sockets, one event a second each."""

import asyncio
import random
import time
from contextlib import AsyncExitStack
from typing import Any

from tests.attacks.client import ROOT_STATE, Tab, tab
from tests.bench.figures import Figure, percentile
from tests.bench.floor import TOUCH
from tests.bench.people import Person
from tests.site import Site

LIST = f"{ROOT_STATE}.csn_app___documents___state_list____documents_state.load"
CARDS = '"cards_rx_state_"'
ON_LIST = {"pathname": "/documents", "asPath": "/documents", "query": {}}
ON_BLANK = {"pathname": "/blank", "asPath": "/blank", "query": {}}
ROUNDS = 3


async def ask(wire: Tab, handler: str) -> str:
    """Send one event and return its answer."""
    wire.heard.clear()
    await wire.call(handler)
    await wire.until(lambda: bool(wire.heard))
    return wire.heard[0]


async def open_tab(stack: AsyncExitStack, site: Site, *, page: dict[str, Any], cookie: str = "") -> Tab:
    """Open one tab on a page; it stays open until the stack ends."""
    opened: Tab = await stack.enter_async_context(tab(site, cookie=cookie))
    opened.page = page
    return opened


def measure_events(blank: Site, site: Site, people: list[Person], *, seconds: int) -> list[Figure]:
    """Measure the 95th percentile of both, in turns, with everybody's socket open all along."""
    return [asyncio.run(_measure(blank, site, people, seconds=seconds))]


async def _measure(blank: Site, site: Site, people: list[Person], *, seconds: int) -> Figure:
    async with AsyncExitStack() as stack:
        plain = [await open_tab(stack, blank, page=ON_BLANK) for _ in people]
        lists = [await open_tab(stack, site, page=ON_LIST, cookie=person.cookie) for person in people]
        for one in lists:
            answer = await ask(one, LIST)
            assert CARDS in answer, answer[:300]
        taken: dict[str, list[float]] = {TOUCH: [], LIST: []}
        for _ in range(ROUNDS):
            for handler, tabs in ((TOUCH, plain), (LIST, lists)):
                taken[handler] += await _one_a_second(tabs, handler, seconds=seconds)
    found = {handler: percentile(values, 0.95) * 1000 for handler, values in taken.items()}
    middle = percentile(taken[LIST], 0.5) * 1000
    note = f"p95, {len(people)} sockets, 1 event/s each; p50 {middle:.1f} ms"
    return Figure("Authorised list event", found[LIST], found[TOUCH], "ms", reach=2.5, note=note)


async def _one_a_second(tabs: list[Tab], handler: str, *, seconds: int) -> list[float]:
    """Return how long each answer took, from the moment when its event was due: a late server is not spared."""
    began = time.perf_counter() + 0.2

    async def use(one: Tab, phase: float) -> list[float]:
        taken = []
        for second in range(seconds):
            due = began + phase + second
            await asyncio.sleep(max(due - time.perf_counter(), 0))
            await ask(one, handler)
            taken.append(time.perf_counter() - due)
        return taken

    found = await asyncio.gather(*(use(one, random.random()) for one in tabs))
    return [value for values in found for value in values]
