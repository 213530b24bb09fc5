"""What a professional of the list sees, and whether their time ends soon."""

from datetime import UTC, datetime, timedelta

import pytest

from csn_app.access.rules import Duration, Limits, end_of
from csn_app.circle.rules import Standing, duration_of, sight, standing
from csn_app.core.vocabulary import PatientCategory

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
NO_LIMIT = Limits(everything=False, categories=frozenset(), types={})


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (None, Standing.OPEN),
        (timedelta(days=8), Standing.OPEN),
        (timedelta(days=7), Standing.ENDS_SOON),
        (timedelta(seconds=1), Standing.ENDS_SOON),
        (timedelta(), Standing.ENDED),
        (timedelta(days=-1), Standing.ENDED),
    ],
)
def test_an_access_ends_soon_within_seven_days(left: timedelta | None, expected: Standing) -> None:
    assert standing(NOW + left if left is not None else None, now=NOW) is expected


def test_nothing_chosen_means_everything() -> None:
    seen = sight([], limits=NO_LIMIT)
    assert seen.whole == tuple(PatientCategory)
    assert seen.nothing == ()


def test_a_person_narrows_and_never_widens() -> None:
    limits = Limits(everything=False, categories=frozenset({"DOC_ADM"}), types={"CPT_REND": ("A",)})
    seen = sight([PatientCategory.DOC_ADM, PatientCategory.CPT_REND, PatientCategory.BIOLOGIE], limits=limits)
    assert seen.whole == (PatientCategory.BIOLOGIE,)
    assert seen.partly == (PatientCategory.CPT_REND,)
    assert PatientCategory.DOC_ADM in seen.nothing
    assert PatientCategory.SYNTHESE in seen.nothing


@pytest.mark.parametrize("duration", Duration)
def test_a_duration_is_found_again_from_its_end(duration: Duration) -> None:
    assert duration_of(NOW, ends_at=end_of(duration, start=NOW)) is duration
