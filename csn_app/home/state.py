"""What the home screen knows."""

from dataclasses import dataclass
from datetime import datetime

import reflex as rx

from csn_app.agenda.screen import read_next
from csn_app.agenda.wording import Row, row_of
from csn_app.circle.coming_of_age import confirm_choices
from csn_app.core.actor import DelegationKind, Scope
from csn_app.core.errors import CsnError
from csn_app.documents.rules import UNSEEN_UP_TO
from csn_app.documents.views import DocumentRow
from csn_app.documents.wording import Card, card
from csn_app.edge.markers import patient
from csn_app.home.guide import Proposal, proposal
from csn_app.home.service import Home, Looker, read_home
from csn_app.prevention.service import read_prevention
from csn_app.prevention.wording import Card as DueCard
from csn_app.prevention.wording import card as due_card
from csn_app.profile.guide import Guide, Topic, put_away, read_guide, wake
from csn_app.ui.sentences import sentence
from csn_app.ui.session import actor, run, say
from csn_app.ui.words import PARIS, french_date, initials, plural, relative


@dataclass(frozen=True)
class LookerLine:
    """Somebody who looked, in words."""

    name: str
    initials: str
    did: str


@dataclass(frozen=True)
class NewDocument:
    """A document that arrived, in words."""

    card: Card
    arrived: str


class HomeState(rx.State):
    """What is new, who looked, and the first steps that remain."""

    lead: str = ""
    requests: list[str] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    awaited: list[str] = []  # noqa: RUF012
    documents: list[NewDocument] = []  # noqa: RUF012
    more: str = ""
    lookers: list[LookerLine] = []  # noqa: RUF012
    nothing_new: str = ""
    emergency: str = ""
    has_document: bool = False
    has_carer: bool = False
    proposal: Proposal = Proposal()
    silenced: bool = False
    sees_documents: bool = True
    came_of_age: bool = False
    next: list[Row] = []  # noqa: RUF012
    due: list[DueCard] = []  # noqa: RUF012
    loaded: bool = False

    @patient
    async def load(self) -> None:
        """Read the home page."""
        try:
            self._show(await run(read_home))
            # The guide speaks to the person of the carnet only.
            self._guide(await run(read_guide) if actor().for_oneself else Guide(None, silenced=False))
            await self._ahead()
        except CsnError as fact:
            await say(self, sentence(fact))

    @patient
    async def confirm_choices(self) -> None:
        """Keep what one's parents had chosen, as one's own choice."""
        try:
            await run(confirm_choices)
            self.came_of_age = False
            await say(self, "Vos choix sont confirmés. Vous pouvez les changer à tout moment.")
        except CsnError as fact:
            await say(self, sentence(fact))

    @patient
    async def later(self) -> None:
        """Put the proposal away for a month, and show the next one."""
        if self.proposal.topic:
            await self._put_away(Topic(self.proposal.topic), said="On en reparle dans un mois.")

    @patient
    async def silence(self) -> None:
        """Silence the guide."""
        await self._put_away(None, said="Le carnet ne vous proposera plus rien ici.")

    @patient
    async def wake(self) -> None:
        """Let the guide propose again."""
        try:
            await run(wake)
            self._guide(await run(read_guide))
        except CsnError as fact:
            await say(self, sentence(fact))

    async def _put_away(self, topic: Topic | None, *, said: str) -> None:
        try:
            await run(put_away, topic=topic)
            self._guide(await run(read_guide))
        except CsnError as fact:
            said = sentence(fact)
        await say(self, said)

    async def _ahead(self) -> None:
        """Show the next appointment, and the first thing due that has none."""
        mandate = actor().mandate
        if mandate and mandate.kind is DelegationKind.CAREGIVER and Scope.AGENDA not in mandate.scopes:
            # Who helps without the agenda is not told that it is not theirs: it is not on their page.
            self.next, self.due = [], []
            return
        shown, now = await run(read_next)
        self.next = [row_of(shown, now=now)] if shown else []
        found = await run(read_prevention)
        open_items = [item for item in found.items if item.appointment_id is None]
        self.due = [due_card(item, facts=found.facts) for item in open_items[:1]] if found.facts else []

    def _guide(self, guide: Guide) -> None:
        self.proposal, self.silenced = proposal(guide.topic), guide.silenced

    def _show(self, home: Home) -> None:
        news, today = home.documents, french_date(home.now.astimezone(PARIS).date(), weekday=True).capitalize()
        last = relative(home.last_visit, now=home.now) if home.last_visit else ""
        self.lead = _lead(home, today=today, last=last)
        self.sees_documents, self.came_of_age = home.sees_documents, home.came_of_age
        self.documents = [_document(row, now=home.now) for row in news.rows]
        self.more = _more(news.unseen, shown=len(news.rows))
        self.lookers = [_looker(looker, now=home.now) for looker in home.lookers]
        self.nothing_new = f"Rien de nouveau depuis votre dernière visite, {last}." if last else "Rien de nouveau."
        asking = [request.professional for request in home.requests]
        self.requests = [f"{card.name}, {card.profession.lower()}, demande à lire votre carnet" for card in asking]
        self.awaited = [f"{one.professional.name}, {one.professional.profession.lower()}" for one in home.awaited]
        self.emergency = _emergency(home)
        self.has_document, self.has_carer = news.some, home.has_carer
        self.loaded = True


def _more(unseen: int, *, shown: int) -> str:
    """Lead to the new documents that are not on the page; above a hundred nobody has counted them."""
    if unseen > UNSEEN_UP_TO:
        return "Voir tous les documents"
    others = unseen - shown
    return f"Voir {plural(others, 'autre document', many='autres documents')}" if others > 0 else ""


def _lead(home: Home, *, today: str, last: str) -> str:
    mandate = actor().mandate
    if mandate is None:
        return f"{today}. Dernière visite {last}." if last else f"{today}."
    who = {
        DelegationKind.REPRESENTATIVE: "Vous le gérez",
        DelegationKind.TUTOR: "Vous la représentez",
        DelegationKind.CAREGIVER: "Vous aidez cette personne",
    }[mandate.kind]
    beside = f" avec {' et '.join(home.beside)}" if home.beside else ""
    return f"{mandate.age[:1].upper()}{mandate.age[1:]}. {who}{beside}."


def _emergency(home: Home) -> str:
    """Say the last opening in an emergency of the month, and how many others there were."""
    if not home.emergencies:
        return ""
    last, others = home.emergencies[0], len(home.emergencies) - 1
    who = last.professional.name if last.professional else "Un soignant"
    more = f", et {plural(others, 'autre ouverture', many='autres ouvertures')} ce mois-ci" if others else ""
    return f"{who} a ouvert votre carnet en urgence {relative(last.emergency.opened_at, now=home.now)}{more}. "


def _document(row: DocumentRow, *, now: datetime) -> NewDocument:
    who = f" par {row.author}" if row.author else ""
    return NewDocument(card(row), f"Déposé {relative(row.added_at, now=now)}{who}")


def _looker(looker: Looker, *, now: datetime) -> LookerLine:
    visit, name = looker.visit, looker.professional.name
    acts = []
    if visit.read:
        acts.append(f"a lu {plural(visit.read, 'document')}")
    if visit.deposited:
        acts.append(f"a déposé {plural(visit.deposited, 'document')}")
    did = " et ".join(acts) or "a ouvert votre carnet"
    return LookerLine(name, initials(name), f"{did.capitalize()}, {relative(visit.at, now=now)}")
