"""Choosing how to be told, and stopping one kind of e-mail from the e-mail itself."""

from uuid import uuid4

import pytest
from sqlalchemy import func, select

from csn_app.audit.model import TraceRow
from csn_app.core.actor import VISITOR, Actor
from csn_app.core.errors import NotFound
from csn_app.notifications import mail
from csn_app.notifications.rules import ALERTS, Choices, Telling
from csn_app.settings import alerts, notices
from csn_app.settings.alert_words import GROUP_WORDS
from tests.factories import OpenWork, a_holder, a_professional, an_operator
from tests.family import a_member, helps

SOME = Choices(
    telling=Telling.DAILY,
    no_email=frozenset({"NOTIF_MESSAGE"}),
    with_sms=frozenset({ALERTS}),
    sms_when_unread=True,
    discreet=True,
)


def _changes(open_work: OpenWork, holder: Actor) -> int:
    with open_work(holder) as work:
        changed = select(func.count()).where(
            TraceRow.chain_id == holder.space_id, TraceRow.action == "NOTIF_PREFS_CHANGED"
        )
        return work.db.scalar(changed) or 0


def test_choices_are_kept_traced_and_changed(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    with open_work(holder) as work:
        assert alerts.read_alerts(work).choices == Choices()
        alerts.save_alerts(work, SOME)
        alerts.save_alerts(work, SOME)
        assert alerts.read_alerts(work).choices == SOME
        alerts.save_alerts(work, Choices())
        assert alerts.read_alerts(work).choices == Choices()
    assert _changes(open_work, holder) == 2


def test_only_holders_choose(open_work: OpenWork) -> None:
    for actor in (a_professional(open_work), an_operator(open_work), VISITOR):
        with open_work(actor) as work:
            with pytest.raises(NotFound):
                alerts.read_alerts(work)
            with pytest.raises(NotFound):
                alerts.save_alerts(work, SOME)


def test_a_signed_address_stops_its_group_and_nothing_else(open_work: OpenWork) -> None:
    holder, other = a_holder(open_work), a_holder(open_work)
    with open_work(VISITOR) as work:
        token = mail.token_of(work, account_id=holder.account_id, group="NOTIF_MESSAGE")
        assert alerts.check_link(work, token) == "NOTIF_MESSAGE"
    assert _changes(open_work, holder) == 0
    for _ in range(2):
        with open_work(VISITOR) as work:
            assert alerts.unsubscribe(work, token) == "NOTIF_MESSAGE"
    with open_work(holder) as work:
        assert alerts.read_alerts(work).choices == Choices(no_email=frozenset({"NOTIF_MESSAGE"}))
    with open_work(other) as work:
        assert alerts.read_alerts(work).choices == Choices()
    assert _changes(open_work, holder) == 1


def test_an_address_that_we_did_not_sign_stops_nothing(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    with open_work(VISITOR) as work:
        good = mail.token_of(work, account_id=holder.account_id, group="NOTIF_MESSAGE")
        gone = mail.token_of(work, account_id=uuid4(), group="NOTIF_MESSAGE")
        forged = good.replace("NOTIF_MESSAGE", "NOTIF_ACCESS")
        for token in ("", "x", "..", "é.é.é", forged, good[:-1], good + "0", good.upper(), gone):
            for use_case in (alerts.check_link, alerts.unsubscribe):
                with pytest.raises(alerts.LinkUnknown):
                    use_case(work, token)
    assert _changes(open_work, holder) == 0


def test_every_group_has_words() -> None:
    assert {ALERTS, *alerts.GROUPS} <= GROUP_WORDS.keys()


def test_news_are_two_numbers_for_whoever_has_a_list(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    with open_work(holder) as work:
        before = notices.read_news(work)
        alerts.save_alerts(work, SOME)
        after = notices.read_news(work)
    assert (before.unread, after.lines - before.lines) == (0, 1)
    with open_work(an_operator(open_work)) as work, pytest.raises(NotFound):
        notices.read_news(work)
    # In another person's space it is one's own list that is asked for; how long their trail is is not told.
    helper = helps(open_work, holder, a_member(open_work))
    with open_work(helper) as work:
        assert notices.read_news(work).lines == 0
