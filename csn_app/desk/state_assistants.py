# mypy: disable-error-code="no-untyped-call"
"""What the page of a professional's secretariat knows: who acts for them, and the code of somebody just added."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from csn_app.core.errors import CsnError, NotFound
from csn_app.desk import forms
from csn_app.edge.markers import professional
from csn_app.identity import assistants
from csn_app.identity.assistants import NameMissing, TooManyAssistants
from csn_app.ui.session import actor, run, say
from csn_app.ui.words import PARIS, desk_date


@dataclass(frozen=True)
class AssistantLine:
    """Somebody who acts for me."""

    id: str
    name: str
    more: str


class AssistantsState(rx.State):
    """The people who act for the professional who is signed in; an assistant sees that it is not theirs to change."""

    lines: list[AssistantLine] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    mine: bool = True
    adding: bool = False
    wrong: str = ""
    new_name: str = ""
    new_login: str = ""
    new_code: str = ""
    loaded: bool = False

    @professional
    async def load(self) -> None:
        """Read who acts for me; a code shown before is forgotten."""
        self.reset()
        self.mine = not actor().assistant
        await self._read()
        self.loaded = True

    @professional
    async def forget(self) -> None:
        """Forget a code that was shown: the professional went to another page."""
        self.reset()

    @professional
    async def begin(self) -> Any:
        """Show the form."""
        self.adding, self.wrong, self.new_name, self.new_login, self.new_code = True, "", "", "", ""
        return rx.set_focus("nom-secretaire")

    @professional
    async def cancel(self) -> None:
        """Put the form away."""
        self.adding, self.wrong = False, ""

    @professional
    async def add(self, typed: dict[str, Any]) -> Any:
        """Let somebody act for me; their code is shown once."""
        name = forms.boxes(typed).get("nom-secretaire", "")
        try:
            first = await run(assistants.add_assistant, name=name)
        except (NameMissing, TooManyAssistants) as fact:
            few = isinstance(fact, NameMissing)
            self.wrong = "Tapez le prénom et le nom." if few else f"{assistants.MOST} personnes au plus."
            return rx.set_focus("nom-secretaire")
        except CsnError:
            return None
        self.adding, self.new_name, self.new_login, self.new_code = False, name, first.login_id, first.code
        await self._read()
        return rx.set_focus("code-secretaire")

    @professional
    async def end(self, account_id: str) -> None:
        """Somebody no longer acts for me, from now on."""
        try:
            await run(assistants.end_assistant, account_id=UUID(str(account_id)))
            said = "Cette personne ne peut plus se connecter. Ses sessions sont fermées."
        except (CsnError, ValueError):
            said = "Cet accès n’existait plus. La liste est à jour."
        await self._read()
        await say(self, said)

    async def _read(self) -> None:
        try:
            found = await run(assistants.list_assistants)
        except NotFound:
            found = []
        self.lines = [
            AssistantLine(
                str(one.account_id),
                one.name,
                f"Identifiant\u00a0: {one.login_id}. "
                f"{'Depuis' if one.begun else 'Code remis'} le {desk_date(one.since.astimezone(PARIS).date())}",
            )
            for one in found
        ]
