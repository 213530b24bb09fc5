"""What the pages of the profile and of the vaccinations know: the sections, and the form that is open."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import reflex as rx

from csn_app.core.actor import DelegationKind
from csn_app.core.errors import CsnError
from csn_app.core.reference import labels
from csn_app.core.vocabulary import Section
from csn_app.edge.markers import patient
from csn_app.profile import asking, service, wishes, wording
from csn_app.profile.addresses import section_at
from csn_app.profile.asking import NO_FORM, Ask, Form
from csn_app.profile.fields import asked
from csn_app.profile.rules import AlreadyAnswered, ChangedSince, FieldsWrong
from csn_app.profile.suggestions import suggest
from csn_app.profile.wording import Before, Dose, Rubric
from csn_app.ui.sentences import sentence
from csn_app.ui.session import SessionState, actor, run, say
from csn_app.ui.words import plural

_TITLES = {section: f"{group}-titre" for group, _, sections in wording.GROUPS for section in sections}


@dataclass(frozen=True)
class Watching:
    """A professional and what they see of the profile, in words."""

    name: str
    sees: str


class ProfileState(rx.State):
    """The profile of the person who is signed in."""

    loaded: bool = False
    care: list[Rubric] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    health: list[Rubric] = []  # noqa: RUF012
    people: list[Rubric] = []  # noqa: RUF012
    doses: list[Dose] = []  # noqa: RUF012
    doses_words: str = ""
    filled: int = 0
    watching: list[Watching] = []  # noqa: RUF012
    owner: str = ""
    earlier: list[Before] = []  # noqa: RUF012
    printed: str = ""
    opened: str = ""
    form: Form = NO_FORM
    errors: list[dict[str, str]] = []  # noqa: RUF012
    suggesting: str = ""
    suggestions: list[str] = []  # noqa: RUF012
    answers: dict[str, str] = {}  # noqa: RUF012

    @patient
    async def load(self) -> None:
        """Read the profile, and begin with nothing open but what the address asks for."""
        self._close()
        self.opened = ""
        await self._read()
        section = _section(section_at(self.router.url.query_parameters.get("ajouter", "")))
        if section and self.loaded:
            await self._begin(section)

    @patient
    async def add(self, section: str) -> None:
        """Open the form of a section."""
        known = _section(section)
        if known:
            await self._begin(known)

    @patient
    async def edit(self, entry_id: str) -> None:
        """Open the form of an entry."""
        entry = await self._find(entry_id)
        if entry is None or not entry.mine:
            await say(self, "Cette information n’existe plus. La page est à jour.")
            return
        self._open(asking.form_of(entry.section, entry.held, entry=entry))

    @patient
    async def cancel(self) -> Any:
        """Close the form without keeping anything."""
        place = self._place()
        self._close()
        return rx.set_focus(place)

    @patient
    async def save(self, typed: dict[str, Any]) -> Any:
        """Keep what was typed, or show field by field what must be corrected."""
        given = {str(k): str(v) for k, v in typed.items()} if isinstance(typed, dict) else {}
        place, section = self._place(), _section(self.form.section)
        if section is None:
            await say(self, "Aucun formulaire n’est ouvert\u00a0: rien n’a été enregistré. Ouvrez une rubrique.")
            return None
        try:
            await self._keep(section, given)
        except CsnError as fact:
            await self._correct(fact, given)
            return None
        self._close()
        await self._read()
        await say(self, "C’est enregistré.")
        return rx.set_focus(place)

    @patient
    async def suggest(self, name: str, typed: str) -> None:
        """Propose words of our list while one types; nothing is kept of it."""
        section = _section(self.form.section)
        words = next((f.words for f in asked(section).fields if f.name == name), ()) if section else ()
        self.suggesting = str(name) if words else ""
        self.suggestions = [word for word in suggest(words, str(typed)) if word != str(typed).strip()]

    @patient
    async def choose(self, name: str, word: str) -> None:
        """Take a proposed word."""
        if str(word) in self.suggestions and str(name) == self.suggesting:
            self.form = replace(self.form, asks=[_with(ask, self.suggesting, str(word)) for ask in self.form.asks])
        self.suggesting, self.suggestions = "", []

    @patient
    async def answer(self, name: str, value: str) -> None:
        """Note an answer on which another question depends."""
        if any(ask.name == name for ask in self.form.asks):
            self.answers = {**self.answers, str(name): str(value)[:40]}

    @patient
    async def none(self, section: str) -> Any:
        """Say « Je n’en ai pas », at today's date."""
        known = _section(section)
        if known is None:
            return None
        return await self._do("C’est noté, à la date d’aujourd’hui.", known, service.declare_none, section=known)

    @patient
    async def end(self, entry_id: str) -> Any:
        """Say that an entry is over, today."""
        entry = await self._find(entry_id)
        if entry is None:
            return await self._do("Cette information n’existe plus. La page est à jour.", None)
        return await self._do(
            "C’est noté comme terminé.", entry.section, service.end_entry, entry_id=entry.id, seen=entry.changed_at
        )

    @patient
    async def delete(self, entry_id: str) -> Any:
        """Delete an entry, or take « Je n’en ai pas » back."""
        entry = await self._find(entry_id)
        if entry is None:
            return await self._do("Cette information n’existe plus. La page est à jour.", None)
        return await self._do("C’est supprimé.", entry.section, service.delete_entry, entry_id=entry.id)

    @patient
    async def forget_version(self, version_id: str) -> Any:
        """Delete an earlier version of one's advance directives."""
        known = next((one.id for one in self.earlier if one.id == str(version_id)), None)
        use_case = wishes.forget_version if known else None
        given = {"version_id": UUID(known)} if known else {}
        return await self._do("Cette version est supprimée.", Section.DIRECTIVES, use_case, **given)

    async def _do(self, said: str, place: Section | None, use_case: Any = None, /, **given: Any) -> Any:
        try:
            if use_case:
                await run(use_case, **given)
        except CsnError as fact:
            said = sentence(fact)
        self._close()
        self.opened = place or self.opened
        await self._read()
        await say(self, said)
        return rx.set_focus(_TITLES.get(place, "carnet-titre")) if place else None

    async def _read(self) -> None:
        try:
            profile = await run(service.read_profile)
            # Who sees what is the person's own affair, not that of whoever helps them (R-AC-31).
            mandate = actor().mandate
            helps = mandate is not None and mandate.kind is DelegationKind.CAREGIVER
            watchers = () if helps else await run(service.who_sees)
            wished = mandate is None and profile.sections[Section.DIRECTIVES].entries
            self.earlier = [wording.before(one) for one in await run(wishes.earlier_versions)] if wished else []
        except CsnError as fact:
            await say(self, sentence(fact))
            return
        shown = [
            [wording.rubric(profile.sections[section]) for section in sections] for _, _, sections in wording.GROUPS
        ]
        self.care, self.health, self.people = shown
        self.filled = sum(1 for group in shown for rubric in group if rubric.kind != "warn")
        doses = sorted(profile.sections[Section.VACCINATIONS].entries, key=_when, reverse=True)
        self.doses = [wording.dose(entry) for entry in doses]
        self.doses_words = plural(len(doses), "vaccin noté", many="vaccins notés") if doses else ""
        self.watching = [Watching(one.name, _sees(one.sections)) for one in watchers]
        session = await self.get_state(SessionState)
        self.owner, self.printed = session.name, wording.french_date(profile.today)
        self.loaded = True

    async def _keep(self, section: Section, typed: dict[str, str]) -> None:
        if not self.form.entry_id:
            await run(service.add_entry, section=section, typed=typed)
            return
        seen = datetime.fromisoformat(self.form.seen)
        await run(service.change_entry, entry_id=UUID(self.form.entry_id), typed=typed, seen=seen)

    async def _begin(self, section: Section) -> None:
        """Open the form of a section: a section of one answer opens on the answer that it holds."""
        held = None
        if asked(section).one:
            try:
                profile = await run(service.read_profile)
            except CsnError as fact:
                await say(self, sentence(fact))
                return
            held = next(iter(profile.sections[section].entries), None)
        if held and not held.mine:
            await say(self, "Cette réponse a été notée par un soignant. Elle ne se modifie pas ici.")
            return
        self._open(asking.form_of(section, held.held if held else {}, entry=held))

    async def _find(self, entry_id: str) -> service.Entry | None:
        try:
            wanted, profile = UUID(str(entry_id)), await run(service.read_profile)
        except (CsnError, ValueError):
            return None
        held = (e for c in profile.sections.values() for e in (*c.entries, *([c.none] if c.none else ())))
        return next((entry for entry in held if entry.id == wanted), None)

    async def _correct(self, fact: CsnError, typed: dict[str, str]) -> None:
        if isinstance(fact, AlreadyAnswered | ChangedSince):
            # What stands there now is shown beside what was typed.
            await self._read()
        if not isinstance(fact, FieldsWrong):
            await say(self, sentence(fact))
            return
        asks = asking.form_of(fact.section, {}, flaws=fact.flaws, typed=typed)
        self.form = replace(self.form, asks=asks.asks, more=asks.more, more_open=asks.more_open)
        self.errors = asking.flaws_in_words(fact.section, fact.flaws)

    def _open(self, form: Form) -> None:
        self._close()
        self.form, self.opened = form, form.section
        self.answers = {ask.name: ask.value for ask in form.asks}

    def _close(self) -> None:
        self.form, self.errors, self.answers = NO_FORM, [], {}
        self.suggesting, self.suggestions = "", []

    def _place(self) -> str:
        return _TITLES.get(_section(self.form.section) or Section.MEASURES, "carnet-titre")


def _section(code: object) -> Section | None:
    """Read a section that has a form here; None for anything else."""
    known = code in set(Section) and code != Section.MEASURES if isinstance(code, str) else False
    return Section(str(code)) if known else None


def _with(ask: Ask, name: str, word: str) -> Ask:
    return replace(ask, value=word, key=f"{name}-{word}", first=True) if ask.name == name else replace(ask, first=False)


def _sees(sections: tuple[Section, ...]) -> str:
    names = labels("profile_sections")
    return ", ".join(names[section] for section in Section if section in sections) or "Rien du profil"


def _when(entry: service.Entry) -> str:
    return entry.held.get("debut", "")
