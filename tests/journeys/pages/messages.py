"""Conversations, as the person and as the professional see them."""

import re

from playwright.sync_api import FilePayload, Locator, expect

from tests.journeys.pages.screen import Screen


class Messages(Screen):
    """``/messages``: the person's conversations."""

    path = "/messages"

    @property
    def rows(self) -> Locator:
        """The links of the listed conversations."""
        return self.by("liste-conversations").locator("a[data-testid^=conversation-]")

    def search(self, words: str) -> None:
        """Look for words in one's own conversations."""
        self.by("champ-recherche").fill(words)
        expect(self.by("nombre-conversations")).not_to_be_empty()

    def go(self, subject: str = "") -> "Conversation":
        """Open the newest conversation, or the one with a subject."""
        line = self.by("liste-conversations").locator("li").filter(has_text=subject).first
        line.locator("a[data-testid^=conversation-]").click()
        self.by("fil-messages").wait_for()
        return Conversation(self.page).ready()


class DeskMessages(Messages):
    """``/pro/messages``: the conversations that a professional started."""

    path = "/pro/messages"

    def start(self, space_id: str, *, subject: str, words: str) -> "Conversation":
        """Write first to a patient of one's list."""
        self.by("commencer-message").click()
        self.by(f"ecrire-a-{space_id}").click()
        conversation = self.start_here(subject, words)
        conversation.by("envoyer").click()
        self.page.wait_for_url(re.compile("/pro/messages/[0-9a-f-]{36}"))
        conversation.by("fil-messages").wait_for()
        return conversation

    def start_here(self, subject: str, words: str) -> "Conversation":
        """Type a first message to the patient who was chosen, without sending it."""
        self.by("champ-sujet").fill(subject)
        conversation = Conversation(self.page)
        conversation.write(words)
        return conversation


class Conversation(Screen):
    """``/messages/<id>``: the messages, and the box where one answers."""

    @property
    def messages(self) -> Locator:
        """Every message, oldest first."""
        return self.by("fil-messages").locator("li[data-testid^=message-]")

    @property
    def attached(self) -> Locator:
        """The files that wait to go with the message."""
        return self.by("pieces-jointes").locator("li")

    def write(self, words: str) -> None:
        """Type, without sending."""
        self.by("champ-reponse").fill(words)

    def answer(self, words: str) -> None:
        """Type and send, and wait until it is there."""
        before = self.messages.count()
        self.write(words)
        self.by("envoyer").click()
        expect(self.messages).to_have_count(before + 1)

    def attach(self, file: FilePayload) -> None:
        """Attach a file of this device."""
        before = self.attached.count()
        if not self.by("choisir-fichier").is_visible():
            self.by("joindre").click()
        self.page.locator("[data-fichiers=fichiers]").set_input_files(file)
        expect(self.attached).to_have_count(before + 1, timeout=20_000)

    def attach_document(self, title: str) -> None:
        """Attach a copy of a document of the carnet."""
        before = self.attached.count()
        if not self.by("choisir-fichier").is_visible():
            self.by("joindre").click()
        self.by("joindre-du-carnet").click()
        choice = self.by("document-a-joindre")
        value = choice.locator("option").filter(has_text=title).first.get_attribute("value")
        choice.select_option(value)
        self.by("joindre-document").click()
        expect(self.attached).to_have_count(before + 1)

    def keep(self, *, category: str) -> None:
        """File the first received file among one's documents."""
        self.page.locator("[data-testid^=ranger-piece-jointe-]").first.click()
        form = self.by("formulaire-ranger")
        form.locator("select").select_option(category)
        form.get_by_role("button").click()
        expect(self.page.locator("[data-testid^=piece-rangee-]")).to_have_count(1)
