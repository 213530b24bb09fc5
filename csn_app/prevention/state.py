"""What the screen of prevention knows: what is due, what was done or put away, and what is being answered."""

from datetime import date
from typing import Any
from uuid import UUID

import reflex as rx

from csn_app.core.errors import CsnError, NotFound
from csn_app.documents import service as documents
from csn_app.edge.markers import patient
from csn_app.prevention import service, wording
from csn_app.prevention.book import Theme, rule_at
from csn_app.prevention.questions import asks_birth, questions_for
from csn_app.ui.sentences import sentence
from csn_app.ui.session import actor, run, say
from csn_app.ui.words import french_date

_GONE = "Ce rappel n’existe plus. La page est à jour."


class PreventionState(rx.State):
    """The prevention of the person who is signed in."""

    loaded: bool = False
    known: bool = True
    lead: str = ""
    now: list[wording.Card] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    soon: list[wording.Card] = []  # noqa: RUF012
    planned: list[wording.Card] = []  # noqa: RUF012
    done: list[wording.DoneLine] = []  # noqa: RUF012
    refused: list[wording.Refused] = []  # noqa: RUF012
    themes: list[wording.ThemeTick] = []  # noqa: RUF012
    asks: list[wording.Ask] = []  # noqa: RUF012
    asks_birth: bool = False
    birth: list[str] = ["", "", ""]  # noqa: RUF012
    birth_words: str = ""
    remind: bool = True
    doing: str = ""
    leaving: str = ""
    error: str = ""
    papers: list[dict[str, str]] = []  # noqa: RUF012
    today: list[str] = ["", "", ""]  # noqa: RUF012

    @patient
    async def load(self) -> None:
        """Read the page; an address may open « C’est fait » of one rule."""
        self._close()
        await self._read()
        rule = rule_at(self.router.url.query_parameters.get("fait", ""))
        shown = [*self.now, *self.soon, *self.planned]
        found = next((card for card in shown if rule and card.code == rule.id.lower()), None)
        if found:
            await self._begin(found.key)

    @patient
    async def begin_done(self, key: str) -> Any:
        """Ask when something was done, and by which document it shows."""
        await self._begin(str(key))
        return rx.set_focus("fait-jour")

    @patient
    async def begin_refusal(self, key: str) -> Any:
        """Ask why something is not for the person; they need not say."""
        self._close()
        self.leaving = str(key)
        return rx.set_focus("raison")

    @patient
    async def cancel(self) -> Any:
        """Close what was open without keeping anything."""
        self._close()
        return rx.set_focus("prevoir")

    @patient
    async def save_done(self, typed: dict[str, Any]) -> Any:
        """Keep when something was done."""
        given = {str(k): str(v) for k, v in typed.items() if v} if isinstance(typed, dict) else {}
        try:
            day = date(*(int(given.get(name, "")) for name in ("annee", "mois", "jour")))
            paper = UUID(given["document"]) if given.get("document") else None
            await run(service.mark_done, key=self.doing, day=day, document_id=paper)
        except (service.DayNotPossible, ValueError, OverflowError):
            self.error = "Cette date n’est pas possible. Indiquez un jour passé, ou aujourd’hui."
            return rx.set_focus("fait-jour")
        except NotFound:
            return await self._said(_GONE)
        return await self._said("C’est noté comme fait.")

    @patient
    async def refuse(self, typed: dict[str, Any]) -> Any:
        """Put one subject away, with or without a reason."""
        reason = str(typed.get("raison", "")) if isinstance(typed, dict) else ""
        try:
            await run(service.refuse, key=self.leaving, reason=reason)
        except service.ReasonTooLong as fact:
            self.error = sentence(fact)
            return rx.set_focus("raison")
        except CsnError:
            return await self._said(_GONE)
        return await self._said("C’est écarté. Vous pouvez le remettre, plus bas sur cette page.")

    @patient
    async def take_back(self, subject: str) -> Any:
        """Show a subject again."""
        return await self._act("C’est remis.", service.take_back, subject=str(subject)[:80])

    @patient
    async def undo(self, rule: str, day: str) -> Any:
        """Take back « C’est fait »."""
        try:
            done_on = date.fromisoformat(str(day))
        except ValueError:
            return await self._said(_GONE)
        return await self._act("C’est remis à prévoir.", service.undo_done, rule_id=str(rule)[:80], day=done_on)

    @patient
    async def theme(self, code: str, wanted: bool) -> Any:
        """Refuse a theme, or ask for it again."""
        if str(code) not in set(Theme) or not isinstance(wanted, bool):
            return None
        said = "Ce thème est remis." if wanted else "Ce thème n’est plus affiché, et plus rappelé."
        return await self._act(said, service.choose_theme, focus="", theme=Theme(str(code)), wanted=wanted)

    @patient
    async def answer(self, code: str, said: str) -> Any:
        """Answer a question, or take the answer back."""
        yes = {"YES": True, "NO": False}.get(str(said))
        return await self._act("C’est noté.", service.answer, focus="", code=str(code)[:80], yes=yes)

    @patient
    async def expect(self, typed: dict[str, Any]) -> Any:
        """Note the day on which a birth is expected; empty boxes forget it."""
        given = [str(typed.get(n, "")).strip() for n in ("annee", "mois", "jour")] if isinstance(typed, dict) else []
        try:
            day = date(*(int(box) for box in given)) if any(given) else None
        except (ValueError, OverflowError):
            return await self._said("Cette date n’existe pas. Exemple\u00a0: 15 1 2027.")
        return await self._act("C’est noté.", service.expect_birth, day=day)

    @patient
    async def reminders(self, wanted: bool) -> Any:
        """Ask to be reminded, or not."""
        if not isinstance(wanted, bool):
            return None
        said = "Un message vous préviendra, une fois par mois au plus." if wanted else "Plus aucun message de rappel."
        return await self._act(said, service.choose_reminders, focus="", wanted=wanted)

    async def _act(self, said: str, use_case: Any, /, *, focus: str = "prevoir", **given: Any) -> Any:
        try:
            await run(use_case, **given)
        except CsnError as fact:
            said = sentence(fact) if not isinstance(fact, NotFound) else _GONE
        await self._said(said)
        return rx.set_focus(focus) if focus else None

    async def _said(self, words: str) -> Any:
        self._close()
        await self._read()
        await say(self, words)
        return rx.set_focus("prevoir")

    async def _begin(self, key: str) -> None:
        self._close()
        try:
            page = await run(documents.list_documents, space_id=actor().space_id)
        except CsnError as fact:
            await say(self, sentence(fact))
            return
        self.papers = [{"id": str(row.id), "title": row.title} for row in page.rows]
        self.doing = key

    async def _read(self) -> None:
        try:
            self._show(await run(service.read_prevention))
        except CsnError as fact:
            await say(self, sentence(fact))

    def _show(self, found: service.Prevention) -> None:
        facts = found.facts
        self.known, self.remind = facts is not None, found.remind
        cards = [wording.card(item, facts=facts) for item in found.items] if facts else []
        self.planned = [card for card in cards if card.planned]
        self.now = [card for card in cards if not card.planned and not card.soon]
        self.soon = [card for card in cards if not card.planned and card.soon]
        self.done = [wording.done_line(item) for item in found.done]
        self.refused = [wording.refused(subject, reason) for subject, reason in found.refused.items()]
        self.themes = wording.themes(found.themes_refused, facts=facts) if facts else []
        asked = questions_for(facts) if facts else ()
        self.asks = [wording.ask(question, found.answers.get(question.code, "")) for question in asked]
        self.asks_birth = asks_birth(facts) if facts else False
        self.birth, self.today = _boxes(found.birth_expected), _boxes(found.today)
        self.birth_words = french_date(found.birth_expected) if found.birth_expected else ""
        day = french_date(wording.calendar_day(facts)) if facts else ""
        self.lead = f"D’après ce que vous avez noté et le calendrier du {day}." if day else ""
        self.loaded = True

    def _close(self) -> None:
        self.doing, self.leaving, self.error = "", "", ""


def _boxes(day: date | None) -> list[str]:
    return [str(day.day), str(day.month), str(day.year)] if day else ["", "", ""]
