"""What is true of a home page: which readings make one line, and which first steps remain."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from csn_app.documents.rules import day_in_france

LINES = 3
"""How many recent readings the home page shows."""

_READ = {"DOC_READ", "DOC_DOWNLOADED"}
_SHOWN = {*_READ, "RECORD_OPENED", "RECORD_OPENED_EMERGENCY", "DOC_ADDED"}


class Act(Protocol):
    """A line of the trail."""

    at: datetime
    action: str
    professional_id: UUID | None
    object_id: UUID | None


@dataclass(frozen=True, slots=True)
class Visit:
    """What one professional did in a carnet on one day: documents read and deposited, and when last."""

    professional_id: UUID
    at: datetime
    read: int
    deposited: int


def visits(acts: Iterable[Act]) -> tuple[Visit, ...]:
    """Put the acts of professionals together by person and day, newest first; the three last days of somebody."""
    grouped: dict[tuple[UUID, date], list[Act]] = {}
    for act in acts:
        if act.professional_id is not None and act.action in _SHOWN:
            grouped.setdefault((act.professional_id, day_in_france(act.at)), []).append(act)
    found = [
        Visit(
            professional_id,
            at=max(act.at for act in theirs),
            read=len({act.object_id for act in theirs if act.action in _READ}),
            deposited=len({act.object_id for act in theirs if act.action == "DOC_ADDED"}),
        )
        for (professional_id, _), theirs in grouped.items()
    ]
    return tuple(sorted(found, key=lambda visit: visit.at, reverse=True)[:LINES])
