"""By which ways a notice leaves."""

import pytest

from csn_app.core.reference import rows
from csn_app.notifications.rules import ALERTS, Choices, Telling, Ways, group_of, ways

KINDS = {row["code"]: row for row in rows("notification_types")}
EMAIL, NOWHERE = Ways(email=True), Ways()


@pytest.mark.parametrize(
    ("kind", "choices", "expected"),
    [
        ("DOCUMENT_ADDED", Choices(), EMAIL),
        ("DOCUMENT_ADDED", Choices(no_email=frozenset({"NOTIF_DOCUMENT"})), NOWHERE),
        ("DOCUMENT_ADDED", Choices(no_email=frozenset({"NOTIF_MESSAGE"})), EMAIL),
        ("DOCUMENT_ADDED", Choices(with_sms=frozenset({"NOTIF_DOCUMENT"})), Ways(email=True, sms=True)),
        ("DOCUMENT_ADDED", Choices(sms_when_unread=True), Ways(email=True, sms_when_unread=True)),
        (
            "DOCUMENT_ADDED",
            Choices(sms_when_unread=True, with_sms=frozenset({"NOTIF_DOCUMENT"})),
            Ways(email=True, sms=True),
        ),
        ("DOCUMENT_ADDED", Choices(discreet=True, with_sms=frozenset({"NOTIF_DOCUMENT"})), NOWHERE),
        ("CONVERSATION_CLOSED", Choices(), NOWHERE),
        ("EMERGENCY_ACCESS", Choices(no_email=frozenset({"NOTIF_ACCESS", ALERTS})), NOWHERE),
        ("EMERGENCY_ACCESS", Choices(no_email=frozenset({"NOTIF_ACCESS", "NOTIF_DOCUMENT"})), EMAIL),
        ("EMERGENCY_ACCESS", Choices(with_sms=frozenset({ALERTS})), Ways(email=True, sms=True)),
        ("EMERGENCY_ACCESS", Choices(discreet=True), NOWHERE),
        ("PASSWORD_CHANGED", Choices(telling=Telling.UNUSUAL), EMAIL),
        ("RECORD_FIRST_ACCESS", Choices(), EMAIL),
        ("RECORD_FIRST_ACCESS", Choices(telling=Telling.DAILY), EMAIL),
        ("RECORD_FIRST_ACCESS", Choices(telling=Telling.UNUSUAL), NOWHERE),
        ("RECORD_ACCESSED", Choices(no_email=frozenset({"NOTIF_ACCESS"})), NOWHERE),
        ("ACCESS_UNUSUAL", Choices(telling=Telling.UNUSUAL, no_email=frozenset({"NOTIF_ACCESS"})), EMAIL),
    ],
)
def test_ways_of_a_notice(kind: str, choices: Choices, expected: Ways) -> None:
    assert ways(KINDS[kind], choices) == expected


def test_what_cannot_be_disabled_is_an_alert_and_everything_else_has_a_group() -> None:
    for code, row in KINDS.items():
        assert (group_of(row) == ALERTS) is (row["can_disable"] == "0"), code
        assert group_of(row), code
    assert {KINDS[code]["in_app"] for code in KINDS} == {"1"}
