"""What the operator's screen of messages that did not leave knows."""

from dataclasses import dataclass
from uuid import UUID

import reflex as rx

from csn_app.core.errors import CsnError
from csn_app.core.reference import rows
from csn_app.edge.markers import operator
from csn_app.notifications import service
from csn_app.ui.sentences import sentence
from csn_app.ui.session import run, say
from csn_app.ui.words import french_datetime, plural

_CHANNELS = {"EMAIL": "E-mail", "SMS": "SMS", "LETTER": "Lettre"}


@dataclass(frozen=True)
class StuckView:
    """One message that is stuck: what kind, by which way, since when; never its words nor its recipient."""

    id: str
    what: str
    since: str
    tries: str
    uncertain: bool


class OutboxState(rx.State):
    """The messages that wait for the operator."""

    messages: list[StuckView] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    loaded: bool = False

    @operator
    async def load(self) -> None:
        """Read what is stuck."""
        await self._read()

    @operator
    async def retry(self, line_id: str) -> None:
        """Send one message again."""
        try:
            await run(service.retry_message, line_id=UUID(line_id))
            said = "Ce message va partir de nouveau."
        except (CsnError, ValueError):
            said = "Ce message n’attendait plus. La liste est à jour."
        await self._read()
        await say(self, said)

    @operator
    async def drop(self, line_id: str) -> None:
        """Send one message never again."""
        try:
            await run(service.drop_message, line_id=UUID(line_id))
            said = "Ce message ne partira plus."
        except (CsnError, ValueError):
            said = "Ce message n’attendait plus. La liste est à jour."
        await self._read()
        await say(self, said)

    async def _read(self) -> None:
        try:
            found = await run(service.stuck_messages)
        except CsnError as fact:
            await say(self, sentence(fact))
            return
        self.messages = [_view(message) for message in found]
        self.loaded = True


def _view(message: service.StuckMessage) -> StuckView:
    kinds = {row["code"]: row["room"] for row in rows("notification_types")}
    room = kinds.get(message.kind, "identity")
    return StuckView(
        id=str(message.id),
        what=f"{_CHANNELS.get(message.channel, message.channel)}, sujet\u00a0: {_ROOMS.get(room, 'le carnet')}",
        since=f"Écrit le {french_datetime(message.created_at)}",
        tries=plural(message.tries, "essai"),
        uncertain=message.uncertain,
    )


_ROOMS = {
    "identity": "le compte",
    "audit": "les accès",
    "access": "les autorisations",
    "documents": "les documents",
    "messaging": "la messagerie",
    "agenda": "l’agenda",
    "lifecycle": "la vie du carnet",
}
