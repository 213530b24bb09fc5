"""What a camera writes beside a picture: its date is read, its position taken out. Runs in the child process only."""

import struct
import zlib
from datetime import date

from PIL import ExifTags, Image

from csn_app.documents.facts import TruncatedFile

ORIENTATION = ExifTags.Base.Orientation
_TAKEN = ExifTags.Base.DateTimeOriginal
_WRITTEN = ExifTags.Base.DateTime
_GPS_WORD = b"GPSL"  # GPSLatitude and GPSLongitude, as an XMP packet names them.


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
