"""The text layer of a PDF, and its pages drawn. Runs in the child process only."""

import json
from typing import Any, BinaryIO

import pypdfium2
from PIL import Image

from csn_app.documents.confined import open_nothing_more

_LETTERS_OF_A_TEXT = 16
"""A page with fewer letters that shows something is a picture, whatever its text layer says."""


def read(source: BinaryIO, answer: BinaryIO, order: dict[str, Any]) -> None:
    """Say the text layer page by page, and which pages are pictures."""
    pdf = pypdfium2.PdfDocument(source)
    open_nothing_more()
    pages: list[str] = []
    pictures, left = [], order["limits"]["chars"]
    for number in range(min(len(pdf), order["limits"]["pages"])):
        page = pdf[number]
        words = page.get_textpage()
        text = words.get_text_range()[:left]
        left -= len(text)
        if _says_nothing(text) and any(True for _ in page.get_objects(max_depth=3)):
            pictures.append(number + 1)
        pages.append(text)
        words.close()
        page.close()
    answer.write(json.dumps({"pages": pages, "pictures": pictures}).encode())


def draw(source: BinaryIO, answer: BinaryIO, order: dict[str, Any]) -> None:
    """Draw a page in grey: 300 points an inch for a sheet of A4, a larger page smaller."""
    Image.preinit()
    page = pypdfium2.PdfDocument(source)[order["page"] - 1]
    open_nothing_more()
    bitmap = page.render(scale=order["limits"]["side"] / max(*page.get_size(), 1.0), grayscale=True)
    picture: Image.Image = bitmap.to_pil()
    picture.convert("L").save(answer, "PPM")


def _says_nothing(text: str) -> bool:
    """Say whether a text layer has too few letters, or letters without a meaning."""
    letters = sum(c.isalnum() for c in text)
    lost = sum(c == "\ufffd" or "\ue000" <= c <= "\uf8ff" for c in text)
    return letters < _LETTERS_OF_A_TEXT or lost > letters
