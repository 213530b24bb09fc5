"""What is true about messages: lengths, sizes, words to search by, and who may still write."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from csn_app.core.errors import CsnError

SUBJECT_MAX = 80
BODY_MAX = 5000
NAME_MAX = 80
SEARCH_WORDS = 8
"""Words of a search that count; the others are ignored."""

_SPACES = re.compile(r"\s+")
_MANY_LINES = re.compile(r"\n{3,}")
_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")
_WORD = re.compile(r"[a-z0-9]+")


class AnswersIn(StrEnum):
    """How fast a professional usually answers (R-MS-9)."""

    UNSAID = "UNSAID"
    DAY = "DAY"
    TWO_DAYS = "TWO_DAYS"
    WEEK = "WEEK"


class ReportReason(StrEnum):
    """Why a person reports a correspondent."""

    NOT_MINE = "NOT_MINE"
    RUDE = "RUDE"
    SELLING = "SELLING"
    OTHER = "OTHER"


class SubjectMissing(CsnError):
    """A conversation is found again by its subject: it has one."""


@dataclass(eq=False)
class SubjectTooLong(CsnError):
    """The subject has more than ``limit`` characters."""

    length: int
    limit: int = SUBJECT_MAX


class MessageEmpty(CsnError):
    """Nothing was written and nothing was attached."""


@dataclass(eq=False)
class MessageTooLong(CsnError):
    """The message has more than ``limit`` characters."""

    length: int
    limit: int = BODY_MAX


@dataclass(eq=False)
class MessageTooHeavy(CsnError):
    """The attached files weigh more than one message takes; ``left`` bytes remain of ``limit`` (R-MS-10)."""

    left: int
    limit: int


class ParentsReadHere(CsnError):
    """A minor keeps the document from their parents, who read this conversation (R-ID-30)."""


class ConversationClosed(CsnError):
    """The professional ended the conversation: nothing is added until they open it again (R-MS-4)."""


class SendingNotUnderstood(CsnError):
    """A sending names itself with 8 to 64 letters and digits."""


def check_subject(typed: str) -> str:
    """Return a subject in one line of 1 to 80 characters; raises ``SubjectMissing`` or ``SubjectTooLong``."""
    subject = _SPACES.sub(" ", _printable(typed)).strip()
    if not subject:
        raise SubjectMissing
    if len(subject) > SUBJECT_MAX:
        raise SubjectTooLong(len(subject))
    return subject


def check_body(typed: str, *, attached: int) -> str:
    """Return a message of at most 5,000 characters, empty only where a file goes with it.

    Raises ``MessageEmpty``, ``MessageTooLong``.
    """
    body = draft_of(typed).strip()
    if not body and not attached:
        raise MessageEmpty
    if len(body) > BODY_MAX:
        raise MessageTooLong(len(body))
    return body


def draft_of(typed: str) -> str:
    """Return what is being typed as it can be kept: lines stay, what cannot be shown goes."""
    lines = typed.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return _MANY_LINES.sub("\n\n", "\n".join(_printable(line) for line in lines))[: 2 * BODY_MAX]


def check_key(typed: str) -> str:
    """Return the name that a sending gives itself, so that it exists once; raises ``SendingNotUnderstood``."""
    if not _KEY.fullmatch(typed):
        raise SendingNotUnderstood
    return typed


def shown_name(given: str, *, extension: str) -> str:
    """Return a file's name as text to show, never a path, with the extension of what the file is."""
    last = re.split(r"[/\\]", _printable(given))[-1]
    stem = _SPACES.sub(" ", re.sub(r"\.[A-Za-z0-9]{1,5}$", "", last)).strip(" .")
    return f"{stem[: NAME_MAX - 6] or 'fichier'}.{extension}"


def room_left(sizes: Iterable[int], *, limit: int) -> int:
    """Return how many bytes a message still takes (R-MS-10)."""
    return max(limit - sum(sizes), 0)


def words_of(*texts: str) -> frozenset[str]:
    """Return the words to find texts by: small letters without accents, without the mark of a plural."""
    return frozenset(_stem(word) for text in texts for word in _WORD.findall(_plain(text)) if len(word) > 1)


def asked_words(typed: str) -> tuple[str, ...]:
    """Return the words of a search, in their order; at most eight."""
    found = dict.fromkeys(_stem(word) for word in _WORD.findall(_plain(typed[:200])) if len(word) > 1)
    return tuple(found)[:SEARCH_WORDS]


def _stem(word: str) -> str:
    if word.isdigit() or len(word) < 4:
        return word
    return word[:-1] if word[-1] in "sx" else word


def _plain(text: str) -> str:
    spelled = text.casefold().replace("œ", "oe").replace("æ", "ae")
    return "".join(c for c in unicodedata.normalize("NFKD", spelled) if not unicodedata.combining(c))


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in unicodedata.normalize("NFC", text))
