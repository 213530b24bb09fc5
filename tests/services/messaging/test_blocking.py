"""Reports reach the operator without the person's name; a block is the person's alone (R-MS-8)."""

from uuid import uuid4

import pytest

from csn_app.core.actor import Quality
from csn_app.core.errors import NotFound
from csn_app.messaging import blocking
from csn_app.messaging.rules import ReportReason
from tests.factories import OpenWork, an_operator
from tests.services.documents.sending import actions_of
from tests.services.messaging.talking import a_conversation, a_pair


def test_a_report_is_read_once_by_the_operator_and_does_not_name_the_person(open_work: OpenWork) -> None:
    pair, operator = a_pair(open_work), an_operator(open_work)
    conversation = a_conversation(open_work, pair)
    words = f"Il insiste {uuid4().hex}"
    for _ in range(2):
        with open_work(pair.holder) as work:
            blocking.report(work, conversation, reason=ReportReason.RUDE, words=words)
    with open_work(operator) as work:
        mine = [row for row in blocking.reports_to_read(work) if row.words == words]
    assert [(row.professional, row.reason) for row in mine] == [("Dr Camille Bernard", ReportReason.RUDE)]
    assert "Alice" not in repr(mine)
    with open_work(operator) as work:
        blocking.put_report_away(work, mine[0].id)
    with open_work(operator) as work, pytest.raises(NotFound):
        blocking.put_report_away(work, mine[0].id)
    found = actions_of(open_work, pair.space)
    assert (found.count("CORRESPONDENT_REPORTED"), found.count("REPORT_HANDLED")) == (1, 1)


def test_nobody_else_reads_reports_nor_makes_them(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    conversation = a_conversation(open_work, pair)
    for who in (pair.holder, pair.doctor, an_operator(open_work, quality=Quality.AGENT)):
        with open_work(who) as work, pytest.raises(NotFound):
            blocking.reports_to_read(work)
        with open_work(who) as work, pytest.raises(NotFound):
            blocking.put_report_away(work, uuid4())
    for act in (blocking.block, blocking.unblock):
        with open_work(pair.doctor) as work, pytest.raises(NotFound):
            act(work, conversation)
    with open_work(pair.doctor) as work, pytest.raises(NotFound):
        blocking.report(work, conversation, reason=ReportReason.RUDE, words="")
