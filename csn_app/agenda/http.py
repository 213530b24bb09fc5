"""What of the agenda is not a page: the calendar file, the private address, the door of a téléconsultation."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from csn_app import routes
from csn_app.agenda import feed, video
from csn_app.core.actor import JOB, VISITOR
from csn_app.core.errors import CsnError, NotFound
from csn_app.edge.http import actor_of, use
from csn_app.identity.rules import network_of
from csn_app.identity.throttles import MustWait
from csn_app.ui.errors import error_page

_CALENDAR = "text/calendar; charset=utf-8"
_PRIVATE = {"Cache-Control": "private, no-store"}


async def send_file(request: Request) -> Response:
    """Send the holder's whole agenda as one calendar file."""
    if actor_of(request) is VISITOR:
        return RedirectResponse(f"{routes.SIGN_IN}?suite={routes.AGENDA}", status_code=303)
    try:
        made = await use(request, feed.export_agenda)
    except NotFound:
        return _lost()
    headers = {"Content-Disposition": 'attachment; filename="agenda.ics"', **_PRIVATE}
    return Response(made, media_type=_CALENDAR, headers=headers)


async def send_feed(request: Request) -> Response:
    """Send the calendar behind a private address to whatever program asks; whoever is signed in does not matter."""
    address = network_of(request.client.host) if request.client else ""
    try:
        made = await use(request, feed.serve_feed, actor=JOB, secret=request.path_params["token"], address=address)
    except MustWait as fact:
        return Response(status_code=429, headers={"Retry-After": str(fact.minutes * 60), **_PRIVATE})
    except CsnError:
        return _lost()
    return Response(made, media_type=_CALENDAR, headers=_PRIVATE)


async def join(request: Request) -> Response:
    """Lead the holder to the room of a téléconsultation that is open now."""
    if actor_of(request) is VISITOR:
        return RedirectResponse(f"{routes.SIGN_IN}?suite={routes.AGENDA}", status_code=303)
    try:
        address = await use(request, video.join_room, appointment_id=UUID(request.path_params["appointment_id"]))
    except (CsnError, ValueError):
        return _lost()
    return RedirectResponse(address, status_code=303, headers=_PRIVATE)


def _lost() -> Response:
    return Response(error_page(404), status_code=404, media_type="text/html; charset=utf-8")


ROUTES = [
    Route(routes.AGENDA_FILE, send_file, methods=["GET"]),
    Route(routes.AGENDA_FEED, send_feed, methods=["GET"]),
    Route(routes.AGENDA_JOIN, join, methods=["GET"]),
]
