"""What every page shares that a visitor may see: the browser that asks, its visit, and the way in."""

from secrets import token_urlsafe

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from csn_app import routes
from csn_app.edge import cookies
from csn_app.edge.http import browser_token, visit_token
from csn_app.identity.rules import device_of, network_of
from csn_app.identity.signin import Browser, SignedIn


def browser_of(request: Request) -> Browser:
    """Return what asks; a browser without a visit gets its secret now, and its cookie with ``remember``."""
    if not hasattr(request.state, "visit"):
        request.state.visit = visit_token(request) or token_urlsafe(32)
    return Browser(
        visit=request.state.visit,
        known=browser_token(request),
        address=network_of(request.client.host) if request.client else "",
        device=device_of(request.headers.get("user-agent", "")),
    )


def remember(request: Request, answer: Response) -> Response:
    """Give the browser the cookie of its visit, in answer to a form only.

    A page reached from another site comes without our cookies: giving it a new one would lose what was typed.
    """
    cookies.set_visit(answer, browser_of(request).visit)
    return answer


def go(address: str) -> Response:
    """Send the browser to another page, which it asks for afresh."""
    return RedirectResponse(address, status_code=303)


def enter(signed_in: SignedIn, *, to: str = "") -> Response:
    """Give the browser its session and lead it where its owner wanted to go, or home."""
    home = routes.CHOOSE_PLACE if signed_in.chooses_place else routes.HOME_OF[signed_in.quality]
    answer = go(to or (home if signed_in.chooses_place else signed_in.wanted or home))
    cookies.set_session(answer, signed_in.session)
    if signed_in.browser:
        cookies.set_browser(answer, signed_in.browser)
    return answer
