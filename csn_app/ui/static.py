"""Our hashed files at ``/s/``, compressed once, and the service worker at the root that it must have."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from csn_app.ui.assets import ASSETS, PREFIX, StaticAsset, asset_url
from csn_app.ui.errors import error_page

_WORKER = asset_url("sw.js").removeprefix(PREFIX)


async def asset(request: Request) -> Response:
    """Send one file under its hashed name, in the encoding that the browser takes."""
    found = ASSETS.get(request.path_params["name"])
    if found is None:
        return Response(error_page(404), status_code=404, media_type="text/html")
    return _send(request, found)


async def worker(request: Request) -> Response:
    """Send the service worker: its address never changes and its scope is the whole site."""
    return _send(request, ASSETS[_WORKER])


def _send(request: Request, found: StaticAsset) -> Response:
    takes = request.headers.get("accept-encoding", "")
    for encoding, body in (("br", found.brotli), ("gzip", found.gzip)):
        if body is not None and encoding in takes:
            headers = {"Content-Encoding": encoding, "Vary": "Accept-Encoding"}
            return Response(body, media_type=found.media_type, headers=headers)
    return Response(found.body, media_type=found.media_type)


ROUTES = [Route(PREFIX + "{name}", asset, methods=["GET"]), Route("/sw.js", worker, methods=["GET"])]
