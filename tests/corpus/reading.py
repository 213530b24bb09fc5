"""The text of a paper, page by page, as a reader gets it: the text layer of a PDF, or tesseract on an image."""

import subprocess
from pathlib import Path

import pypdfium2

from tests.corpus.papers import Paper


def pages_of(paper: Paper, kept: Path | None = None) -> list[str]:
    """Read a paper; with ``kept``, what was read once is found there again: reading an image takes seconds."""
    there = kept / f"{paper.name}.txt" if kept else None
    if there and there.exists():
        return there.read_text().split("\f")
    pages = _from_pdf(paper.content) if paper.content.startswith(b"%PDF") else [_from_image(paper.content)]
    if there:
        there.parent.mkdir(parents=True, exist_ok=True)
        there.write_text("\f".join(pages))
    return pages


def _from_pdf(content: bytes) -> list[str]:
    opened = pypdfium2.PdfDocument(content)
    return [page.get_textpage().get_text_range() for page in opened]


def _from_image(content: bytes) -> str:
    asked = ["tesseract", "-", "-", "-l", "fra", "--psm", "4"]
    read = subprocess.run(asked, input=content, capture_output=True, check=True, env={"OMP_THREAD_LIMIT": "1"})
    return read.stdout.decode(errors="replace").replace("\f", "")
