"""PDF files: opened, counted, relieved of everything that acts by itself. Runs in the child process only."""

import io
import re
import zlib
from collections.abc import Iterable
from datetime import date

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from csn_app.documents import formats, jpeg
from csn_app.documents.facts import (
    ActiveContent,
    DecompressionBomb,
    ImageTooLarge,
    PdfPasswordNeeded,
    PdfPasswordWrong,
    TruncatedFile,
)
from csn_app.documents.task import Findings, Limits, Task, refuse_eicar

_DAMAGE = (pikepdf.PdfError, ValueError, RuntimeError, KeyError, TypeError, AttributeError, zlib.error)
_UNFOLDED_MAX = 300_000_000
_SEARCHED_MAX = 1_000_000
_DEFLATE_RATIO = 1032
_STEP = 1024 * 1024

_ACTIVE_ACTIONS = {
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition", "/Movie", "/Sound",
    "/RichMediaExecute", "/GoTo3DView",
}  # fmt: skip
_ACTIVE_ANNOTATIONS = {"/RichMedia", "/Screen", "/Movie", "/Sound", "/FileAttachment", "/3D"}
_ACTIVE_KEYS = ("/AA", "/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/AF", "/XFA", "/Collection")
_PAGE_MOVES = {"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"}
_SAFE_LINK = re.compile(r"(https?|mailto|tel):", re.IGNORECASE)
# Cheap first look at an object's own bytes, in which every name is written without escapes.
_WORTH_A_LOOK = re.compile(
    rb"/(?:AA|JS|JavaScript|EmbeddedFiles?|EF|AF|XFA|Collection|Launch|SubmitForm|ImportData|GoToR|GoToE|Rendition|Movie|"
    rb"Sound|RichMedia\w*|GoTo3DView|Screen|FileAttachment|3D|URI|Named)\b"
)


def _take_randomness() -> None:
    """Have qpdf open its random source, which it does at its first lock, while this process may still open files."""
    with pikepdf.new() as pdf:
        pdf.save(io.BytesIO(), encryption=pikepdf.Encryption(user="a", owner="b"))


_take_randomness()


def inspect_pdf(task: Task) -> Findings:
    """Open a PDF, take out what acts by itself, and keep it without its password."""
    try:
        with pikepdf.open(task.open(), password=task.password or "", suppress_warnings=True) as pdf:
            if not pdf.is_encrypted:
                return _inspect_opened(task, pdf)
            unlocked = io.BytesIO()
            pdf.save(unlocked, encryption=False)
        with pikepdf.open(unlocked, suppress_warnings=True) as pdf:
            return _inspect_opened(task, pdf, unlocked=True)
    except pikepdf.PasswordError as error:
        raise (PdfPasswordNeeded if task.password is None else PdfPasswordWrong) from error
    except MemoryError as error:
        raise DecompressionBomb from error
    except _DAMAGE as error:
        raise TruncatedFile from error


def _inspect_opened(task: Task, pdf: Pdf, *, unlocked: bool = False) -> Findings:
    damaged = bool(pdf.get_warnings())
    if damaged and task.data.rfind(b"%%EOF") < task.data.rfind(b" obj"):
        raise TruncatedFile
    pages = len(pdf.pages)
    if pages == 0:
        raise TruncatedFile
    if pdf.Root.get("/NeedsRendering", False):
        # An XFA form exists only through the program that draws it: nothing is left once it is taken out.
        raise ActiveContent
    located = False
    for item in pdf.objects:
        if isinstance(item, Stream):
            located = _remove_position(item, _measure(item, task.limits)) or located
    neutralised = _neutralise(pdf)
    rewritten = neutralised or located or damaged or unlocked or task.data[:5] != b"%PDF-"
    title, day = _described(pdf)
    if rewritten:
        pdf.save(task.kept)
    return Findings(
        formats.PDF,
        rewritten=rewritten,
        pages=pages,
        title=title,
        day=day,
        neutralised=neutralised,
        position_removed=located,
    )


def _measure(stream: Stream, limits: Limits) -> bytes:
    """Refuse a stream that unfolds too far, a picture too large, and the antivirus test; returns the raw bytes."""
    if stream.get("/Subtype") == Name.Image:
        width, height = int(stream.get("/Width", 0)), int(stream.get("/Height", 0))
        if max(width, height) > limits.side or width * height > limits.pixels:
            raise ImageTooLarge(limits.pixels, limits.side)
    filters = [str(name) for name in _listed(stream.get("/Filter"))]
    if sum(name in ("/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL") for name in filters) > 1:
        # No program folds a stream twice, except to hide how far it unfolds.
        raise DecompressionBomb
    raw: bytes = stream.read_raw_bytes()
    if filters == ["/FlateDecode"]:
        if len(raw) * _DEFLATE_RATIO > _UNFOLDED_MAX and _unfolded_size(raw) > _UNFOLDED_MAX:
            raise DecompressionBomb
        if len(raw) < _SEARCHED_MAX:
            refuse_eicar(zlib.decompressobj().decompress(raw, _SEARCHED_MAX))
    elif filters and len(raw) < _SEARCHED_MAX and "/LZWDecode" in filters:
        stream.read_bytes()
    else:
        refuse_eicar(raw)
    return raw


def _remove_position(stream: Stream, raw: bytes) -> bool:
    """Take out of a photo inside a scan where it was taken; say whether it told."""
    if [str(name) for name in _listed(stream.get("/Filter"))] != ["/DCTDecode"] or not jpeg.has_position(raw):
        return False
    stream.write(jpeg.clean(raw, exif=b""), filter=stream.get("/Filter"), decode_parms=stream.get("/DecodeParms"))
    return True


def _unfolded_size(raw: bytes) -> int:
    inflater = zlib.decompressobj()
    size = 0
    pending = raw
    while pending and size <= _UNFOLDED_MAX and not inflater.eof:
        size += len(inflater.decompress(pending, _STEP))
        pending = inflater.unconsumed_tail
    return size


def _listed(value: Object | None) -> list[Object]:
    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]


def _neutralise(pdf: Pdf) -> bool:
    """Take out every action, script and attached file; say whether there was one."""
    changed = False
    for item in pdf.objects:
        if not isinstance(item, Dictionary | Array | Stream):
            continue
        node = item.stream_dict if isinstance(item, Stream) else item
        if isinstance(item, Stream) and "/F" in node:
            # Data of the stream in another file, or at an address.
            del node["/F"]
            changed = True
        if _WORTH_A_LOOK.search(node.unparse(resolved=True)):
            changed = _clean(node) or changed
    return changed


def _clean(node: Object) -> bool:
    """Clean one object and what is written inside it; what it refers to is visited on its own."""
    if isinstance(node, Array):
        return _clean_inside(node)
    if _is_active_action(node):
        for key in list(node.keys()):
            del node[key]
        return True
    changed = False
    for key in _ACTIVE_KEYS:
        if key in node:
            del node[key]
            changed = True
    if str(node.get("/Subtype")) in _ACTIVE_ANNOTATIONS and "/Rect" in node:
        for key in set(node.keys()) - {"/Type", "/Rect", "/P"}:
            del node[key]
        node["/Subtype"] = Name.Stamp
        node["/F"] = 2  # Hidden.
        changed = True
    return _clean_inside(node.as_dict().values()) or changed


def _clean_inside(children: Iterable[Object]) -> bool:
    changed = False
    for child in children:
        if isinstance(child, Dictionary | Array) and not child.is_indirect:
            changed = _clean(child) or changed
    return changed


def _is_active_action(node: Object) -> bool:
    kind = str(node.get("/S"))
    if kind == "/URI":
        return not _SAFE_LINK.match(str(node.get("/URI", "")).strip()) and "/URI" in node
    if kind == "/Named":
        return str(node.get("/N")) not in _PAGE_MOVES
    return kind in _ACTIVE_ACTIONS


def _described(pdf: Pdf) -> tuple[str, date | None]:
    """The title and the day that the program which made the file wrote in it."""
    about = pdf.docinfo
    title = str(about.get("/Title", ""))[:1000]
    found = re.match(r"(?:D:)?(\d{4})(\d\d)(\d\d)", str(about.get("/CreationDate", "")))
    try:
        return title, date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return title, None
