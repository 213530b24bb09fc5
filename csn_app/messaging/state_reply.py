# mypy: disable-error-code="no-untyped-call"
"""What is being written: the words as they are typed, the files that go with them, and the sending."""

from typing import Any
from uuid import UUID, uuid4

import reflex as rx

from csn_app.core.errors import CsnError, NotFound
from csn_app.documents import service as documents
from csn_app.documents.wording import card
from csn_app.edge.markers import correspondent, patient, professional
from csn_app.messaging import attachments, carrying, drafts, service, wording
from csn_app.messaging.drafts import Box
from csn_app.messaging.people import people_to_write_to
from csn_app.messaging.state_list import base_of
from csn_app.messaging.state_thread import ThreadState
from csn_app.messaging.views import Correspondent
from csn_app.routes import MESSAGE_SENDING
from csn_app.ui.session import actor, run, say


class ReplyState(rx.State):
    """A reply, or a professional's first message. ``key`` names the next sending, so that a double press sends once."""

    ready: bool = False
    loaded: bool = False
    key: str = ""
    to: str = ""
    subject: str = ""
    body: str = ""
    files: list[wording.FileCard] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    left: int = 0
    left_words: str = ""
    address: str = ""
    people: list[wording.Choice] = []  # noqa: RUF012
    choosing: bool = False
    documents: list[wording.Choice] = []  # noqa: RUF012
    errors: list[dict[str, str]] = []  # noqa: RUF012
    wrong: dict[str, str] = {}  # noqa: RUF012
    _typed: dict[str, str] = {}  # noqa: RUF012

    @correspondent
    async def load(self) -> None:
        """Find again what was being typed here."""
        self.reset()
        await self._read()
        self.loaded = True

    @professional
    async def begin(self) -> None:
        """Show whom one may write to, and what was being typed to the person that the address names."""
        self.reset()
        try:
            found: list[Correspondent] = await run(people_to_write_to)
        except CsnError as fact:
            await say(self, wording.said(fact))
            found = []
        asked = self.router.url.query_parameters.get("patient", "")
        self.people = [wording.Choice(str(one.id), wording.person(one)) for one in found]
        self.to = next((one.words for one in self.people if one.code == asked), "")
        if self.to:
            await self._read()
        self.loaded = True

    @correspondent
    async def forget(self) -> None:
        """Forget what was on the screen; what was being typed is kept."""
        self.reset()

    @correspondent
    async def note(self, key: str, field: str, text: str) -> None:
        """Keep what is being typed; what was typed before the last sending comes too late."""
        if key != self.key or not self.ready or field not in {"sujet", "reponse"}:
            return
        self._typed = {**self._typed, field: text}
        try:
            await run(drafts.keep_draft, box=self._box(), body=self._now("reponse"), subject=self._now("sujet"))
        except (CsnError, ValueError):
            return

    @correspondent
    async def send(self, typed: dict[str, Any]) -> Any:
        """Send what was typed; a conversation that begins opens."""
        try:
            body, key = str(typed.get("reponse", "")), str(typed.get("cle", ""))
            goes = await self._send(body=body, key=key, subject=str(typed.get("sujet", "")))
        except (CsnError, ValueError) as fact:
            field = wording.field_of(fact)
            self.wrong, self.errors = {field: wording.said(fact)}, [{"field": field, "sentence": wording.said(fact)}]
            return None
        await say(self, "Votre message est envoyé.")
        return goes

    @correspondent
    async def arrive(self, _sent: dict[str, Any]) -> None:
        """Show the files of the message: the browser says that one has arrived."""
        await self._files()

    @correspondent
    async def detach(self, attachment_id: str) -> Any:
        """Take a file off the message."""
        try:
            await run(attachments.remove_attachment, box=self._box(), attachment_id=UUID(attachment_id))
        except (CsnError, ValueError):
            await say(self, "Ce fichier n’était plus dans le message.")
        await self._files()
        return rx.set_focus("joindre")

    @patient
    async def choose(self) -> None:
        """Show the newest documents of the carnet, to attach one; or put them away."""
        self.choosing = not self.choosing
        if not self.choosing:
            return
        try:
            page = await run(documents.list_documents, space_id=actor().space_id)
        except CsnError as fact:
            await say(self, wording.said(fact))
            return
        self.documents = [wording.Choice(str(row.id), f"{row.title}. {card(row).meta}") for row in page.rows]

    @patient
    async def take(self, typed: dict[str, Any]) -> Any:
        """Attach a copy of a document of the carnet."""
        try:
            await carrying.attach_document(run, self._box(), document_id=UUID(str(typed.get("document", ""))))
        except (CsnError, ValueError) as fact:
            await say(self, wording.said(fact if isinstance(fact, CsnError) else NotFound()))
            return None
        self.choosing = False
        await self._files()
        await say(self, "Le document est joint au message.")
        return rx.set_focus("joindre")

    async def _send(self, *, body: str, key: str, subject: str) -> Any:
        box = self._box()
        if box.conversation_id is None:
            asked = {"space_id": box.space_id, "subject": subject, "body": body, "key": key}
            made = await run(service.start_conversation, **asked)
            self.reset()
            return rx.redirect(f"{base_of()}/{made}")
        await run(service.send_message, conversation_id=box.conversation_id, body=body, key=key)
        await self._read()
        await (await self.get_state(ThreadState))._read(again=True)
        return rx.set_focus("champ-reponse")

    async def _read(self) -> None:
        self.errors, self.wrong, self._typed, self.choosing = [], {}, {}, False
        self.key = uuid4().hex
        try:
            box = self._box()
            draft = await run(drafts.read_draft, box=box)
        except (CsnError, ValueError):
            self.ready = False
            return
        self.subject, self.body, self.ready = draft.subject, draft.body, True
        asked = f"conversation={box.conversation_id}" if box.conversation_id else f"patient={box.space_id}"
        self.address = f"{MESSAGE_SENDING}?{asked}"
        self._show(draft)

    async def _files(self) -> None:
        try:
            self._show(await run(drafts.read_draft, box=self._box()))
        except (CsnError, ValueError) as fact:
            await say(self, wording.said(fact))

    def _show(self, draft: Any) -> None:
        self.files = wording.files(draft.attachments)
        self.left, self.left_words = draft.left, wording.room(draft.left)

    def _now(self, field: str) -> str:
        return self._typed.get(field, self.subject if field == "sujet" else self.body)

    def _box(self) -> Box:
        last = self.router.url.path.rstrip("/").rsplit("/", 1)[-1]
        if last == "nouveau":
            return Box(space_id=UUID(self.router.url.query_parameters.get("patient", "")))
        return Box(UUID(last))
