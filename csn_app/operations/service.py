"""What an operator sees of an installation: numbers, never a person."""

from dataclasses import dataclass
from datetime import datetime

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.access.service import count_spaces
from csn_app.audit.accesses import count_unusual
from csn_app.core.reference import labels
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Work
from csn_app.history.contests import count_cases
from csn_app.notifications.service import count_outbox


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many spaces stand in one state of their life."""

    state: SpaceState
    label: str
    spaces: int


@dataclass(frozen=True, slots=True)
class InstallationCounts:
    """What the operator's page shows, at one moment."""

    at: datetime
    spaces: tuple[StateCount, ...]
    messages_waiting: int
    oldest_waiting: datetime | None
    messages_given_up: int
    messages_uncertain: int
    contests_waiting: int
    unusual_accesses: int


def count_installation(work: Work) -> InstallationCounts:
    """Count spaces by state, in the order of their life, what waits in the outbox, and what asks for an eye."""
    policy.require(work, Permission.SPACE_COUNT)
    counted, outbox, words = count_spaces(work), count_outbox(work), labels("lifecycle_states")
    return InstallationCounts(
        at=work.real_now,
        spaces=tuple(StateCount(state, words[state], counted.get(state, 0)) for state in SpaceState),
        messages_waiting=outbox.waiting,
        oldest_waiting=outbox.oldest_waiting,
        messages_given_up=outbox.given_up,
        messages_uncertain=outbox.uncertain,
        contests_waiting=count_cases(work),
        unusual_accesses=count_unusual(work),
    )
