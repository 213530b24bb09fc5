"""A trail of a hundred thousand lines stays quick, whatever is asked of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, event, text

from csn_app import wiring
from csn_app.audit.rules import Whose
from csn_app.core.actor import JOB, Actor
from csn_app.history import service
from csn_app.history.rules import Kind, Period
from tests.factories import OpenWork, a_holder, a_professional

LINES = 100_000
MOST_ROWS = 3_000
"""How many rows of the trail one page may look at: 50 lines, where every twentieth is one that was asked for."""

_FILL = text("""
    insert into trace (chain_id, seq, at, action, quality, account_id, professional_id, object_type, reason_code,
        reason, detail, previous_hash, hash)
    select :chain, n, now() - (:lines - n) * interval '1 minute',
        case when n % 10000 = 7 then 'RECORD_OPENED_EMERGENCY' when n % 5000 = 11 then 'ACCESS_DENIED'
             when n % 20 = 3 then 'RECORD_OPENED' else 'LOGIN' end,
        case when n % 20 = 3 or n % 10000 = 7 or n % 5000 = 11 then 'PROFESSIONAL' else 'HOLDER' end,
        :account, case when n % 20 = 3 then cast(:professional as uuid) end, 'record', '', '', '{}', '', ''
    from generate_series(1, :lines) n
""")


@pytest.fixture(scope="module")
def long(parts: wiring.Parts) -> tuple[Actor, UUID]:
    """A holder with a hundred thousand lines; a twentieth of them are one professional's."""
    assert parts
    holder, doctor = a_holder(wiring.open_work), a_professional(wiring.open_work)
    with wiring.open_work(JOB) as work:
        given = {"chain": holder.space_id, "account": holder.account_id, "professional": doctor.professional_id}
        work.db.execute(_FILL, given | {"lines": LINES})
        head = text("insert into chain_head values (:chain, :lines, '')")
        work.db.execute(head, {"chain": holder.space_id, "lines": LINES})
        work.db.commit()
        work.db.execute(text("analyze trace"))
        work.db.commit()
    assert doctor.professional_id
    return holder, doctor.professional_id


def _rows_looked_at(plan: dict[str, Any]) -> int:
    """Add up what every part of a plan that reads the trail returned or threw away."""
    found = sum(_rows_looked_at(part) for part in plan.get("Plans", []))
    if plan.get("Relation Name") == "trace":
        loops = plan["Actual Loops"]
        found += (plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)) * loops
        assert plan["Node Type"] != "Seq Scan"
    return round(found)


@contextmanager
def _explained() -> Iterator[list[int]]:
    """Explain every statement that reads the trail, as it is sent."""
    looked_at: list[int] = []

    def explain(connection: Connection, cursor: Any, statement: str, given: Any, context: Any, many: bool) -> None:
        if "trace" in statement and not statement.lstrip().lower().startswith(("explain", "insert")):
            cursor.execute("explain (analyze, format json) " + statement, given)
            looked_at.append(_rows_looked_at(cursor.fetchone()[0][0]["Plan"]))

    engine = wiring.parts().engine
    event.listen(engine, "before_cursor_execute", explain)
    yield looked_at
    event.remove(engine, "before_cursor_execute", explain)


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"whose": Whose.EVERYONE},
        {"whose": Whose.PROFESSIONALS},
        {"kind": Kind.EMERGENCY},
        {"kind": Kind.REFUSED},
        {"whose": Whose.HOLDER, "kind": Kind.WRITTEN},
        {"before": 50_000},
        {"by": True},
        {"by": True, "kind": Kind.READ, "before": 20_000},
        {"period": Period.MONTH},
        {"period": Period.MONTH, "whose": Whose.PROFESSIONALS, "days_later": 29.9},
    ],
    ids=str,
)
def test_a_page_of_a_long_trail_comes_at_once(
    open_work: OpenWork, long: tuple[Actor, UUID], asked: dict[str, Any]
) -> None:
    holder, professional_id = long
    days_later = asked.get("days_later", 0.0)
    asked = {name: value for name, value in asked.items() if name != "days_later"}
    wanted = {"period": Period.ALWAYS} | asked | ({"by": professional_id} if "by" in asked else {})
    with _explained() as looked_at, open_work(holder) as work:
        work.now += timedelta(days=days_later)
        page = service.read_trail(work, **wanted)  # type: ignore[arg-type]
    assert len(page.people) == 1
    assert looked_at
    assert sum(looked_at) < MOST_ROWS, looked_at
