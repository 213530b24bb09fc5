"""The proof that a holder takes home: every line of their trail, and how to check it without us."""

import json
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from csn_app import routes
from csn_app.core.actor import VISITOR
from csn_app.core.errors import NotFound
from csn_app.edge.http import actor_of, use
from csn_app.history import service
from csn_app.history.proof import HOW_TO_CHECK
from csn_app.ui.errors import error_page


async def send_proof(request: Request) -> Response:
    """Send the whole trail as JSON, a thousand lines at a time."""
    if actor_of(request) is VISITOR:
        return RedirectResponse(f"{routes.SIGN_IN}?suite={routes.HISTORY}", status_code=303)
    try:
        head = await use(request, service.begin_export)
    except NotFound:
        return Response(error_page(404), status_code=404, media_type="text/html; charset=utf-8")
    headers = {"Content-Disposition": 'attachment; filename="preuve-historique.json"'}
    return StreamingResponse(_body(request, head), media_type="application/json", headers=headers)


async def _body(request: Request, head: service.Head) -> AsyncIterator[bytes]:
    stands = {"seq": head.seq, "hash": head.hash.hex()}
    start = {"explication": HOW_TO_CHECK, "chain_id": str(head.chain_id), "head": stands}
    yield json.dumps(start, ensure_ascii=False, indent=1).removesuffix("\n}").encode() + b',\n "lines": ['
    sent = 0
    while sent < head.seq:
        lines = await use(request, service.export_lines, after_seq=sent)
        lines = [line for line in lines if line["line"]["seq"] <= head.seq]
        if not lines:
            break
        text = ",\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
        yield (b",\n" if sent else b"\n") + text.encode()
        sent = lines[-1]["line"]["seq"]
    yield b"\n]}\n"


ROUTES = [Route(routes.HISTORY_PROOF, send_proof, methods=["GET"])]
