"""``python -m tests.bench``: every figure of the site's speed, as a table and as ``bench.json``."""

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from tests.bench.access import measure_access
from tests.bench.events import measure_events
from tests.bench.figures import Figure, table
from tests.bench.floor import blank_app
from tests.bench.lists import measure_big_space, measure_many_spaces
from tests.bench.pages import measure_pages
from tests.bench.people import give_documents, make_people
from tests.bench.prevention import measure_month, measure_people
from tests.bench.search import measure_search
from tests.bench.signin import measure_sign_in
from tests.bench.transfers import measure_memory, measure_transfers
from tests.site import Site, running_site

Measure = Callable[[], list[Figure]]


@dataclass(frozen=True)
class Sizes:
    """How much is measured; the reaches are those of the full sizes."""

    sockets: int = 200
    seconds: int = 10
    visits: int = 9
    documents: int = 100_000
    spaces: int = 1_000_000
    times: int = 5
    megabytes: int = 100
    files: int = 10
    sign_ins: int = 20
    people: int = 100_000


QUICK = Sizes(
    sockets=50, seconds=4, visits=3, documents=10_000, spaces=20_000, times=3, files=4, sign_ins=6, people=10_000
)


def main() -> None:
    """Measure, print, write; a slow machine is told, never a failure."""
    asked = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    asked.add_argument("--quick", action="store_true", help="smaller sizes, while others use the machine")
    asked.add_argument("--only", default="", help="names of groups, with commas: " + ", ".join(GROUPS))
    chosen = asked.parse_args()
    wanted = set(filter(None, chosen.only.split(","))) or set(GROUPS)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="csn-bench-") as folder:
        figures = list(_figures(Path(folder), QUICK if chosen.quick else Sizes(), wanted))
    _say("\n" + table(figures))
    unmet = [figure.name for figure in figures if not figure.met]
    _say(f"\n{time.monotonic() - began:.0f} s. Not met: {', '.join(unmet) or 'none'}.")
    _write(figures, quick=chosen.quick)


def _figures(folder: Path, sizes: Sizes, wanted: set[str]) -> Iterator[Figure]:
    # Where the server of the database must pass as another account.
    folder.chmod(0o755)
    with blank_app(folder) as blank, _a_site(folder / "site") as site:
        for name in (name for name in GROUPS if name in wanted):
            yield from _told(name, partial(GROUPS[name], blank, site, sizes))


def _pages(blank: Site, site: Site, sizes: Sizes) -> list[Figure]:
    (person,) = make_people(site, 1)
    give_documents(site, [person], 60)
    return measure_pages(blank, site, person, times=sizes.visits)


def _sign_in(_blank: Site, site: Site, sizes: Sizes) -> list[Figure]:
    return measure_sign_in(site, make_people(site, sizes.sign_ins))


def _events(blank: Site, site: Site, sizes: Sizes) -> list[Figure]:
    people = make_people(site, sizes.sockets)
    give_documents(site, people, 60)
    return measure_events(blank, site, people, seconds=sizes.seconds)


def _space(_blank: Site, site: Site, sizes: Sizes) -> list[Figure]:
    return measure_big_space(site, documents=sizes.documents, times=20 * sizes.times)


def _files(_blank: Site, site: Site, sizes: Sizes) -> list[Figure]:
    (person,) = make_people(site, 1)
    found = measure_memory(site, person, megabytes=sizes.megabytes, files=sizes.files)
    return measure_transfers(site, person, megabytes=sizes.megabytes, times=sizes.times) + found


def _access(_blank: Site, site: Site, sizes: Sizes) -> list[Figure]:
    # The list that the goal names, whatever the sizes of the others.
    return measure_access(site.data.parent / "access", documents=10_000, times=10 * sizes.times)


def _spaces(_blank: Site, site: Site, sizes: Sizes) -> list[Figure]:
    with _a_site(site.data.parent / "large") as large:
        return measure_many_spaces(site, large, few=1_000, many=sizes.spaces, times=sizes.times)


def _prevention(_blank: Site, site: Site, sizes: Sizes) -> list[Figure]:
    return measure_people(sizes.people) + measure_month(site, events=500, times=4 * sizes.times)


def _search(_blank: Site, site: Site, sizes: Sizes) -> list[Figure]:
    return measure_search(site.data.parent / "search", documents=10_000, times=20 * sizes.times)


GROUPS = {
    "pages": _pages,
    "signin": _sign_in,
    "events": _events,
    "space": _space,
    "files": _files,
    "prevention": _prevention,
    "spaces": _spaces,
    "access": _access,
    "search": _search,
}


@contextmanager
def _a_site(folder: Path) -> Iterator[Site]:
    folder.mkdir()
    with running_site(folder, CSN_UPLOAD_MAX_MB="110") as site:
        yield site


def _told(name: str, measure: Measure) -> list[Figure]:
    began = time.monotonic()
    try:
        found = measure()
    except (AssertionError, OSError, RuntimeError, TimeoutError) as fault:
        # The other figures are worth having.
        _say(f"{name}: could not be measured: {fault!r:.300}")
        return []
    _say(f"{name}: {time.monotonic() - began:.0f} s")
    return found


def _write(figures: list[Figure], *, quick: bool) -> None:
    told = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "quick": quick,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load": os.getloadavg()[0],
        "figures": [figure.as_json() for figure in figures],
    }
    folder = Path(os.environ.get("BENCH_OUT", "."))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "bench.json").write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
