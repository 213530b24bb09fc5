"""The kinds of notices and the ways to be told, in words."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from csn_app import routes
from csn_app.core.reference import rows
from csn_app.notifications.rules import ALERTS, Telling
from csn_app.settings.notices import Notice
from csn_app.ui.words import PARIS, french_time, relative

GROUP_WORDS = {
    ALERTS: "Sécurité et urgence",
    "NOTIF_ACCESS": "Qui ouvre mon carnet",
    "NOTIF_DOCUMENT": "Un document arrive ou change",
    "NOTIF_MESSAGE": "Un soignant m’écrit",
    "NOTIF_APPOINTMENT": "Rendez-vous et rappels",
    "NOTIF_DEPISTAGE": "Vaccins et dépistages",
    "NOTIF_SYNCHRONIZED_SERVICE": "Services reliés",
}

TELLINGS = (
    (Telling.FIRST, "La première fois de chaque soignant", "Et tout accès inhabituel, tout de suite"),
    (Telling.EACH, "Chaque ouverture", "Un message à chaque fois qu’un soignant ouvre votre carnet"),
    (Telling.DAILY, "Un résumé par jour", "En plus de la première fois de chaque soignant"),
    (Telling.UNUSUAL, "Seulement ce qui est inhabituel", "Le reste est signalé dans votre carnet, sans message"),
)
_ROOM_ICONS = {
    "audit": "eye",
    "documents": "file-text",
    "messaging": "send",
    "agenda": "calendar-days",
    "prevention": "shield-check",
    "identity": "key-round",
}
_LEADS = {
    "audit": routes.HISTORY,
    "documents": routes.DOCUMENTS,
    "messaging": routes.MESSAGES,
    "access": routes.CAREGIVERS,
    "profile": routes.PROFILE,
    "agenda": routes.AGENDA,
    "prevention": routes.PREVENTION,
    "identity": routes.SETTINGS,
    "lifecycle": routes.RIGHTS,
}


@dataclass(frozen=True)
class NoticeView:
    """One notification on the screen."""

    id: str
    icon: str
    title: str
    words: str
    when: str
    link: str
    read: bool
    alert: bool


@dataclass(frozen=True)
class NoticeDay:
    """The notifications of one day."""

    heading: str
    notices: list[NoticeView]


def days_of(notices: tuple[Notice, ...], *, now: datetime) -> list[NoticeDay]:
    """Group notifications, newest first, by day in Paris."""
    days = []
    for _, group in groupby(notices, key=lambda notice: notice.entry.at.astimezone(PARIS).date()):
        found = list(group)
        days.append(NoticeDay(_heading(found[0].entry.at, now=now), [_view(notice) for notice in found]))
    return days


def _heading(at: datetime, *, now: datetime) -> str:
    said = relative(at, now=now).split(" à ")[0].removeprefix("le ")
    return said[0].upper() + said[1:]


def _view(notice: Notice) -> NoticeView:
    kinds = {row["code"]: row for row in rows("notification_types")}
    kind = kinds.get(notice.entry.kind, {})
    room, alert = kind.get("room", ""), kind.get("importance") == "alert"
    return NoticeView(
        id=str(notice.entry.id),
        icon="triangle-alert" if alert else _ROOM_ICONS.get(room, "bell"),
        title=kind.get("label_fr", "Notification"),
        words=_words(notice),
        when=french_time(notice.entry.at),
        link=_link(notice, room=room),
        read=notice.entry.read,
        alert=alert,
    )


def _words(notice: Notice) -> str:
    """Say what an entry is about: who, and which document while it exists."""
    who = f"{notice.who} ({notice.profession})" if notice.who and notice.profession else notice.who
    about = f"«\u00a0{notice.title}\u00a0»" if notice.title else ""
    if notice.entry.object_type == "document" and notice.entry.object_id and not notice.title:
        about = "Document supprimé"
    return ". ".join(filter(None, (who, about)))


def _link(notice: Notice, *, room: str) -> str:
    if notice.title and notice.entry.object_id:
        return f"{routes.DOCUMENTS}/{notice.entry.object_id}"
    return _LEADS.get(room, "")
