"""Papers made for the tests: a PDF with its text, and a scan that is only a picture."""

import io
from functools import cache

import typst
from PIL import Image, ImageDraw, ImageFont

FONT = "csn_app/data/AtkinsonHyperlegibleNext-Regular.ttf"


@cache
def born_digital(*pages: str) -> bytes:
    """A PDF made by a program, a page for each text."""
    source = "\n#pagebreak()\n".join(pages)
    made: bytes = typst.compile(f'#set text(lang: "fr")\n{source}'.encode())
    return made


@cache
def picture(*lines: str, kind: str = "PNG") -> bytes:
    """A scanned sheet of A4 at 150 points an inch: letters that only the eye reads."""
    sheet = Image.new("L", (1240, 1754), "white")
    draw, font = ImageDraw.Draw(sheet), ImageFont.truetype(FONT, 38)
    for number, line in enumerate(lines):
        draw.text((110, 120 + number * 70), line, font=font, fill="black")
    file = io.BytesIO()
    sheet.save(file, kind)
    return file.getvalue()
