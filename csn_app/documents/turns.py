"""How many files one account sends at a time, and how long we wait for a byte: what waits costs memory."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

from csn_app.documents.facts import SendingStalled, TooManySendings

AT_ONCE = 4
"""So many sendings of an account are taken in at a time; the page sends two."""

MOST = 24
"""So many may be open: those beyond ``AT_ONCE`` wait unread for their turn, the next is refused."""

SILENCE_SECONDS = 30.0
"""A sending of which no byte arrives for so long is given up."""


@dataclass(slots=True)
class _Line:
    """The open sendings of one account."""

    turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    open: int = 0


_lines: dict[UUID | None, _Line] = {}


@asynccontextmanager
async def one_more_sending(account_id: UUID | None) -> AsyncIterator[None]:
    """Take in a sending when its account's turn comes; raises ``TooManySendings``."""
    line = _lines.setdefault(account_id, _Line())
    if line.open >= MOST:
        raise TooManySendings
    line.open += 1
    try:
        async with line.turn:
            yield
    finally:
        line.open -= 1
        if not line.open:
            del _lines[account_id]


async def paced(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield the bytes as they come; raises ``SendingStalled`` where none comes for ``SILENCE_SECONDS``."""
    coming = aiter(chunks)
    while True:
        try:
            async with asyncio.timeout(SILENCE_SECONDS):
                chunk = await anext(coming)
        except StopAsyncIteration:
            return
        except TimeoutError as fault:
            raise SendingStalled from fault
        yield chunk
