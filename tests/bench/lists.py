"""A list must cost the same however much there is: in one space, and in the whole database."""

import asyncio
import time
from contextlib import AsyncExitStack
from statistics import median

from tests.attacks.client import Tab
from tests.bench.crowd import fill
from tests.bench.events import CARDS, LIST, ON_LIST, ask, open_tab
from tests.bench.figures import Figure
from tests.bench.people import give_documents, make_people
from tests.site import Site

PEOPLE = 30


def measure_big_space(site: Site, *, documents: int, times: int) -> list[Figure]:
    """Compare the whole event in a space of many documents with that in a space of 100."""
    few, many = make_people(site, 2)
    give_documents(site, [few], 100)
    give_documents(site, [many], documents)
    taken = asyncio.run(_in_turns([(site, [few.cookie]), (site, [many.cookie])], times=times))
    note = f"{documents:,} documents in a space against 100, p50"
    return [Figure("List of a big space", taken[1] * 1000, taken[0] * 1000, "ms", reach=1.3, note=note)]


def measure_many_spaces(small: Site, large: Site, *, few: int, many: int, times: int) -> list[Figure]:
    """Compare the whole event on an installation of many spaces with that on one of few, each person several times."""
    told = []
    for site, spaces in ((small, few), (large, many)):
        people = make_people(site, PEOPLE)
        fill(site, people, spaces=spaces)
        told.append((site, [person.cookie for person in people]))
    taken = asyncio.run(_in_turns(told, times=times))
    note = f"{many:,} spaces of 20 documents against {few:,}, p50"
    return [Figure("List among many spaces", taken[1] * 1000, taken[0] * 1000, "ms", reach=1.2, note=note)]


async def _in_turns(places: list[tuple[Site, list[str]]], *, times: int) -> list[float]:
    """Return the middle time of a list event at each place, asked in turns after everybody's first."""
    async with AsyncExitStack() as stack:
        tabs = [[await open_tab(stack, site, page=ON_LIST, cookie=c) for c in cookies] for site, cookies in places]
        for one in (one for here in tabs for one in here):
            assert CARDS in await ask(one, LIST)
        taken: list[list[float]] = [[] for _ in tabs]
        for _ in range(times):
            for number, here in enumerate(tabs):
                taken[number] += [await _timed(one) for one in here]
    return [median(values) for values in taken]


async def _timed(one: Tab) -> float:
    began = time.perf_counter()
    await ask(one, LIST)
    return time.perf_counter() - began
