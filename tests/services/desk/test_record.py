"""Opening a record: for a reason, from a place, until the person says no."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlmodel import col

from csn_app.access import service as access
from csn_app.audit import service as audit
from csn_app.core.actor import JOB, Actor
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import OpeningReason
from csn_app.core.work import Untraced
from csn_app.desk import service
from csn_app.identity.accounts import seal_contact
from csn_app.identity.model import Account, Place, Practice, SignedInSession
from csn_app.notifications.service import messages_to
from tests.factories import OpenWork, a_grant, a_professional
from tests.services.desk.people import Known, a_known_holder


def _space(known: Known) -> UUID:
    assert known.holder.space_id is not None
    return known.holder.space_id


def _enter(open_work: OpenWork, doctor: Actor, known: Known, **asked: object) -> None:
    given = {"reason": OpeningReason.CONSULTATION, **asked}
    with open_work(doctor) as work:
        service.enter_record(work, _space(known), **given)  # type: ignore[arg-type]


def _actions(open_work: OpenWork, known: Known) -> list[str]:
    with open_work(known.holder) as work:
        return [row.action for row in audit.traces_of(work, _space(known))]


def _a_doctor_with_two_places(open_work: OpenWork) -> tuple[Actor, UUID]:
    doctor = a_professional(open_work)
    with open_work(JOB) as work:
        second = Place(finess=uuid4().hex[:9], name="Maison de santé", town="Rezé")
        work.db.add(second)
        work.db.flush()
        work.db.add(Practice(professional_id=doctor.professional_id, place_id=second.id))
        session = work.db.get_one(SignedInSession, doctor.session_id)
        session.place_id = None
        work.commit(untraced=Untraced.TECHNICAL)
    return replace(doctor, place_id=None), second.id


def test_before_opening_only_the_identity_is_known_and_nothing_is_traced(open_work: OpenWork) -> None:
    known, doctor = a_known_holder(open_work), a_professional(open_work)
    a_grant(open_work, known.holder, doctor)
    with open_work(doctor) as work:
        threshold = service.approach_record(work, _space(known))
    assert not threshold.opened
    assert threshold.holder.used_family_name == "MARTIN"
    assert _actions(open_work, known) == []


def test_a_record_is_opened_for_a_reason_that_the_person_reads(open_work: OpenWork) -> None:
    known, doctor = a_known_holder(open_work), a_professional(open_work)
    a_grant(open_work, known.holder, doctor)
    _enter(open_work, doctor, known, reason=OpeningReason.OTHER, words="Avis par téléphone")
    with open_work(doctor) as work:
        record = service.read_record(work, _space(known))
        assert service.approach_record(work, _space(known)).opened
    assert record.opening.words == "Avis par téléphone"
    assert record.place == "Cabinet de test, Nantes"
    assert record.holder.ins == known.ins
    with open_work(known.holder) as work:
        (line,) = audit.traces_of(work, _space(known))
        assert (line.action, line.reason_code, line.place_id) == ("RECORD_OPENED", "OTHER", doctor.place_id)
        assert audit.reason_of(work, line) == "Avis par téléphone"


def test_the_person_is_told_the_first_time_only_without_a_name(open_work: OpenWork) -> None:
    known, doctor = a_known_holder(open_work), a_professional(open_work)
    a_grant(open_work, known.holder, doctor)
    address = f"{uuid4().hex}@example.fr"
    with open_work(JOB) as work:
        account = work.db.scalars(select(Account).where(col(Account.space_id) == _space(known))).one()
        account.contact = seal_contact(work, account.id, address)
        work.commit(untraced=Untraced.TECHNICAL)
    for _ in range(2):
        _enter(open_work, doctor, known)
    with open_work(JOB) as work:
        (message,) = messages_to(work, address)
    assert "pour la première fois" in message.text
    assert "Bernard" not in message.text
    assert "Médecin" not in message.text


def test_among_several_places_one_is_chosen_and_the_trace_names_it(open_work: OpenWork) -> None:
    known, (doctor, second) = a_known_holder(open_work), _a_doctor_with_two_places(open_work)
    a_grant(open_work, known.holder, doctor)
    with pytest.raises(service.PlaceNotChosen):
        _enter(open_work, doctor, known)
    assert _actions(open_work, known) == []
    _enter(open_work, doctor, known, place_id=second)
    with open_work(known.holder) as work:
        assert audit.traces_of(work, _space(known))[0].place_id == second
    with open_work(doctor) as work:
        assert service.read_record(work, _space(known)).place == "Maison de santé, Rezé"


def test_somebody_elses_place_is_refused(open_work: OpenWork) -> None:
    known, doctor, other = a_known_holder(open_work), a_professional(open_work), a_professional(open_work)
    a_grant(open_work, known.holder, doctor)
    with pytest.raises(NotFound):
        _enter(open_work, doctor, known, place_id=other.place_id)
    assert _actions(open_work, known) == []


@pytest.mark.parametrize("words", ["", "   ", "x" * 201])
def test_another_reason_is_written_in_a_sentence(open_work: OpenWork, words: str) -> None:
    known, doctor = a_known_holder(open_work), a_professional(open_work)
    a_grant(open_work, known.holder, doctor)
    with pytest.raises(access.ReasonNotGiven):
        _enter(open_work, doctor, known, reason=OpeningReason.OTHER, words=words)
    assert _actions(open_work, known) == []


def test_a_stranger_opens_nothing_and_the_person_reads_the_attempt(open_work: OpenWork) -> None:
    known, doctor = a_known_holder(open_work), a_professional(open_work)
    for use_case in (service.approach_record, service.read_record):
        with open_work(doctor) as work, pytest.raises(NotFound):
            use_case(work, _space(known))
    with pytest.raises(NotFound):
        _enter(open_work, doctor, known)
    assert _actions(open_work, known) == ["ACCESS_DENIED"]
    with open_work(doctor) as work, pytest.raises(NotFound):
        service.approach_record(work, uuid4())


def test_a_record_that_was_not_opened_is_not_read(open_work: OpenWork) -> None:
    known, doctor = a_known_holder(open_work), a_professional(open_work)
    a_grant(open_work, known.holder, doctor)
    with open_work(doctor) as work, pytest.raises(NotFound):
        service.read_record(work, _space(known))


def test_revocation_acts_at_the_next_act(open_work: OpenWork) -> None:
    known, doctor = a_known_holder(open_work), a_professional(open_work)
    grant_id = a_grant(open_work, known.holder, doctor)
    _enter(open_work, doctor, known)
    with open_work(known.holder) as work:
        access.revoke_grant(work, grant_id)
    with open_work(doctor) as work, pytest.raises(NotFound):
        service.read_record(work, _space(known))
    with pytest.raises(NotFound):
        _enter(open_work, doctor, known)
