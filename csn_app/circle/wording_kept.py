"""How what a minor keeps from their parents is said."""

from dataclasses import dataclass

from csn_app.core.reference import labels
from csn_app.documents.views import DocumentRow
from csn_app.documents.wording import category_words
from csn_app.messaging.views import ConversationRow
from csn_app.profile.service import Entry
from csn_app.profile.wording import title_of
from csn_app.ui.words import PARIS, desk_date, plural


@dataclass(frozen=True)
class KeptLine:
    """One thing, and whether it is kept from one's parents."""

    id: str
    title: str
    more: str
    hidden: bool


def document(row: DocumentRow) -> KeptLine:
    """Say a document that is kept."""
    return KeptLine(str(row.id), row.title, f"{category_words(row.category)}, {desk_date(row.document_date)}", True)


def entry(one: Entry, *, hidden: bool) -> KeptLine:
    """Say an entry of the profile."""
    return KeptLine(str(one.id), title_of(one), labels("profile_sections")[one.section], hidden)


def conversation(row: ConversationRow, *, hidden: bool) -> KeptLine:
    """Say a conversation."""
    day = desk_date(row.last_at.astimezone(PARIS).date())
    return KeptLine(str(row.id), row.subject, f"{row.correspondent.name}, {day}", hidden)


def more(count: int) -> str:
    """Say how many kept documents are not listed; nothing where all are."""
    return f"Et {plural(count, 'autre document caché', many='autres documents cachés')}." if count else ""
