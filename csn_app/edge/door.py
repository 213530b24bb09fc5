"""What the boundary receives from the house at start: how to open a unit of work and whom a cookie names.

Blocking work leaves the event loop here, through bounded executors: one for use cases (as many threads as database
connections), one for files, and two threads for password hashing.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from contextvars import ContextVar, copy_context
from dataclasses import dataclass
from functools import partial
from typing import Any, ParamSpec, Protocol, TypeVar

from csn_app.core.actor import VISITOR, Actor
from csn_app.core.work import Work, WritesSomething

Answer = TypeVar("Answer")
Given = ParamSpec("Given")


class ResolveSession(Protocol):
    """Says who stands behind a cookie's secret."""

    def __call__(self, work: Work, token: str, *, active: bool) -> Actor | None:
        """Return the actor, or None."""


@dataclass(frozen=True)
class SpaceLink:
    """A space that somebody may go into: the delegation that opens it, whose it is, and by what right in words."""

    id: str
    name: str
    initials: str
    words: str
    here: bool


@dataclass(frozen=True, slots=True)
class Door:
    """What the house gives its boundary."""

    open_work: Callable[[Actor], AbstractContextManager[Work]]
    resolve: ResolveSession
    installation_name: Callable[[], str]
    ready: Callable[[], dict[str, str]]
    error_page: Callable[[int], bytes]
    open_reading: Callable[[Actor], AbstractContextManager[Work]] | None = None
    spaces: Callable[[Work], list[SpaceLink]] = lambda work: []  # noqa: ARG005 - a house without relatives


_installed: list[Door] = []
_use_cases = ThreadPoolExecutor(max_workers=8, thread_name_prefix="use-case")
_files = ThreadPoolExecutor(max_workers=6, thread_name_prefix="file")
_hashing = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")

current_actor: ContextVar[Actor] = ContextVar("current_actor", default=VISITOR)
"""Who the running event or request comes from; set by the guard, read by ``ui.session`` and ``edge.http`` only."""


def install(door: Door) -> None:
    """Open the boundary; called once by ``csn_app.py``."""
    _installed[:] = [door]


def door() -> Door:
    """Return what the house gave."""
    return _installed[0]


async def use(actor: Actor, use_case: Callable[..., Answer], /, **given: Any) -> Answer:
    """Run one use case as ``actor``, off the event loop, in its own unit of work."""

    def act() -> Answer:
        with door().open_work(actor) as work:
            return use_case(work, **given)

    return await _in(_use_cases, act)


async def look(actor: Actor, use_case: Callable[..., Answer], /, **given: Any) -> Answer:
    """Run a use case that most often only reads, in a unit of work that cannot write; the other way if it must."""

    def act() -> Answer:
        installed = door()
        if installed.open_reading:
            try:
                with installed.open_reading(actor) as work:
                    return use_case(work, **given)
            except WritesSomething:
                pass
        with installed.open_work(actor) as work:
            return use_case(work, **given)

    return await _in(_use_cases, act)


async def resolve(token: str, *, active: bool = True) -> Actor | None:
    """Return who stands behind a session cookie's secret, or None."""
    return await look(VISITOR, door().resolve, token=token, active=active) if token else None


async def in_file_thread(act: Callable[Given, Answer], *given: Given.args, **more: Given.kwargs) -> Answer:
    """Run blocking work on bytes (sealing, storing, checking) away from the event loop and from the use cases."""
    return await _in(_files, partial(act, *given, **more))


async def slow(act: Callable[Given, Answer], *given: Given.args, **more: Given.kwargs) -> Answer:
    """Run password hashing: two at a time, so that a burst of sign-ins leaves the machine its breath."""
    return await _in(_hashing, partial(act, *given, **more))


async def _in(executor: ThreadPoolExecutor, act: Callable[[], Answer]) -> Answer:
    return await asyncio.get_running_loop().run_in_executor(executor, copy_context().run, act)
