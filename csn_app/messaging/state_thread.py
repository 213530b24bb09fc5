# mypy: disable-error-code="no-untyped-call"
"""What the screen of one conversation knows: its messages, where it stands, and what each side does of it."""

from typing import Any
from uuid import UUID

import reflex as rx

from csn_app.core.actor import Quality
from csn_app.core.errors import CsnError
from csn_app.documents import rules as document_rules
from csn_app.documents.wording import options
from csn_app.edge.markers import correspondent, patient, professional, quiet
from csn_app.messaging import blocking, carrying, deleting, reading, service, wording
from csn_app.messaging.rules import ReportReason
from csn_app.messaging.state_list import MailState, base_of
from csn_app.ui.session import SessionState, actor, run, say


class ThreadState(rx.State):
    """One conversation. ``keeping`` names the received file whose category is being chosen."""

    loaded: bool = False
    missing: bool = False
    head: wording.Head = wording.Head()
    messages: list[wording.MessageCard] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    older: bool = False
    back: str = ""
    keeping: str = ""
    categories: list[wording.Choice] = []  # noqa: RUF012
    _mark: Any = None

    @correspondent
    async def load(self) -> None:
        """Open the conversation that the address names; it is then read."""
        self.reset()
        self.back = base_of()
        self.categories = [wording.Choice(one.code, one.words) for one in options()]
        await self._read()
        self.loaded = True

    @quiet
    @correspondent
    async def look(self, _sent: dict[str, Any]) -> None:
        """Show what is new, if anything is: the page asks by itself, again and again."""
        try:
            mark = await run(reading.thread_mark, conversation_id=self._id())
        except (CsnError, ValueError):
            self._lose()
            return
        if mark != self._mark:
            await self._read(again=True)

    @correspondent
    async def forget(self) -> None:
        """Forget the conversation that was on the screen: nothing of a patient stays behind."""
        self.reset()

    @correspondent
    async def show_older(self) -> None:
        """Show the messages before those on the screen."""
        before = self.messages[0].number if self.messages else 1
        try:
            thread = await run(reading.read_thread, conversation_id=self._id(), before=before)
        except (CsnError, ValueError) as fact:
            await say(self, wording.said(fact))
            return
        self.messages = [*wording.messages(thread, base=base_of()), *self.messages]
        self.older = thread.older

    @patient
    async def keep(self, attachment_id: str) -> None:
        """Ask in which category a received file is filed."""
        self.keeping = "" if self.keeping == attachment_id else attachment_id

    @patient
    async def file_away(self, typed: dict[str, Any]) -> None:
        """File a received attachment among one's documents (R-MS-6)."""
        try:
            category = document_rules.check_category(str(typed.get("categorie", "")))
            which = {"conversation_id": self._id(), "attachment_id": UUID(self.keeping)}
            title = await carrying.keep_in_carnet(run, **which, category=category)
        except (CsnError, ValueError) as fact:
            await say(self, wording.said(fact))
            return
        self.keeping = ""
        await self._read(again=True)
        await say(self, f"«\u00a0{title}\u00a0» est dans vos documents.")

    @professional
    async def close(self) -> None:
        """End the conversation: the person reads it, and answers no more (R-MS-4)."""
        await self._do(service.close_conversation, said="La conversation est terminée.")

    @professional
    async def reopen(self) -> None:
        """Open the conversation again."""
        await self._do(service.reopen_conversation, said="La conversation est rouverte. Le patient peut répondre.")

    @correspondent
    async def archive(self) -> Any:
        """Put the conversation among the archives, or take it back."""
        archived = not self.head.archived
        words = "dans les archives" if archived else "de retour dans la liste"
        await self._do(reading.put_away, archived=archived, said=f"La conversation est {words}.")

    @correspondent
    async def delete(self) -> Any:
        """Delete the exchange on one's own side, and go back to the list."""
        try:
            await run(deleting.delete_conversation, conversation_id=self._id())
        except (CsnError, ValueError) as fact:
            await say(self, wording.said(fact))
            return None
        self.reset()
        await say(self, "La conversation est supprimée de votre côté.")
        return rx.redirect(base_of())

    @patient
    async def block(self) -> None:
        """Block the professional's messages."""
        await self._do(blocking.block, said="Ses messages sont bloqués. Ce qu’il voit de votre carnet n’a pas changé.")

    @patient
    async def unblock(self) -> None:
        """Let the professional write again."""
        await self._do(blocking.unblock, said="Vous pouvez de nouveau vous écrire.")

    @patient
    async def report(self, typed: dict[str, Any]) -> None:
        """Report the professional's messages to the operator."""
        raison = str(typed.get("raison", ""))
        reason = ReportReason(raison) if raison in set(ReportReason) else ReportReason.OTHER
        words = str(typed.get("precisions", ""))
        await self._do(blocking.report, reason=reason, words=words, said="Votre signalement est envoyé.")

    async def _do(self, use_case: Any, *, said: str, **given: Any) -> None:
        try:
            await run(use_case, conversation_id=self._id(), **given)
        except (CsnError, ValueError) as fact:
            said = wording.said(fact)
        await self._read(again=True)
        await say(self, said)

    async def _read(self, *, again: bool = False) -> None:
        """Read the newest messages; where somebody looks at older ones, those stay above."""
        try:
            thread = await run(reading.read_thread, conversation_id=self._id(), again=again)
            self._mark = await run(reading.thread_mark, conversation_id=self._id())
            unread = await run(reading.count_unread)
        except (CsnError, ValueError):
            self._lose()
            return
        shown = wording.messages(thread, base=base_of())
        first = shown[0].number if shown else 0
        above = [card for card in self.messages if card.number < first] if again else []
        self.messages, self.older = [*above, *shown], self.older if above else thread.older
        self.head = wording.head(thread, professional=actor().quality is Quality.PROFESSIONAL)
        (await self.get_state(SessionState)).unread = unread
        await (await self.get_state(MailState))._beside()

    def _lose(self) -> None:
        """Show that the conversation is not there, or not any more, and nothing of it."""
        self.reset()
        self.missing, self.loaded, self.back = True, True, base_of()

    def _id(self) -> UUID:
        return UUID(self.router.url.path.rstrip("/").rsplit("/", 1)[-1])
