"""What is true of an emergency card: what stands on it, in which order, and whether the paper is still right. Pure."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from csn_app.access.emergency_rules import CARD_SECTIONS
from csn_app.core.vocabulary import Section
from csn_app.profile.service import Content

CHOICES = frozenset({"allowed", "samu", "glass", "masked"})
"""The names of the four choices (R-AC-25)."""

_CURRENT_ONLY = frozenset({Section.ALLERGIES, Section.TREATMENTS, Section.DISEASES})


def for_card(content: Content) -> Content:
    """Keep of a section what helps in an emergency: what is not over, and of one's relatives whom to call."""
    if content.section is Section.CONTACTS:
        kept = tuple(entry for entry in content.entries if entry.held.get("role") == "EMERGENCY")
        return replace(content, entries=kept)
    if content.section is Section.DIRECTIVES:
        # The card says that they exist, of when, and where the paper is: what one wishes is read in the record.
        kept = tuple(replace(e, held={n: e.held[n] for n in ("debut", "lieu") if n in e.held}) for e in content.entries)
        return replace(content, entries=kept)
    if content.section in _CURRENT_ONLY:
        return replace(content, entries=tuple(entry for entry in content.entries if not entry.held.get("fin")))
    return content


def place_of(section: Section) -> int:
    """Return the place of a section on the card."""
    return CARD_SECTIONS.index(section) if section in CARD_SECTIONS else len(CARD_SECTIONS)


def outdated(contents: Iterable[Content], *, ticked_at: datetime | None, printed_at: datetime | None) -> bool:
    """Say whether the last card on paper was printed before what it shows was changed; nothing printed is not old."""
    if printed_at is None:
        return False
    changes = [entry.changed_at for content in contents for entry in content.entries]
    changes += [content.none.changed_at for content in contents if content.none]
    changes += [ticked_at] if ticked_at else []
    return any(change > printed_at for change in changes)
