"""The unit of work: who acts, on which session, at what time, and no commit without a trace."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from csn_app.core.actor import Actor


class Untraced(StrEnum):
    """Why a commit may leave no trace: the whole list, each with its reason."""

    DRAFT = "what is being typed is not yet an act"
    UNREAD_MARK = "a reader marks their own mail"
    OUTBOX = "the delivery of a message that its cause already traced"
    SWEEP = "removes what no row names any more"
    OWN_LIST = "holders read their own list"
    TECHNICAL = "throttles, sessions' last activity and other counters without meaning for the person"
    IMPORT = "a roster or a directory is read in: a trail begins with the first act of somebody"
    CHECKPOINT = "signs where every chain stands; no line is added or read"
    RESTORE = "does again, on a restored copy, what was traced when it happened"
    ALREADY_TRACED = "an identical act was traced a moment ago and this one only adds to its count"


class WritesSomething(Exception):
    """A use case that was to read found something to write: nothing of it was done, it begins again to write."""


class Channel(StrEnum):
    """How a message leaves the installation."""

    EMAIL = "EMAIL"
    SMS = "SMS"
    LETTER = "LETTER"


@dataclass(frozen=True, slots=True)
class Trace:
    """One line of the trail: codes and identifiers only, never a title or a word of health (R-AU-8).

    ``chain_id`` is the space that the act concerns, or the actor's own account where it concerns no space.
    ``reason`` is typed by a person: it is sealed under the chain's keyset before it is written.
    """

    action: str
    chain_id: UUID
    object_type: str = ""
    object_id: UUID | None = None
    target_id: UUID | None = None
    reason_code: str = ""
    reason: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Notice:
    """A message to one person outside the product; it holds no health word (R-NO-3).

    An ``urgent`` one holds a code that somebody waits for: it leaves before all others, within 10 minutes or never.

    With a ``kind`` of ``notification_types.csv`` and the ``account_id`` of the person, it is also an entry of their
    list in the product, and leaves by the ways that they chose: say it once, not once a channel. ``to`` may then be
    empty, ``mobile`` is where a text message goes, and the last three say what the entry is about. Without a kind it
    leaves as it is.
    """

    channel: Channel
    to: str
    subject: str
    text: str
    urgent: bool = False
    kind: str = ""
    account_id: UUID | None = None
    mobile: str = ""
    professional_id: UUID | None = None
    object_type: str = ""
    object_id: UUID | None = None


class ObjectStore(Protocol):
    """Bytes under opaque keys; the common subset of S3."""

    def put(self, key: str, data: bytes) -> None:
        """Keep ``data`` under ``key``; the store has acknowledged it when this returns (docs/exploitation.md)."""

    def get(self, key: str) -> bytes:
        """Return the bytes; raises ``NotFound``."""

    def head(self, key: str) -> int | None:
        """Return the size in bytes, or None where nothing is kept."""

    def delete(self, key: str) -> None:
        """Forget the bytes; deleting what is not there is no fault."""

    def list(self, prefix: str) -> Iterator[tuple[str, datetime]]:
        """Yield every key that starts with ``prefix`` with the time it was kept."""

    def ping(self) -> None:
        """Answer, or raise ``Unavailable``."""


class KeyRing(Protocol):
    """The keysets of the spaces, each destroyed with its space."""

    def create(self, space_id: UUID) -> None:
        """Make the keyset of a new space; making it twice changes nothing."""

    def create_many(self, space_ids: list[UUID]) -> None:
        """Make the keysets of many spaces in one go."""

    def seal(self, space_id: UUID, context: str, clear: bytes) -> bytes:
        """Encrypt under the space's key, bound to ``context``."""

    def open(self, space_id: UUID, context: str, sealed: bytes) -> bytes:
        """Decrypt; raises ``Unreadable``."""

    def mac(self, label: str, text: str) -> bytes:
        """Return the installation's keyed fingerprint (32 bytes) of ``text``, used to find without keeping."""

    def sign(self, message: bytes) -> bytes:
        """Return the installation's 64-byte Ed25519 signature of ``message``."""

    def public_key(self) -> bytes:
        """Return the 32-byte public key of the installation's signatures."""

    def destroy(self, space_id: UUID) -> None:
        """Forget the keyset for good: what it sealed can never be read again."""


class Trail(Protocol):
    """Where traces are chained."""

    def append(self, work: "Work", traces: tuple[Trace, ...]) -> None:
        """Write the traces in the transaction of ``work``."""


class Outbox(Protocol):
    """Where messages wait for delivery."""

    def add(self, work: "Work", notice: Notice) -> None:
        """Write the message in the transaction of ``work``."""


@dataclass(slots=True)
class Work:
    """One use case's session, actor and clock; leaving it without ``commit`` changes nothing."""

    actor: Actor
    db: Session
    now: datetime
    real_now: datetime
    blobs: ObjectStore
    keys: KeyRing
    trail: Trail
    outbox: Outbox
    only_reads: bool = False

    def must_write(self) -> None:
        """Go on only where something can be written; raises ``WritesSomething``."""
        if self.only_reads:
            raise WritesSomething

    def seal(self, space_id: UUID, context: str, text: str) -> bytes:
        """Seal what a person entered; ``context`` names table, column and row."""
        return self.keys.seal(space_id, context, text.encode())

    def open(self, space_id: UUID, context: str, sealed: bytes) -> str:
        """Open what ``seal`` sealed for the same space and context; raises ``Unreadable``."""
        return self.keys.open(space_id, context, sealed).decode()

    def tell(self, notice: Notice) -> None:
        """Put a message in the outbox: it leaves if, and only if, the act is committed."""
        self.outbox.add(self, notice)

    def commit(self, *traces: Trace, untraced: Untraced | None = None) -> None:
        """Make the act last, with its traces in the same transaction; one of both must be given."""
        if bool(traces) == (untraced is not None):
            msg = "a commit names its traces, or the reason why it leaves none"
            raise TypeError(msg)
        if traces:
            self.trail.append(self, traces)
        self.db.commit()
