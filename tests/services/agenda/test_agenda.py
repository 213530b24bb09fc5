"""A person's agenda on the real database."""

from contextlib import nullcontext
from datetime import timedelta
from threading import Barrier, Thread
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlmodel import col

from csn_app.agenda import rules, service
from csn_app.agenda.model import Appointment, AppointmentDate
from csn_app.agenda.screen import View, read_next, read_screen
from csn_app.agenda.vocabulary import Kind, Status
from csn_app.audit import service as audit
from csn_app.core.actor import Actor
from csn_app.core.errors import NotFound
from tests.factories import OpenWork, a_grant, a_holder, a_professional
from tests.services.agenda.people import typed, whole
from tests.services.documents.sending import a_document


def _note(open_work: OpenWork, holder: Actor, **after: int) -> object:
    with open_work(holder) as work:
        return service.note_appointment(work, typed=typed(whole(work.now, **after)))


def test_note_appointment_keeps_every_field_sealed_and_leaves_a_trace(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work, name="Camille Bernard")
    a_grant(open_work, holder, doctor)
    more = {
        "motif": "MARQUEUR genou",
        "genre": "EXAM",
        "soignant": str(doctor.professional_id),
        "specialite": "Radiologie",
        "adresse": "3 rue des Salorges",
        "preparation": "Venir à jeun",
        "accompagne": "Ma sœur",
        "commentaire": "Demander le compte rendu",
        "duree": "45",
    }
    with open_work(holder) as work:
        when = whole(work.now, days=3)
        appointment_id = service.note_appointment(work, typed=typed(when, **more))
    with open_work(holder) as work:
        (shown,) = service.read_following(work, since=work.now).rows
        row = work.db.get_one(Appointment, appointment_id)
        assert "MARQUEUR" not in str(row.body)
        assert audit.traces_of(work, holder.space_id)[0].action == "APPOINTMENT_SAVED"
    assert (shown.occurs_at, shown.minutes, shown.status) == (when, 45, Status.CONFIRMED)
    assert shown.details.title == "MARQUEUR genou"
    assert shown.professional == "Dr Camille Bernard, médecin"
    assert shown.details.preparation == "Venir à jeun"


def test_the_agenda_is_the_holders_alone(open_work: OpenWork) -> None:
    alice, noe, doctor = a_holder(open_work), a_holder(open_work), a_professional(open_work)
    a_grant(open_work, alice, doctor)
    appointment_id = _note(open_work, alice, days=2)
    for stranger in (noe, doctor):
        with open_work(stranger) as work:
            for act in (
                lambda w: service.read_appointment(w, appointment_id=appointment_id),
                lambda w: service.delete_appointment(w, appointment_id=appointment_id),
                lambda w: service.set_status(
                    w, appointment_id=appointment_id, occurs_at=w.now, status=Status.CANCELLED
                ),
                lambda w: service.change_appointment(w, appointment_id=appointment_id, typed={}, seen=w.now),
            ):
                with pytest.raises(NotFound):
                    act(work)
    with open_work(noe) as work:
        assert service.read_following(work, since=work.now).rows == ()
    with open_work(doctor) as work, pytest.raises(NotFound):
        service.read_following(work, since=work.now)


def test_a_carer_and_a_document_of_somebody_else_are_not_kept(open_work: OpenWork) -> None:
    alice, noe, doctor = a_holder(open_work), a_holder(open_work), a_professional(open_work)
    theirs, mine = a_document(open_work, noe).id, a_document(open_work, alice).id
    more = {"soignant": str(doctor.professional_id), f"doc-{theirs}": "on", f"doc-{mine}": "on", "doc-zz": "on"}
    with open_work(alice) as work:
        service.note_appointment(work, typed=typed(whole(work.now, days=1), **more))
        (shown,) = service.read_following(work, since=work.now).rows
    assert shown.professional == ""
    assert [document for document, _ in shown.documents] == [mine]


def test_change_appointment_refuses_what_changed_elsewhere(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    appointment_id = _note(open_work, holder, days=2)
    with open_work(holder) as work:
        seen = service.read_appointment(work, appointment_id=appointment_id).changed_at
        when = whole(work.now, days=4)
        new = typed(when, motif="Autre")
        service.change_appointment(work, appointment_id=appointment_id, typed=new, seen=seen)
    with open_work(holder) as work:
        with pytest.raises(service.AppointmentChanged):
            service.change_appointment(work, appointment_id=appointment_id, typed=new, seen=seen)
        shown = service.read_appointment(work, appointment_id=appointment_id)
    assert (shown.details.title, shown.occurs_at) == ("Autre", when)


def test_one_date_of_a_series_is_cancelled_and_the_others_stand(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    with open_work(holder) as work:
        when = whole(work.now, days=2)
        appointment_id = service.note_appointment(work, typed=typed(when, repete="WEEKLY", fois="4"))
        rows = service.read_following(work, since=work.now).rows
        assert len(rows) == 4
        second = rows[1].occurs_at
        service.set_status(work, appointment_id=appointment_id, occurs_at=second, status=Status.CANCELLED)
    with open_work(holder) as work:
        rows = service.read_following(work, since=work.now).rows
        assert [row.status for row in rows] == [Status.CONFIRMED, Status.CANCELLED, Status.CONFIRMED, Status.CONFIRMED]
        with pytest.raises(NotFound):
            service.set_status(
                work,
                appointment_id=appointment_id,
                occurs_at=second + timedelta(hours=1),
                status=Status.CANCELLED,
            )
        service.delete_appointment(work, appointment_id=appointment_id)
        assert (
            work.db.scalars(select(AppointmentDate).where(col(AppointmentDate.space_id) == holder.space_id)).all() == []
        )


def test_honoured_is_said_afterwards_only(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    with open_work(holder) as work:
        ahead, past = whole(work.now, days=1), whole(work.now, days=-1)
        late = service.note_appointment(work, typed=typed(past))
        early = service.note_appointment(work, typed=typed(ahead))
        service.set_status(work, appointment_id=late, occurs_at=past, status=Status.HONOURED)
        with pytest.raises(rules.MoveNotPossible):
            service.set_status(work, appointment_id=early, occurs_at=ahead, status=Status.HONOURED)
        with pytest.raises(rules.MoveNotPossible):
            service.set_status(work, appointment_id=late, occurs_at=past, status=Status.CANCELLED)
        service.set_status(work, appointment_id=late, occurs_at=past, status=Status.CONFIRMED)


def test_a_day_holds_ten_reminders_even_when_two_tabs_note_the_tenth(open_work: OpenWork) -> None:
    holder, barrier, full = a_holder(open_work), Barrier(2), []
    with open_work(holder) as work:
        when = (work.now + timedelta(days=5)).replace(hour=12, minute=0, second=0, microsecond=0)
        for _ in range(rules.REMINDERS_A_DAY - 1):
            service.note_appointment(work, typed=typed(when, genre=Kind.REMINDER.value))

    def note() -> None:
        with open_work(holder) as work:
            barrier.wait()
            try:
                service.note_appointment(work, typed=typed(when, genre=Kind.REMINDER.value))
            except rules.RemindersOfTheDayFull:
                full.append(1)

    threads = [Thread(target=note) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert full == [1]
    with open_work(holder) as work:
        service.note_appointment(work, typed=typed(when))
        assert len(service.read_following(work, since=work.now, limit=50).rows) == rules.REMINDERS_A_DAY + 1


def test_following_goes_page_by_page_without_losing_or_doubling(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    with open_work(holder) as work:
        begin = whole(work.now, hours=1)
        for number in range(40):
            service.note_appointment(work, typed=typed(begin + timedelta(hours=number // 3)))
        service.note_appointment(work, typed=typed(begin, repete="DAILY", fois="5"))
    seen, since = [], begin
    with open_work(holder) as work:
        for _ in range(5):
            page = service.read_following(work, since=since)
            seen += [(row.id, row.occurs_at) for row in page.rows]
            if page.next is None:
                break
            since = page.next
    assert len(seen) == len(set(seen)) == 45


def test_a_month_shows_each_day_once_with_its_first_three(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    with open_work(holder) as work:
        noon = work.now.replace(day=15, hour=11, minute=0, second=0, microsecond=0)
        for number in range(5):
            service.note_appointment(work, typed=typed(noon + timedelta(minutes=number), motif=f"n{number}"))
        day = noon.astimezone(rules.PARIS).date()
        (brief,) = service.read_month(work, day=day)
        screen = read_screen(work, view=View.WEEK, day=day)
    assert (brief.day, brief.count, [one.title for one in brief.first]) == (day, 5, ["n0", "n1", "n2"])
    assert len(screen.shown) == 5


def test_the_next_appointment_is_one_that_takes_place(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    with open_work(holder) as work:
        first, second = whole(work.now, days=1), whole(work.now, days=2)
        gone = service.note_appointment(work, typed=typed(first))
        service.note_appointment(work, typed=typed(second))
        service.set_status(work, appointment_id=gone, occurs_at=first, status=Status.CANCELLED)
        shown, _ = read_next(work)
    assert shown is not None
    assert shown.occurs_at == second


def test_delete_appointment_twice_is_not_found(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    appointment_id = _note(open_work, holder, days=2)
    with open_work(holder) as work:
        service.delete_appointment(work, appointment_id=appointment_id)
    with open_work(holder) as work, pytest.raises(NotFound):
        service.delete_appointment(work, appointment_id=appointment_id)
    with open_work(holder) as work, pytest.raises(NotFound):
        service.read_appointment(work, appointment_id=uuid4())


def test_an_agenda_holds_so_many_series_that_a_page_is_read_at_once(
    open_work: OpenWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder = a_holder(open_work)
    monkeypatch.setattr(rules, "MOST_SERIES", 1)
    weekly = {"repete": "WEEKLY", "fois": "4"}
    with open_work(holder) as work:
        series = service.note_appointment(work, typed=typed(whole(work.now, days=1), **weekly))
    single = _note(open_work, holder, days=2)
    assert isinstance(single, UUID)
    with open_work(holder) as work, pytest.raises(service.AgendaFull):
        service.note_appointment(work, typed=typed(whole(work.now, days=3), **weekly))
    for which, stands in ((single, False), (series, True)):
        with open_work(holder) as work:
            seen, again = (
                service.read_appointment(work, appointment_id=which).changed_at,
                typed(whole(work.now, days=4)),
            )
            with nullcontext() if stands else pytest.raises(service.AgendaFull):
                service.change_appointment(work, appointment_id=which, typed={**again, **weekly}, seen=seen)
