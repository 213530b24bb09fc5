"""The file of one's measures, to take home."""

import csv
import io

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from csn_app import routes
from csn_app.core.actor import VISITOR
from csn_app.core.errors import NotFound
from csn_app.edge.http import actor_of, use
from csn_app.profile.measure_words import csv_lines
from csn_app.profile.measures import export_measures
from csn_app.ui.errors import error_page


async def send_measures(request: Request) -> Response:
    """Send every measure as a CSV that French spreadsheets open as it is: semicolons, commas, UTF-8 with its mark."""
    if actor_of(request) is VISITOR:
        return RedirectResponse(f"{routes.SIGN_IN}?suite={routes.MEASURES}", status_code=303)
    try:
        measures = await use(request, export_measures)
    except NotFound:
        return Response(error_page(404), status_code=404, media_type="text/html; charset=utf-8")
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(csv_lines(measures))
    headers = {"Content-Disposition": 'attachment; filename="mes-mesures.csv"'}
    return Response(b"\xef\xbb\xbf" + out.getvalue().encode(), media_type="text/csv; charset=utf-8", headers=headers)


ROUTES = [Route(routes.MEASURES_CSV, send_measures, methods=["GET"])]
