"""What the screen of one's professionals knows: the list, a search, and the access being decided."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import reflex as rx

from csn_app.access.rules import Duration
from csn_app.circle import service, wording
from csn_app.circle.requests import my_requests, refuse_request
from csn_app.core.errors import CsnError
from csn_app.core.vocabulary import PatientCategory, Section
from csn_app.edge.markers import patient
from csn_app.ui.sentences import sentence
from csn_app.ui.session import run, say
from csn_app.ui.words import hue, initials, plural


@dataclass(frozen=True)
class FoundCard:
    """A professional of the directory."""

    id: str
    name: str
    who: str
    initials: str
    hue: str
    in_list: bool


class CircleState(rx.State):
    """The professionals of the person who is signed in."""

    loaded: bool = False
    carers: list[wording.CarerCard] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    requests: list[wording.RequestCard] = []  # noqa: RUF012
    answered: str = ""
    adding: bool = False
    searched: bool = False
    found: list[FoundCard] = []  # noqa: RUF012
    found_words: str = ""
    form: wording.AccessForm = wording.NO_FORM
    errors: list[dict[str, str]] = []  # noqa: RUF012

    @patient
    async def load(self) -> None:
        """Read the list, and begin with nothing open."""
        self._close_all()
        await self._read()
        self.loaded = True

    @patient
    async def add(self) -> None:
        """Show the search."""
        self._close_all()
        self.adding = True

    @patient
    async def cancel(self) -> Any:
        """Close the search or the form without keeping anything."""
        self._close_all()
        return rx.set_focus("liste-titre")

    @patient
    async def search(self, typed: str) -> None:
        """Search the directory while one types."""
        await self._search(str(typed))

    @patient
    async def search_now(self, typed: dict[str, Any]) -> None:
        """Search the directory."""
        await self._search(str(typed.get("mots", "")) if isinstance(typed, dict) else "")

    @patient
    async def decide(self, professional_id: str) -> None:
        """Open the form of one professional's access."""
        try:
            draft = await run(service.draft_access, professional_id=UUID(str(professional_id)))
        except (CsnError, ValueError):
            await say(self, "Cette personne n’est plus dans l’annuaire. Cherchez-en une autre.")
            return
        self.form, self.errors = wording.access_form(draft), []
        self.adding = self.adding and draft.grant is None

    @patient
    async def accept(self, professional_id: str) -> None:
        """Open the form of the access that somebody asks for; nothing is open until it is kept."""
        asking = {request.professional_id for request in self.requests}
        if str(professional_id) not in asking:
            return
        try:
            draft = await run(service.draft_access, professional_id=UUID(str(professional_id)))
        except (CsnError, ValueError):
            await say(self, "Cette personne n’est plus dans l’annuaire.")
            return
        self._close_all()
        self.form, self.answered = wording.access_form(draft, asked=True), str(professional_id)

    @patient
    async def refuse(self, request_id: str) -> Any:
        """Say no to somebody who asks for access; they are told nothing."""
        try:
            await run(refuse_request, request_id=UUID(str(request_id)))
            said = "Vous avez dit non. Cette personne ne lit rien, et n’en est pas prévenue."
        except (CsnError, ValueError):
            said = "Cette demande n’existait plus. La liste est à jour."
        self._close_all()
        await self._read()
        await say(self, said)
        return rx.set_focus("demandes-titre" if self.requests else "liste-titre")

    @patient
    async def save(self, typed: dict[str, Any]) -> Any:
        """Give or change an access."""
        asked = _asked(typed)
        try:
            card = await run(service.authorise, professional_id=UUID(self.form.professional_id), **asked)
        except (CsnError, ValueError) as fact:
            self.form = replace(self.form, everything=asked["everything"])
            self.errors = [{"field": "portee", "sentence": wording.refusal(fact)}]
            return None
        self._close_all()
        await self._read()
        await say(self, wording.authorised(card.name))
        return rx.set_focus("liste-titre")

    @patient
    async def remove(self, grant_id: str) -> Any:
        """Take a professional off the list, at once."""
        try:
            await run(service.remove_carer, grant_id=UUID(str(grant_id)))
            said = "Accès retiré. Cette personne ne lit plus votre carnet."
        except (CsnError, ValueError):
            said = "Cet accès n’existait plus. La liste est à jour."
        self._close_all()
        await self._read()
        await say(self, said)
        return rx.set_focus("liste-titre")

    async def _read(self) -> None:
        try:
            mine, asked = await run(service.my_carers), await run(my_requests)
        except CsnError as fact:
            await say(self, sentence(fact))
            return
        self.carers = [wording.carer_card(carer, now=mine.now) for carer in mine.carers]
        self.requests = [wording.request_card(request, now=asked.now) for request in asked.requests]

    async def _search(self, words: str) -> None:
        try:
            found = await run(service.find_professionals, text=words[:100])
        except CsnError as fact:
            await say(self, sentence(fact))
            return
        self.searched = bool(words.strip())
        self.found = [_found(one) for one in found[: service.RESULTS]]
        self.found_words = _counted(len(found)) if self.searched else ""

    def _close_all(self) -> None:
        self.adding, self.searched, self.found, self.found_words = False, False, [], ""
        self.form, self.errors, self.answered = wording.NO_FORM, [], ""


def _asked(typed: object) -> dict[str, Any]:
    """Read the form; what is not understood asks for the least."""
    given = typed if isinstance(typed, dict) else {}
    chosen = frozenset(c for c in PatientCategory if given.get(f"cat-{c}"))
    duration = str(given.get("duree"))
    return {
        "everything": given.get("portee") == "tout",
        "categories": chosen,
        "sections": frozenset(s for s in Section if given.get(f"sec-{s}")),
        "duration": Duration(duration) if duration in set(Duration) else Duration.DAY,
    }


def _found(one: service.Found) -> FoundCard:
    card = one.professional
    return FoundCard(
        id=str(card.id),
        name=card.name,
        who=wording.who(card),
        initials=initials(card.name),
        hue=hue(card.id),
        in_list=one.in_list,
    )


def _counted(count: int) -> str:
    if count == 0:
        return "Personne ne correspond. Vérifiez le nom, ou cherchez par ville."
    if count > service.RESULTS:
        return f"Plus de {service.RESULTS} soignants correspondent. Ajoutez un mot, par exemple la ville."
    return f"{plural(count, 'soignant trouvé', many='soignants trouvés')}."
