"""What a document proposes to its person, from its text alone; nothing here knows who they are or does anything."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from csn_app.documents.proposals_dates import find_date
from csn_app.documents.proposals_document import find_author, find_category, find_title
from csn_app.documents.proposals_doses import find_doses
from csn_app.documents.proposals_text import Found, lines_of
from csn_app.documents.proposals_values import find_values

MOST = 60
"""A document proposes no more than this."""


def find_proposals(pages: Sequence[str], *, today: date) -> tuple[Found, ...]:
    """Return what the pages of a document say, each with its page and the very words (R-DO-14, R-PR-17).

    A figure carries the document's date where the document says one. A document that counts doses gives no figures.
    """
    lines = lines_of(pages)
    day = find_date(lines, today=today)
    about = [found for found in (find_category(lines), find_title(lines), day, find_author(lines)) if found]
    doses = find_doses(lines, today=today)
    values = [] if doses else find_values(lines)
    if day:
        values = [replace(value, more={**value.more, "date": day.value}) for value in values]
    return tuple([*about, *values, *doses][:MOST])
