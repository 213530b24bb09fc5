"""What kind of act a line is, and which accesses are out of the ordinary."""

from uuid import UUID

import pytest

from csn_app.core.reference import rows
from csn_app.history.rules import Access, Kind, Thresholds, Unusual, actions_of, kind_of, unusual

NIGHT = Thresholds(night_from=22, night_until=6, records_an_hour=30)
HERE, ELSEWHERE = UUID(int=1), UUID(int=2)


def _access(
    *, hour: int = 14, records: int = 1, place: UUID | None = HERE, places: set[UUID] | None = None, first: bool = False
) -> Access:
    known = frozenset({HERE} if places is None else places)
    return Access(hour=hour, records=records, place=place, places=known, first=first)


@pytest.mark.parametrize(
    ("access", "found"),
    [
        (_access(), ()),
        (_access(hour=21), ()),
        (_access(hour=22), (Unusual.NIGHT,)),
        (_access(hour=0), (Unusual.NIGHT,)),
        (_access(hour=5), (Unusual.NIGHT,)),
        (_access(hour=6), ()),
        (_access(records=29), ()),
        (_access(records=30), (Unusual.MANY_RECORDS,)),
        (_access(place=ELSEWHERE), (Unusual.UNKNOWN_PLACE,)),
        (_access(place=ELSEWHERE, first=True), ()),
        (_access(place=ELSEWHERE, places=set(), first=True), ()),
        (_access(place=ELSEWHERE, places={HERE, ELSEWHERE}), ()),
        (_access(place=None), (Unusual.UNKNOWN_PLACE,)),
        (_access(place=None, first=True), (Unusual.UNKNOWN_PLACE,)),
        (
            _access(hour=23, records=31, place=None),
            (Unusual.NIGHT, Unusual.MANY_RECORDS, Unusual.UNKNOWN_PLACE),
        ),
    ],
)
def test_unusual_accesses(access: Access, found: tuple[Unusual, ...]) -> None:
    assert unusual(access, thresholds=NIGHT) == found


@pytest.mark.parametrize(("hour", "found"), [(0, False), (1, True), (4, True), (5, False), (23, False)])
def test_a_night_may_begin_after_midnight(hour: int, found: bool) -> None:
    late = Thresholds(night_from=1, night_until=5, records_an_hour=30)
    assert bool(unusual(_access(hour=hour), thresholds=late)) is found


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("DOC_READ", Kind.READ),
        ("DOC_DOWNLOADED", Kind.READ),
        ("RECORD_OPENED", Kind.READ),
        ("PROFILE_READ_ALLERGIES", Kind.READ),
        ("DOC_ADDED", Kind.WRITTEN),
        ("DOC_DELETED", Kind.WRITTEN),
        ("PROFILE_CHANGED", Kind.WRITTEN),
        ("GRANT_GIVEN", Kind.CHOICE),
        ("NOTIF_PREFS_CHANGED", Kind.CHOICE),
        ("ACCESS_DISPUTED", Kind.CHOICE),
        ("LOGIN", Kind.SIGN_IN),
        ("LOGIN_FAILED", Kind.SIGN_IN),
        ("ACCESS_DENIED", Kind.REFUSED),
        ("DEPOSIT_REFUSED", Kind.REFUSED),
        ("RECORD_OPENED_EMERGENCY", Kind.EMERGENCY),
        ("MASKED_READ_EMERGENCY", Kind.EMERGENCY),
    ],
)
def test_kind_of_an_act(action: str, kind: Kind) -> None:
    category = next(row["category"] for row in rows("trace_actions") if row["action"] == action)
    assert kind_of(action, category=category) is kind


def test_every_act_has_one_kind_and_is_found_by_it() -> None:
    known = rows("trace_actions")
    found = [action for kind in Kind for action in actions_of(kind, known=known)]
    assert sorted(found) == sorted(row["action"] for row in known)
