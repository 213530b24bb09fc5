"""What every letter typed and every visit asks is found by an index, however many rows there are."""

from typing import Any

import pytest
from sqlalchemy import event, text

from csn_app import wiring
from csn_app.identity.service import search_directory
from csn_app.identity.sessions import last_visit
from tests.factories import OpenWork, a_holder

MANY = """
insert into professional (id, rpps, civility, family_name, given_name, profession_code, specialty_id, search, active,
                          regulates, breaks_glass)
select gen_random_uuid(), 'x' || n, '', 'Nom' || n, 'Ada', '10', '', ' ada nom' || n || ' medecin nantes', true,
       false, false
from generate_series(1, 5000) n;
insert into signed_in_session (id, token_mark, account_id, device, shared_device, began_at, seen_at, ended_at)
select gen_random_uuid(), cast('m' || n as bytea), (select id from account order by id limit 1), '', false, now(),
       now(), now()
from generate_series(1, 5000) n;
select gin_clean_pending_list('words_of_professional');
analyze professional; analyze signed_in_session;
"""


@pytest.mark.parametrize(
    ("use_case", "index"),
    [
        (lambda work: search_directory(work, "nom4999 nantes"), "words_of_professional"),
        (last_visit, "last_visits_of_account"),
    ],
)
def test_an_index_finds_them(parts: wiring.Parts, open_work: OpenWork, use_case: Any, index: str) -> None:
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    # Never committed: the rows are this test's alone.
    with open_work(a_holder(open_work)) as work:
        for statement in MANY.strip().split(";")[:-1]:
            work.db.execute(text(statement))
        event.listen(parts.engine, "before_cursor_execute", note)
        try:
            use_case(work)
        finally:
            event.remove(parts.engine, "before_cursor_execute", note)
        plans = [
            "\n".join(row[0] for row in work.db.connection().exec_driver_sql(f"explain {statement}", parameters))
            for statement, parameters in asked
        ]
    assert any(index in plan for plan in plans), "\n".join(plans)
