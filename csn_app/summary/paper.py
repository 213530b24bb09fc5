"""The summary as files: a PDF of two pages at most that screen readers read (PDF/UA-1), and a FHIR R4 document."""

import io
import json
from pathlib import Path

import pikepdf
import typst

from csn_app.config import DEMO_SENTENCE, settings
from csn_app.profile.ips import document
from csn_app.summary.service import Summary
from csn_app.summary.wording import SummaryView, shortened, view_of

PAGES = 2
_TEMPLATE = Path(__file__).parent / "summary.typ"
_FONTS = Path(__file__).parent.parent / "data"
_LINES = (40, 12, 6, 3)
"""How many lines of each part are tried, until the whole holds on two pages."""


def pdf_of(summary: Summary) -> bytes:
    """Write the summary on two pages at most; takes about 60 ms, four times that for a very long one: not on the loop.

    What does not hold is counted on the page and left to the carnet, never cut silently.
    """
    view, written = view_of(summary), b""
    for most in _LINES:
        written = _compiled(view, most=most, timestamp=int(summary.at.timestamp()))
        with pikepdf.open(io.BytesIO(written)) as pdf:
            if len(pdf.pages) <= PAGES:
                break
    return written


def fhir_of(summary: Summary) -> bytes:
    """Write the summary as an international patient summary (FHIR R4 JSON)."""
    found = document(summary.holder, summary.profile, summary.latest, at=summary.at)
    return json.dumps(found, ensure_ascii=False, indent=1).encode()


def _compiled(view: SummaryView, *, most: int, timestamp: int) -> bytes:
    parts = [{"title": part.title, "lines": part.lines} for part in shortened(view.parts, most=most)]
    given = {
        "name": view.name,
        "born": view.born,
        "ins": view.ins,
        "at": view.at,
        "parts": json.dumps(parts),
        "demo": DEMO_SENTENCE if settings().demo else "",
    }
    written: bytes = typst.compile(
        _TEMPLATE,
        font_paths=[_FONTS],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs=given,
        pdf_standards=["ua-1"],
        timestamp=timestamp,
    )
    return written
