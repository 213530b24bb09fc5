"""Pictures (JPEG, PNG, HEIC, TIFF): decoded to their end, without their position. Runs in the child process only."""

import io
import struct
from contextlib import AbstractContextManager
from typing import cast

import pi_heif
import pikepdf
from PIL import Image, ImageOps, UnidentifiedImageError

from csn_app.documents import exif, formats, jpeg
from csn_app.documents.facts import DecompressionBomb, ImageTooLarge, TruncatedFile
from csn_app.documents.task import Findings, Limits, Task

_QUALITY = 88
_PAGES_MAX = 500
_TOTAL_FACTOR = 8
_EXIF_START = b"Exif\x00\x00"
_EXIF_OF_NOTHING = b"II*\x00\x08" + b"\x00" * 9

# Sizes are checked here, as facts, before anything is decoded.
Image.MAX_IMAGE_PIXELS = None
Image.init()


class _Damage(AbstractContextManager[None]):
    """Turn what the decoders raise on damaged bytes into facts."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, MemoryError | Image.DecompressionBombError):
            raise DecompressionBomb from error
        damaged = OSError | UnidentifiedImageError | ValueError | SyntaxError | struct.error | EOFError | TypeError
        if isinstance(error, damaged | KeyError | IndexError | RuntimeError | OverflowError):
            raise TruncatedFile from error


def inspect_jpeg(task: Task) -> Findings:
    """Read a JPEG to its end; keep its picture as it is, without its position."""
    with _Damage(), Image.open(task.open(), formats=["JPEG"]) as picture:
        _check_size(picture, task.limits)
        marks = picture.getexif()
        located = exif.has_position(marks, packet=_packet(picture))
        kept = jpeg.clean(task.data[:], exif=exif.minimal(marks))
        # Decoding at an eighth of the size reads every coded byte, at a tenth of the cost in time and memory.
        picture.draft(None, (picture.width // 8, picture.height // 8))
        picture.load()
    task.kept.write(kept)
    return Findings(formats.JPEG, rewritten=True, pages=1, day=exif.taken_on(marks), position_removed=located)


def inspect_png(task: Task) -> Findings:
    """Read a PNG to its end; keep its picture as it is, without its position or its texts."""
    with _Damage(), Image.open(task.open(), formats=["PNG"]) as picture:
        _check_size(picture, task.limits)
        picture.load()
        marks = picture.getexif()
        located = exif.has_position(marks, packet=_packet(picture))
        kept = exif.clean_png(task.data[:], exif=exif.minimal(marks))
    task.kept.write(kept)
    return Findings(formats.PNG, rewritten=True, pages=1, day=exif.taken_on(marks), position_removed=located)


def inspect_heic(task: Task) -> Findings:
    """Read a HEIC photo, make the JPEG that browsers show, and blank its position in the file that is kept."""
    with _Damage():
        photo = pi_heif.open_heif(task.open())
        primary = photo[photo.primary_index]
        _check_size(primary, task.limits)
        marks = Image.Exif()
        marks.load(primary.info.get("exif") or b"")
        blocks = {image.info["exif"] for image in photo if image.info.get("exif")}
        packets = {image.info["xmp"] for image in photo if image.info.get("xmp")}
        located = exif.has_position(marks, packet=b"".join(packets))
        # The rotation is in the HEIC itself and is already applied to its pixels.
        marks.pop(exif.ORIENTATION, None)
        shown = _jpeg(primary.to_pillow(), exif_block=exif.minimal(marks))
    kept = _blanked(task.data[:], blocks=blocks, packets=packets, exif_block=exif.minimal(marks))
    task.view.write(shown)
    if kept is None:
        # The position is written in several pieces: the JPEG, which has none, is kept in place of the HEIC.
        task.kept.write(shown)
        return Findings(formats.JPEG, rewritten=True, pages=1, day=exif.taken_on(marks), position_removed=located)
    task.kept.write(kept)
    return Findings(
        formats.HEIC,
        view=formats.JPEG,
        rewritten=True,
        pages=1,
        day=exif.taken_on(marks),
        position_removed=located,
    )


def _blanked(data: bytes, *, blocks: set[bytes], packets: set[bytes], exif_block: bytes) -> bytes | None:
    bare = exif_block.removeprefix(_EXIF_START) or _EXIF_OF_NOTHING
    kept: bytes | None = data
    for block in blocks:
        kept = kept and exif.blank(kept, block=block.removeprefix(_EXIF_START), replacement=bare)
    for packet in packets:
        kept = kept and exif.blank(kept, block=packet, replacement=b" " * len(packet))
    return kept


def inspect_tiff(task: Task) -> Findings:
    """Read every page of a TIFF and make what browsers show: a JPEG for one page, a PDF for several."""
    with _Damage(), Image.open(task.open(), formats=["TIFF"]) as picture:
        pages = int(getattr(picture, "n_frames", 1))
        if pages > _PAGES_MAX:
            raise DecompressionBomb
        marks = picture.getexif()
        located = exif.has_position(marks, packet=_packet(picture))
        day = exif.taken_on(marks)
        if pages == 1:
            _check_size(picture, task.limits)
            shown = io.BytesIO(_jpeg(ImageOps.exif_transpose(picture)))
            media_type = formats.JPEG
        else:
            shown = _pdf_of_pages(picture, pages=pages, limits=task.limits)
            media_type = formats.PDF
    if located:
        # A scanner writes no position; a camera's TIFF is kept as the picture that is shown, which has none.
        task.kept.write(shown.getbuffer())
        return Findings(media_type, rewritten=True, pages=pages, day=day, position_removed=True)
    task.view.write(shown.getbuffer())
    return Findings(formats.TIFF, view=media_type, pages=pages, day=day)


def _pdf_of_pages(picture: Image.Image, *, pages: int, limits: Limits) -> io.BytesIO:
    """Make one PDF page per TIFF page, decoding a single page at a time."""
    out = io.BytesIO()
    pixels = 0
    with pikepdf.new() as pdf:
        for number in range(pages):
            picture.seek(number)
            _check_size(picture, limits)
            pixels += picture.width * picture.height
            if pixels > limits.pixels * _TOTAL_FACTOR:
                raise ImageTooLarge(limits.pixels * _TOTAL_FACTOR, limits.side)
            page = io.BytesIO()
            dots = picture.info.get("dpi", (200, 200))[0]
            # A copy: Pillow leaves the settings of one page's encoder on the picture, where the next page's stumbles.
            bilevel = picture.mode == "1"
            frame = (picture if bilevel else _opaque(picture)).copy()
            settings = {} if bilevel else {"quality": _QUALITY}
            frame.save(page, "PDF", resolution=float(dots) if 50 <= dots <= 2400 else 200.0, **settings)
            with pikepdf.open(page) as single:
                pdf.pages.extend(single.pages)
        pdf.save(out)
    return out


def _jpeg(picture: Image.Image, *, exif_block: bytes = b"") -> bytes:
    out = io.BytesIO()
    profile = picture.info.get("icc_profile")
    _opaque(picture).save(out, "JPEG", quality=_QUALITY, exif=exif_block, icc_profile=profile)
    return out.getvalue()


def _opaque(picture: Image.Image) -> Image.Image:
    """The picture in grey or colour of 8 bits, on white where it lets the page show through."""
    if picture.mode in ("L", "RGB"):
        return picture
    if picture.mode == "1":
        return picture.convert("L")
    if picture.mode.startswith(("I", "F")):
        # 16-bit and wider greys are brought back to what a screen shows.
        grey = picture.convert("F")
        low, high = cast(tuple[float, float], grey.getextrema())
        scale = 255.0 / ((high - low) or 1.0)
        return grey.point(lambda value: value * scale + -low * scale).convert("L")
    if picture.has_transparency_data:
        layered = picture.convert("RGBA")
        white = Image.new("RGB", layered.size, "white")
        white.paste(layered, mask=layered.getchannel("A"))
        return white
    return picture.convert("RGB")


def _packet(picture: Image.Image) -> bytes:
    packet = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp") or b""
    return packet if isinstance(packet, bytes) else str(packet).encode()


def _check_size(picture: Image.Image | pi_heif.HeifImage, limits: Limits) -> None:
    width, height = picture.size
    if width > limits.side or height > limits.side or width * height > limits.pixels:
        raise ImageTooLarge(limits.pixels, limits.side)
