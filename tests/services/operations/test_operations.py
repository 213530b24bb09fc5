"""The installation in numbers, for its operator only."""

import pytest

from csn_app.core.actor import JOB, Quality
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Channel, Notice, Untraced
from csn_app.notifications.service import count_outbox
from csn_app.operations.service import InstallationCounts, count_installation
from tests.factories import OpenWork, a_holder, a_professional, an_operator


def _counts(open_work: OpenWork) -> InstallationCounts:
    with open_work(an_operator(open_work)) as work:
        return count_installation(work)


def test_an_operator_reads_how_many_spaces_stand_in_each_state(open_work: OpenWork) -> None:
    before = {line.state: line.spaces for line in _counts(open_work).spaces}
    a_holder(open_work)
    a_holder(open_work, state=SpaceState.CODE_SENT)
    after = {line.state: line.spaces for line in _counts(open_work).spaces}
    assert after[SpaceState.ACTIVATED] == before[SpaceState.ACTIVATED] + 1
    assert after[SpaceState.CODE_SENT] == before[SpaceState.CODE_SENT] + 1
    assert set(after) == set(SpaceState)


def test_an_operator_reads_what_waits_in_the_outbox(open_work: OpenWork) -> None:
    before = _counts(open_work)
    with open_work(JOB) as work:
        work.tell(Notice(channel=Channel.EMAIL, to="a@example.fr", subject="Bonjour", text="Bonjour"))
        work.commit(untraced=Untraced.OUTBOX)
    after = _counts(open_work)
    assert after.messages_waiting == before.messages_waiting + 1
    assert after.oldest_waiting is not None
    assert after.messages_given_up == before.messages_given_up


@pytest.mark.parametrize("quality", [Quality.HOLDER, Quality.PROFESSIONAL, Quality.AGENT])
def test_nobody_else_counts_anything(open_work: OpenWork, quality: Quality) -> None:
    actors = {Quality.HOLDER: a_holder, Quality.PROFESSIONAL: a_professional}
    actor = actors[quality](open_work) if quality in actors else an_operator(open_work, quality=quality)
    for use_case in (count_installation, count_outbox):
        with open_work(actor) as work, pytest.raises(NotFound):
            use_case(work)
