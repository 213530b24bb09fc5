"""A real Chromium for the journeys: three widths, a watcher that forgives nothing, and axe."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

FLAGS = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]
PHONE, TABLET, DESK = (390, 844), (820, 1180), (1280, 900)
SIZES = (PHONE, TABLET, DESK)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text(encoding="utf-8")
_HARMLESS = ("net::ERR_ABORTED",)
"""What the browser says of requests that a person's own navigation cut short."""
_LEFT_EARLY = "WebSocket is closed before the connection is established"
"""The same of a websocket: said when the page closes it before it opened, never when the server refuses it."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium where it is installed, Playwright's own elsewhere."""
    with sync_playwright() as playwright:
        system = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=system, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Watcher:
    """Collects what a page must not do: console errors, policy violations, exceptions, failed requests.

    ``expected`` names parts of messages that a test provokes on purpose.
    """

    faults: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Listen to one page."""
        page.on("console", self._console)
        page.on("pageerror", lambda fault: self.faults.append(f"exception: {fault}"))
        page.on("requestfailed", self._failed)

    def unexpected(self) -> list[str]:
        """Return the faults that no test announced."""
        return [fault for fault in self.faults if not any(words in fault for words in self.expected)]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and _LEFT_EARLY not in message.text:
            self.faults.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _failed(self, request: Request) -> None:
        if request.failure not in _HARMLESS:
            self.faults.append(f"failed: {request.method} {request.url} {request.failure}")


@dataclass
class Visits:
    """Opens browsers of their own (cookies apart) on one site, and gathers what went wrong in any of them."""

    browser: Browser
    address: str
    watcher: Watcher = field(default_factory=Watcher)
    contexts: list[BrowserContext] = field(default_factory=list)

    def page(self, size: tuple[int, int] = DESK, *, touch: bool = False) -> Page:
        """Open a page in a new browser of a width."""
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": size[0], "height": size[1]},
            locale="fr-FR",
            timezone_id="Europe/Paris",
            reduced_motion="reduce",
            has_touch=touch,
        )
        context.set_default_timeout(10_000)
        context.on("page", self.watcher.watch)
        self.contexts.append(context)
        return context.new_page()

    def close(self) -> None:
        """Close every browser."""
        for context in self.contexts:
            context.close()


def axe_faults(page: Page) -> list[str]:
    """Run axe in both themes, evaluated in the page so that its strict policy stays on."""
    found: list[str] = []
    # The dark theme changes colours and nothing else: only what axe says of colours is asked again.
    for theme, tags in (("light", TAGS), ("dark", ["cat.color"])):
        page.emulate_media(color_scheme=theme)
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE + ";0")
        wanted = {"runOnly": tags, "iframes": False, "resultTypes": ["violations"]}
        faults = page.evaluate("wanted => axe.run(document, wanted)", wanted)["violations"]
        found += [f"{page.url} {theme} {fault['id']}: {fault['nodes'][0]['html'][:160]}" for fault in faults]
    page.emulate_media(color_scheme="light")
    return found


def spills(page: Page) -> bool:
    """Say whether the page must be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def reads_well(page: Page) -> None:
    """Assert that axe finds nothing in either theme and that nothing spills sideways."""
    assert axe_faults(page) == []
    assert not spills(page), page.url


OpenPage = Callable[..., Page]
