"""Whose address a request comes from, where the installation says how many proxies of its own stand before it."""

from starlette.datastructures import Headers
from starlette.types import Scope

from csn_app.config import settings


def seen_through(scope: Scope) -> Scope:
    """Return the connection with the visitor's address; ``X-Forwarded-For`` counts only from our own proxies.

    Each proxy adds the address that it saw at the end: with n proxies the n-th from the end is the visitor's.
    """
    hops = settings().trusted_proxies
    if not hops or scope["type"] not in {"http", "websocket"}:
        return scope
    # A proxy may add a line of its own instead of lengthening the first: all lines count, in order.
    lines = ",".join(Headers(scope=scope).getlist("x-forwarded-for"))
    named = [part.strip() for part in lines.split(",") if part.strip()]
    if len(named) < hops:
        return scope
    return {**scope, "client": (named[-hops], 0)}
