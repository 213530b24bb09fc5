"""What the agent's screen knows: one person at most, and nothing of them once the call is over."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import reflex as rx

from csn_app.access import help_sessions
from csn_app.assistance import demands, service, wording
from csn_app.assistance.rules import Act, Kind
from csn_app.config import settings
from csn_app.core.errors import CsnError
from csn_app.core.reference import labels
from csn_app.edge.markers import agent
from csn_app.identity.birth import BirthNotUnderstood, parse_birth
from csn_app.identity.nir import NirNotUnderstood, parse_nir
from csn_app.routes import DOCUMENT_SENDING
from csn_app.ui.session import run, say
from csn_app.ui.words import PARIS, french_date, french_datetime, french_time

_NOBODY = UUID(int=0)


@dataclass(frozen=True)
class ActView:
    """One thing that may be done for the person."""

    code: str
    words: str
    grave: bool


@dataclass(frozen=True)
class DemandLine:
    """What waits for a second agent, or for its three days."""

    id: str
    what: str
    when: str
    to_confirm: bool


@dataclass(frozen=True)
class Fact:
    """A label and what it says."""

    label: str
    words: str


class AssistanceState(rx.State):
    """The call that the agent is in."""

    in_call: bool = False
    name: str = ""
    standing: str = ""
    facts: list[Fact] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    acts: list[ActView] = []  # noqa: RUF012
    waiting: list[DemandLine] = []  # noqa: RUF012
    number: str = ""
    minutes: int = 0
    chosen: str = ""
    chosen_words: str = ""
    aloud: str = ""
    reference: str = ""
    done: list[str] = []  # noqa: RUF012
    errors: list[dict[str, str]] = []  # noqa: RUF012
    help_number: str = ""
    help_until: str = ""
    address: str = ""
    max_bytes: int = 0
    wrong: dict[str, str] = {}  # noqa: RUF012
    loaded: bool = False

    @agent
    async def load(self) -> None:
        """Show the call that runs, or nobody."""
        self._forget()
        await self._read()

    @agent
    async def begin(self, typed: dict[str, Any]) -> None:
        """Check who calls; nothing says which answer was wrong."""
        try:
            await run(service.begin, **self._answers(typed))
        except CsnError as fact:
            self._wrong(fact, "nir")
            return
        await self._read()
        await say(self, "Identité vérifiée.")

    @agent
    async def take(self, typed: dict[str, Any]) -> None:
        """Take over the demand that a colleague noted, to call the person back."""
        try:
            await run(demands.take, reference=str(typed.get("reference", ""))[:40])
        except CsnError as fact:
            self._wrong(fact, "reference")
            return
        await self._read()
        await say(self, "Demande trouvée. Rappelez la personne.")

    @agent
    async def choose(self, code: str) -> None:
        """Show the sentence to read aloud before an act, or put it away."""
        self.errors, self.wrong = [], {}
        found = next((act for act in Act if act == code), None)
        words = wording.ACTS[found] if found else None
        self.chosen = words.code if words else ""
        self.chosen_words = words.button if words else ""
        self.aloud = words.aloud if words else ""

    @agent
    async def act(self, typed: dict[str, Any]) -> None:
        """Do what was chosen, once the person said yes."""
        if not _ticked(typed, "oui"):
            self._say_wrong("oui", "Lisez la phrase, attendez le «\u00a0oui\u00a0», puis cochez.")
            return
        try:
            said = await self._do(str(typed.get("contact", ""))[:254])
        except CsnError as fact:
            self._wrong(fact, "contact" if self.chosen == Act.CONTACT else "oui")
            return
        await self._told(said)

    @agent
    async def confirm(self, typed: dict[str, Any]) -> None:
        """Confirm the colleague's demand after calling the known number back."""
        try:
            asked = {"demand_id": self._first_to_confirm(), "called_back": _ticked(typed, "rappel")}
            kind = await run(demands.confirm, **asked)
        except CsnError as fact:
            self._wrong(fact, "rappel")
            return
        await self._told(wording.CONFIRMED[kind])

    @agent
    async def drop(self, demand_id: str) -> None:
        """Give up a demand, or stop a contact that does not count yet."""
        known = next((line.id for line in self.waiting if line.id == demand_id), "")
        try:
            await run(demands.drop, demand_id=UUID(known) if known else _NOBODY)
        except CsnError as fact:
            await say(self, wording.say(fact))
            return
        await self._told("La demande est abandonnée. La personne est prévenue")

    @agent
    async def offer(self) -> None:
        """Draw the number that the agent reads out to the person."""
        try:
            self.help_number = await run(help_sessions.offer_help)
        except CsnError as fact:
            await say(self, wording.say(fact))
            return
        await say(self, "Lisez le numéro à la personne.")

    @agent
    async def look_again(self) -> None:
        """See whether the person opened the help session."""
        await self._read()
        await say(self, "La séance d’aide est ouverte." if self.help_until else "La personne n’a pas encore accepté.")

    @agent
    async def filed(self, _sent: dict[str, Any]) -> None:
        """A document arrived: nothing of it is shown here."""
        self.done = [*self.done, "Un document est rangé dans le carnet"]

    @agent
    async def end(self) -> None:
        """End the call: nothing of the person stays here."""
        try:
            await run(service.end)
        except CsnError as fact:
            await say(self, wording.say(fact))
            return
        await self._read()
        await say(self, "L’appel est terminé. Plus rien de cette personne n’est affiché.")

    def _answers(self, typed: dict[str, Any]) -> dict[str, str]:
        given = {name: str(typed.get(name, ""))[:100].replace("\x00", "") for name in ("nir", "nom", "prenom")}
        boxes = [str(typed.get(name, ""))[:8] for name in ("jour", "mois", "annee")]
        return {
            "nir": parse_nir(given["nir"]),
            "born": parse_birth(*boxes, today=datetime.now(UTC).astimezone(PARIS).date()),
            "family_name": given["nom"],
            "given_name": given["prenom"],
        }

    async def _do(self, contact: str) -> str:
        words = wording.ACTS[Act(self.chosen)].done if self.chosen else ""
        if self.chosen == Act.SEND_CODE:
            return f"{words} vers {await run(service.send_code)}"
        if self.chosen in {Act.OPPOSE, Act.WITHDRAW}:
            await run(service.oppose if self.chosen == Act.OPPOSE else service.withdraw_refusal)
        elif self.chosen:
            self.reference = await run(demands.ask, kind=Kind(self.chosen), contact=contact)
        return words

    def _first_to_confirm(self) -> UUID:
        return next((UUID(line.id) for line in self.waiting if line.to_confirm), _NOBODY)

    async def _told(self, words: str) -> None:
        await self.choose("")
        self.done = [*self.done, words]
        await self._read()
        await say(self, words + ".")

    def _wrong(self, fact: CsnError, field: str) -> None:
        if isinstance(fact, NirNotUnderstood):
            field = "nir"
        if isinstance(fact, BirthNotUnderstood):
            field = "jour"
        self._say_wrong(field, wording.say(fact))

    def _say_wrong(self, field: str, words: str) -> None:
        self.errors, self.wrong = [{"field": field, "sentence": words}], {field: words}

    def _forget(self) -> None:
        self.in_call, self.name, self.standing, self.number, self.minutes = False, "", "", "", 0
        self.facts, self.acts, self.waiting, self.done, self.errors = [], [], [], [], []
        self.chosen, self.chosen_words, self.aloud, self.reference, self.wrong = "", "", "", "", {}
        self.help_number, self.help_until, self.address = "", "", ""

    async def _read(self) -> None:
        try:
            call = await run(service.read_call)
            number = await run(demands.call_back_number) if call else ""
        except CsnError as fact:
            await say(self, wording.say(fact))
            return
        if call is None:
            self._forget()
        else:
            self._show(call, number=number)
        self.loaded = True

    def _show(self, call: service.CallView, *, number: str) -> None:
        self.in_call, self.errors, self.wrong = True, [], {}
        self.number, self.minutes = _in_pairs(number), call.until_minutes
        self.name, self.standing = call.person.name, labels("lifecycle_states")[call.person.state]
        self.facts = _facts(call)
        self.acts = [ActView(act, wording.ACTS[act].button, grave=act.value in list(Kind)) for act in call.acts]
        self.waiting = [_line(demand) for demand in call.demands]
        self.help_until = french_time(call.help_until) if call.help_until else ""
        self.address = f"{DOCUMENT_SENDING}?espace={call.space_id}" if call.help_until else ""
        self.max_bytes = settings().upload_max_mb * 1_000_000
        if self.help_until:
            self.help_number = ""


def _facts(call: service.CallView) -> list[Fact]:
    person = call.person
    said = [
        Fact("Depuis le", french_date(person.since.astimezone(PARIS).date())),
        Fact("Né ou née le", french_date(person.born) + (" (mineur)" if person.minor else "")),
        Fact("E-mail", person.email or "Inconnu"),
        Fact("Mobile", person.mobile or "Inconnu"),
    ]
    if person.code_sent_at:
        until = person.code_until
        alive = f"valable jusqu’au {french_date(until.astimezone(PARIS).date())}" if until else "ne marche plus"
        said.append(Fact("Dernier code", f"envoyé le {french_datetime(person.code_sent_at)}, {alive}"))
    return said


def _line(demand: demands.DemandView) -> DemandLine:
    what = wording.KINDS[demand.kind] + (f"\u00a0: {demand.contact}" if demand.contact else "")
    when = f"Notée le {french_datetime(demand.asked_at)}. Attend un second agent."
    if demand.counts_at:
        when = f"Confirmé. Compte à partir du {french_datetime(demand.counts_at)}."
    return DemandLine(str(demand.id), what, when, to_confirm=not demand.mine and not demand.confirmed)


def _in_pairs(number: str) -> str:
    return " ".join(number[start : start + 2] for start in range(0, len(number), 2))


def _ticked(typed: dict[str, Any], name: str) -> bool:
    return str(typed.get(name, "")) in {"oui", "on", "True"}
