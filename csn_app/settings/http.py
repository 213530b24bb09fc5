"""What a page asks for while it is seen: is there something new?"""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from csn_app import routes
from csn_app.core.errors import CsnError
from csn_app.edge.http import use
from csn_app.settings.notices import read_news


async def send_news(request: Request) -> Response:
    """Answer with two numbers, or with nothing to whoever has no list; asking keeps no session alive."""
    try:
        news = await use(request, read_news)
    except CsnError:
        return Response(status_code=204)
    return JSONResponse({"nonLues": news.unread, "lignes": news.lines}, headers={"Cache-Control": "no-store"})


ROUTES = [Route(routes.NEWS, send_news, methods=["GET"])]
