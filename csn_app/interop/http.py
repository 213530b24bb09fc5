"""The API of services: OAuth's token and revocation, SMART's configuration, and FHIR R4 for what was agreed.

A cookie counts for nothing here: the bearer's token says who calls, the consents what they reach, in every statement.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from csn_app import routes
from csn_app.access import tokens
from csn_app.core.actor import VISITOR
from csn_app.core.errors import CsnError, NotFound, Unavailable, Unreadable
from csn_app.documents import service as documents
from csn_app.documents.files import Piece, pieces
from csn_app.documents.views import OpenedFile
from csn_app.edge.door import in_file_thread
from csn_app.edge.gate import own_origin
from csn_app.edge.http import form_of, use
from csn_app.interop import resources, rules, service
from csn_app.interop.conformance import capability, smart

_FHIR = "application/fhir+json"
_BINARY, _ADDED, _MOVED = "Binary", ("Appointment", "Observation"), ("Appointment",)
_METADATA, _SMART = f"{routes.FHIR}/metadata", f"{routes.FHIR}/.well-known/smart-configuration"
_VERBS = {"GET": "r", "POST": "c", "PUT": "u"}

_SERVER = "a service's own server calls with a bearer token; a cookie counts for nothing"

WITHOUT_ORIGIN = {
    routes.OAUTH_TOKEN: "a service's own server calls: the code and its verifier, or the refresh token, are the right",
    routes.OAUTH_REVOKE: "a service gives its token back: the token is the whole right, and ends",
    **{f"{routes.FHIR}/{kind}": _SERVER for kind in _ADDED},
    **{f"{routes.FHIR}/{kind}/{{resource_id}}": _SERVER for kind in _MOVED},
}
"""Who may post without an Origin: servers, that no browser stands behind."""


async def give_tokens(request: Request) -> Response:
    """Answer a code, or a refresh token, with a pair of tokens; every refusal looks the same."""
    form = await form_of(request)
    client_id = form.get("client_id", "")
    try:
        if form.get("grant_type") == "authorization_code":
            given = {"code": form.get("code", ""), "redirect_uri": form.get("redirect_uri", "")}
            verifier = form.get("code_verifier", "")
            pair = await use(
                request, tokens.redeem_code, actor=VISITOR, client_id=client_id, verifier=verifier, **given
            )
        elif form.get("grant_type") == "refresh_token":
            token = form.get("refresh_token", "")
            pair = await use(request, tokens.refresh, actor=VISITOR, client_id=client_id, token=token)
        else:
            return JSONResponse({"error": "unsupported_grant_type"}, status_code=400)
    except tokens.TokenRefused:
        return JSONResponse({"error": "invalid_grant"}, status_code=400)
    said = {
        "access_token": pair.access,
        "token_type": "Bearer",
        "expires_in": int(pair.lasts.total_seconds()),
        "refresh_token": pair.refresh,
        "scope": pair.scope,
        "patient": str(pair.space_id),
    }
    return JSONResponse(said, headers={"Pragma": "no-cache"})


async def take_token_back(request: Request) -> Response:
    """End a token that its service gives back (RFC 7009); the same answer for one that nobody knows."""
    form = await form_of(request)
    given = {"client_id": form.get("client_id", ""), "token": form.get("token", "")}
    await use(request, tokens.revoke, actor=VISITOR, **given)
    return Response(status_code=200)


async def describe(request: Request) -> Response:
    """Say what this API can do (CapabilityStatement)."""
    return _said(capability(_base(request)))


async def configure(request: Request) -> Response:
    """Say where a SMART application asks for its tokens."""
    return JSONResponse(smart(_origin(request)))


async def act_on_one(request: Request) -> Response:
    """Read one resource, or move one that the service made."""
    kind, resource_id = _kind(request), resources.id_of(request.path_params["resource_id"])

    async def act(bearer: tokens.Bearer) -> Response:
        if resource_id is None:
            raise NotFound
        if kind == _BINARY:
            return await _send_file(request, bearer, resource_id)
        if request.method == "PUT":
            version = request.headers.get("if-match", "").removeprefix("W/").strip('"')
            sent = await _sent(request)
            moved = await use(
                request, service.update, actor=bearer.actor, resource_id=resource_id, sent=sent, version=version
            )
            return _said(moved)
        read = await use(request, service.read_resource, actor=bearer.actor, kind=kind, resource_id=resource_id)
        return _said(read, asked=request.headers)

    return await _called(request, kind, _VERBS["GET" if request.method == "HEAD" else request.method], act)


async def act_on_many(request: Request) -> Response:
    """Search among what was agreed to, or add to it."""
    kind = _kind(request)

    async def act(bearer: tokens.Bearer) -> Response:
        if request.method == "POST":
            made = await use(request, service.create, actor=bearer.actor, kind=kind, sent=await _sent(request))
            where = f"{_base(request)}/{kind}/{made['id']}" if made.get("id") and kind == "Appointment" else ""
            return _said(made, status=201, headers={"Location": where} if where else {})
        asked = dict(request.query_params)
        found = await use(request, service.search, actor=bearer.actor, kind=kind, asked=asked)
        base = _base(request)
        links = {"self": f"{base}/{kind}?{urlencode(asked)}"}
        if found.next:
            links["next"] = f"{base}/{kind}?{urlencode({**asked, 'page': found.next})}"
        return _said(resources.bundle(found.resources, links=links, base=base))

    return await _called(request, kind, "c" if request.method == "POST" else "s", act)


ROUTES = [
    Route(routes.OAUTH_TOKEN, give_tokens, methods=["POST"]),
    Route(routes.OAUTH_REVOKE, take_token_back, methods=["POST"]),
    Route(_METADATA, describe, methods=["GET"]),
    Route(_SMART, configure, methods=["GET"]),
    *(
        Route(f"{routes.FHIR}/{kind}", act_on_many, methods=["GET", *(["POST"] if kind in _ADDED else [])])
        for kind in rules.RESOURCES
        if kind != _BINARY
    ),
    *(
        Route(
            f"{routes.FHIR}/{kind}/{{resource_id}}", act_on_one, methods=["GET", *(["PUT"] if kind in _MOVED else [])]
        )
        for kind in rules.RESOURCES
    ),
]


async def _called(
    request: Request, kind: str, verb: str, act: Callable[[tokens.Bearer], Awaitable[Response]]
) -> Response:
    """Find out who calls, hold their scope against what they ask for, and say what stopped them."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    try:
        shown = token if scheme.lower() == "bearer" else ""
        bearer = await use(request, tokens.bearer_of, actor=VISITOR, token=shown)
    except tokens.TokenRefused:
        refused = _stopped(401, "login", "Cet accès ne vaut pas, ou ne vaut plus.")
        refused.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
        return refused
    if not rules.may(bearer.scope, kind, verb):
        await use(request, service.note_beyond_scope, actor=bearer.actor, kind=kind)
        return _stopped(403, "forbidden", "Cet accès ne permet pas cela.")
    try:
        return await act(bearer)
    except resources.NotUnderstood as fact:
        return _stopped(400, "invalid", "Cette ressource n’est pas comprise.", where=fact.where)
    except service.Changed:
        return _stopped(412, "conflict", "La ressource a changé depuis.")
    except NotFound:
        return _stopped(404, "not-found", "Rien ici pour cet accès.")
    except (Unavailable, Unreadable):
        return _stopped(503, "transient", "Réessayez dans quelques minutes.")
    except CsnError:
        return _stopped(422, "business-rule", "Ces valeurs ne sont pas acceptées.")


async def _send_file(request: Request, bearer: tokens.Bearer, document_id: UUID) -> Response:
    """Send a document's file part by part; before each one the consents are asked again."""
    opened: OpenedFile = await use(
        request, documents.open_file, actor=bearer.actor, document_id=document_id, shown=False
    )
    wanted = list(pieces(first=0, last=opened.file.size - 1))

    async def part_of(piece: Piece) -> bytes:
        clear = await in_file_thread(opened.vault.part, opened.file, piece.part)
        return clear[piece.start : piece.stop]

    # Before a word of the answer: a store that is away is said so.
    begun = await part_of(wanted[0])

    async def body() -> AsyncIterator[bytes]:
        yield begun
        for piece in wanted[1:]:
            await use(request, documents.ask_again, actor=bearer.actor, document_id=document_id)
            yield await part_of(piece)

    headers = {"Content-Length": str(opened.file.size), "Content-Disposition": "attachment"}
    return StreamingResponse(body(), headers=headers, media_type=opened.media_type)


def _kind(request: Request) -> str:
    """Return which resource an address is about: each has routes of its own, whatever else is not found."""
    return str(request.scope["path"]).split("/")[2]


async def _sent(request: Request) -> Any:
    try:
        sent = json.loads(await request.body())
        # What JSON lets in and nothing behind can keep: half a character, a number without end.
        json.dumps(sent, allow_nan=False, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as fault:
        raise resources.NotUnderstood("body") from fault
    return sent


def _said(
    said: resources.Resource,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
    asked: Headers | None = None,
) -> Response:
    version = (
        said.get("meta", {}).get("versionId") or sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]
    )
    marked = {"ETag": f'W/"{version}"', **(headers or {})}
    if asked is not None and asked.get("if-none-match", "") == marked["ETag"]:
        return Response(status_code=304, headers=marked)
    return JSONResponse(said, status_code=status, headers=marked, media_type=_FHIR)


def _stopped(status: int, code: str, words: str, *, where: str = "") -> Response:
    return JSONResponse(resources.outcome(code, words, where=where), status_code=status, media_type=_FHIR)


def _origin(request: Request) -> str:
    return own_origin(dict(request.scope), Headers(scope=request.scope))


def _base(request: Request) -> str:
    return f"{_origin(request)}{routes.FHIR}"
