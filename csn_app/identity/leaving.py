"""What stops a complete import before it switches anybody off."""

from dataclasses import dataclass

from csn_app.core.errors import CsnError

ASKED_ABOVE, ASKED_SHARE = 10, 0.2
"""More people than that, and a larger share than that, are switched off only when somebody says so a second time."""


@dataclass(eq=False)
class CompleteRefused(CsnError):
    """A file that has no lines, or some that do not hold, switches nobody off: they may be a typing slip.

    ``refused`` gives the number of each bad line (the header is line 1) and why.
    """

    refused: tuple[tuple[int, str], ...]


@dataclass(eq=False)
class ManyWouldLeave(CsnError):
    """So many people would be switched off that somebody must say so a second time."""

    leaving: int
    of: int


def check_share(*, leaving: int, of: int, confirmed: bool) -> None:
    """Return where few would leave or where it was said twice; raises ``ManyWouldLeave``."""
    if not confirmed and leaving > ASKED_ABOVE and leaving > of * ASKED_SHARE:
        raise ManyWouldLeave(leaving, of)
