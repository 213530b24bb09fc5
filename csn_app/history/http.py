"""The proof that a holder takes home: every line of their trail, and how to check it without us."""

import json
from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from csn_app import routes
from csn_app.audit import checkpoints
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
    start = {
        "explication": HOW_TO_CHECK,
        "format": 1,
        "chain_id": str(head.chain_id),
        "head": stands,
        "head_signed": _statement(head.signed),
        "checkpoint": _statement(head.inclusion.checkpoint)
        | {
            "leaf": {"seq": head.inclusion.seq, "hash": head.inclusion.hash.hex()},
            "path": head.inclusion.path,
        },
        "public_key": head.public_key.hex(),
    }
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


async def send_checkpoints(request: Request) -> Response:
    """Give anybody the public key and the newest hundred checkpoints; ``avant`` goes further back."""
    before = request.query_params.get("avant", "")
    number = int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None
    found = await use(request, checkpoints.public_trail, before=number)
    body = {"public_key": found.public_key.hex(), "checkpoints": [_statement(one) for one in found.checkpoints]}
    return JSONResponse(body, headers={"Cache-Control": "public, max-age=60"})


def _statement(signed: checkpoints.Signed) -> dict[str, Any]:
    return {"statement": signed.text, "signature": signed.signature.hex()}


ROUTES = [
    Route(routes.HISTORY_PROOF, send_proof, methods=["GET"]),
    Route(routes.CHECKPOINTS, send_checkpoints, methods=["GET"]),
]
