"""What the screen of one's alerts knows."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from csn_app.core.errors import CsnError
from csn_app.edge.markers import patient
from csn_app.notifications.rules import ALERTS, Choices, Telling
from csn_app.settings import alerts
from csn_app.settings.alert_words import GROUP_WORDS
from csn_app.ui.sentences import sentence
from csn_app.ui.session import run, say


@dataclass(frozen=True)
class Row:
    """One kind of notice: by e-mail, by text message; ``fixed``: its e-mail cannot be switched off."""

    group: str
    words: str
    email: bool
    sms: bool
    fixed: bool


class AlertsState(rx.State):
    """How the person who is signed in wants to be told."""

    rows: list[Row] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    telling: str = Telling.FIRST
    sms_when_unread: bool = False
    discreet: bool = False
    mobile: bool = False
    version: int = 0
    loaded: bool = False

    @patient
    async def load(self) -> None:
        """Read one's choices."""
        try:
            self._show(await run(alerts.read_alerts))
        except CsnError as fact:
            await say(self, sentence(fact))

    @patient
    async def save(self, typed: dict[str, Any]) -> None:
        """Keep one's choices."""
        try:
            await run(alerts.save_alerts, choices=_choices(typed))
        except CsnError as fact:
            await say(self, sentence(fact))
            return
        await self.load()
        await say(self, "Vos choix sont enregistrés.")

    def _show(self, mine: alerts.Alerts) -> None:
        chosen = mine.choices
        self.rows = [
            Row(
                group,
                GROUP_WORDS[group],
                email=group not in chosen.no_email,
                sms=group in chosen.with_sms,
                fixed=group == ALERTS,
            )
            for group in (ALERTS, *alerts.GROUPS)
        ]
        self.telling, self.discreet = chosen.telling, chosen.discreet
        self.sms_when_unread, self.mobile = chosen.sms_when_unread, mine.mobile
        self.version += 1
        self.loaded = True


def _choices(typed: dict[str, Any]) -> Choices:
    """Read the form: a box that is not sent is not ticked; what is no choice counts as the usual one."""
    telling = typed.get("acces")
    return Choices(
        telling=Telling(telling) if telling in list(Telling) else Telling.FIRST,
        no_email=frozenset(group for group in alerts.GROUPS if not typed.get(f"email-{group}")),
        with_sms=frozenset(group for group in (ALERTS, *alerts.GROUPS) if typed.get(f"sms-{group}")),
        sms_when_unread=bool(typed.get("sms-non-lu")),
        discreet=bool(typed.get("discret")),
    )
