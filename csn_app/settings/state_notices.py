"""What the screen of notifications knows."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import reflex as rx

from csn_app import routes
from csn_app.core.errors import CsnError
from csn_app.edge.markers import patient, quiet
from csn_app.notifications.center import mark_read
from csn_app.settings import alert_words, notices
from csn_app.ui.sentences import sentence
from csn_app.ui.session import run, say
from csn_app.ui.words import plural


class NoticesState(rx.State):
    """The notifications of the person who is signed in; the page is in the address."""

    days: list[alert_words.NoticeDay] = []  # noqa: RUF012 - Reflex copies a var's default for every tab
    unread: int = 0
    unread_words: str = ""
    older: str = ""
    newest: str = ""
    loaded: bool = False

    @patient
    async def load(self) -> None:
        """Read the page that the address asks for."""
        await self._read()

    @quiet
    @patient
    async def refresh(self) -> None:
        """Read the page again because something new is there; the page asks by itself."""
        await self._read()

    @patient
    async def open(self, entry_id: str) -> Any:
        """Mark one as read and go where it leads."""
        found = [notice for day in self.days for notice in day.notices if notice.id == entry_id]
        if not found:
            return None
        try:
            await run(mark_read, entry_id=UUID(found[0].id))
        except CsnError as fact:
            await say(self, sentence(fact))
            return None
        await self._read()
        return rx.redirect(found[0].link) if found[0].link else None

    @patient
    async def read_all(self) -> None:
        """Mark all as read."""
        try:
            marked = await run(mark_read)
        except CsnError as fact:
            await say(self, sentence(fact))
            return
        await self._read()
        await say(self, f"{plural(marked, 'notification marquée lue', many='notifications marquées lues')}.")

    async def _read(self) -> None:
        place = _place(self.router.url.query_parameters.get("apres", ""))
        try:
            page = await run(notices.list_notices, after=place)
        except CsnError as fact:
            await say(self, sentence(fact))
            return
        self.days = alert_words.days_of(page.notices, now=page.now)
        self.unread = page.unread
        self.unread_words = plural(page.unread, "non lue", many="non lues") if page.unread else "Tout est lu"
        self.older = _address(page.older) if page.older else ""
        self.newest = routes.NOTIFICATIONS if place else ""
        self.loaded = True


def _address(place: tuple[datetime, UUID]) -> str:
    return f"{routes.NOTIFICATIONS}?{urlencode({'apres': f'{place[0].isoformat()}_{place[1]}'})}"


def _place(typed: str) -> tuple[datetime, UUID] | None:
    at, _, entry_id = typed.partition("_")
    try:
        moment = datetime.fromisoformat(at)
        return (moment, UUID(entry_id)) if moment.tzinfo else None
    except ValueError:
        return None
