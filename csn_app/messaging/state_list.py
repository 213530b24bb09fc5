"""What the list of conversations knows, for the person and for the professional."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import reflex as rx

from csn_app import routes
from csn_app.core.actor import Quality
from csn_app.core.errors import CsnError
from csn_app.edge.markers import correspondent, professional, quiet
from csn_app.messaging import answering, reading, wording
from csn_app.messaging.rules import AnswersIn
from csn_app.ui.session import SessionState, actor, run, say


class MailState(rx.State):
    """One's own conversations, 25 at a time, or those that hold the words of a search."""

    loaded: bool = False
    cards: list[wording.ConversationCard] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    archives: bool = False
    newer: str = ""
    older: str = ""
    searched: bool = False
    found: str = ""
    answers: str = AnswersIn.UNSAID.value
    _words: str = ""
    _mark: Any = None

    @correspondent
    async def load(self) -> None:
        """Read the page that the address asks for; beside an open conversation, the newest ones."""
        self.reset()
        try:
            await self._read()
            if actor().quality is Quality.PROFESSIONAL:
                self.answers = (await run(answering.my_usual_time)).value
        except CsnError as fact:
            await say(self, wording.said(fact))
        self.loaded = True

    @correspondent
    async def search(self, typed: str) -> None:
        """Search one's own conversations while one types."""
        await self._search(typed)

    @correspondent
    async def search_now(self, typed: dict[str, Any]) -> None:
        """Search one's own conversations."""
        await self._search(str(typed.get("mots", "")))

    @quiet
    @correspondent
    async def look(self, _sent: dict[str, Any]) -> None:
        """Show what is new, if anything is: the page asks by itself, again and again."""
        try:
            mark = await run(reading.mail_mark)
            if mark != self._mark:
                await self._read()
        except CsnError:
            return

    @professional
    async def say_answers(self, typed: dict[str, Any]) -> None:
        """Say how fast one usually answers."""
        try:
            answers = AnswersIn(str(typed.get("delai", "")))
            await run(answering.say_usual_time, answers=answers)
        except (CsnError, ValueError):
            await say(self, "Ce délai n’est pas dans la liste. Choisissez-en un autre.")
            return
        self.answers = answers.value
        await say(self, "Vos patients lisent ce délai quand ils vous répondent.")

    async def _search(self, words: str) -> None:
        self._words = words.strip()[:200]
        try:
            await self._read()
        except CsnError as fact:
            await say(self, wording.said(fact))

    async def _beside(self) -> None:
        """Show the newest conversations beside the one that is open."""
        self._words, self.loaded = "", True
        await self._read()

    async def _read(self) -> None:
        base = base_of()
        asked = dict(parse_qsl(urlsplit(str(self.router.url)).query)) if self.router.url.path == base else {}
        self.archives = asked.get("vue") == "archives"
        place = None if self._words else wording.place_of(asked)
        self._mark = await run(reading.mail_mark)
        given = {"archived": self.archives, "words": self._words, "place": place}
        mailbox = await run(reading.list_conversations, **given)
        self.cards = [wording.card(row, base=base, now=mailbox.now) for row in mailbox.rows]
        self.searched = bool(self._words)
        self.found = wording.found_words(mailbox) if self.searched else ""
        first, last = (mailbox.rows[0], mailbox.rows[-1]) if mailbox.rows and not self.searched else (None, None)
        more = {"archives": self.archives}
        self.newer = wording.page_address(base, **more, mark=first, newer=True) if mailbox.newer and first else ""
        self.older = wording.page_address(base, **more, mark=last) if mailbox.older and last else ""
        session = await self.get_state(SessionState)
        session.unread = self._mark.unread


def base_of() -> str:
    """Return the address of the list of whoever acts."""
    return routes.DESK_MESSAGES if actor().quality is Quality.PROFESSIONAL else routes.MESSAGES
