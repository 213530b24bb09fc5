"""A browser that reads the gallery without a server: its requests are answered by the application in this process."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright
from starlette.testclient import TestClient

from tests.ui import gallery

ORIGIN = "http://localhost"
_CHROMIUM = Path("/usr/bin/chromium")
_FLAGS = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        system = str(_CHROMIUM) if _CHROMIUM.exists() else None
        browser = playwright.chromium.launch(executable_path=system, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def gallery_page(chromium: Browser) -> Iterator[Page]:
    client = TestClient(gallery.app, base_url=ORIGIN)
    context = chromium.new_context(service_workers="block", locale="fr-FR")

    def answer(route: Route) -> None:
        reply = client.get(route.request.url.removeprefix(ORIGIN) or "/")
        headers = {**reply.headers, "content-security-policy": gallery.CSP}
        route.fulfill(status=reply.status_code, headers=headers, body=reply.content)

    context.route("**/*", answer)
    yield context.new_page()
    context.close()
