"""Which acts of professionals make one line of the home page."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from csn_app.home.rules import visits

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
BERNARD, ROUX, DOCUMENT = UUID(int=1), UUID(int=2), UUID(int=9)


@dataclass(frozen=True)
class Act:
    action: str
    at: datetime = NOON
    professional_id: UUID | None = BERNARD
    object_id: UUID | None = DOCUMENT


def test_the_readings_of_a_day_make_one_line_that_counts_each_document_once() -> None:
    acts = [
        Act("DOC_READ", NOON + timedelta(minutes=2)),
        Act("DOC_DOWNLOADED", NOON + timedelta(minutes=3)),
        Act("DOC_READ", NOON, object_id=UUID(int=10)),
        Act("RECORD_OPENED", NOON),
        Act("DOC_ADDED", NOON, object_id=UUID(int=11)),
    ]
    (visit,) = visits(acts)
    assert (visit.read, visit.deposited, visit.at) == (2, 1, NOON + timedelta(minutes=3))


def test_each_professional_and_each_day_of_france_has_its_line_newest_first() -> None:
    acts = [
        Act("RECORD_OPENED", datetime(2026, 11, 23, 22, 30, tzinfo=UTC)),
        Act("RECORD_OPENED", datetime(2026, 11, 23, 23, 30, tzinfo=UTC)),
        Act("DOC_READ", NOON, professional_id=ROUX),
    ]
    assert [(visit.professional_id, visit.read) for visit in visits(acts)] == [(ROUX, 1), (BERNARD, 0), (BERNARD, 0)]


def test_three_lines_at_most_and_a_refusal_is_no_visit() -> None:
    acts = [Act("RECORD_OPENED", NOON - timedelta(days=n)) for n in range(5)]
    assert len(visits(acts)) == 3
    assert visits([Act("ACCESS_DENIED"), Act("DOC_READ", professional_id=None)]) == ()
