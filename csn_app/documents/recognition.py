"""What a file is, from its bytes and never from its name (R-DO-6). Runs in the child process only."""

import mmap
import re

import filetype

from csn_app.documents import formats
from csn_app.documents.facts import UnsupportedFile, UnsupportedKind

_HEAD = 8192
ZIP = "application/zip"
_STARTS = (
    (b"\xff\xd8\xff", formats.JPEG),
    (b"\x89PNG\r\n\x1a\n", formats.PNG),
    (b"II*\x00", formats.TIFF),
    (b"MM\x00*", formats.TIFF),
    (b"II+\x00", formats.TIFF),
    (b"MM\x00+", formats.TIFF),
    (b"{\\rtf", formats.RTF),
    (b"PK\x03\x04", ZIP),
)
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1"}
_OTHERS = (
    (re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), UnsupportedKind.OFFICE_OLD),
    (
        re.compile(rb"MZ|\x7fELF|\xca\xfe\xba\xbe|[\xce\xcf]\xfa\xed\xfe|#!|L\x00\x00\x00\x01\x14\x02\x00"),
        UnsupportedKind.EXECUTABLE,
    ),
    (re.compile(rb"(?s).{128}DICM"), UnsupportedKind.DICOM),
    (re.compile(rb"PK\x05\x06|PK\x07\x08"), UnsupportedKind.ARCHIVE),
)
_MARKUP = (
    (re.compile(r"(?is)(?:<\?xml[^>]*>|(?><!--.*?-->)|<!doctype svg[^>]*>|\s)*+<svg\b"), UnsupportedKind.SVG),
    (
        re.compile(r"(?is)(?:<\?xml[^>]*>|(?><!--.*?-->)|\s)*+<(?:!doctype html|html|head|body|script|iframe)\b"),
        UnsupportedKind.HTML,
    ),
    (re.compile(r"(?is)\s*<\?xml\b"), UnsupportedKind.XML),
)
_FAMILIES = {
    "video": UnsupportedKind.VIDEO,
    "audio": UnsupportedKind.AUDIO,
    "image": UnsupportedKind.IMAGE,
}
# A tab, the ends of lines and pages, and escape are the only control characters that a text holds.
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")


def recognise(data: mmap.mmap) -> str:
    """Name the media type that the bytes show (or ``application/zip``, to be looked into); refuse any other kind."""
    head = data[:_HEAD]
    for start, media_type in _STARTS:
        if head.startswith(start):
            return media_type
    if head[4:8] == b"ftyp" and _HEIC_BRANDS & {head[8:12], *(head[i : i + 4] for i in range(16, 64, 4))}:
        return formats.HEIC
    for pattern, kind in _OTHERS:
        if pattern.match(head):
            raise UnsupportedFile(kind)
    if b"%PDF-" in head[:1024]:
        return formats.PDF
    guess = filetype.guess(head)
    if guess is not None and not _is_text(head):
        raise UnsupportedFile(_FAMILIES.get(guess.mime.partition("/")[0], UnsupportedKind.ARCHIVE))
    return _text(head)


def _is_text(head: bytes) -> bool:
    return head.isascii() and not _NOT_TEXT.search(head.decode("ascii"))


def _text(head: bytes) -> str:
    encoding = text_encoding(head, whole=False)
    if encoding is None:
        raise UnsupportedFile(UnsupportedKind.UNKNOWN)
    text = head.decode(encoding, errors="ignore").lstrip("\ufeff")
    for pattern, kind in _MARKUP:
        if pattern.match(text):
            raise UnsupportedFile(kind)
    return formats.TXT


def text_encoding(data: bytes, *, whole: bool = True) -> str | None:
    """Decide how a text is written: UTF-8, UTF-16 (with or without its mark) or Windows-1252; None when it is no text.

    ``whole`` is false for the beginning of a file, which may stop in the middle of a character.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates = ["utf-16"]
    elif data[1:64:2].count(0) > len(data[1:64:2]) * 0.7:
        candidates = ["utf-16-le"]
    elif data[0:64:2].count(0) > len(data[0:64:2]) * 0.7:
        candidates = ["utf-16-be"]
    else:
        candidates = ["utf-8", "cp1252"]
    for encoding in candidates:
        # The last three bytes of a beginning may be half a character.
        for end in range(len(data), len(data) - (1 if whole else 4), -1):
            try:
                text = data[:end].decode(encoding)
            except UnicodeDecodeError:
                continue
            if not _NOT_TEXT.search(text):
                return encoding
    return None
