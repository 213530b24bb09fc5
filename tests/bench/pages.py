"""What a page costs whoever opens it for the first time: bytes over the wire, and the wait until its rows are seen."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext

from tests.bench.figures import Figure
from tests.bench.people import Person
from tests.browser import chromium
from tests.site import Site

SIGN_IN_BYTES = 80_000
QUIET_MS = 700
ROWS = '[data-testid="liste-documents"] li:nth-child(25)'
SEEN = """
(() => {
  const note = () => requestAnimationFrame(() => { window.benchSeen ??= performance.now(); });
  const look = () => { if (document.querySelector(%s)?.checkVisibility()) { note(); watch.disconnect(); } };
  const watch = new MutationObserver(look);
  watch.observe(document, { childList: true, subtree: true });
})();
"""


@dataclass
class Counted:
    """A way to a site that counts the bytes it answers, whatever asks: page, socket or service worker."""

    address: str = ""
    bytes: int = 0


def measure_pages(blank: Site, site: Site, person: Person, *, times: int) -> list[Figure]:
    """Open each page in browsers that never saw it, in turns; the middle ones count."""
    with counting(blank) as plain, counting(site) as ours, chromium() as browser:
        blank_bytes, sign_in, listed = [], [], []
        blank_rows, our_rows = [], []
        for _ in range(times):
            blank_bytes.append(_visit(browser, plain, "/blank", "h1").bytes)
            sign_in.append(_visit(browser, ours, "/connexion", "h1").bytes)
            blank_rows.append(_visit(browser, plain, "/rows", "li:nth-child(25)").seconds)
            seen = _visit(browser, ours, "/documents", ROWS, person.cookie)
            our_rows.append(seen.seconds)
            listed.append(seen.bytes)
    return [
        Figure("Sign-in page with its font", median(sign_in) / 1000, SIGN_IN_BYTES / 1000, "KB", reach=1.0),
        Figure("Document list page", median(listed) / 1000, median(blank_bytes) / 1000, "KB", reach=1.45),
        Figure("25 rows visible", median(our_rows) * 1000, median(blank_rows) * 1000, "ms", reach=1.3),
    ]


@dataclass(frozen=True)
class Visit:
    bytes: int
    seconds: float


def _visit(browser: Browser, to: Counted, path: str, wanted: str, cookie: str = "") -> Visit:
    context = browser.new_context(locale="fr-FR", viewport={"width": 390, "height": 844})
    try:
        _sign_in(context, to, cookie)
        page = context.new_page()
        page.add_init_script(SEEN % json.dumps(wanted))
        to.bytes = 0
        page.goto(to.address + path, wait_until="commit")
        # Playwright's own waiting looks twice a second: the page itself says when.
        page.locator(wanted).wait_for()
        page.wait_for_timeout(100)
        seconds = page.evaluate("window.benchSeen") / 1000
        _until_quiet(to, page.wait_for_timeout)
        return Visit(to.bytes, seconds)
    finally:
        context.close()


def _sign_in(context: BrowserContext, to: Counted, cookie: str) -> None:
    for pair in filter(None, cookie.split("; ")):
        name, _, value = pair.partition("=")
        # A Secure cookie is sent to http://localhost by Chromium, but taken from an https address only.
        context.add_cookies([{"name": name, "value": value, "url": to.address.replace("http:", "https:")}])


def _until_quiet(to: Counted, wait: Callable[[float], None]) -> None:
    before = -1
    while before != to.bytes:
        before = to.bytes
        wait(QUIET_MS)


@contextmanager
def counting(site: Site) -> Iterator[Counted]:
    """Open a port that leads to the site and counts what comes back."""
    to = urlsplit(site.address)
    counted = Counted()
    loop = asyncio.new_event_loop()

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, count: bool) -> None:
        try:
            while piece := await reader.read(65536):
                counted.bytes += len(piece) * count
                writer.write(piece)
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", to.port)
        await asyncio.gather(carry(reader, back, count=False), carry(there, writer, count=True))

    server = loop.run_until_complete(asyncio.start_server(serve, "localhost", 0))
    counted.address = f"http://localhost:{server.sockets[0].getsockname()[1]}"
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield counted
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
