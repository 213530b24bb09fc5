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
    SERVICE = "SERVICE"
    VISITOR = "VISITOR"


class DelegationKind(StrEnum):
    """By what right somebody acts in another person's space (R-AC-29); traces name it in place of the quality."""

    REPRESENTATIVE = "REPRESENTATIVE"
    TUTOR = "TUTOR"
    CAREGIVER = "CAREGIVER"


class Scope(StrEnum):
    """What a caregiver was entrusted with (R-AC-32); reading is the default."""

    READ = "READ"
    DOCUMENTS = "DOCUMENTS"
    AGENDA = "AGENDA"
    MESSAGES = "MESSAGES"


@dataclass(frozen=True, slots=True)
class Mandate:
    """For whom somebody acts in this session: the delegation, its kind and scopes, and the person's name.

    ``own_space_id`` is the space of the one who acts. The policy asks the delegation again at every statement: this
    says what was true when the event began, and opens nothing by itself.
    """

    id: UUID
    kind: DelegationKind
    scopes: frozenset[Scope]
    own_space_id: UUID
    name: str = ""
    age: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who acts: always taken from the session's cookie, never from what the browser says.

    ``space_id`` is the space that an insured person is in: their own, or with a ``mandate`` the one of the person for
    whom they act. ``professional_id`` and ``place_id`` name a professional and the structure they work from in this
    session; an ``assistant`` acts for that professional under their own name. ``regulates`` (SAMU) and
    ``breaks_glass``: the emergency qualities of a professional, none while suspended. ``card_code_id``: a visitor shows
    the code of an emergency card. ``preview_of`` is the space whose holder looks at it with a professional's eyes
    (``access.preview``): such an actor reads what the professional would, and can write nothing. ``idle_minutes``:
    after so long without an act the session ends. ``discreet``: the device is shared, nothing on it names the carnet.
    ``service_id``: a service of the catalogue that shows a token of ``space_id``; it signs what it writes as
    ``account_id``, and ``session_id`` is its token.
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
    discreet: bool = False
    assistant: bool = False
    regulates: bool = False
    breaks_glass: bool = False
    card_code_id: UUID | None = None
    preview_of: UUID | None = None
    mandate: Mandate | None = None
    service_id: UUID | None = None

    @property
    def own_space_id(self) -> UUID | None:
        """The space of the person themselves, wherever they are."""
        return self.mandate.own_space_id if self.mandate else self.space_id

    @property
    def traced_as(self) -> str:
        """What a trace says of the one who acts: their quality, or by what right they act for somebody (R-AC-33)."""
        return self.mandate.kind.value if self.mandate else self.quality.value

    @property
    def for_oneself(self) -> bool:
        """Say whether it is the holder themselves, in their own space."""
        return self.quality is Quality.HOLDER and self.mandate is None


VISITOR = Actor(Quality.VISITOR)
JOB = Actor(Quality.JOB, shown_name="Carnet de santé numérique")
