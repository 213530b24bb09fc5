"""A browser that reads the gallery without a server: its requests are answered by the application in this process."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route
from starlette.testclient import TestClient

from tests.ui import gallery

ORIGIN = "http://localhost"


@pytest.fixture
def gallery_page(browser: Browser) -> Iterator[Page]:
    client = TestClient(gallery.app, base_url=ORIGIN)
    context = browser.new_context(service_workers="block", locale="fr-FR")

    def answer(route: Route) -> None:
        reply = client.get(route.request.url.removeprefix(ORIGIN) or "/")
        headers = {**reply.headers, "content-security-policy": gallery.CSP}
        route.fulfill(status=reply.status_code, headers=headers, body=reply.content)

    context.route("**/*", answer)
    yield context.new_page()
    context.close()
