"""The guard at the websocket: deny by default, and a state that belongs to one session only."""

import logging
from collections.abc import Callable
from functools import cache
from inspect import Signature, signature
from typing import Any, get_origin, get_type_hints

import reflex as rx
from reflex.app import App
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event
from reflex_base.registry import RegistrationContext

from csn_app.core.actor import Actor
from csn_app.edge import cookies, door, limits
from csn_app.edge.markers import is_quiet, may_knock
from csn_app.routes import CHANGE_SPACE

_log = logging.getLogger("csn.guard")

FRAMEWORK = frozenset(
    {"hydrate", "hydrate_and_load", "on_load_internal", "set_is_hydrated", "handle_frontend_exception"}
)
"""What Reflex itself sends, by the last part of its name on the states that Reflex itself defines."""


class Guard(rx.Middleware):
    """Sees every event before its handler: no live session, no marker, the wrong quality or arguments, no event."""

    async def preprocess(self, app: App, state: BaseState, event: Event) -> StateUpdate | None:  # noqa: ARG002 - theirs
        """Let an event pass (None), or answer in its place."""
        if not limits.takes(state.router_data):
            return StateUpdate()
        # What the page sends by itself is no sign of a person: only an act of theirs keeps the session alive.
        actor = await door.resolve(_session_token(state), active=not _by_itself(event.name))
        if actor is None:
            _forget(state)
            return _leave_for("/connexion?avis=session")
        binding = await state.get_state(Binding)
        if binding._session_id not in {"", str(actor.session_id)}:
            _forget(state)
            binding._session_id = str(actor.session_id)
            if not _is_framework(event.name):
                return _leave_for("/connexion")
        binding._session_id = str(actor.session_id)
        if binding._space_id not in {"", str(actor.space_id)}:
            # Another tab went into another space, or the right to be in that one ended: nothing that this tab shows,
            # or was about to do, is for the space that the session is in now.
            _forget(state)
            binding._session_id, binding._space_id = str(actor.session_id), str(actor.space_id)
            if not _is_framework(event.name):
                return _leave_for(CHANGE_SPACE)
        binding._space_id = str(actor.space_id)
        if not _may(actor, event):
            _log.warning("refused event", extra={"handler": event.name[-80:], "quality": actor.quality})
            return StateUpdate()
        door.current_actor.set(actor)
        return None


class Binding(rx.State):
    """Whose state this tab's is, and in which space; nothing of it reaches the browser."""

    _session_id: str = ""
    _space_id: str = ""


def _session_token(state: BaseState) -> str:
    headers: dict[str, Any] = (state.router_data or {}).get("headers", {})
    return cookies.read(headers.get("cookie", ""), cookies.session_cookie())


def _is_framework(name: str) -> bool:
    owner, _, handler = name.rpartition(".")
    return owner.startswith("reflex___state____") and "csn_app" not in owner and handler in FRAMEWORK


def _by_itself(name: str) -> bool:
    """Say whether a page sends an event without anybody's doing."""
    registered = RegistrationContext.get().event_handlers.get(name)
    return _is_framework(name) or (registered is not None and is_quiet(registered.handler.fn))


def _may(actor: Actor, event: Event) -> bool:
    if _is_framework(event.name):
        return True
    registered = RegistrationContext.get().event_handlers.get(event.name)
    if registered is None:
        return False
    function = registered.handler.fn
    return actor.quality in may_knock(function) and _fits(function, event.payload)


def _fits(function: Callable[..., Any], given: Any) -> bool:
    """Say whether the arguments are those that a handler declares, of the kinds that it declares.

    Our own pages never send others; what a text or a form then holds is for the handler to judge.
    """
    if not isinstance(given, dict):
        return False
    try:
        _signature(function).bind(None, **given)
    except TypeError:
        return False
    kinds = _kinds(function)
    return all(isinstance(value, kinds[name]) for name, value in given.items() if name in kinds)


@cache
def _signature(function: Callable[..., Any]) -> Signature:
    return signature(function)


@cache
def _kinds(function: Callable[..., Any]) -> dict[str, type]:
    """Return the kind of each argument that must be one; numbers come as text from a field, and are the handler's."""
    hints = {name: get_origin(hint) or hint for name, hint in get_type_hints(function).items()}
    return {name: hint for name, hint in hints.items() if hint in {str, dict, list, bool}}


def _forget(state: BaseState) -> None:
    state._get_root_state().reset()


def _leave_for(address: str) -> StateUpdate:
    # Never "external": that opens a tab of its own, which browsers block. ``shell.js`` loads the door.
    return StateUpdate(events=Event.from_event_type(rx.redirect(address)))
