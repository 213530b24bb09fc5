"""No sentence before sign-in promises what this installation cannot do: write a letter, open a child's space."""

from collections.abc import Awaitable, Callable

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.testclient import TestClient

from csn_app.core.actor import VISITOR
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Channel
from csn_app.identity import form_activation, form_signin, form_stopped, form_welcome
from csn_app.identity.activation_codes import announcement
from csn_app.identity.code_step import resend
from csn_app.identity.second_factor import Factor
from csn_app.identity.signin import SecondStep
from csn_app.rights import form_opposition

CANNOT = (
    "courrier",
    "l’assistance",
    "celui de vos enfants",
)
ADDRESSES = (
    "/",
    "/opposition",
    "/opposition/retirer",
    "/opposition/verifier",
    "/activation",
    *(f"/activation/arret/{slug}" for slug in form_stopped._BY_SLUG),
)


async def _as_visitor(request: Request, call: Callable[[Request], Awaitable[Response]]) -> Response:
    request.state.actor = VISITOR
    return await call(request)


@pytest.fixture
def pages() -> TestClient:
    app = Starlette(
        routes=[*form_welcome.ROUTES, *form_opposition.ROUTES, *form_stopped.ROUTES, *form_activation.ROUTES],
        middleware=[Middleware(BaseHTTPMiddleware, dispatch=_as_visitor)],
    )
    return TestClient(app, base_url="https://carnet.test")


def kept(text: str) -> list[str]:
    return [words for words in CANNOT if words in text]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_promises_only_what_is_there(pages: TestClient, address: str) -> None:
    page = pages.get(address)
    assert page.status_code == 200
    assert kept(page.text) == []


@pytest.mark.parametrize("state", [SpaceState.CLOSED_ARCHIVED, SpaceState.SUSPENDED, SpaceState.DECEASED])
def test_a_closed_door_promises_only_what_is_there(state: SpaceState) -> None:
    assert kept(bytes(form_signin.closed_page(state).body).decode()) == []


def test_the_announcement_promises_only_what_is_there() -> None:
    assert kept(announcement(Channel.SMS, to="0639980101", name="Alice Martin", code="AAAABBBBCCCC").text) == []


def test_every_page_leads_to_how_a_true_message_is_recognised(pages: TestClient) -> None:
    assert 'href="/#vrai-message"' in pages.get("/activation").text
    assert 'id="vrai-message"' in pages.get("/").text


def test_seconds_that_pass_are_not_read_out_one_by_one() -> None:
    counted = str(resend(SecondStep(Factor.SMS, "06 •• •• •• 01", 24, "alice.martin"), action="/"))
    ticking = counted[counted.index("data-countdown") : counted.index("secondes")]
    assert "24" in ticking
    assert "aria-live" not in counted
    assert counted.count('role="status"></p>') == 1
