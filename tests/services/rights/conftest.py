"""The pages of one's rights, as a browser without a script asks for them and posts them."""

from collections.abc import Awaitable, Callable, Iterator
from secrets import token_hex

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.testclient import TestClient

from csn_app import wiring
from csn_app.core.actor import VISITOR
from csn_app.edge import door
from csn_app.edge.http import session_token
from csn_app.identity import form_closed, form_session, form_signin
from csn_app.identity.sessions import resolve_session
from csn_app.rights import form_closing, form_opposition, http

FORMS = (form_signin, form_session, form_closed, form_opposition, form_closing, http)


async def _with_actor(request: Request, call: Callable[[Request], Awaitable[Response]]) -> Response:
    request.state.actor = await door.resolve(session_token(request)) or VISITOR
    return await call(request)


@pytest.fixture
def client(parts: wiring.Parts) -> Iterator[TestClient]:
    before = list(door._installed)
    door.install(
        door.Door(
            open_work=wiring.open_work,
            resolve=resolve_session,
            installation_name=wiring.installation_name,
            ready=wiring.faults,
            error_page=lambda status: str(status).encode(),
        )
    )
    app = Starlette(
        routes=[route for form in FORMS for route in form.ROUTES],
        middleware=[Middleware(BaseHTTPMiddleware, dispatch=_with_actor)],
    )
    yield TestClient(app, base_url="https://carnet.test", client=(token_hex(8), 1))
    door._installed[:] = before
