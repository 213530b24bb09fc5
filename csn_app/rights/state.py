"""What the screen of one's rights knows: the copy of everything, the days of a closing, past refusals."""

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from csn_app import routes
from csn_app.access import rules
from csn_app.core.errors import CsnError
from csn_app.core.vocabulary import SpaceState
from csn_app.edge.markers import patient
from csn_app.rights import service, wording
from csn_app.rights.copies import CopyStep, CopyView, ask_copy, my_copy
from csn_app.rights.representing import ClosedCarnet, reopen_carnet
from csn_app.ui.sentences import sentence
from csn_app.ui.session import SessionState, run
from csn_app.ui.words import PARIS, french_date, plural, size

WATCHED_AT_MOST = 300
"""Looks at a copy in the making, a second apart: then the person looks again by themselves, and the session may end."""


@dataclass(frozen=True)
class Refusal:
    """A past refusal and where its attestation is."""

    href: str
    words: str


@dataclass(frozen=True)
class ClosedLine:
    """A closed carnet of somebody whom one represents, and how it is opened again."""

    id: str
    name: str
    words: str
    verb: str


class RightsState(rx.State):
    """One's rights, as they stand today."""

    loaded: bool = False
    copy_step: str = CopyStep.NONE.value
    copy_words: str = ""
    copy_href: str = ""
    copy_done: int = 0
    copy_total: int = 1
    archive_day: str = ""
    erasure_day: str = ""
    erasure_last: str = ""
    refusals: list[Refusal] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    closed: list[ClosedLine] = []  # noqa: RUF012
    notice: str = ""
    _looks: int = 0

    @patient
    async def load(self) -> Any:
        """Read everything, and follow a copy that is being made."""
        try:
            mine = await run(service.my_rights)
        except CsnError as fact:
            await self._say(sentence(fact))
            return None
        self._show(mine)
        self._looks, self.loaded = 0, True
        self.notice = _NOTICES.get(str(self.router.url.query_parameters.get("avis", "")), "")
        return RightsState.watch if self.copy_step == CopyStep.MAKING else None

    @patient
    async def reopen(self, space_id: str) -> Any:
        """Open again the carnet of somebody whom one represents."""
        try:
            await run(reopen_carnet, space_id=UUID(str(space_id)))
            self._show(await run(service.my_rights))
            await self._say("Le carnet est rouvert. Il est de nouveau dans le menu, en haut de chaque page.")
        except (CsnError, ValueError) as fact:
            await self._say(sentence(fact if isinstance(fact, CsnError) else CsnError()))
        self.notice = ""
        return rx.set_focus("d5")

    @patient
    async def prepare(self) -> Any:
        """Ask for a copy of everything."""
        try:
            self._show_copy(await run(ask_copy))
        except CsnError as fact:
            await self._say(wording.say(fact))
            return None
        self._looks = 0
        await self._say("Nous préparons votre dossier. Vous pouvez continuer ou revenir plus tard.")
        return RightsState.watch

    @patient
    async def watch(self) -> Any:
        """Look once more at the copy being made, a second later."""
        if self.copy_step != CopyStep.MAKING or self._looks >= WATCHED_AT_MOST:
            return None
        self._looks += 1
        await asyncio.sleep(1)
        try:
            self._show_copy(await run(my_copy))
        except CsnError:
            return None
        if self.copy_step == CopyStep.READY:
            await self._say("Votre dossier est prêt.")
        return RightsState.watch

    async def _say(self, words: str) -> None:
        session = await self.get_state(SessionState)
        session._say(words)

    def _show(self, mine: service.MyRights) -> None:
        self.archive_day = french_date(rules.last_day(mine.days.archive))
        self.erasure_day = french_date(mine.days.erasure.astimezone(PARIS).date())
        self.erasure_last = french_date(rules.last_day(mine.days.erasure))
        self.refusals = [
            Refusal(f"{routes.RIGHTS_OBJECTION}/{a.id}", french_date(a.opposed_at.astimezone(PARIS).date()))
            for a in mine.attestations
        ]
        self.closed = [_closed(one) for one in mine.closed]
        self._show_copy(mine.copy)

    def _show_copy(self, copy: CopyView) -> None:
        self.copy_step, self.copy_done, self.copy_total = copy.step.value, copy.done, max(copy.total, 1)
        self.copy_href = f"{routes.RIGHTS_COPY}/{copy.id}" if copy.step is CopyStep.READY else ""
        self.copy_words = _words(copy)


_NOTICES = {
    "ferme": "Le carnet est fermé. Vous pouvez le rouvrir ici.",
    "desaccord": "L’autre personne qui représente ce carnet s’est opposée à sa suppression. Il faut votre accord à "
    "tous les deux\u00a0: elle peut la demander elle-même. Vous pouvez le fermer sans le supprimer.",
}


def _closed(one: ClosedCarnet) -> ClosedLine:
    since = french_date(one.since.astimezone(PARIS).date())
    if one.state is not SpaceState.CLOSED_DELETION_REQUESTED or one.erase_at is None:
        return ClosedLine(str(one.space_id), one.name, f"Fermé le {since}. Tout est gardé.", "Rouvrir")
    words = f"Fermé le {since}. Supprimé le {french_date(one.erase_at.astimezone(PARIS).date())}."
    return ClosedLine(str(one.space_id), one.name, words, "Annuler la suppression")


def _words(copy: CopyView) -> str:
    said = {
        CopyStep.FAILED: "Votre dossier n’a pas pu être préparé. Réessayez dans quelques minutes.",
        CopyStep.EXPIRED: "Votre dernier dossier n’est plus à télécharger\u00a0: 7\u00a0jours sont passés, "
        "ou un document a été supprimé.",
        CopyStep.MAKING: "En préparation",
    }
    if copy.step is CopyStep.MAKING and copy.total:
        return f"En préparation\u00a0: {plural(copy.done, 'document')} sur {copy.total}"
    if copy.step is CopyStep.READY and copy.expires_at:
        until = french_date(copy.expires_at.astimezone(PARIS).date())
        return f"Prêt ({size(copy.size)}), à télécharger jusqu’au {until}"
    return said.get(copy.step, "")
