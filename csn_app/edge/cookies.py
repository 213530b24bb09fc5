"""The two cookies: a session after sign-in, a visit before it.

They are named after the installation, since cookies ignore the port and two installations may share a host.
"""

from starlette.requests import cookie_parser
from starlette.responses import Response

from csn_app.edge.door import door

_VISIT_SECONDS = 24 * 3600
_BROWSER_SECONDS = 400 * 24 * 3600


def session_cookie() -> str:
    """Return the name of the session's cookie."""
    return f"__Host-csn-{door().installation_name()}"


def visit_cookie() -> str:
    """Return the name of the cookie that keeps what a visitor typed."""
    return f"__Host-csn-visite-{door().installation_name()}"


def browser_cookie() -> str:
    """Return the name of the cookie by which a browser that signed in before is known (R-ID-22)."""
    return f"__Host-csn-navigateur-{door().installation_name()}"


def read(header: str, name: str) -> str:
    """Return one cookie of a ``Cookie`` header, or nothing."""
    # Not the standard library's parser: it gives up at the first odd cookie, and cookies of other programs on
    # this host come with ours.
    return cookie_parser(header).get(name, "")


def set_session(response: Response, token: str) -> None:
    """Give the browser its session; it ends with the browser, or with the row that it names."""
    _set(response, session_cookie(), token, seconds=None)


def set_visit(response: Response, token: str) -> None:
    """Give the browser its visit, for 24 hours."""
    _set(response, visit_cookie(), token, seconds=_VISIT_SECONDS)


def set_browser(response: Response, token: str) -> None:
    """Let this browser be known the next time it signs in."""
    _set(response, browser_cookie(), token, seconds=_BROWSER_SECONDS)


def clear(response: Response, *names: str) -> None:
    """Take cookies back."""
    for name in names:
        response.delete_cookie(name, path="/", secure=True, httponly=True, samesite="strict")


def _set(response: Response, name: str, value: str, *, seconds: int | None) -> None:
    response.set_cookie(name, value, max_age=seconds, path="/", secure=True, httponly=True, samesite="strict")
