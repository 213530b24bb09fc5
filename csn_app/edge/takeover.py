"""A reconnecting tab takes its state over, if its cookie is the one that the state was bound to.

Stock Reflex takes a socket that returns before the old one's end was noticed for a duplicated tab and gives it a new
token: the person's screen is lost at every change of network. The token travels in the address, so it proves nothing:
the cookie does.
"""

from collections import OrderedDict
from contextvars import ContextVar
from hashlib import sha256
from typing import Any

from reflex.app import EventNamespace
from reflex.utils.token_manager import LocalTokenManager, SocketRecord, _get_new_token

from csn_app.edge import cookies

_AT_MOST = 50_000
_connecting: ContextVar[bytes] = ContextVar("connecting", default=b"")
_bound: OrderedDict[str, bytes] = OrderedDict()


def _remember(token: str, cookie: bytes) -> None:
    _bound[token] = cookie
    _bound.move_to_end(token)
    while len(_bound) > _AT_MOST:
        _bound.popitem(last=False)


async def _link_token_to_sid(manager: LocalTokenManager, token: str, sid: str) -> str | None:
    """Link a tab to its socket: the newest socket of the same session wins, another session gets a tab of its own."""
    cookie = _connecting.get()
    new_token = None if _bound.get(token, cookie) == cookie else _get_new_token()
    linked = new_token or token
    before = manager.token_to_socket.get(linked)
    if before is not None and before.sid != sid:
        # The older socket loses the tab: its late goodbye must not unlink the newer one.
        manager.sid_to_token.pop(before.sid, None)
    manager.token_to_socket[linked] = SocketRecord(instance_id=manager.instance_id, sid=sid)
    manager.sid_to_token[sid] = linked
    _remember(linked, cookie)
    return new_token


_stock_connect = EventNamespace.on_connect


async def _on_connect(namespace: EventNamespace, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
    header = environ.get("HTTP_COOKIE", "")
    token = cookies.read(header, cookies.session_cookie())
    _connecting.set(sha256(token.encode()).digest())
    await _stock_connect(namespace, sid, environ, auth)


def install() -> None:
    """Replace the two methods of Reflex 0.10.1 that decide whose tab a socket is."""
    LocalTokenManager.link_token_to_sid = _link_token_to_sid  # type: ignore[method-assign, assignment]
    EventNamespace.on_connect = _on_connect  # type: ignore[method-assign, assignment]
