"""What a camera writes beside a picture: its date is read, its position taken out. Runs in the child process only."""

import re
import struct
import zlib
from collections.abc import Iterator
from datetime import date

from PIL import ExifTags, Image

from csn_app.documents.facts import TruncatedFile

ORIENTATION = ExifTags.Base.Orientation
_TAKEN = ExifTags.Base.DateTimeOriginal
_WRITTEN = ExifTags.Base.DateTime
_GPS_WORD = b"GPSL"  # GPSLatitude and GPSLongitude, as an XMP packet names them.

# The end of coded data: a marker that is neither a stuffed byte nor a restart.
_JPEG_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_JPEG_KEPT = {0xE0, 0xEE, *range(0xC0, 0xD0), 0xDA, 0xDB, 0xDC, 0xDD}
_JPEG_END, _JPEG_SCAN, _JPEG_APP1, _JPEG_APP2 = 0xD9, 0xDA, 0xE1, 0xE2
_EXIF_START = b"Exif\x00\x00"

_PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_DROPPED = {b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"}


def taken_on(exif: Image.Exif) -> date | None:
    """The day the picture was taken, when the camera wrote one."""
    for value in (exif.get_ifd(ExifTags.IFD.Exif).get(_TAKEN), exif.get(_WRITTEN)):
        try:
            return date.fromisoformat(str(value)[:10].replace(":", "-"))
        except ValueError:
            continue
    return None


def has_position(exif: Image.Exif, *, packet: bytes) -> bool:
    """Whether the EXIF block, or the XMP packet, says where the picture was taken."""
    return bool(exif.get_ifd(ExifTags.IFD.GPSInfo)) or _GPS_WORD in packet


def minimal(exif: Image.Exif) -> bytes:
    """An EXIF block that keeps the orientation and the day, and nothing else of the camera or the place."""
    kept = Image.Exif()
    if exif.get(ORIENTATION) in range(2, 9):
        kept[ORIENTATION] = exif[ORIENTATION]
    day = taken_on(exif)
    if day:
        kept[_WRITTEN] = kept.get_ifd(ExifTags.IFD.Exif)[_TAKEN] = f"{day:%Y:%m:%d} 00:00:00"
    return kept.tobytes() if len(kept) else b""


def clean_jpeg(data: bytes, *, exif: bytes) -> bytes:
    """Copy a JPEG without decoding it: its picture and colours, ``exif`` in place of its own, nothing after its end."""
    out = [
        segment
        for code, segment in _jpeg_segments(data)
        if code in _JPEG_KEPT or (code == _JPEG_APP2 and segment[4:16] == b"ICC_PROFILE\x00")
    ]
    if exif:
        # A JFIF header stays first where there is one.
        place = 1 if out[:1] and out[0].startswith(b"\xff\xe0") else 0
        out.insert(place, b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif)
    return b"\xff\xd8" + b"".join(out) + b"\xff\xd9"


def jpeg_has_position(data: bytes) -> bool:
    """Say whether a JPEG tells where it was taken; camera marks that do not read count as telling."""
    try:
        return any(_locates(segment) for code, segment in _jpeg_segments(data) if code == _JPEG_APP1)
    except TruncatedFile:
        return False


def _locates(segment: bytes) -> bool:
    if segment[4:10] != _EXIF_START:
        return _GPS_WORD in segment
    marks = Image.Exif()
    try:
        marks.load(segment[4:])
        return has_position(marks, packet=b"")
    except (OSError, SyntaxError, ValueError, KeyError, TypeError, struct.error):
        return True


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 2
    while True:
        while data[at : at + 2] == b"\xff\xff":
            at += 1
        if at + 4 > len(data) or data[at] != 0xFF:
            raise TruncatedFile
        code = data[at + 1]
        if code == _JPEG_END:
            return
        end = at + 2 + int(struct.unpack_from(">H", data, at + 2)[0])
        if code == _JPEG_SCAN:
            following = _JPEG_MARKER.search(data, end)
            if following is None:
                raise TruncatedFile
            end = following.start()
        yield code, data[at:end]
        at = end
        if data[at : at + 2] == b"\xff\xd9":
            return


def clean_png(data: bytes, *, exif: bytes) -> bytes:
    """Copy a PNG without decoding it: no text, no EXIF but ``exif``, nothing after its end."""
    out = [_PNG_START]
    at = len(_PNG_START)
    while at + 12 <= len(data):
        size, name = struct.unpack_from(">I4s", data, at)
        chunk = data[at : at + 12 + size]
        if len(chunk) < 12 + size:
            raise TruncatedFile
        if name not in _PNG_DROPPED:
            out.append(chunk)
        if name == b"IHDR" and exif:
            block = b"eXIf" + exif.removeprefix(b"Exif\x00\x00")
            out.append(struct.pack(">I", len(block) - 4) + block + struct.pack(">I", zlib.crc32(block)))
        if name == b"IEND":
            return b"".join(out)
        at += len(chunk)
    raise TruncatedFile


def blank(data: bytes, *, block: bytes, replacement: bytes) -> bytes | None:
    """Overwrite one block of a file in place, with the same length; None when it is not there in one piece."""
    if len(replacement) > len(block) or data.count(block) != 1:
        return None
    return data.replace(block, replacement.ljust(len(block), b"\x00"))
