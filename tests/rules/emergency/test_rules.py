"""Who may give which situation, how long words are, how long a code lives, when paper is old."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from csn_app.access import emergency_rules as rules
from csn_app.access.emergency_rules import CardLife, Choices, EmergencyKind, Situation
from csn_app.core.vocabulary import Section
from csn_app.emergency import rules as card
from csn_app.emergency.wording import detail_of
from csn_app.profile.service import Content, Entry

NOW = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
BOTH = frozenset(EmergencyKind)


def entry(section: Section, **held: str) -> Entry:
    return Entry(uuid4(), section, held, mine=True, by_professional=None, changed_at=NOW)


@pytest.mark.parametrize(
    ("kinds", "incapacity", "given"),
    [
        (frozenset(), False, ()),
        (BOTH, False, tuple(Situation)),
        (BOTH, True, (Situation.INCAPABLE, Situation.CALL_INCAPABLE)),
        (frozenset({EmergencyKind.SAMU}), False, (Situation.CALL_INCAPABLE, Situation.CALL)),
        (frozenset({EmergencyKind.GLASS}), True, (Situation.INCAPABLE,)),
    ],
)
def test_situations(kinds: frozenset[EmergencyKind], incapacity: bool, given: tuple[Situation, ...]) -> None:
    assert rules.situations(kinds, needs_incapacity=incapacity) == given


def test_every_situation_has_a_kind() -> None:
    assert {rules.kind_of(situation) for situation in Situation} == set(EmergencyKind)


@pytest.mark.parametrize(
    ("choices", "samu", "glass"),
    [
        (Choices(), True, True),
        (Choices(allowed=False, samu=True, glass=True), False, False),
        (Choices(samu=False), False, True),
        (Choices(glass=False, masked=True), True, False),
    ],
)
def test_choices(choices: Choices, samu: bool, glass: bool) -> None:
    assert (choices.lets(EmergencyKind.SAMU), choices.lets(EmergencyKind.GLASS)) == (samu, glass)


@pytest.mark.parametrize(
    ("kind", "length", "holds"),
    [
        (EmergencyKind.GLASS, 19, False),
        (EmergencyKind.GLASS, 20, True),
        (EmergencyKind.GLASS, 500, True),
        (EmergencyKind.GLASS, 501, False),
        (EmergencyKind.SAMU, 0, True),
        (EmergencyKind.SAMU, 501, False),
    ],
)
def test_words(kind: EmergencyKind, length: int, holds: bool) -> None:
    assert rules.words_hold(kind, "x" * length) is holds


def test_codes_live_as_long_as_chosen() -> None:
    lasts = [(rules.card_end(life, start=NOW) - NOW).days for life in CardLife]
    assert lasts == [30, 182, 365]


def test_what_is_over_and_who_is_not_to_be_called_stay_off_the_card() -> None:
    contacts = (entry(Section.CONTACTS, role="EMERGENCY"), entry(Section.CONTACTS, role="CAREGIVER"))
    assert card.for_card(Content(Section.CONTACTS, contacts, None)).entries == contacts[:1]
    treatments = (entry(Section.TREATMENTS, fin="2020"), entry(Section.TREATMENTS))
    assert card.for_card(Content(Section.TREATMENTS, treatments, None)).entries == treatments[1:]


def test_paper_is_old_once_anything_on_it_changed() -> None:
    contents = (Content(Section.ALLERGIES, (entry(Section.ALLERGIES),), None),)
    before, after = NOW - timedelta(hours=1), NOW + timedelta(hours=1)
    assert card.outdated(contents, ticked_at=None, printed_at=before)
    assert not card.outdated(contents, ticked_at=before, printed_at=after)
    assert card.outdated(contents, ticked_at=after + timedelta(hours=1), printed_at=after)
    assert not card.outdated(contents, ticked_at=after, printed_at=None)


def test_lines_of_the_trail_say_what_was_chosen_and_why() -> None:
    detail = {"allowed": "1", "samu": "0", "glass": "1", "masked": "0"}
    said = detail_of("EMERGENCY_PREF_CHANGED", detail).replace("\u00a0", " ")
    assert said == "Lecture en urgence : oui. SAMU : non. Autres soignants en urgence : oui. Documents masqués : non"
    assert detail_of("RECORD_OPENED_EMERGENCY", {"situation": "CALL"}) == "Appel au 15 en cours"
    assert detail_of("RECORD_OPENED_EMERGENCY", {"situation": "?"}) == ""
    assert detail_of("DOC_READ", {"situation": "CALL"}) == ""
