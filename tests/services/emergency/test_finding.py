"""Finding a person in an emergency: unknown and closed look the same, a refusal is said, nobody is guessed."""

from datetime import date

import pytest

from csn_app.access import emergency_choices as choosing
from csn_app.access.emergency_rules import Choices, Situation
from csn_app.access.model import Space
from csn_app.core.actor import JOB
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Untraced
from csn_app.emergency import finding
from csn_app.identity.throttles import MustWait
from csn_app.notifications.service import messages_to
from tests.factories import OpenWork, a_professional
from tests.services.desk.people import BORN, a_known_holder
from tests.services.emergency.people import WORDS, reachable, with_quality


def test_anyone_is_found_by_number_or_traits_and_opened_and_told_at_once(open_work: OpenWork) -> None:
    known, doctor = a_known_holder(open_work), with_quality(open_work)
    to = f"{known.holder.space_id}@example.fr"
    reachable(open_work, known, to)
    with open_work(doctor) as work:
        found = finding.find_by_number(work, ins=known.ins, birth_date=BORN)
        assert found == finding.find_by_traits(work, known.traits)
    assert (found.person.family_name, found.person.given_name) == ("MARTIN", "Alice")
    assert found.situations == (Situation.INCAPABLE, Situation.URGENT_CARE)
    with open_work(doctor) as work:
        finding.break_glass(work, found.person.space_id, situation=Situation.INCAPABLE, words=WORDS)
    with open_work(JOB) as work:
        (message,) = messages_to(work, to)
    assert message.subject == "Votre carnet a été ouvert en urgence"
    assert WORDS not in message.text
    assert "Lebreton" not in message.text


def test_unknown_wrong_date_and_closed_are_one_answer(open_work: OpenWork) -> None:
    known, closed, doctor = a_known_holder(open_work), a_known_holder(open_work), with_quality(open_work)
    with open_work(JOB) as work:
        space = work.db.get(Space, closed.holder.space_id)
        assert space is not None
        space.state = SpaceState.SUSPENDED
        work.commit(untraced=Untraced.TECHNICAL)
    for ins, born in ((closed.ins, BORN), (known.ins, date(1984, 5, 15)), ("284054410000000", BORN)):
        with open_work(doctor) as work, pytest.raises(NotFound):
            finding.find_by_number(work, ins=ins, birth_date=born)
    with open_work(doctor) as work, pytest.raises(NotFound):
        finding.find_by_traits(work, closed.traits)


def test_a_refusal_is_found_as_one(open_work: OpenWork) -> None:
    known, doctor = a_known_holder(open_work), with_quality(open_work)
    assert known.holder.space_id
    with open_work(known.holder) as work:
        choosing.choose(work, known.holder.space_id, choices=Choices(glass=False))
    with open_work(doctor) as work:
        assert finding.find_by_number(work, ins=known.ins, birth_date=BORN).situations == ()
    regulator = with_quality(open_work, regulates=True, breaks_glass=False)
    with open_work(regulator) as work:
        found = finding.find_by_number(work, ins=known.ins, birth_date=BORN)
        assert found.situations == (Situation.CALL_INCAPABLE, Situation.CALL)


def test_without_the_quality_nobody_is_found(open_work: OpenWork) -> None:
    known, doctor = a_known_holder(open_work), a_professional(open_work)
    assert known.holder.space_id
    with open_work(doctor) as work, pytest.raises(NotFound):
        finding.may_open(work)
    with open_work(doctor) as work, pytest.raises(NotFound):
        finding.find_by_number(work, ins=known.ins, birth_date=BORN)
    with open_work(doctor) as work, pytest.raises(NotFound):
        finding.find_by_traits(work, known.traits)
    with open_work(doctor) as work, pytest.raises(NotFound):
        finding.break_glass(work, known.holder.space_id, situation=Situation.INCAPABLE, words=WORDS)


def test_namesakes_are_not_chosen_between(open_work: OpenWork) -> None:
    one = a_known_holder(open_work, family_name="PETITNAMESAKE")
    a_known_holder(open_work, family_name="PETITNAMESAKE")
    with open_work(with_quality(open_work)) as work, pytest.raises(finding.SeveralFound):
        finding.find_by_traits(work, one.traits)


def test_nobody_walks_through_the_population(open_work: OpenWork) -> None:
    known, doctor = a_known_holder(open_work), with_quality(open_work)
    for _ in range(finding.FREE_SEARCHES):
        with open_work(doctor) as work:
            finding.find_by_number(work, ins=known.ins, birth_date=BORN)
    with open_work(doctor) as work, pytest.raises(MustWait):
        finding.find_by_number(work, ins=known.ins, birth_date=BORN)
