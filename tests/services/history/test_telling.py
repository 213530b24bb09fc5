"""People are told who opened their carnet as they chose; what is out of the ordinary is told and explained."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from csn_app.access import service as access
from csn_app.core.actor import JOB, Actor
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import OpeningReason
from csn_app.core.work import Trace, Work
from csn_app.history import service, telling
from csn_app.history.rules import Unusual
from csn_app.identity.accounts import seal_contact
from csn_app.identity.model import Account
from csn_app.identity.notices import first_opening_notice
from csn_app.notifications.model import Notification, OutboxLine
from csn_app.notifications.rules import Choices, Telling
from csn_app.settings.alerts import save_alerts
from tests.factories import OpenWork, a_grant, a_holder, a_professional

NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)


def _person(open_work: OpenWork, *, telling_: Telling = Telling.FIRST, discreet: bool = False) -> Actor:
    holder = a_holder(open_work)
    with open_work(JOB) as work:
        account = work.db.get_one(Account, holder.account_id)
        account.contact = seal_contact(work, account.id, f"{account.login_id}@example.fr")
        work.db.commit()
    with open_work(holder) as work:
        save_alerts(work, Choices(telling=telling_, discreet=discreet))
    return holder


def _open(open_work: OpenWork, doctor: Actor, holder: Actor, *, at: datetime = NOON) -> None:
    with open_work(doctor) as work:
        work.now = at
        notice = first_opening_notice(work, holder.space_id)
        access.open_record(work, holder.space_id, reason=OpeningReason.CONSULTATION, first_notice=notice)
    _tell(open_work)


def _tell(open_work: OpenWork, job: Callable[[Work], int] = telling.tell_accesses, *, at: datetime = NOON) -> None:
    with open_work(JOB) as work:
        work.now = at
        job(work)


def _entries(open_work: OpenWork, holder: Actor) -> list[str]:
    with open_work(JOB) as work:
        mine = select(col(Notification.kind)).where(Notification.account_id == holder.account_id)
        return sorted(work.db.scalars(mine))


def _mails(open_work: OpenWork, holder: Actor) -> list[str]:
    with open_work(JOB) as work:
        return sorted(work.db.scalars(select(col(OutboxLine.kind)).where(OutboxLine.account_id == holder.account_id)))


@pytest.mark.parametrize(
    ("chosen", "mails"),
    [
        (Telling.FIRST, ["RECORD_FIRST_ACCESS"]),
        (Telling.EACH, ["RECORD_ACCESSED", "RECORD_FIRST_ACCESS"]),
        (Telling.DAILY, ["RECORD_FIRST_ACCESS"]),
        (Telling.UNUSUAL, []),
    ],
)
def test_openings_are_told_as_the_person_chose(open_work: OpenWork, chosen: Telling, mails: list[str]) -> None:
    holder, doctor = _person(open_work, telling_=chosen), a_professional(open_work)
    a_grant(open_work, holder, doctor)
    for hours in (0, 1):
        _open(open_work, doctor, holder, at=datetime.now(UTC).replace(hour=10) + timedelta(hours=hours, days=1))
    # Whatever was chosen, the list in the product has both.
    assert _entries(open_work, holder) == ["RECORD_ACCESSED", "RECORD_FIRST_ACCESS"]
    assert _mails(open_work, holder) == mails


def test_in_discreet_mode_nothing_leaves(open_work: OpenWork) -> None:
    holder = _person(open_work, telling_=Telling.EACH, discreet=True)
    doctor = a_professional(open_work)
    a_grant(open_work, holder, doctor)
    _open(open_work, doctor, holder, at=datetime.now(UTC) + timedelta(days=1))
    assert _mails(open_work, holder) == []
    assert _entries(open_work, holder)


@pytest.mark.parametrize("chosen", list(Telling))
def test_an_opening_at_night_is_told_to_everybody_and_explained_on_its_line(
    open_work: OpenWork, chosen: Telling
) -> None:
    holder, doctor = _person(open_work, telling_=chosen), a_professional(open_work)
    a_grant(open_work, holder, doctor)
    night = datetime(2027, 1, 12, 22, 30, tzinfo=UTC)
    _open(open_work, doctor, holder, at=night)
    assert "ACCESS_UNUSUAL" in _mails(open_work, holder)
    with open_work(holder) as work:
        work.now = night
        line = next(line for line in service.read_trail(work).lines if line.action == "RECORD_OPENED")
    assert line.unusual == (Unusual.NIGHT,)


def test_many_records_in_an_hour_are_unusual(open_work: OpenWork, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = telling.settings().model_copy(update={"unusual_records_an_hour": 3})
    monkeypatch.setattr(telling, "settings", lambda: chosen)
    doctor, holders = a_professional(open_work), [_person(open_work) for _ in range(3)]
    for minutes, holder in enumerate(holders):
        a_grant(open_work, holder, doctor)
        _open(open_work, doctor, holder, at=datetime(2027, 1, 12, 11, minutes, tzinfo=UTC))
    assert ["ACCESS_UNUSUAL" in _entries(open_work, holder) for holder in holders] == [False, False, True]


def test_the_daily_digest_comes_once_a_day_and_only_after_an_opening(open_work: OpenWork) -> None:
    holder, doctor = _person(open_work, telling_=Telling.DAILY), a_professional(open_work)
    a_grant(open_work, holder, doctor)
    start = datetime.now(UTC)
    _tell(open_work, telling.tell_day, at=start + timedelta(hours=25))
    assert "ACCESS_DIGEST" not in _mails(open_work, holder)
    _open(open_work, doctor, holder, at=start + timedelta(hours=30))
    for hours in (30, 50, 51, 76, 101):
        _tell(open_work, telling.tell_day, at=start + timedelta(hours=hours))
    assert _mails(open_work, holder).count("ACCESS_DIGEST") == 1


def test_a_document_that_was_read_is_an_entry_of_the_list_and_no_message(open_work: OpenWork) -> None:
    holder, doctor = _person(open_work, telling_=Telling.EACH), a_professional(open_work)
    with open_work(doctor) as work:
        work.commit(Trace("DOC_READ", holder.space_id, object_type="document"))
    _tell(open_work)
    assert (_entries(open_work, holder), _mails(open_work, holder)) == (["DOCUMENT_READ"], [])


def test_an_access_is_told_once(open_work: OpenWork) -> None:
    holder, doctor = _person(open_work), a_professional(open_work)
    a_grant(open_work, holder, doctor)
    for days in (1, 2):
        _open(open_work, doctor, holder, at=datetime.now(UTC) + timedelta(days=days))
    before = _entries(open_work, holder)
    _tell(open_work)
    assert _entries(open_work, holder) == before


def test_ones_own_readings_are_no_news(open_work: OpenWork) -> None:
    holder = _person(open_work)
    with open_work(holder) as work:
        work.commit(Trace("DOC_READ", holder.space_id, object_type="document"))
    _tell(open_work)
    assert _entries(open_work, holder) == []


def test_nobody_but_the_job_tells(open_work: OpenWork) -> None:
    for actor in (a_holder(open_work), a_professional(open_work)):
        with open_work(actor) as work:
            for use_case in (telling.tell_accesses, telling.tell_day):
                with pytest.raises(NotFound):
                    use_case(work)


def test_a_professional_in_nobodys_carnet_leaves_nothing_to_tell(open_work: OpenWork) -> None:
    doctor = a_professional(open_work)
    with open_work(doctor) as work:
        before = work.db.scalar(select(func.count()).select_from(Notification))
        work.commit(Trace("LOGIN", doctor.account_id))
    _tell(open_work)
    with open_work(JOB) as work:
        assert work.db.scalar(select(func.count()).select_from(Notification)) == before


def test_a_person_whose_contact_cannot_be_read_holds_up_nobody(open_work: OpenWork) -> None:
    broken, holder = (_person(open_work, telling_=Telling.EACH) for _ in range(2))
    doctor = a_professional(open_work)
    with open_work(JOB) as work:
        work.db.get_one(Account, broken.account_id).contact = b"not sealed by us"
        work.db.commit()
    for person in (broken, holder):
        a_grant(open_work, person, doctor)
        with open_work(doctor) as work:
            access.open_record(work, person.space_id, reason=OpeningReason.CONSULTATION)
            work.commit(Trace("DOC_READ", person.space_id, object_type="document"))
    with open_work(JOB) as work:
        while telling.tell_accesses(work):
            pass
    assert _entries(open_work, broken) == []
    assert "DOCUMENT_READ" in _entries(open_work, holder)
