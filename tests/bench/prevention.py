"""Prevention and the agenda: many people evaluated, and a month that is full."""

import asyncio
import json
import time
from contextlib import AsyncExitStack
from datetime import date, datetime, timedelta
from statistics import median

from csn_app.agenda.rules import PARIS
from csn_app.prevention.rules import Dose, Facts, add_months, evaluate
from tests.attacks.client import ROOT_STATE, rows
from tests.bench.events import ask, open_tab
from tests.bench.figures import Figure
from tests.bench.people import key_store, make_people
from tests.site import Site

AGENDA = f"{ROOT_STATE}.csn_app___agenda___state____agenda_state.load"
MONTH = {"pathname": "/agenda", "asPath": "/agenda?vue=mois", "query": {"vue": "mois"}}
WEEKS = '"weeks_rx_state_"'
MINUTE = 60.0


def measure_people(people: int) -> list[Figure]:
    """Evaluate people of every age, with doses and answers of their own; the reach is a minute for all of them."""
    today = date(2026, 11, 24)
    crowd = [_somebody(number, today) for number in range(2_000)]
    began, items = time.perf_counter(), 0
    for number in range(people):
        items += len(evaluate(crowd[number % len(crowd)]))
    taken = time.perf_counter() - began
    note = f"{people:,} people, {items / people:.1f} items each, one core"
    return [Figure("Prevention of many people", taken, MINUTE * people / 100_000, "s", reach=1.0, note=note)]


def measure_month(site: Site, *, events: int, times: int) -> list[Figure]:
    """Compare the whole event of a month of many appointments with that of a month of ten."""
    few, many = make_people(site, 2)
    for person, count in ((few, 10), (many, events)):
        _fill(site, person.space, count)
    taken = asyncio.run(_in_turns(site, [few.cookie, many.cookie], times=times))
    note = f"{events} appointments in the month against 10, p50"
    return [Figure("Month of the agenda", taken[1] * 1000, taken[0] * 1000, "ms", reach=2.0, note=note)]


def _somebody(number: int, today: date) -> Facts:
    born = add_months(today, -((number * 7) % 1100)) - timedelta(days=number % 28)
    vaccines = ("HEXA", "ROR", "DTP", "GRIPPE", "HPV9", "PNC_INF")
    doses = tuple(
        Dose(vaccines[(number + n) % 6], day, day)
        for n in range(number % 5)
        if (day := add_months(born, 2 + 40 * n)) <= today
    )
    done = {"DEP-SEIN": (today - timedelta(days=number % 1500),)} if number % 3 else {}
    return Facts(born, "FM"[number % 2], today, doses=doses, done=done, answers=frozenset({"maladie_chronique"}))


def _fill(site: Site, space: object, count: int) -> None:
    """Write appointments of this month straight into the database, sealed as the product seals them."""
    first = datetime.now(PARIS).replace(day=1, hour=8, minute=0, second=0, microsecond=0)
    insert = (
        "insert into appointment (id, space_id, author_account_id, starts_at, minutes, last_at, repeats, status, body,"
        " added_at, changed_at) values (%s, %s, gen_random_uuid(), %s, 30, %s, false, 'CONFIRMED', %s, now(), now())"
    )
    from_code = ("title", "kind", "with_whom", "professional", "speciality", "address", "preparation", "companion")
    with key_store(site) as keys, rows(site) as db:
        for number in range(count):
            (identifier,) = db.execute("select gen_random_uuid()").fetchone() or (None,)
            at = first + timedelta(days=number % 28, minutes=10 * (number // 28))
            body = {
                **dict.fromkeys(from_code, ""),
                "title": f"Soin {number}",
                "kind": "CARE",
                "comment": "",
                "rule": "",
            }
            body |= {"documents": [], "alerts": [], "repeat": "NEVER", "times": 1}
            sealed = keys.seal(space, f"appointment.body:{identifier}", json.dumps(body).encode())  # type: ignore[arg-type]
            db.execute(insert, [identifier, space, at, at + timedelta(minutes=30), sealed])


async def _in_turns(site: Site, cookies: list[str], *, times: int) -> list[float]:
    async with AsyncExitStack() as stack:
        tabs = [await open_tab(stack, site, page=MONTH, cookie=cookie) for cookie in cookies]
        for one in tabs:
            assert WEEKS in await ask(one, AGENDA)
        taken: list[list[float]] = [[] for _ in tabs]
        for _ in range(times):
            for number, one in enumerate(tabs):
                began = time.perf_counter()
                await ask(one, AGENDA)
                taken[number].append(time.perf_counter() - began)
    return [median(values) for values in taken]
