"""Finding a patient: those who authorised me, and nobody else in any way."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import event

from csn_app.access import service as access
from csn_app.core.actor import Actor, Quality
from csn_app.core.errors import NotFound
from csn_app.desk import patients, service
from csn_app.identity.throttles import MustWait
from csn_app.wiring import parts
from tests.factories import OpenWork, a_grant, a_holder, a_professional, an_operator
from tests.services.desk.people import BORN, Known, a_known_holder


def _by_number(open_work: OpenWork, doctor: Actor, known: Known, *, born: date = BORN) -> list[UUID]:
    with open_work(doctor) as work:
        return [card.space_id for card in service.find_by_number(work, ins=known.ins, birth_date=born)]


def _by_traits(open_work: OpenWork, doctor: Actor, known: Known) -> list[UUID]:
    with open_work(doctor) as work:
        return [card.space_id for card in service.find_by_traits(work, known.traits)]


def test_a_patient_who_authorised_is_found_by_number_and_by_traits(open_work: OpenWork) -> None:
    known, doctor = a_known_holder(open_work), a_professional(open_work)
    a_grant(open_work, known.holder, doctor)
    assert _by_number(open_work, doctor, known) == [known.holder.space_id]
    assert _by_traits(open_work, doctor, known) == [known.holder.space_id]
    spaced = replace(known, ins=" ".join(known.ins))
    assert _by_number(open_work, doctor, spaced) == [known.holder.space_id]
    accents = replace(known, traits=replace(known.traits, family_name=known.traits.family_name.replace("E", "é")))
    assert _by_traits(open_work, doctor, accents) == [known.holder.space_id]


def test_unknown_not_authorised_and_ended_are_the_same_answer(open_work: OpenWork) -> None:
    known, doctor, other = a_known_holder(open_work), a_professional(open_work), a_professional(open_work)
    a_grant(open_work, known.holder, other)
    assert _by_number(open_work, doctor, known) == []
    assert _by_traits(open_work, doctor, known) == []
    assert _by_number(open_work, other, known, born=date(1985, 5, 14)) == []
    grant_id = a_grant(open_work, known.holder, doctor)
    with open_work(known.holder) as work:
        access.revoke_grant(work, grant_id)
    assert _by_number(open_work, doctor, known) == []
    ended = a_known_holder(open_work)
    a_grant(open_work, ended.holder, doctor, lasts=timedelta(microseconds=1))
    assert _by_number(open_work, doctor, ended) == []


@pytest.mark.parametrize("way", ["number", "traits"])
def test_somebody_unknown_and_somebody_closed_cost_the_same_questions(open_work: OpenWork, way: str) -> None:
    closed, doctor = a_known_holder(open_work), a_professional(open_work)
    nobody = replace(closed, ins="2 84 05 44 999 999 ", traits=replace(closed.traits, family_name="PERSONNE"))
    nobody = replace(nobody, ins=_valid(nobody.ins))
    ask = _by_number if way == "number" else _by_traits
    asked: list[str] = []

    def listen(*given: object) -> None:
        asked.append(str(given[2]))

    event.listen(parts().engine, "before_cursor_execute", listen)
    try:
        ask(open_work, doctor, closed)
        for_closed, asked[:] = list(asked), []
        ask(open_work, doctor, nobody)
    finally:
        event.remove(parts().engine, "before_cursor_execute", listen)
    assert [q.split("WHERE")[0] for q in for_closed] == [q.split("WHERE")[0] for q in asked]


def _valid(start: str) -> str:
    from_digits = start.replace(" ", "")
    return f"{from_digits}{97 - int(from_digits) % 97:02d}"


def test_namesakes_are_shown_side_by_side_and_none_is_chosen(open_work: OpenWork) -> None:
    doctor = a_professional(open_work)
    one = a_known_holder(open_work)
    two = a_known_holder(open_work, family_name=one.traits.family_name)
    for known in (one, two):
        a_grant(open_work, known.holder, doctor)
    assert set(_by_traits(open_work, doctor, one)) == {one.holder.space_id, two.holder.space_id}


def test_too_many_searches_for_nobody_wait_and_a_found_patient_costs_nothing(open_work: OpenWork) -> None:
    known, doctor = a_known_holder(open_work), a_professional(open_work)
    a_grant(open_work, known.holder, doctor)
    stranger = a_known_holder(open_work)
    for _ in range(service.FREE_SEARCHES - 2):
        _by_number(open_work, doctor, stranger)
        assert _by_number(open_work, doctor, known)
    for _ in range(2):
        _by_number(open_work, doctor, stranger)
    with pytest.raises(MustWait):
        _by_number(open_work, doctor, known)


@pytest.mark.parametrize("quality", [Quality.AGENT, Quality.OPERATOR, Quality.HOLDER])
def test_only_a_professional_searches_and_lists(open_work: OpenWork, quality: Quality) -> None:
    known = a_known_holder(open_work)
    actor = a_holder(open_work) if quality is Quality.HOLDER else an_operator(open_work, quality=quality)
    for ask in (_by_number, _by_traits):
        with pytest.raises(NotFound):
            ask(open_work, actor, known)
    with open_work(actor) as work, pytest.raises(NotFound):
        patients.read_desk(work)


def test_the_desk_lists_those_who_authorised_with_places(open_work: OpenWork) -> None:
    known, other, doctor = a_known_holder(open_work), a_known_holder(open_work), a_professional(open_work)
    a_grant(open_work, known.holder, doctor, lasts=timedelta(days=2))
    a_grant(open_work, other.holder, a_professional(open_work))
    with open_work(doctor) as work:
        desk = patients.read_desk(work)
    (patient,) = desk.patients
    assert patient.holder.space_id == known.holder.space_id
    assert patient.until is not None
    assert [place.id for place in desk.places] == [desk.place_id]


def test_a_profession_outside_health_finds_nobody(open_work: OpenWork) -> None:
    known, social_worker = a_known_holder(open_work), a_professional(open_work, profession="410")
    a_grant(open_work, known.holder, social_worker)
    assert _by_number(open_work, social_worker, known) == []
