"""Who acts, in which quality, for which space."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Quality(StrEnum):
    """In which quality somebody acts; it is written in every trace."""

    HOLDER = "HOLDER"
    PROFESSIONAL = "PROFESSIONAL"
    AGENT = "AGENT"
    OPERATOR = "OPERATOR"
    JOB = "JOB"
    VISITOR = "VISITOR"


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who acts: always taken from the session's cookie, never from what the browser says.

    ``space_id`` is the holder's own space. ``professional_id`` and ``place_id`` name a professional
    and the structure they work from in this session; an ``assistant`` acts for that professional under their own name.
    ``regulates`` (SAMU) and ``breaks_glass``: the emergency qualities of a professional, none while suspended.
    ``card_code_id``: a visitor shows the code of an emergency card.
    ``idle_minutes``: after so long without an act the session ends.
    """

    quality: Quality
    account_id: UUID | None = None
    space_id: UUID | None = None
    session_id: UUID | None = None
    professional_id: UUID | None = None
    profession_code: str = ""
    place_id: UUID | None = None
    shown_name: str = ""
    idle_minutes: int = 15
    assistant: bool = False
    regulates: bool = False
    breaks_glass: bool = False
    card_code_id: UUID | None = None


VISITOR = Actor(Quality.VISITOR)
JOB = Actor(Quality.JOB, shown_name="Carnet de santé numérique")
