"""What the screens know of proposals: those of the document that is open, and the documents that have some."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import reflex as rx

from csn_app.core.errors import CsnError
from csn_app.documents import medical_words, proposals, proposals_words, service
from csn_app.documents.medical_words import Explained
from csn_app.documents.proposals_words import Check, Offer
from csn_app.documents.state_document import DocumentState
from csn_app.edge.markers import patient
from csn_app.ui.sentences import sentence
from csn_app.ui.session import look, run, say


class ProposalsState(rx.State):
    """What the documents of the person who is signed in propose."""

    offers: list[Offer] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    author: str = ""
    explained: list[Explained] = []  # noqa: RUF012
    checks: list[Check] = []  # noqa: RUF012

    @patient
    async def load(self) -> None:
        """Read what the document that the address names proposes, and the medical words in it."""
        self.offers, self.author, self.explained = [], "", []
        try:
            document_id = UUID(self.router.url.path.rstrip("/").rsplit("/", 1)[-1])
            self._show(await look(proposals.list_proposals, document_id=document_id))
            self.explained = list(await look(medical_words.explain_document, document_id=document_id))
        except (CsnError, ValueError):
            return

    @patient
    async def load_checks(self) -> None:
        """Read which documents have something to check."""
        self.checks = []
        try:
            self.checks = [proposals_words.check(one) for one in await look(proposals.to_check)]
        except CsnError:
            # Who may not answer is shown no question.
            return

    @patient
    async def accept(self, proposal_id: str) -> Any:
        """Do what one proposal says."""
        return await self._answer(proposals.accept_proposal, proposal_id, said="C’est accepté.")

    @patient
    async def refuse(self, proposal_id: str) -> Any:
        """Put one proposal away for good."""
        return await self._answer(proposals.refuse_proposal, proposal_id, said="C’est refusé.")

    @patient
    async def accept_all(self) -> Any:
        """Do all that the document proposes."""
        try:
            done, left = await run(proposals.accept_all, document_id=self._document())
            return await self._follow(proposals_words.accepted_all(done, left=left))
        except (CsnError, ValueError):
            return await self._follow("Ce document n’existe plus.")

    @patient
    async def refuse_all(self) -> Any:
        """Put all that the document proposes away."""
        try:
            await run(proposals.refuse_all, document_id=self._document())
            return await self._follow("Tout est refusé. Rien n’a changé.")
        except (CsnError, ValueError):
            return await self._follow("Ce document n’existe plus.")

    async def _answer(self, use_case: Callable[..., Any], proposal_id: str, *, said: str) -> Any:
        try:
            await run(use_case, proposal_id=UUID(str(proposal_id)))
        except CsnError as fact:
            said = sentence(fact)
        except ValueError:
            said = "Cette proposition n’existe plus."
        return await self._follow(said)

    async def _follow(self, said: str) -> Any:
        """Show the document and what waits still, as they are now."""
        try:
            document_id = self._document()
            self._show(await run(proposals.list_proposals, document_id=document_id))
            page = await self.get_state(DocumentState)
            page._show(await run(service.describe_document, document_id=document_id))
        except (CsnError, ValueError):
            self.offers = []
        await say(self, said)
        return rx.set_focus("propositions-titre")

    def _document(self) -> UUID:
        return UUID(self.router.url.path.rstrip("/").rsplit("/", 1)[-1])

    def _show(self, found: proposals.OfDocument) -> None:
        self.offers, self.author = proposals_words.offers(found.waiting), found.author
