"""Making a copy of one's emergency card: a PDF to print, or a page that a telephone keeps and opens offline."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from csn_app import routes
from csn_app.access.emergency_rules import CardLife, Support
from csn_app.config import settings
from csn_app.core.actor import VISITOR
from csn_app.core.errors import CsnError, NotFound
from csn_app.edge.door import in_file_thread
from csn_app.edge.http import actor_of, form_of, use
from csn_app.emergency import service
from csn_app.emergency.copies import pdf_of, phone_page
from csn_app.emergency.wording import card_view
from csn_app.ui.errors import error_page


async def make(request: Request) -> Response:
    """Draw a code for one more copy, and send that copy as a file; the code is written nowhere else."""
    if actor_of(request) is VISITOR:
        return RedirectResponse(f"{routes.SIGN_IN}?suite={routes.EMERGENCIES}", status_code=303)
    form = await form_of(request)
    if form.get("espace", "") not in {"", str(actor_of(request).space_id)}:
        # A tab that was left in another space: a parent must not print their own card for their child's.
        return Response(status_code=204)
    try:
        support, life = Support(form.get("support", "")), CardLife(form.get("duree", CardLife.YEAR))
        made = await use(request, service.make_copy, support=support, life=life)
    except NotFound:
        return Response(error_page(404), status_code=404, media_type="text/html; charset=utf-8")
    except (CsnError, ValueError):
        # The page offers neither an empty card nor an eleventh one, and says so when no copy comes.
        return Response(status_code=204)
    base = settings().public_url.rstrip("/") or f"{request.url.scheme}://{request.headers.get('host', '')}"
    address, view = f"{base}{routes.SCANNED_CARD}/{made.code.token}", card_view(made.card)
    paper = support is Support.PAPER
    body = await in_file_thread(pdf_of if paper else phone_page, view, address=address, at=made.card.at)
    name = "carte-urgence.pdf" if paper else "carte-urgence.html"
    return Response(
        body,
        media_type="application/pdf" if paper else "text/html; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


ROUTES = [Route(routes.EMERGENCY_CARD, make, methods=["POST"])]
