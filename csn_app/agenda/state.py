"""What the screen of the agenda knows: a view of it, the form being filled, the private address just made."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import reflex as rx

from csn_app.agenda import asking, feed, rules, service, wording
from csn_app.agenda.screen import Screen, View, read_screen
from csn_app.agenda.vocabulary import Status
from csn_app.core.errors import CsnError
from csn_app.edge.markers import patient
from csn_app.prevention import service as prevention
from csn_app.prevention.book import rule_at
from csn_app.prevention.wording import Card, card
from csn_app.ui.sentences import sentence
from csn_app.ui.session import run, say
from csn_app.ui.words import french_date

_GONE = "Ce rendez-vous n’existe plus. La page est à jour."


class AgendaState(rx.State):
    """The agenda of the person who is signed in."""

    loaded: bool = False
    view: str = "liste"
    heading: str = ""
    groups: list[wording.Group] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    weeks: list[wording.Week] = []  # noqa: RUF012
    month: str = ""
    before: str = ""
    after: str = ""
    views: dict[str, str] = {}  # noqa: RUF012
    more: str = ""
    from_today: bool = True
    due: list[Card] = []  # noqa: RUF012
    form: asking.Form = asking.NO_FORM
    errors: list[dict[str, str]] = []  # noqa: RUF012
    wrong: dict[str, str] = {}  # noqa: RUF012
    feed_words: str = ""
    feed_address: str = ""
    _opened: int = 0

    @patient
    async def load(self) -> None:
        """Read what the address asks for, and begin with nothing open but a form that it names."""
        self._close()
        self.feed_address = ""
        await self._read()
        rule = rule_at(self.router.url.query_parameters.get("noter", ""))
        if rule and self.loaded:
            await self._open(rule)

    @patient
    async def add(self) -> Any:
        """Open an empty form."""
        await self._open(None)
        return rx.set_focus("champ-motif")

    @patient
    async def plan(self, number: str) -> Any:
        """Open the form that something due fills."""
        await self._open(rule_at(str(number)))
        return rx.set_focus("champ-motif")

    @patient
    async def edit(self, appointment_id: str) -> Any:
        """Open the form of an appointment."""
        try:
            shown = await run(service.read_appointment, appointment_id=UUID(str(appointment_id)))
            choices = await run(service.read_choices)
        except (CsnError, ValueError):
            return await self._said(_GONE)
        self._close()
        self.form = asking.form_of(shown, choices)
        return rx.set_focus("champ-motif")

    @patient
    async def cancel(self) -> Any:
        """Close the form without keeping anything."""
        self._close()
        return rx.set_focus("liste-titre")

    @patient
    async def save(self, typed: dict[str, Any]) -> Any:
        """Keep the appointment, or show field by field what must be corrected."""
        given = {str(k): str(v) for k, v in typed.items() if v} if isinstance(typed, dict) else {}
        if not self.form.shown:
            return await self._said("Aucun formulaire n’est ouvert\u00a0: rien n’a été enregistré.")
        try:
            await self._keep({**given, "prevention": self.form.rule})
        except (CsnError, ValueError) as fact:
            return await self._correct(fact, given)
        self._close()
        return await self._said("C’est enregistré.")

    @patient
    async def mark(self, appointment_id: str, at: str, status: str) -> Any:
        """Say what became of an appointment, or of one date of a series."""
        try:
            moment, said = datetime.fromisoformat(str(at)), Status(str(status))
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            await run(service.set_status, appointment_id=UUID(str(appointment_id)), occurs_at=moment, status=said)
        except CsnError as fact:
            return await self._said(sentence(fact))
        except (ValueError, OverflowError):
            return await self._said(_GONE)
        return await self._said(f"C’est noté\u00a0: «\u00a0{wording.STATUSES[said][0]}\u00a0».")

    @patient
    async def delete(self, appointment_id: str) -> Any:
        """Take an appointment or a series out of the agenda."""
        try:
            await run(service.delete_appointment, appointment_id=UUID(str(appointment_id)))
        except (CsnError, ValueError):
            return await self._said(_GONE)
        self._close()
        return await self._said("Le rendez-vous est supprimé.")

    @patient
    async def decline(self, key: str) -> Any:
        """Put away something due, without a reason."""
        try:
            await run(prevention.refuse, key=str(key))
        except CsnError as fact:
            return await self._said(sentence(fact))
        return await self._said("C’est écarté. Vous pouvez le remettre à la page «\u00a0Prévention\u00a0».")

    @patient
    async def make_feed(self, typed: dict[str, Any]) -> Any:
        """Make a private address, shown this once."""
        details = isinstance(typed, dict) and bool(typed.get("details"))
        try:
            secret = await run(feed.create_feed, details=details)
        except CsnError as fact:
            return await self._said(sentence(fact))
        await self._said("L’adresse est créée. Copiez-la maintenant\u00a0: elle ne sera plus affichée.")
        self.feed_address = f"{self.router.url.origin}/agenda/flux/{secret}.ics"
        return rx.set_focus("adresse-ics")

    @patient
    async def cut_feed(self) -> Any:
        """Cut the private address at once."""
        try:
            await run(feed.revoke_feed)
            said = "L’adresse est coupée. Les calendriers qui la lisaient ne reçoivent plus rien."
        except CsnError:
            said = "Il n’y a plus d’adresse. La page est à jour."
        self.feed_address = ""
        return await self._said(said)

    async def _said(self, words: str) -> Any:
        await self._read()
        await say(self, words)
        return rx.set_focus("liste-titre")

    async def _open(self, rule: Any) -> None:
        try:
            choices = await run(service.read_choices)
        except CsnError as fact:
            await say(self, sentence(fact))
            return
        self._close()
        self._opened += 1
        self.form = asking.new_form(choices, rule=rule, number=self._opened)

    async def _keep(self, typed: dict[str, str]) -> None:
        if not self.form.id:
            await run(service.note_appointment, typed=typed)
            return
        seen = datetime.fromisoformat(self.form.seen)
        await run(service.change_appointment, appointment_id=UUID(self.form.id), typed=typed, seen=seen)

    async def _correct(self, fact: Exception, typed: dict[str, str]) -> None:
        self.form = asking.typed_again(self.form, typed)
        if isinstance(fact, rules.FormWrong):
            self.errors = asking.flaws_in_words(fact.flaws)
        else:
            said = sentence(fact if isinstance(fact, CsnError) else CsnError())
            self.errors = [{"field": "champ-motif", "sentence": said}]
        self.wrong = {error["field"].removeprefix("champ-"): error["sentence"] for error in self.errors}

    async def _read(self) -> None:
        asked = self.router.url.query_parameters
        view = asked.get("vue", "")
        chosen = View(view) if view in set(View) else View.LIST
        try:
            screen = await run(read_screen, view=chosen, day=_day(asked.get("jour")), after=_moment(asked.get("apres")))
        except CsnError as fact:
            await say(self, sentence(fact))
            return
        self._show(screen)

    def _show(self, screen: Screen) -> None:
        day, monday = screen.day, screen.day - timedelta(days=screen.day.weekday())
        self.view, self.from_today = screen.view, day == screen.today
        self.groups = wording.groups_of(screen.shown, now=screen.now, by_day=screen.view is View.WEEK)
        self.weeks = wording.weeks_of(screen.month, month=day, today=screen.today)
        self.month = wording.month_title(day)
        since = f"Mes rendez-vous à partir du {french_date(day)}"
        titles = {View.WEEK: wording.week_title(monday), View.MONTH: self.month, View.LIST: since}
        self.heading = "Mes rendez-vous" if screen.view is View.LIST and self.from_today else titles[screen.view]
        first = day.replace(day=1)
        back, on = (first - timedelta(days=1)).replace(day=1), (first + timedelta(days=31)).replace(day=1)
        if screen.view is View.WEEK:
            back, on = monday - timedelta(days=7), monday + timedelta(days=7)
        here = View.MONTH if screen.view is View.LIST else screen.view
        self.before, self.after = wording.address(view=here, day=back), wording.address(view=here, day=on)
        self.views = {view.value: wording.address(view=view, day=day) for view in View}
        self.more = (
            f"{wording.address(view='liste', day=day)}&apres={int(screen.next.timestamp())}" if screen.next else ""
        )
        self.due = [card(item, facts=screen.facts) for item in screen.due] if screen.facts else []
        self.feed_words = _feed(screen.feed)
        self.loaded = True

    def _close(self) -> None:
        self.form, self.errors, self.wrong = asking.NO_FORM, [], {}


def _feed(found: feed.FeedView | None) -> str:
    if found is None:
        return ""
    what = "avec les motifs et les noms" if found.details else "sans motif ni nom"
    read = f" Lue le {french_date(found.read_on)}." if found.read_on else " Aucun calendrier ne l’a encore lue."
    since = french_date(found.created_at.astimezone(rules.PARIS).date())
    return f"Une adresse est active depuis le {since}, {what}.{read}"


def _day(text: object) -> date | None:
    try:
        found = date.fromisoformat(str(text))
    except ValueError:
        return None
    return found if rules.FIRST_YEAR <= found.year <= 2200 else None


def _moment(text: object) -> datetime | None:
    known = isinstance(text, str) and text.isascii() and text.isdigit() and len(text) <= 11
    return datetime.fromtimestamp(int(str(text)), UTC) if known and int(str(text)) < 7_000_000_000 else None
