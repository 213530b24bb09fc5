"""What a person agrees to is all that a service reaches, from the moment they agree until they take it back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from threading import Thread
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update
from sqlmodel import col

from csn_app.access import linking, partners, policy
from csn_app.access.linking import ServiceClosed
from csn_app.access.model_consent import Consent
from csn_app.access.model_delegation import Delegation
from csn_app.access.policy import Permission
from csn_app.agenda import service as agenda
from csn_app.agenda.vocabulary import Status
from csn_app.audit import service as audit
from csn_app.catalogue import service as catalogue
from csn_app.core.actor import JOB, Actor
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import Section, ServiceState
from csn_app.core.work import Untraced, Work
from csn_app.documents import service as documents
from csn_app.profile import measures
from csn_app.profile import service as profile
from csn_app.profile.measures import Period
from tests.factories import OpenWork, a_holder, a_linked_service, an_operator
from tests.family import a_child, a_member, represent
from tests.services.agenda.people import typed, whole

AGENDA = ("SVC-03-AGENDA-R", "SVC-03-AGENDA-W")


def _actions(open_work: OpenWork, holder: Actor) -> list[str]:
    with open_work(holder) as work:
        assert holder.space_id
        return [line.action for line in audit.traces_of(work, holder.space_id)]


def _note(work: Work) -> UUID:
    return agenda.note_appointment(work, typed=typed(whole(work.now, days=3)))


def _measure(work: Work, code: str, value: str) -> None:
    measures.note_measure(work, code=code, typed={"valeur": value, "date": work.now.date().isoformat()})


def _weigh(work: Work) -> None:
    _measure(work, "WEIGHT", "72,4")


def test_a_service_writes_and_moves_its_own_appointments_and_reads_no_others(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    booking = a_linked_service(open_work, alice, "SVC-03-AGENDA-W")
    with open_work(alice) as work:
        hers = _note(work)
    with open_work(booking) as work:
        theirs = _note(work)
    with open_work(booking) as work:
        (shown,) = agenda.read_following(work, since=work.now).rows
        assert shown.id == theirs
        agenda.change_appointment(
            work, appointment_id=theirs, typed=typed(whole(work.now, days=5)), seen=shown.changed_at
        )
        agenda.set_status(work, appointment_id=theirs, occurs_at=whole(work.now, days=5), status=Status.CANCELLED)
    for act in (agenda.read_appointment, agenda.delete_appointment):
        with open_work(booking) as work, pytest.raises(NotFound):
            act(work, appointment_id=hers)
    assert "SERVICE_REFUSED" in _actions(open_work, alice)
    with open_work(alice) as work:
        lines = audit.traces_of(work, alice.space_id)
        assert {line.account_id for line in lines if line.quality == "SERVICE"} == {booking.service_id}


def test_reading_the_agenda_needs_its_own_line(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    booking = a_linked_service(open_work, alice, "SVC-03-AGENDA-R")
    with open_work(alice) as work:
        hers = _note(work)
    with open_work(booking) as work:
        assert [one.id for one in agenda.read_following(work, since=work.now).rows] == [hers]
    with open_work(booking) as work, pytest.raises(NotFound):
        _note(work)
    with open_work(booking) as work, pytest.raises(NotFound):
        agenda.delete_appointment(work, appointment_id=hers)


def test_a_kind_of_measure_opens_no_other(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    with open_work(alice) as work:
        _measure(work, "HEIGHT", "170")
    scale = a_linked_service(open_work, alice, "SVC-08-POIDS-W", "SVC-08-PAS-R", code="SVC-08")
    with open_work(scale) as work:
        _weigh(work)
    for code in ("HEIGHT", "STEPS_BY_DAY", "HEART_RATE"):
        with open_work(scale) as work, pytest.raises(NotFound):
            _measure(work, code, "70")
    with open_work(scale) as work:
        for code in ("WEIGHT", "HEIGHT"):
            # To write is not to read.
            assert measures.read_series(work, code=code, period=Period.ALL).points == ()
    with open_work(alice) as work:
        (point,) = measures.read_series(work, code="WEIGHT", period=Period.ALL).points
        assert (point.figures, point.mine) == (("72.4",), False)


def test_a_service_reads_the_sections_that_it_was_given(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    with open_work(alice) as work:
        profile.add_entry(work, section=Section.ALLERGIES, typed={"allergene": "Arachide", "gravite": "MILD"})
        profile.add_entry(work, section=Section.DISEASES, typed={"maladie": "Asthme"})
    hospital = a_linked_service(open_work, alice, "SVC-09-ALLERGIES-R", code="SVC-09")
    with open_work(hospital) as work:
        read = profile.read_profile(work).sections
    assert [s for s, content in read.items() if content.filled] == [Section.ALLERGIES]
    assert "PROFILE_READ_ALLERGIES" in _actions(open_work, alice)
    with open_work(hospital) as work, pytest.raises(NotFound):
        documents.list_documents(work, space_id=hospital.space_id)
    with open_work(hospital) as work, pytest.raises(NotFound):
        profile.add_entry(work, section=Section.ALLERGIES, typed={"allergene": "Lait", "gravite": "MILD"})


def _withdrawn(open_work: OpenWork, alice: Actor, scale: Actor) -> None:
    with open_work(alice) as work:
        linking.take_back(work, service_id=scale.service_id, line="SVC-08-POIDS-W")


def _all_withdrawn(open_work: OpenWork, alice: Actor, scale: Actor) -> None:
    with open_work(alice) as work:
        linking.take_back(work, service_id=scale.service_id)


def _suspended(open_work: OpenWork, alice: Actor, scale: Actor) -> None:
    with open_work(an_operator(open_work)) as work:
        partners.move_partner(work, service_id=scale.service_id, state=ServiceState.SUSPENDED)


def _purposes_changed(open_work: OpenWork, alice: Actor, scale: Actor) -> None:
    with open_work(an_operator(open_work)) as work:
        partners.change_purposes(work, service_id=scale.service_id)


@pytest.mark.parametrize("end", [_withdrawn, _all_withdrawn, _suspended, _purposes_changed])
def test_what_ends_an_agreement_stops_the_very_next_question(
    open_work: OpenWork, end: Callable[[OpenWork, Actor, Actor], None]
) -> None:
    alice = a_holder(open_work)
    scale = a_linked_service(open_work, alice, "SVC-08-POIDS-W", code="SVC-08")
    with open_work(scale) as work:
        _weigh(work)
    try:
        end(open_work, alice, scale)
        with open_work(scale) as work, pytest.raises(NotFound):
            _weigh(work)
    finally:
        with open_work(an_operator(open_work)) as work:
            partners.move_partner(work, service_id=scale.service_id, state=ServiceState.ONLINE)
    if end is not _suspended:
        with open_work(scale) as work, pytest.raises(NotFound):
            _weigh(work)
    a_linked_service(open_work, alice, "SVC-08-POIDS-W", code="SVC-08")
    with open_work(scale) as work:
        _weigh(work)


def test_an_agreement_ends_on_its_day(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    scale = a_linked_service(open_work, alice, "SVC-08-POIDS-W", code="SVC-08")
    with open_work(scale) as work:
        work.now += timedelta(days=90)
        with pytest.raises(NotFound):
            _weigh(work)


def test_nobody_gives_another_persons_agreement(open_work: OpenWork) -> None:
    alice, noe = a_holder(open_work), a_holder(open_work)
    scale = a_linked_service(open_work, alice, "SVC-08-POIDS-W", code="SVC-08")
    elsewhere = Actor(scale.quality, account_id=scale.service_id, service_id=scale.service_id, space_id=noe.space_id)
    with open_work(elsewhere) as work, pytest.raises(NotFound):
        _weigh(work)
    for stranger in (an_operator(open_work), scale):
        with open_work(stranger) as work, pytest.raises(NotFound):
            linking.give_consents(work, service_id=scale.service_id, lines=["SVC-08-POIDS-W"], days=90)
        with open_work(stranger) as work, pytest.raises(NotFound):
            linking.list_consents(work)
    with open_work(noe) as work:
        linking.take_back(work, service_id=scale.service_id)
    with open_work(scale) as work:
        _weigh(work)


def test_a_line_of_another_service_or_a_closed_one_cannot_be_agreed_to(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    with open_work(alice) as work:
        ids = {one.code: one.id for one in partners.list_partners(work)}
    for lines, days in (([], 90), (["SVC-03-AGENDA-R"], 90), (["SVC-08-PAS-R"], 4000), (["x"], 90)):
        with open_work(alice) as work, pytest.raises(NotFound):
            linking.give_consents(work, service_id=ids["SVC-08"], lines=lines, days=days)
    with open_work(alice) as work, pytest.raises(ServiceClosed):
        linking.give_consents(work, service_id=ids["SVC-11"], lines=["SVC-11-TRAITEMENTS-R"], days=90)
    with open_work(alice) as work, pytest.raises(NotFound):
        linking.give_consents(work, service_id=uuid4(), lines=["SVC-08-PAS-R"], days=90)


def test_a_service_never_keeps_an_agreement_longer_than_it_may(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    with open_work(alice) as work:
        hospital = next(one for one in partners.list_partners(work) if one.code == "SVC-09")
        linking.give_consents(work, service_id=hospital.id, lines=["SVC-09-ALLERGIES-R"], days=365)
        (line,) = linking.list_consents(work)
        assert line.ends_at - line.given_at == timedelta(days=90)


def test_agreeing_twice_at_once_leaves_one_agreement(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    acts = [Thread(target=a_linked_service, args=(open_work, alice, *AGENDA)) for _ in range(4)]
    for act in acts:
        act.start()
    for act in acts:
        act.join()
    with open_work(alice) as work:
        running = [line.line for line in linking.list_consents(work) if line.running]
    assert sorted(running) == sorted(AGENDA)


def test_the_reminder_leaves_every_ninety_days_and_to_nobody_without_a_service(open_work: OpenWork) -> None:
    alice, noe = a_holder(open_work), a_holder(open_work)
    with open_work(alice) as work:
        booking = next(one for one in partners.list_partners(work) if one.code == "SVC-03")
        linking.give_consents(work, service_id=booking.id, lines=AGENDA, days=365)
    gone = a_linked_service(open_work, noe, *AGENDA)
    _all_withdrawn(open_work, noe, gone)
    told = []
    for days in (89, 90, 91, 181):
        with open_work(JOB) as work:
            work.now += timedelta(days=days, minutes=1)
            due = linking.due_recalls(work, limit=1000)
            told.append((alice.space_id in due, noe.space_id in due))
            work.commit(untraced=Untraced.OUTBOX)
    assert told == [(False, False), (True, False), (False, False), (True, False)]


def test_favourites_and_reports(open_work: OpenWork) -> None:
    alice, operator = a_holder(open_work), an_operator(open_work)
    with open_work(alice) as work:
        one = catalogue.read_catalogue(work).services[0]
        catalogue.keep_favourite(work, service_id=one.id, wanted=True)
        catalogue.keep_favourite(work, service_id=one.id, wanted=True)
        assert catalogue.read_service(work, service_id=one.id).favourite
        catalogue.keep_favourite(work, service_id=one.id, wanted=False)
        assert not catalogue.read_service(work, service_id=one.id).favourite
        catalogue.report_service(work, service_id=one.id, reason=catalogue.Reason.PRIVACY, words="MARQUEUR vu")
    with open_work(alice) as work, pytest.raises(NotFound):
        catalogue.list_reports(work)
    with open_work(operator) as work:
        report = next(r for r in catalogue.list_reports(work) if r.words == "MARQUEUR vu")
        catalogue.put_report_away(work, report_id=report.id)
        with pytest.raises(NotFound):
            catalogue.put_report_away(work, report_id=report.id)
    assert "SERVICE_REPORTED" in _actions(open_work, alice)


def test_a_removed_service_shows_only_to_whoever_linked_it(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    with open_work(alice) as work:
        codes = {one.sheet["id"] for one in catalogue.read_catalogue(work).services}
    assert "SVC-12" not in codes
    assert "SVC-11" in codes


def test_only_an_operator_curates_and_every_act_stays_in_the_history(open_work: OpenWork) -> None:
    alice, operator = a_holder(open_work), an_operator(open_work)
    with open_work(alice) as work:
        partner = next(one for one in partners.list_partners(work) if one.code == "SVC-07")
    with open_work(alice) as work, pytest.raises(NotFound):
        partners.move_partner(work, service_id=partner.id, state=ServiceState.SUSPENDED)
    with open_work(operator) as work:
        partners.move_partner(work, service_id=partner.id, state=ServiceState.SUSPENDED)
        partners.move_partner(work, service_id=partner.id, state=ServiceState.SUSPENDED)
    with open_work(operator) as work:
        partners.move_partner(work, service_id=partner.id, state=ServiceState.ONLINE)
        moves = partners.moves_of(work, service_id=partner.id)
    assert [move.state for move in moves[:2]] == [ServiceState.ONLINE, ServiceState.SUSPENDED]


def test_an_agreement_in_force_is_listed_whatever_was_taken_back_since(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    booking = a_linked_service(open_work, alice, AGENDA[0])
    with open_work(alice) as work:
        partner = next(one for one in partners.list_partners(work) if one.code == "SVC-08")
        over = {"space_id": alice.space_id, "service_id": partner.id, "line": "SVC-08-PAS-R", "way": "READ"}
        for number in range(500):
            given = work.now + timedelta(seconds=number)
            row = Consent(**over, category="MEASURES:STEPS_BY_DAY", version=1, given_by=uuid4(), given_at=given)
            row.ends_at, row.revoked_at = given + timedelta(days=30), given + timedelta(seconds=1)
            work.db.add(row)
        work.commit(untraced=Untraced.TECHNICAL)
    with open_work(alice) as work:
        assert [line.service_id for line in linking.list_consents(work) if line.running] == [booking.service_id]


def test_what_a_parent_agreed_to_ends_with_their_mandate(open_work: OpenWork) -> None:
    parent = a_member(open_work)
    mother = represent(open_work, parent, a_child(open_work, parent))
    assert mother.mandate
    booking = a_linked_service(open_work, mother, AGENDA[0])
    with open_work(booking) as work:
        assert policy.allowed(work, Permission.AGENDA_READ, booking.space_id)
    with open_work(JOB) as work:
        ended = update(Delegation).where(col(Delegation.id) == mother.mandate.id)
        work.db.execute(ended.values(ends_at=work.now - timedelta(seconds=1)))
        work.commit(untraced=Untraced.TECHNICAL)
    with open_work(booking) as work:
        assert not policy.allowed(work, Permission.AGENDA_READ, booking.space_id)
    child = replace(mother, mandate=None, account_id=uuid4())
    with open_work(child) as work:
        assert not any(line.running or line.stale for line in linking.list_consents(work))
    # Of age, they agree themselves.
    with open_work(child) as work:
        linking.give_consents(work, service_id=booking.service_id, lines=[AGENDA[0]], days=30)
    with open_work(booking) as work:
        assert policy.allowed(work, Permission.AGENDA_READ, booking.space_id)
