"""The child process that draws the pages of one PDF: few rights, little memory, little time, no way out but its answer.

Started by ``rendering.PageReader``. Orders come one a line on the standard input (page, width in pixels); each
answer is a four-byte length and a WebP on the standard output, length 0 for a page that cannot be drawn.
"""

import ctypes
import io
import math
import mmap
import resource
import signal
import sys

import pypdfium2
from PIL import Image

CPU_SECONDS = 60
PAGE_SECONDS = 8
MEMORY_BYTES = 1_200_000_000
_PIXELS_MAX = 16_000_000
_SIDE_MAX = 12_000
_QUALITY = 70


def main() -> None:
    """Draw one page an order until nobody orders any more."""
    Image.init()
    # A private map, which the library reads in place: nothing of the file is copied.
    data = mmap.mmap(int(sys.argv[1]), 0, access=mmap.ACCESS_COPY)
    content = (ctypes.c_char * len(data)).from_buffer(data)
    _limit_itself()
    orders, answers = sys.stdin, sys.stdout.buffer
    try:
        pdf = pypdfium2.PdfDocument(content)
    except (pypdfium2.PdfiumError, ValueError):
        pdf = None
    for order in orders:
        page, width = (int(word) for word in order.split())
        signal.alarm(PAGE_SECONDS)
        drawn = _draw(pdf, page, width=width) if pdf is not None else b""
        signal.alarm(0)
        answers.write(len(drawn).to_bytes(4) + drawn)
        answers.flush()


def _draw(pdf: pypdfium2.PdfDocument, number: int, *, width: int) -> bytes:
    """Draw page ``number`` (from 1) at a width, smaller where it would be too large; nothing where it cannot be."""
    try:
        page = pdf[number - 1]
        across, down = page.get_size()
        scale = min(width / across, math.sqrt(_PIXELS_MAX / (across * down)), _SIDE_MAX / down)
        picture = page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")
        page.close()
        out = io.BytesIO()
        _in_few_colours(picture).save(out, "WEBP", quality=_QUALITY, method=2)
    except (pypdfium2.PdfiumError, ValueError, IndexError, ZeroDivisionError, MemoryError, OSError):
        return b""
    return out.getvalue()


def _in_few_colours(picture: Image.Image) -> Image.Image:
    """Most papers are grey: a third of the bytes less to send and to read."""
    small = picture.resize((64, 64))
    red, green, blue = (band.tobytes() for band in small.split())
    coloured = max(abs(r - g) + abs(g - b) for r, g, b in zip(red, green, blue, strict=True))
    return picture if coloured > 6 else picture.convert("L")


def _limit_itself() -> None:
    for kind, value in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        # From here on this process can open neither a file nor a connection.
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(kind, (value, value))


if __name__ == "__main__":
    main()
