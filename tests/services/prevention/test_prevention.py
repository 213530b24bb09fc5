"""A person's prevention on the real database."""

from datetime import date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import text

from csn_app.agenda import service as agenda
from csn_app.agenda.vocabulary import Status
from csn_app.audit import service as audit
from csn_app.core.actor import JOB, Actor
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import Section
from csn_app.core.work import Untraced
from csn_app.notifications.service import messages_to
from csn_app.prevention import service
from csn_app.prevention.book import Theme
from csn_app.prevention.model import PreventionChoice
from csn_app.prevention.reminders import remind_prevention
from csn_app.prevention.rules import Standing
from csn_app.profile import service as profile
from tests.factories import OpenWork, a_grant, a_holder, a_professional, an_identity
from tests.services.agenda.people import typed, whole
from tests.services.documents.sending import a_document

BORN = date(1974, 5, 1)
_ROW = text("select id from insured_person where space_id = :space")


def _person(open_work: OpenWork, *, born: date = BORN, sex: str = "F") -> Actor:
    return an_identity(open_work, a_holder(open_work), born=born, sex=sex)


def _due(open_work: OpenWork, actor: Actor) -> dict[str, service.Item]:
    with open_work(actor) as work:
        return {item.due.rule.id: item for item in service.read_prevention(work).items}


def _key(open_work: OpenWork, actor: Actor, rule_id: str) -> str:
    return _due(open_work, actor)[rule_id].due.key


def _act(open_work: OpenWork, actor: Actor, name: str, **given: object) -> None:
    with open_work(actor) as work:
        getattr(service, name)(work, **given)


def test_a_person_of_52_sees_what_is_due(open_work: OpenWork) -> None:
    assert {"DEP-SEIN", "DEP-COLON", "DTP-45A", "VISITE-AN"} <= set(_due(open_work, _person(open_work)))


def test_a_dose_in_the_booklet_closes_it(open_work: OpenWork) -> None:
    actor = _person(open_work)
    with open_work(actor) as work:
        profile.add_entry(work, section=Section.VACCINATIONS, typed={"vaccin": "DTCAP_ADULTE", "debut-annee": "2020"})
    assert "DTP-45A" not in _due(open_work, actor)


def test_mark_done_closes_it_with_a_document_and_can_be_taken_back(open_work: OpenWork) -> None:
    actor = _person(open_work)
    paper = a_document(open_work, actor, title="Mammographie")
    day = date(2026, 1, 12)
    key = _key(open_work, actor, "DEP-SEIN")
    _act(open_work, actor, "mark_done", key=key, day=day, document_id=paper.id)
    assert "DEP-SEIN" not in _due(open_work, actor)
    with open_work(actor) as work:
        (done,) = service.read_prevention(work).done
        row = work.db.get_one(PreventionChoice, actor.space_id)
        assert audit.traces_of(work, actor.space_id)[0].action == "EXAM_STATUS_CHANGED"
        assert "DEP-SEIN" not in str(row.body)
    assert (done.on, done.document) == (day, "Mammographie")
    _act(open_work, actor, "undo_done", rule_id="DEP-SEIN", day=day)
    with pytest.raises(NotFound):
        _act(open_work, actor, "undo_done", rule_id="DEP-SEIN", day=day)
    assert "DEP-SEIN" in _due(open_work, actor)


def test_mark_done_refuses_what_is_not_due_not_possible_or_not_theirs(open_work: OpenWork) -> None:
    actor, other = _person(open_work), _person(open_work)
    theirs, key = a_document(open_work, other), _key(open_work, actor, "DEP-SEIN")
    with pytest.raises(NotFound):
        _act(open_work, actor, "mark_done", key="INVENTE", day=date(2026, 1, 1))
    with pytest.raises(NotFound):
        _act(open_work, actor, "mark_done", key=key, day=date(2026, 1, 1), document_id=theirs.id)
    for day in (date(1974, 4, 30), date(2999, 1, 1)):
        with pytest.raises(service.DayNotPossible):
            _act(open_work, actor, "mark_done", key=key, day=day)
    assert "DEP-SEIN" in _due(open_work, actor)


def test_refuse_needs_no_reason_seals_one_and_is_taken_back(open_work: OpenWork) -> None:
    actor = _person(open_work)
    _act(open_work, actor, "refuse", key=_key(open_work, actor, "DEP-COLON"))
    _act(open_work, actor, "refuse", key=_key(open_work, actor, "DEP-SEIN"), reason="MARQUEUR raison")
    assert not {"DEP-COLON", "DEP-SEIN"} & set(_due(open_work, actor))
    with open_work(actor) as work:
        assert service.read_prevention(work).refused == {"DEP-COLON": "", "DEP-SEIN": "MARQUEUR raison"}
        assert "MARQUEUR" not in str(work.db.get_one(PreventionChoice, actor.space_id).body)
    _act(open_work, actor, "take_back", subject="DEP-SEIN")
    assert "DEP-SEIN" in _due(open_work, actor)
    with pytest.raises(service.ReasonTooLong):
        _act(open_work, actor, "refuse", key=_key(open_work, actor, "DEP-SEIN"), reason="x" * 301)


def test_a_theme_is_refused_without_a_reason(open_work: OpenWork) -> None:
    actor = _person(open_work)
    _act(open_work, actor, "choose_theme", theme=Theme.SCREENING, wanted=False)
    assert not any(rule.startswith("DEP") for rule in _due(open_work, actor))
    _act(open_work, actor, "choose_theme", theme=Theme.SCREENING, wanted=True)
    assert "DEP-SEIN" in _due(open_work, actor)


def test_an_answer_opens_and_closes_what_depends_on_it(open_work: OpenWork) -> None:
    actor = _person(open_work)
    assert "SYNTH-MT" not in _due(open_work, actor)
    _act(open_work, actor, "answer", code="medecin_traitant_declare", yes=True)
    assert "SYNTH-MT" in _due(open_work, actor)
    _act(open_work, actor, "answer", code="medecin_traitant_declare", yes=None)
    assert "SYNTH-MT" not in _due(open_work, actor)
    with pytest.raises(NotFound):
        _act(open_work, actor, "answer", code="mere_non_vaccinee_VRS", yes=True)


def test_a_birth_expected_opens_what_goes_with_it(open_work: OpenWork) -> None:
    actor = _person(open_work, born=date(1994, 5, 1))
    with open_work(actor) as work:
        day = work.now.date() + timedelta(weeks=29)
        service.expect_birth(work, day=day)
    assert "GRO-ECHO1" in _due(open_work, actor)
    with pytest.raises(service.BirthNotPossible):
        _act(open_work, actor, "expect_birth", day=day + timedelta(days=300))
    _act(open_work, actor, "expect_birth", day=None)
    assert "GRO-ECHO1" not in _due(open_work, actor)


def test_two_tabs_at_once_both_count(open_work: OpenWork) -> None:
    actor, barrier = _person(open_work), Barrier(2)
    keys = [_key(open_work, actor, rule) for rule in ("DEP-COLON", "DEP-SEIN")]

    def refuse(key: str) -> None:
        barrier.wait()
        _act(open_work, actor, "refuse", key=key)

    threads = [Thread(target=refuse, args=[key]) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with open_work(actor) as work:
        assert set(service.read_prevention(work).refused) == {"DEP-COLON", "DEP-SEIN"}


def test_an_appointment_plans_it_and_what_becomes_of_it_follows(open_work: OpenWork) -> None:
    actor = _person(open_work)
    with open_work(actor) as work:
        when = whole(work.now, minutes=-10)
        appointment_id = agenda.note_appointment(work, typed=typed(when, prevention="DEP-SEIN"))
    assert _due(open_work, actor)["DEP-SEIN"].appointment_id == appointment_id
    for status, planned in ((Status.CANCELLED, False), (Status.CONFIRMED, True)):
        with open_work(actor) as work:
            agenda.set_status(work, appointment_id=appointment_id, occurs_at=when, status=status)
        assert bool(_due(open_work, actor)["DEP-SEIN"].appointment_id) is planned
    with open_work(actor) as work:
        agenda.set_status(work, appointment_id=appointment_id, occurs_at=when, status=Status.HONOURED)
    assert "DEP-SEIN" not in _due(open_work, actor)
    with open_work(actor) as work:
        agenda.set_status(work, appointment_id=appointment_id, occurs_at=when, status=Status.CONFIRMED)
        assert service.read_prevention(work).done == ()
        agenda.delete_appointment(work, appointment_id=appointment_id)
    assert _due(open_work, actor)["DEP-SEIN"].appointment_id is None


def test_somebody_the_insurance_does_not_know_sees_that_nothing_can_be_computed(open_work: OpenWork) -> None:
    with open_work(a_holder(open_work)) as work:
        found = service.read_prevention(work)
    assert found.facts is None
    assert found.items == ()


@pytest.mark.parametrize(
    ("act", "given"),
    [
        ("read_prevention", {}),
        ("mark_done", {"key": "DEP-SEIN", "day": date(2026, 1, 1)}),
        ("undo_done", {"rule_id": "DEP-SEIN", "day": date(2026, 1, 1)}),
        ("refuse", {"key": "DEP-SEIN"}),
        ("take_back", {"subject": "DEP-SEIN"}),
        ("choose_theme", {"theme": Theme.DENTAL, "wanted": False}),
        ("answer", {"code": "medecin_traitant_declare", "yes": True}),
        ("expect_birth", {"day": None}),
        ("choose_reminders", {"wanted": False}),
    ],
)
def test_prevention_is_the_holders_alone(open_work: OpenWork, act: str, given: dict[str, object]) -> None:
    actor, doctor = _person(open_work), a_professional(open_work)
    a_grant(open_work, actor, doctor)
    with pytest.raises(NotFound):
        _act(open_work, doctor, act, **given)


def _remind(open_work: OpenWork, at: datetime) -> None:
    for _ in range(20):
        with open_work(JOB) as work:
            work.now = at
            remind_prevention(work)


def _mail(open_work: OpenWork, actor: Actor) -> list[str]:
    with open_work(JOB) as work:
        row = work.db.execute(_ROW, {"space": actor.space_id}).scalar_one()
        return [message.text for message in messages_to(work, f"{row}@example.fr", limit=100)]


def _alone(open_work: OpenWork) -> datetime:
    """Leave to the clock the people of this test only."""
    with open_work(JOB) as work:
        work.db.execute(text("update prevention_choice set check_on = null"))
        enrol = "insert into prevention_choice (space_id, body, changed_at) select id, '', now() from space"
        work.db.execute(text(f"{enrol} on conflict do nothing"))
        work.commit(untraced=Untraced.TECHNICAL)
        return work.now


def test_the_clock_tells_once_what_is_newly_due_and_names_nothing(open_work: OpenWork) -> None:
    now = _alone(open_work)
    actor = _person(open_work)
    _remind(open_work, now)
    _remind(open_work, now + timedelta(days=6))
    assert _mail(open_work, actor) == []
    _remind(open_work, now + timedelta(days=8))
    _remind(open_work, now + timedelta(days=8))
    (said,) = _mail(open_work, actor)
    assert not any(word in said.lower() for word in ("cancer", "dépistage", "mammographie", "vaccin"))
    _remind(open_work, now + timedelta(days=20))
    assert len(_mail(open_work, actor)) == 1


def test_who_does_not_want_reminders_gets_none(open_work: OpenWork) -> None:
    now = _alone(open_work)
    actor = _person(open_work)
    _act(open_work, actor, "choose_reminders", wanted=False)
    _remind(open_work, now + timedelta(days=40))
    assert _mail(open_work, actor) == []
    _act(open_work, actor, "choose_reminders", wanted=True)
    _remind(open_work, now + timedelta(days=41))
    assert len(_mail(open_work, actor)) == 1


def test_remind_prevention_is_the_clocks_alone(open_work: OpenWork) -> None:
    with open_work(_person(open_work)) as work, pytest.raises(NotFound):
        remind_prevention(work)


def test_what_is_late_comes_first(open_work: OpenWork) -> None:
    with open_work(_person(open_work)) as work:
        assert service.read_prevention(work).items[0].due.standing is Standing.LATE
