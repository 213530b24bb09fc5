"""A browser tab for the tests of states: handlers are called like functions, as somebody, on real parts."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, TypeVar

import reflex as rx
from reflex.istate.data import RouterData

from csn_app import wiring
from csn_app.core.actor import Actor
from csn_app.edge import door
from csn_app.ui.session import SessionState

Answer = TypeVar("Answer")


class Tab:
    """One tab: its states, and what was said last in the live region."""

    def __init__(self, address: str = "/accueil") -> None:
        self._root = rx.State(_reflex_internal_init=True)
        asked = {"pathname": address.split("?")[0], "asPath": address, "headers": {"origin": "http://localhost"}}
        self._root.router = RouterData.from_router_data(asked)

    async def state(self, kind: type[Any]) -> Any:
        """Return the tab's state of a class."""
        return await self._root.get_state(kind)

    async def said(self) -> str:
        """Return the sentence in the live region, without its no-break spaces."""
        session = await self.state(SessionState)
        return str(session.flash).replace("\u00a0", " ").strip()


def as_somebody(actor: Actor, act: Callable[[], Awaitable[Answer]]) -> Answer:
    """Run handlers with ``actor`` behind every event, as the guard would leave it."""
    door.install(
        door.Door(
            open_work=wiring.open_work,
            resolve=lambda work, token, active: None,  # noqa: ARG005 - the port's names
            installation_name=wiring.installation_name,
            ready=wiring.faults,
            error_page=lambda status: b"",  # noqa: ARG005
            open_reading=wiring.open_reading,
        )
    )

    async def run() -> Answer:
        door.current_actor.set(actor)
        return await act()

    # A thread of its own: a browser that an earlier test started keeps a loop running in this one.
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(copy_context().run, lambda: asyncio.run(run())).result()


async def drained(events: AsyncIterator[None]) -> None:
    """Run a handler that yields to its end."""
    async for _ in events:
        pass
