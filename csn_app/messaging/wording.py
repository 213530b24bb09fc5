"""How conversations are said on the screen: who, when, what may still be written, and what stopped it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from csn_app.access.correspondence import CorrespondenceCut, Cut
from csn_app.core.errors import CsnError
from csn_app.core.vocabulary import PatientCategory
from csn_app.documents.formats import propose_category
from csn_app.messaging import rules
from csn_app.messaging.reading import Place
from csn_app.messaging.rules import AnswersIn, ReportReason
from csn_app.messaging.views import AttachmentRow, ConversationRow, Correspondent, Mailbox, MessageRow, Thread
from csn_app.ui.sentences import sentence
from csn_app.ui.words import PARIS, french_date, french_time, hue, initials, plural, short_date, size

ANSWERS = {
    AnswersIn.UNSAID: "Je ne précise pas",
    AnswersIn.DAY: "Sous 24\u00a0heures",
    AnswersIn.TWO_DAYS: "Sous 2\u00a0jours",
    AnswersIn.WEEK: "Sous une semaine",
}
REPORTS = {
    ReportReason.NOT_MINE: "Je ne connais pas cette personne",
    ReportReason.RUDE: "Ses messages sont déplacés",
    ReportReason.SELLING: "Elle cherche à me vendre quelque chose",
    ReportReason.OTHER: "Autre raison",
}
URGENT = "Ce n’est pas un numéro d’urgence. En urgence, appelez le 15 ou le 112."
_CUTS = {
    Cut.REMOVED: "Ce soignant n’est plus dans votre liste\u00a0: vous ne pouvez plus vous écrire.",
    Cut.BLOCKED: "Vous avez bloqué ses messages\u00a0: vous ne pouvez plus vous écrire.",
}
_CUT_FOR_PROFESSIONALS = "Ce patient ne reçoit plus vos messages. Pour le joindre, appelez-le."


@dataclass(frozen=True)
class Choice:
    """Something to choose: a category, a document, a person."""

    code: str
    words: str


@dataclass(frozen=True)
class ConversationCard:
    """A line of the list."""

    id: str
    href: str
    name: str
    initials: str
    hue: str
    subject: str
    when: str
    fresh: str
    closed: bool


@dataclass(frozen=True)
class FileCard:
    """A file of a message or of a draft; ``kept`` is the address of the document that it became."""

    id: str
    name: str
    size: str
    open: str
    download: str
    kept: str
    keepable: bool
    category: str


@dataclass(frozen=True)
class MessageCard:
    """One message; ``day`` where it is the first of a day."""

    id: str
    number: int
    day: str
    who: str
    at: str
    lines: list[str]
    mine: bool
    files: list[FileCard]


@dataclass(frozen=True)
class Head:
    """Whose conversation it is and where it stands. ``standing``: OPEN, CLOSED, or the reason why nobody writes."""

    id: str = ""
    name: str = ""
    who: str = ""
    initials: str = ""
    hue: str = "sapin"
    subject: str = ""
    standing: str = ""
    stopped: str = ""
    hint: str = ""
    archived: bool = False
    blocked: bool = False


def card(row: ConversationRow, *, base: str, now: datetime) -> ConversationCard:
    """Show a conversation in a line of the list."""
    fresh = "" if not row.unread else "Nouveau" if row.unread == 1 else f"{row.unread}\u00a0nouveaux"
    return ConversationCard(
        id=str(row.id),
        href=f"{base}/{row.id}",
        name=row.correspondent.name,
        initials=initials(row.correspondent.name),
        hue=hue(row.correspondent.id),
        subject=row.subject,
        when=when(row.last_at, now=now),
        fresh=fresh,
        closed=row.closed,
    )


def when(moment: datetime, *, now: datetime) -> str:
    """Say when in a tight list: « 14 h 30 » today, « Hier », « 19 nov. », then with the year."""
    day, today = moment.astimezone(PARIS).date(), now.astimezone(PARIS).date()
    if day == today:
        return french_time(moment)
    if day == today - timedelta(days=1):
        return "Hier"
    said = short_date(day)
    return said.rpartition("\u00a0")[0] if day.year == today.year else said


def head(thread: Thread, *, professional: bool) -> Head:
    """Say whose conversation it is, and what may still be written."""
    row, other = thread.row, thread.row.correspondent
    standing = thread.cut.value if thread.cut else "CLOSED" if row.closed else "OPEN"
    return Head(
        id=str(row.id),
        name=other.name,
        who=other.who,
        initials=initials(other.name),
        hue=hue(other.id),
        subject=row.subject,
        standing=standing,
        stopped=_stopped(thread, professional=professional),
        hint="" if professional else hint(thread.answers),
        archived=row.archived,
        blocked=thread.cut is Cut.BLOCKED,
    )


def hint(answers: AnswersIn) -> str:
    """Say when a professional usually answers, and what to do when it cannot wait (R-MS-9)."""
    usual = "" if answers is AnswersIn.UNSAID else f"Réponse habituelle {ANSWERS[answers].lower()}. "
    return usual + URGENT


def messages(thread: Thread, *, base: str) -> list[MessageCard]:
    """Show the messages, with the day above the first of each."""
    found: list[MessageCard] = []
    last: date | None = None
    for message in thread.messages:
        day = message.sent_at.astimezone(PARIS).date()
        name = _signed(message, other=thread.row.correspondent.name)
        shown = _day(day, now=thread.now) if day != last else ""
        found.append(_message(message, day=shown, who=name, base=f"{base}/{thread.row.id}"))
        last = day
    return found


def files(rows: Iterable[AttachmentRow], *, base: str = "", mine: bool = True) -> list[FileCard]:
    """Show files; those that were received may be filed."""
    return [
        FileCard(
            id=str(row.id),
            name=row.name,
            size=size(row.size),
            open=f"{base}/pieces/{row.id}?vue=1" if base else "",
            download=f"{base}/pieces/{row.id}" if base else "",
            kept=f"/documents/{row.kept_as}" if row.kept_as else "",
            keepable=not mine and row.kept_as is None,
            category=(propose_category(row.name, row.name) or PatientCategory.AUTR_DOC).value,
        )
        for row in rows
    ]


def room(left: int) -> str:
    """Say how much a message still takes (R-MS-10)."""
    return f"Il reste {size(left)} pour ce message." if left else "Ce message ne prend plus de fichier."


def found_words(mailbox: Mailbox) -> str:
    """Say how many conversations a search found."""
    count = len(mailbox.rows)
    if not count:
        return "Aucune conversation ne contient ces mots. Essayez un mot entier, ou un nom."
    more = " au moins" if mailbox.older else ""
    return f"{plural(count, 'conversation trouvée', many='conversations trouvées')}{more}."


def page_address(base: str, *, archives: bool, mark: ConversationRow | None, newer: bool = False) -> str:
    """Write the address of a page of the list."""
    asked = {"vue": "archives"} if archives else {}
    if mark is not None:
        asked["avant" if newer else "apres"] = f"{mark.last_at.isoformat()}_{mark.id}"
    return f"{base}?{urlencode(asked)}" if asked else base


def place_of(asked: dict[str, str]) -> Place | None:
    """Read where a page of the list begins; an address that says nothing sensible begins at the newest."""
    for name, newer in (("apres", False), ("avant", True)):
        moment, _, conversation_id = asked.get(name, "").partition("_")
        try:
            at = datetime.fromisoformat(moment.replace(" ", "+"))
            if at.tzinfo is not None:
                return Place(at, id=UUID(conversation_id), newer=newer)
        except ValueError:
            continue
    return None


def said(fact: Exception) -> str:
    """Say what stopped somebody who writes, and what to do."""
    if isinstance(fact, CorrespondenceCut):
        return _CUTS[fact.cut]
    return sentence(fact if isinstance(fact, CsnError) else CsnError())


def field_of(fact: Exception) -> str:
    """Return the field beside which a fact is said."""
    return "champ-sujet" if isinstance(fact, rules.SubjectMissing | rules.SubjectTooLong) else "champ-reponse"


def person(other: Correspondent) -> str:
    """Say somebody to write to: « Alice Martin, née le 14/05/1984 »."""
    return ", ".join(filter(None, (other.name, other.who)))


def _stopped(thread: Thread, *, professional: bool) -> str:
    if thread.cut is not None:
        return _CUT_FOR_PROFESSIONALS if professional else _CUTS[thread.cut]
    if not thread.row.closed:
        return ""
    if professional:
        return "Vous avez terminé cette conversation\u00a0: le patient ne peut plus répondre."
    return (
        "Le soignant a terminé cette conversation\u00a0: vous ne pouvez plus répondre ici. "
        "Pour le joindre, téléphonez à son cabinet ou prenez rendez-vous."
    )


def _signed(row: MessageRow, *, other: str) -> str:
    """Say who wrote: « Vous », the other end, or who wrote in the name of one of them."""
    if not row.author:
        return "Vous" if row.mine else other
    if row.mine:
        return f"{row.author}, pour son proche" if row.delegate else row.author
    return f"{row.author}, pour {other}"


def _message(row: MessageRow, *, day: str, who: str, base: str) -> MessageCard:
    seen = ". Lu" if row.mine and row.read else ""
    return MessageCard(
        id=str(row.id),
        number=row.number,
        day=day,
        who=who,
        at=f"{french_time(row.sent_at)}{seen}",
        lines=[line for line in row.body.split("\n") if line.strip()],
        mine=row.mine,
        files=files(row.attachments, base=base.removeprefix("/pro"), mine=row.mine),
    )


def _day(day: date, *, now: datetime) -> str:
    today = now.astimezone(PARIS).date()
    if day == today:
        return "Aujourd’hui"
    if day == today - timedelta(days=1):
        return "Hier"
    said_day = french_date(day, weekday=True).capitalize()
    return said_day.removesuffix(f" {today.year}")
