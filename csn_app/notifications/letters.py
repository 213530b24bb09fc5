"""Letters for people without e-mail and mobile: a file ready to print, one letter a page (R-ID-12)."""

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import typst
from sqlalchemy import select, update
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.core.vocabulary import INSTALLATION
from csn_app.core.work import Channel, Untraced, Work
from csn_app.notifications.model import OutboxLine

BATCH = 500
"""Letters in one file at most: what waits goes into the next ones."""

_TEMPLATE = Path(__file__).parent / "letters.typ"
_FONTS = Path(__file__).parent.parent / "data"
_CODE = re.compile(r"\b[A-Z0-9]{4}(?: [A-Z0-9]{4}){2}\b")


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter that waits: the outbox's line, to whom, and its words; the code stands apart, in large type."""

    id: UUID
    to: str
    subject: str
    code: str
    paragraphs: tuple[str, ...]


def waiting_letters(work: Work) -> list[Letter]:
    """Return the letters that wait, oldest first, at most ``BATCH``."""
    policy.require(work, Permission.LIFECYCLE_RUN)
    due = (
        select(OutboxLine)
        .where(
            col(OutboxLine.channel) == Channel.LETTER,
            col(OutboxLine.sent_at).is_(None),
            col(OutboxLine.given_up_at).is_(None),
            col(OutboxLine.due_at) <= work.real_now,
        )
        .order_by(col(OutboxLine.due_at), col(OutboxLine.id))
        .limit(BATCH)
    )
    return [_letter(work, line) for line in work.db.scalars(due)]


def mark_printed(work: Work, letters: list[Letter]) -> None:
    """Say that letters are in a file that is kept; their words are forgotten here."""
    policy.require(work, Permission.LIFECYCLE_RUN)
    printed = col(OutboxLine.id).in_([letter.id for letter in letters])
    work.db.execute(update(OutboxLine).where(printed).values(sent_at=work.real_now, sealed=b""))
    work.commit(untraced=Untraced.OUTBOX)


def write_file(letters: list[Letter], to: Path) -> None:
    """Write the letters into a new file that only its owner reads, and on disk when this returns."""
    kept = [
        {"to": one.to, "subject": one.subject, "code": one.code, "paragraphs": list(one.paragraphs)} for one in letters
    ]
    body: bytes = typst.compile(
        _TEMPLATE,
        font_paths=[_FONTS],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"letters": json.dumps(kept)},
        pdf_standards=["ua-1"],
    )
    handle = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())


def _letter(work: Work, line: OutboxLine) -> Letter:
    kept = json.loads(work.open(INSTALLATION, f"outbox_line.sealed:{line.id}", line.sealed))
    code = _CODE.search(kept["text"])
    paragraphs = tuple(part for part in kept["text"].split("\n\n") if part)
    return Letter(line.id, kept["to"], kept["subject"], code[0] if code else "", paragraphs)
