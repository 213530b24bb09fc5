"""What crosses to the screen of a conversation."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from csn_app.access.correspondence import Cut
from csn_app.documents.files import StoredFile, Vault
from csn_app.messaging.rules import AnswersIn


@dataclass(frozen=True, slots=True)
class Correspondent:
    """The other end as one side reads it: a professional for the person, a person for the professional.

    ``id`` is the professional's public id, or the person's space.
    """

    id: UUID
    name: str
    who: str


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """A line of the list of conversations."""

    id: UUID
    correspondent: Correspondent
    subject: str
    last_at: datetime
    unread: int
    closed: bool
    archived: bool


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Twenty-five conversations at most, newest first."""

    rows: tuple[ConversationRow, ...]
    newer: bool
    older: bool
    now: datetime


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """A file of a message or of a draft; ``kept_as`` is the document it became in the carnet (R-MS-6)."""

    id: UUID
    name: str
    media_type: str
    view_media_type: str
    size: int
    kept_as: UUID | None


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message. ``mine``: of the reader's side; ``read``: the other side has read it.

    ``author`` names who wrote it where that is neither the reader nor the other end; ``delegate``: in a person's name.
    """

    id: UUID
    number: int
    mine: bool
    body: str
    sent_at: datetime
    read: bool
    attachments: tuple[AttachmentRow, ...]
    author: str = ""
    delegate: bool = False


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation opened: its newest messages, oldest first, and whether the reader may write now.

    ``cut`` says why nobody may, where one end is cut; ``older``: there are messages before those shown.
    """

    row: ConversationRow
    messages: tuple[MessageRow, ...]
    older: bool
    cut: Cut | None
    answers: AnswersIn
    begun_at: datetime
    closed_at: datetime | None
    now: datetime


@dataclass(frozen=True, slots=True)
class DraftView:
    """What was being typed, with its files and the bytes that the message still takes (R-MS-10)."""

    subject: str
    body: str
    attachments: tuple[AttachmentRow, ...]
    left: int


@dataclass(frozen=True, slots=True)
class NewAttachment:
    """What is kept of a file that passed its check; ``sha256`` in hexadecimal."""

    name: str
    media_type: str
    file: StoredFile
    sha256: str
    view: StoredFile | None
    view_media_type: str
    pages: int | None


@dataclass(frozen=True, slots=True)
class OpenedAttachment:
    """A file that may be read: what a browser is shown of it, or the file itself."""

    name: str
    media_type: str
    file: StoredFile
    vault: Vault
