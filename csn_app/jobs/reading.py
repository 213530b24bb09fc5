"""Reading the documents that arrive: at once, one after another, and what waits for their text is told once."""

from time import monotonic

from csn_app import wiring
from csn_app.core.actor import JOB
from csn_app.documents import reading
from csn_app.documents.proposals_kept import propose

WHEN_TEXT_IS_KNOWN: list[reading.WhenKnown] = [propose]
"""What is called once with the pages of a document when its text becomes known (``documents/reading.py``)."""

_READ_FOR = 30.0
_begun: list[bool] = []


def read_documents() -> None:
    """Read what waits, for 30 seconds at most."""
    if not _begun:
        with wiring.open_work(JOB) as work:
            reading.begin_again(work)
        _begun.append(True)
    until = monotonic() + _READ_FOR
    reading.ARRIVED.clear()
    while monotonic() < until:
        with wiring.open_work(JOB) as work:
            if not reading.read_next(work, when_known=WHEN_TEXT_IS_KNOWN):
                return
