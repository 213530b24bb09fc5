"""What the assistance may do in each state of a carnet, and how long things take: pure values."""

from datetime import timedelta
from enum import StrEnum

from csn_app.core.errors import CsnError
from csn_app.core.vocabulary import SpaceState
from csn_app.identity.caller import RENEWED

CONTACT_COUNTS_AFTER = timedelta(hours=72)
"""A contact changed by the desk counts after 72 hours (R-AS-9)."""

DEMAND_LASTS = timedelta(hours=24)
"""A demand that no second agent confirmed is forgotten after a day."""

REFUSED_FROM = frozenset(
    {
        SpaceState.NOT_INFORMED,
        SpaceState.INFORMED_WAITING,
        SpaceState.CREATED_NOT_ACTIVATED,
        SpaceState.CODE_SENT,
        SpaceState.CODE_EXPIRED,
    }
)
WITHDRAWN_FROM = frozenset({SpaceState.OPPOSED})
REOPENED_FROM = frozenset({SpaceState.CLOSED_ARCHIVED, SpaceState.CLOSED_DELETION_REQUESTED})
GONE = frozenset({SpaceState.ERASED, SpaceState.DECEASED, SpaceState.SUSPENDED})
"""The states in which the desk does nothing but explain."""


class Kind(StrEnum):
    """A grave act: two agents and a call back (R-AS-4)."""

    CLOSE = "CLOSE"
    REOPEN = "REOPEN"
    CONTACT = "CONTACT"


class Act(StrEnum):
    """What an agent may do for the person, as a button."""

    SEND_CODE = "SEND_CODE"
    OPPOSE = "OPPOSE"
    WITHDRAW = "WITHDRAW"
    CLOSE = "CLOSE"
    REOPEN = "REOPEN"
    CONTACT = "CONTACT"


class ActNotPossible(CsnError):
    """The carnet is not, or no longer, in a state in which this may be done."""


def acts_for(state: SpaceState, *, minor: bool, reachable: bool, waiting: frozenset[Kind]) -> tuple[Act, ...]:
    """Return what may be done. A child's carnet is closed and reopened by who represents them, never by telephone."""
    if state in GONE:
        return ()
    found = [
        (Act.SEND_CODE, state in RENEWED and reachable),
        (Act.OPPOSE, state in REFUSED_FROM),
        (Act.WITHDRAW, state in WITHDRAWN_FROM),
        (Act.CLOSE, state is SpaceState.ACTIVATED and not minor and Kind.CLOSE not in waiting),
        (Act.REOPEN, state in REOPENED_FROM and not minor and Kind.REOPEN not in waiting),
        (Act.CONTACT, not minor and Kind.CONTACT not in waiting),
    ]
    return tuple(act for act, possible in found if possible)


def possible(kind: Kind, state: SpaceState, *, minor: bool) -> bool:
    """Say whether a grave act may be asked for, and again when it is confirmed."""
    return Act(kind.value) in acts_for(state, minor=minor, reachable=True, waiting=frozenset())
