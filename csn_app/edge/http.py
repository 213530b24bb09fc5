"""What an HTTP route needs: who asks, a capped form, a use case off the loop."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from starlette.requests import Request

from csn_app.core.actor import VISITOR, Actor
from csn_app.edge import cookies, door
from csn_app.edge.door import slow

Answer = TypeVar("Answer")
FORM_BYTES = 64 * 1024

__all__ = ["FORM_BYTES", "actor_of", "browser_token", "form_of", "session_token", "slow", "use", "visit_token"]


def actor_of(request: Request) -> Actor:
    """Return who asks, as the gate found out from the cookie; a visitor where signed out."""
    actor: Actor = getattr(request.state, "actor", VISITOR)
    return actor


async def use(
    request: Request, use_case: Callable[..., Answer], /, *, actor: Actor | None = None, **given: Any
) -> Answer:
    """Run one use case as the one who asks; raises what the use case raises."""
    return await door.use(actor or actor_of(request), use_case, **given)


async def form_of(request: Request) -> dict[str, str]:
    """Read a native form (the gate capped it at 64 KB); a field given twice counts once, the last time."""
    body = await request.body()
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=60))


def visit_token(request: Request) -> str:
    """Return the visit cookie's secret, or nothing."""
    return cookies.read(request.headers.get("cookie", ""), cookies.visit_cookie())


def session_token(request: Request) -> str:
    """Return the session cookie's secret, or nothing."""
    return cookies.read(request.headers.get("cookie", ""), cookies.session_cookie())


def browser_token(request: Request) -> str:
    """Return the secret by which this browser is known, or nothing."""
    return cookies.read(request.headers.get("cookie", ""), cookies.browser_cookie())
