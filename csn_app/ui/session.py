"""What every signed-in screen shares: whose it is, what was just said, and how it asks for a use case."""

from collections.abc import Callable
from typing import Any, TypeVar

import reflex as rx

from csn_app import routes
from csn_app.config import settings
from csn_app.core.actor import Actor, DelegationKind, Quality
from csn_app.core.errors import CsnError
from csn_app.core.work import Work
from csn_app.edge import door
from csn_app.edge.markers import signed_in
from csn_app.ui.html import installation_facts
from csn_app.ui.words import initials

Answer = TypeVar("Answer")

_SPACE_LABELS = {
    Quality.HOLDER: "Mon espace",
    Quality.PROFESSIONAL: "Bureau du soignant",
    Quality.AGENT: "Assistance",
    Quality.OPERATOR: "Exploitation",
}

_RIGHTS = {
    DelegationKind.REPRESENTATIVE: "Carnet de votre enfant",
    DelegationKind.TUTOR: "Vous le représentez",
    DelegationKind.CAREGIVER: "Vous l’aidez",
}


def actor() -> Actor:
    """Return who this event comes from, as the guard found out from the cookie."""
    return door.current_actor.get()


async def run(use_case: Callable[..., Answer], /, **given: Any) -> Answer:
    """Run one use case as the one who knocked, off the event loop; raises what the use case raises."""
    return await door.use(actor(), use_case, **given)


async def look(use_case: Callable[..., Answer], /, **given: Any) -> Answer:
    """Run, as the one who knocked, a use case that most often only reads: a list, a page."""
    return await door.look(actor(), use_case, **given)


_unread: list[Callable[[Work], int]] = []


def count_unread_with(use_case: Callable[[Work], int]) -> None:
    """Say which use case counts what waits for somebody; ``csn_app.py`` calls it, since this part imports no room."""
    _unread[:] = [use_case]


class SessionState(rx.State):
    """The name on the screen, the word in the live region, and what this installation says of itself."""

    name: str = ""
    first_name: str = ""
    initials: str = ""
    space_label: str = ""
    other: bool = False
    person: str = ""
    person_first_name: str = ""
    person_age: str = ""
    helping: bool = False
    shut: list[str] = []  # noqa: RUF012
    spaces: list[door.SpaceLink] = []  # noqa: RUF012
    helpline: str = ""
    demo: bool = False
    installation_facts: list[str] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    idle_minutes: int = 15
    discreet: bool = False
    loaded: bool = False
    flash: str = ""
    unread: int = 0

    @signed_in
    async def enter(self) -> None:
        """Put the name of whoever is signed in on the page; every page asks for it once its own content is there."""
        who, chosen = actor(), settings()
        words = who.shown_name.replace("Dr ", "").split()
        self.name = who.shown_name
        self.first_name = words[0] if words else ""
        self.initials = initials(who.shown_name)
        self.space_label = "Secrétariat" if who.assistant else _SPACE_LABELS.get(who.quality, "")
        await self._say_where(who)
        self.helpline = chosen.helpline_number
        self.demo = chosen.demo
        self.installation_facts = installation_facts()
        self.idle_minutes, self.discreet = who.idle_minutes, who.discreet
        await self._count()
        self.loaded = True

    @signed_in
    async def tell_fault(self) -> None:
        """Say that something went wrong on our side."""
        self._say("Cette action n’a pas abouti. Vérifiez si elle est faite, puis réessayez.")

    async def _say_where(self, who: Actor) -> None:
        """Say in whose space the session is: the server knows, the page only shows it."""
        mandate = who.mandate
        self.other, self.helping = mandate is not None, bool(mandate and mandate.kind is DelegationKind.CAREGIVER)
        self.person = mandate.name if mandate else self.name
        self.person_first_name, self.person_age = self.person.split(" ")[0], mandate.age if mandate else ""
        self.shut = sorted(routes.shut_to(mandate.kind if mandate else None))
        if who.quality is Quality.PROFESSIONAL and not (who.regulates or who.breaks_glass):
            self.shut.append(routes.DESK_EMERGENCY)
        if mandate:
            self.space_label = _RIGHTS[mandate.kind]
            self.initials = initials(self.person)
        self.spaces = await run(door.door().spaces) if who.quality is Quality.HOLDER else []

    async def _count(self) -> None:
        if _unread and actor().quality in {Quality.HOLDER, Quality.PROFESSIONAL}:
            try:
                self.unread = await run(_unread[0])
            except CsnError:
                self.unread = 0

    def _say(self, sentence: str) -> None:
        # The same sentence twice must be read twice: a trailing no-break space makes it another text.
        self.flash = sentence + "\u00a0" if self.flash == sentence else sentence


async def say(state: rx.State, words: str) -> None:
    """Put a sentence in the live region of the tab that a screen's state belongs to."""
    session = await state.get_state(SessionState)
    session._say(words)
