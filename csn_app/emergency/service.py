"""A person's page « Urgences »: their choices, their card and its copies, and who read in an emergency."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from csn_app.access import emergency_access as accesses
from csn_app.access import emergency_choices as choosing
from csn_app.access import policy
from csn_app.access.emergency_access import Emergency
from csn_app.access.emergency_choices import CodeRow, NewCode
from csn_app.access.emergency_rules import CardLife, Choices, Support
from csn_app.access.policy import Permission
from csn_app.audit import service as audit
from csn_app.config import settings
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import Section
from csn_app.core.work import Untraced, Work
from csn_app.emergency import rules
from csn_app.identity import notices
from csn_app.identity import service as identity
from csn_app.identity.emergencies import CardHolder, describe_card_holder
from csn_app.identity.throttles import address_limit, count_try, limit
from csn_app.profile import service as profile
from csn_app.profile.service import Content

READINGS_FREE = 30
"""Readings of one code in a row, after which the next ones wait some minutes: nobody reads a card that often."""


@dataclass(frozen=True, slots=True)
class Card:
    """What the card shows: its person (``name`` where the roster does not know them) and what they ticked."""

    holder: CardHolder | None
    name: str
    contents: tuple[Content, ...]
    at: datetime
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading in an emergency, with what its identifiers name; ``line`` is the number of its line of the trail."""

    emergency: Emergency
    professional: identity.ProfessionalCard | None
    place: identity.PlaceCard | None
    line: int | None


@dataclass(frozen=True, slots=True)
class MyEmergencies:
    """Everything that the page shows. ``outdated``: the card on paper says something else than the profile now."""

    choices: Choices
    detail: bool
    ticked: tuple[Section, ...]
    card: Card
    codes: tuple[CodeRow, ...]
    outdated: bool
    readings: tuple[Reading, ...]
    now: datetime


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of the card that was just made: what it shows, and its code, told this once."""

    card: Card
    code: NewCode


def read_my_emergencies(work: Work) -> MyEmergencies:
    """Return one's own choices, card, copies and the readings that happened."""
    policy.require(work, Permission.EMERGENCY_CHOOSE, work.actor.space_id)
    space_id = _own(work)
    ticked = choosing.card_sections(work, space_id)
    card, codes = _own_card(work, space_id, ticked.sections), tuple(choosing.list_codes(work, space_id))
    printed = max((code.made_at for code in codes if code.support is Support.PAPER), default=None)
    return MyEmergencies(
        choices=choosing.choices_of(work, space_id),
        detail=settings().emergency_detail,
        ticked=ticked.sections,
        card=card,
        codes=codes,
        outdated=rules.outdated(card.contents, ticked_at=ticked.at, printed_at=printed),
        readings=readings_of(work, space_id),
        now=work.now,
    )


def readings_of(work: Work, space_id: UUID, *, since: datetime | None = None) -> tuple[Reading, ...]:
    """Return who read one's carnet in an emergency, the last 20."""
    policy.require(work, Permission.TRAIL_READ, space_id)
    found = accesses.emergencies_of(work, space_id, since=since)
    people = identity.describe_professionals(work, (e.professional_id for e in found))
    places = identity.describe_places(work, (e.place_id for e in found if e.place_id))
    lines = audit.lines_about(
        work, space_id, action="RECORD_OPENED_EMERGENCY", object_ids=[emergency.id for emergency in found]
    )
    return tuple(
        Reading(e, people.get(e.professional_id), places.get(e.place_id) if e.place_id else None, lines.get(e.id))
        for e in found
    )


def change_choice(work: Work, *, name: str, on: bool) -> Choices:
    """Change one of one's four choices, with effect at once; returns all four. Raises ``NotFound`` for another name."""
    policy.require(work, Permission.EMERGENCY_CHOOSE, work.actor.space_id)
    space_id = _own(work)
    before = choosing.choices_of(work, space_id)
    if name not in rules.CHOICES:
        raise NotFound
    after = replace(before, **{name: on})
    choosing.choose(work, space_id, choices=after)
    return after


def tick(work: Work, *, section: Section, on: bool) -> None:
    """Put a section on one's card or take it off; the codes in circulation follow at once."""
    policy.require(work, Permission.EMERGENCY_CHOOSE, work.actor.space_id)
    space_id = _own(work)
    ticked = frozenset(choosing.card_sections(work, space_id).sections)
    choosing.tick_card(work, space_id, sections=ticked | {section} if on else ticked - {section})


def make_copy(work: Work, *, support: Support, life: CardLife) -> Copy:
    """Make one more copy of one's card with a code of its own. Raises ``NothingTicked``, ``TooManyCodes``."""
    policy.require(work, Permission.EMERGENCY_CHOOSE, work.actor.space_id)
    space_id = _own(work)
    card = _own_card(work, space_id, choosing.card_sections(work, space_id).sections)
    code = choosing.make_code(work, space_id, support=support, life=life)
    return Copy(replace(card, expires_at=code.expires_at), code)


def revoke_copy(work: Work, *, code_id: UUID) -> None:
    """Take one copy of one's card out of circulation at once; raises ``NotFound``."""
    policy.require(work, Permission.EMERGENCY_CHOOSE, work.actor.space_id)
    choosing.revoke_code(work, _own(work), code_id=code_id)


def revoke_copies(work: Work) -> int:
    """Take every copy of one's card out of circulation at once; returns how many."""
    policy.require(work, Permission.EMERGENCY_CHOOSE, work.actor.space_id)
    return choosing.revoke_codes(work, _own(work))


def open_card(work: Work, *, token: str, address: str) -> Card:
    """Read a card by its code: traced, and told to its person at once (R-AC-28).

    Unknown, revoked and expired codes, and those of a closed carnet, raise ``NotFound`` alike; too many tries of one
    code or from one address raise ``MustWait``, whether there is such a code or not.
    """
    policy.open_to_all("whoever finds somebody unconscious scans their card, without any account (R-AC-28)")
    # Counted before it is judged, and whether the code works or not: the wait tells nothing.
    count_try(work, limit(work, "card.code", token, free=READINGS_FREE), address_limit(work, "card.address", address))
    work.commit(untraced=Untraced.TECHNICAL)
    code = choosing.show_code(work, token)
    work.actor = replace(work.actor, card_code_id=code.id)
    shown = profile.read_card(work, space_id=code.space_id)
    holder = describe_card_holder(work, code.space_id)
    opened = choosing.count_opening(work, code.space_id)
    notice = notices.card_notice(work, code.space_id)
    if notice is not None:
        work.tell(notice)
    work.commit(opened)
    return Card(holder, "", _on_card(shown.sections), at=work.now, expires_at=code.expires_at)


def _own_card(work: Work, space_id: UUID, ticked: tuple[Section, ...]) -> Card:
    sections = profile.read_profile(work).sections
    contents = _on_card({section: sections[section] for section in ticked})
    return Card(describe_card_holder(work, space_id), work.actor.shown_name, contents, at=work.now)


def _on_card(sections: Mapping[Section, Content]) -> tuple[Content, ...]:
    shown = (rules.for_card(content) for content in sections.values())
    return tuple(sorted((c for c in shown if c.filled), key=lambda c: rules.place_of(c.section)))


def _own(work: Work) -> UUID:
    if work.actor.space_id is None:
        raise NotFound
    return work.actor.space_id
