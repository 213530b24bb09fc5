"""Texts (TXT, RTF, DOCX) read as plain words. Runs in the child process only."""

import re
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import IO
from xml.parsers import expat

from striprtf.striprtf import rtf_to_text

from csn_app.documents import formats
from csn_app.documents.facts import (
    ActiveContent,
    DecompressionBomb,
    EmptyFile,
    FileTooLarge,
    TruncatedFile,
    UnsupportedFile,
    UnsupportedKind,
)
from csn_app.documents.recognition import text_encoding
from csn_app.documents.task import Findings, Task, refuse_eicar

_TEXT_MAX = 5_000_000
_WORDS_MAX = 50_000_000
_MEMBERS_MAX = 2000
_UNFOLDED_MAX = 200_000_000
_RATIO_MAX = 200
_RATIO_FROM = 20_000_000
_STEP = 1024 * 1024

_HEX_RUN = re.compile(rb"[0-9a-fA-F\s]{256,}")
_RTF_ACTIVE = re.compile(
    rb"\\(?:objdata|objupdate|objautlink|objemb|objlink|objocx|ddeauto)\b|\\fldinst\b[^}]{0,200}\bDDE(?:AUTO)?\b",
    re.IGNORECASE,
)
_RTF_BRACE = re.compile(rb"\\[\\{}]|[{}]")

_OFFICE_KINDS = (
    ("wordprocessingml.document.main+xml", None),
    ("spreadsheetml", UnsupportedKind.SPREADSHEET),
    ("presentationml", UnsupportedKind.PRESENTATION),
)
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
_WORD_PARTS = re.compile(r"word/(?:header\d*|document|footnotes|endnotes|footer\d*)\.xml")
_PART_ORDER = ("header", "document", "footnotes", "endnotes", "footer")


def inspect_txt(task: Task) -> Findings:
    """Decide how a text is written; one that is not UTF-8 gets a view that is."""
    data = task.data[:]
    encoding = text_encoding(data)
    if encoding is None:
        raise UnsupportedFile(UnsupportedKind.UNKNOWN)
    text = data.decode(encoding).lstrip("\ufeff")
    if not text.strip():
        raise EmptyFile
    if encoding == "utf-8":
        return Findings(formats.TXT)
    return Findings(formats.TXT, view=_as_view(task, text))


def inspect_rtf(task: Task) -> Findings:
    """Show an RTF as its words; refuse one that carries objects or is cut short."""
    data = task.data[:]
    if _RTF_ACTIVE.search(data):
        raise ActiveContent
    depth = 0
    for brace in _RTF_BRACE.finditer(data):
        depth += {b"{": 1, b"}": -1}.get(brace[0], 0)
    if depth > 0:
        raise TruncatedFile
    # Pictures are long runs of hexadecimal digits: they hold no word, and digit by digit they take minutes.
    words = _HEX_RUN.sub(_without_hexadecimal, data)
    if len(words) > _TEXT_MAX:
        raise FileTooLarge(_TEXT_MAX)
    text = rtf_to_text(words.decode("cp1252", errors="replace"), encoding="cp1252", errors="replace")
    return Findings(formats.RTF, view=_as_view(task, text))


def _without_hexadecimal(run: re.Match[bytes]) -> bytes:
    digits = b"".join(run[0].split())
    refuse_eicar(bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii")))
    return b" "


def inspect_zip(task: Task) -> Findings:
    """Show a Word document as its words; refuse macros, bombs and every other kind of archive."""
    try:
        with zipfile.ZipFile(task.open()) as archive:
            return _inspect_archive(task, archive)
    except (zipfile.BadZipFile, expat.ExpatError, EOFError, NotImplementedError) as error:
        raise TruncatedFile from error


def _inspect_archive(task: Task, archive: zipfile.ZipFile) -> Findings:
    members = archive.infolist()
    unfolded = sum(member.file_size for member in members)
    folded = sum(member.compress_size for member in members) + 1
    if len(members) > _MEMBERS_MAX or unfolded > _UNFOLDED_MAX:
        raise DecompressionBomb
    if unfolded > _RATIO_FROM and unfolded / folded > _RATIO_MAX:
        raise DecompressionBomb
    if any(member.flag_bits & 1 for member in members):
        raise UnsupportedFile(UnsupportedKind.ENCRYPTED)
    for member in members:
        _read_member(archive, member)
    _refuse_other_archives(archive)
    _refuse_active_parts(archive)
    if sum(archive.getinfo(name).file_size for name in _word_parts(archive)) > _WORDS_MAX:
        raise DecompressionBomb
    text = "\n".join(part for name in _word_parts(archive) if (part := _words_of(archive.open(name)).strip()))
    return Findings(
        formats.DOCX,
        view=_as_view(task, text),
        title=_property(archive, "http://purl.org/dc/elements/1.1/ title"),
        day=_iso_date(_property(archive, "http://purl.org/dc/terms/ created")),
    )


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Read a member to its end: its checksum is verified, and the standard antivirus test looked for."""
    packaged = member.filename.lower().endswith(".bin")
    tail = b""
    with archive.open(member) as stream:
        while chunk := stream.read(_STEP):
            refuse_eicar(tail + chunk)
            # An Ole10Native stream is a file of any kind packed into the document, a program for instance.
            if packaged and "Ole10Native".encode("utf-16-le") in tail + chunk:
                raise ActiveContent
            tail = chunk[-128:]


def _refuse_other_archives(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    if "[Content_Types].xml" not in names:
        known = {"META-INF/MANIFEST.MF": UnsupportedKind.EXECUTABLE, "mimetype": UnsupportedKind.OPEN_DOCUMENT}
        raise UnsupportedFile(next((kind for name, kind in known.items() if name in names), UnsupportedKind.ARCHIVE))
    types = archive.read("[Content_Types].xml")
    if b"macroEnabled" in types or b"vbaProject" in types:
        raise ActiveContent
    for mark, kind in _OFFICE_KINDS:
        if mark.encode() in types:
            if kind:
                raise UnsupportedFile(kind)
            return
    raise UnsupportedFile(UnsupportedKind.ARCHIVE)


def _refuse_active_parts(archive: zipfile.ZipFile) -> None:
    for name in archive.namelist():
        lower = name.lower()
        if "vbaproject" in lower or "/activex/" in lower:
            raise ActiveContent
        if lower.endswith(".rels"):
            for attributes in _elements(archive.open(name), tag_end=" Relationship"):
                kind = attributes.get("Type", "").rpartition("/")[2]
                if attributes.get("TargetMode") == "External" and kind not in ("hyperlink", "image"):
                    raise ActiveContent


def _word_parts(archive: zipfile.ZipFile) -> list[str]:
    names = [name for name in archive.namelist() if _WORD_PARTS.fullmatch(name)]
    if not any(name == "word/document.xml" for name in names):
        raise TruncatedFile
    return sorted(names, key=lambda name: (_PART_ORDER.index(re.sub(r"word/|\d*\.xml", "", name)), name))


def _words_of(part: IO[bytes]) -> str:
    words: list[str] = []
    inside = False

    def start(tag: str, _attributes: dict[str, str]) -> None:
        nonlocal inside
        inside = tag == _W + "t"
        words.append({_W + "tab": "\t", _W + "br": "\n", _W + "cr": "\n"}.get(tag, ""))

    def end(tag: str) -> None:
        nonlocal inside
        inside = False
        words.append({_W + "p": "\n"}.get(tag, ""))

    def characters(text: str) -> None:
        if inside:
            words.append(text)

    parser = _parser()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, characters
    parser.ParseFile(part)
    return "".join(words)


def _elements(part: IO[bytes], *, tag_end: str) -> Iterator[dict[str, str]]:
    found: list[dict[str, str]] = []
    parser = _parser()
    parser.StartElementHandler = lambda tag, attributes: found.append(attributes) if tag.endswith(tag_end) else None
    parser.ParseFile(part)
    return iter(found)


def _property(archive: zipfile.ZipFile, wanted: str) -> str:
    if "docProps/core.xml" not in archive.namelist():
        return ""
    words: list[str] = []
    open_tags: list[str] = []
    parser = _parser()
    parser.StartElementHandler = lambda tag, _attributes: open_tags.append(tag)
    parser.EndElementHandler = lambda _tag: open_tags.pop() and None
    parser.CharacterDataHandler = lambda text: words.append(text) if open_tags[-1:] == [wanted] else None
    parser.ParseFile(archive.open("docProps/core.xml"))
    return "".join(words)[:1000]


def _iso_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")

    def refuse(*_declaration: object) -> None:
        # A Word document declares no document type; entity bombs and reads of other files begin with one.
        raise ActiveContent

    parser.StartDoctypeDeclHandler = refuse
    return parser


def _as_view(task: Task, text: str) -> str:
    text = text.strip()
    if not text:
        raise EmptyFile
    task.view.write(text.encode("utf-8", errors="replace"))
    return formats.TEXT_VIEW
