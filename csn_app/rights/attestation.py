"""The attestation of a refusal as a PDF that screen readers read (PDF/UA-1)."""

from pathlib import Path

import typst

from csn_app.config import DEMO_SENTENCE, settings
from csn_app.identity.codes import in_fours
from csn_app.rights.opposition import Attestation
from csn_app.ui.words import french_date, french_datetime

_TEMPLATE = Path(__file__).parent / "attestation.typ"
_FONTS = Path(__file__).parent.parent / "data"


def pdf_of(attestation: Attestation, *, address: str) -> bytes:
    """Write the attestation; ``address`` is where anyone checks its reference. Takes about 50 ms: not on the loop."""
    withdrawn = attestation.withdrawn_at
    given = {
        "name": attestation.name,
        "born": french_date(attestation.born),
        "opposed": french_datetime(attestation.opposed_at),
        "withdrawn": french_datetime(withdrawn) if withdrawn else "",
        "reference": in_fours(attestation.reference),
        "address": address,
        "written": french_datetime(attestation.read_at),
        "demo": DEMO_SENTENCE if settings().demo else "",
    }
    written: bytes = typst.compile(
        _TEMPLATE,
        font_paths=[_FONTS],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs=given,
        pdf_standards=["ua-1"],
        timestamp=int(attestation.read_at.timestamp()),
    )
    return written
