"""A JPEG's segments: copied without decoding it, and asked where it was taken. Runs in the child process only.

It needs no decoder, so that the check of a PDF loads none.
"""

import re
import struct
from collections.abc import Iterator

from csn_app.documents.facts import TruncatedFile

# The end of coded data: a marker that is neither a stuffed byte nor a restart.
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_KEPT = {0xE0, 0xEE, *range(0xC0, 0xD0), 0xDA, 0xDB, 0xDC, 0xDD}
_END, _SCAN, _APP1, _APP2 = 0xD9, 0xDA, 0xE1, 0xE2
_EXIF_START = b"Exif\x00\x00"
_GPS_POINTER = 0x8825


def clean(data: bytes, *, exif: bytes) -> bytes:
    """Copy a JPEG without decoding it: its picture and colours, ``exif`` in place of its own, nothing after its end."""
    out = [
        segment
        for code, segment in _segments(data)
        if code in _KEPT or (code == _APP2 and segment[4:16] == b"ICC_PROFILE\x00")
    ]
    if exif:
        # A JFIF header stays first where there is one.
        place = 1 if out[:1] and out[0].startswith(b"\xff\xe0") else 0
        out.insert(place, b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif)
    return b"\xff\xd8" + b"".join(out) + b"\xff\xd9"


def has_position(data: bytes) -> bool:
    """Say whether a JPEG tells where it was taken; camera marks that do not read count as telling."""
    try:
        return any(_locates(segment) for code, segment in _segments(data, until=_SCAN) if code == _APP1)
    except TruncatedFile:
        return False


def _locates(segment: bytes) -> bool:
    if segment[4:10] != _EXIF_START:
        return b"GPSL" in segment  # GPSLatitude and GPSLongitude, as an XMP packet names them.
    marks = segment[10:]
    order = "<" if marks[:2] == b"II" else ">"
    try:
        (first,) = struct.unpack_from(f"{order}I", marks, 4)
        (count,) = struct.unpack_from(f"{order}H", marks, first)
        tags = [struct.unpack_from(f"{order}H", marks, first + 2 + 12 * n)[0] for n in range(count)]
    except struct.error:
        return True
    return _GPS_POINTER in tags


def _segments(data: bytes, *, until: int = _END) -> Iterator[tuple[int, bytes]]:
    at = 2
    while True:
        while data[at : at + 2] == b"\xff\xff":
            at += 1
        if at + 4 > len(data) or data[at] != 0xFF:
            raise TruncatedFile
        code = data[at + 1]
        if code == until:
            return
        end = at + 2 + int(struct.unpack_from(">H", data, at + 2)[0])
        if code == _SCAN:
            following = _MARKER.search(data, end)
            if following is None:
                raise TruncatedFile
            end = following.start()
        yield code, data[at:end]
        at = end
        if data[at : at + 2] == b"\xff\xd9":
            return
