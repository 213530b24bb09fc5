"""An agent helps one person at a time, sees states and masked contacts, and never a word of health (R-AS-1 to 8)."""

from dataclasses import asdict
from datetime import timedelta

import pytest

from csn_app.access import calls as access_calls
from csn_app.access import policy
from csn_app.access.calls import CALL_LASTS, OtherCallOpen
from csn_app.access.lifecycle import MoveRefused
from csn_app.access.policy import Permission
from csn_app.assistance import rules, service
from csn_app.core.actor import Quality
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import SpaceState
from csn_app.identity import caller
from csn_app.identity.caller import CallerUnknown, SentJustNow
from csn_app.identity.throttles import MustWait
from tests.factories import OpenWork, a_holder, a_professional, an_operator
from tests.services.assistance.people import an_agent, answers, calls, somebody, told
from tests.services.rights.people import later, state_of


def test_an_agent_recognises_who_answers_and_reads_states_only(open_work: OpenWork) -> None:
    (row, _), agent = somebody(open_work), an_agent(open_work)
    calls(open_work, agent, row)
    with open_work(agent) as work:
        seen = service.read_call(work)
    assert seen is not None
    assert (seen.person.state, seen.person.name) == (SpaceState.ACTIVATED, "Alice Martin")
    shown = str(asdict(seen))
    assert row["mobile"] not in shown
    assert row["email"] not in shown
    assert row["nir13"] not in shown


@pytest.mark.parametrize(
    "wrong", [{"born": "1980-05-15"}, {"family_name": "Durand"}, {"given_name": "Paul"}, {"given_name": ""}]
)
def test_one_wrong_answer_says_no_more_than_an_unknown_person(open_work: OpenWork, wrong: dict[str, str]) -> None:
    (row, space_id), agent = somebody(open_work), an_agent(open_work)
    facts = []
    for asked in (answers(row, **wrong), answers(row, nir="280051418888843")):
        with open_work(agent) as work, pytest.raises(CallerUnknown) as fact:
            service.begin(work, **asked)
        facts.append(type(fact.value))
    with open_work(agent) as work:
        assert service.read_call(work) is None
        assert not policy.allowed(work, Permission.PERSON_HELP, space_id)
    assert facts[0] == facts[1]


def test_an_agent_who_guesses_waits(open_work: OpenWork) -> None:
    (row, _), agent = somebody(open_work), an_agent(open_work)
    for _ in range(5):
        with open_work(agent) as work, pytest.raises(CallerUnknown):
            service.begin(work, **answers(row, family_name="Durand"))
    with open_work(agent) as work, pytest.raises(MustWait):
        service.begin(work, **answers(row))


def test_one_person_at_a_time_and_no_answer_about_another(open_work: OpenWork) -> None:
    (first, _), (second, other), agent = somebody(open_work), somebody(open_work), an_agent(open_work)
    calls(open_work, agent, first)
    for asked in (answers(second), answers(second, family_name="Durand")):
        with open_work(agent) as work, pytest.raises(OtherCallOpen):
            service.begin(work, **asked)
    with open_work(agent) as work, pytest.raises(OtherCallOpen):
        access_calls.begin_call(work, other)


def test_nothing_is_reached_after_the_end_nor_after_half_an_hour_nor_in_another_session(open_work: OpenWork) -> None:
    (row, space_id), agent = somebody(open_work), an_agent(open_work)
    calls(open_work, agent, row)
    with later(open_work, agent, seconds=CALL_LASTS.total_seconds()) as work:
        assert not policy.allowed(work, Permission.PERSON_HELP, space_id)
        assert service.read_call(work) is None
    stranger = an_agent(open_work)
    with open_work(stranger) as work:
        assert not policy.allowed(work, Permission.PERSON_HELP, space_id)
        with pytest.raises(NotFound):
            caller.describe_caller(work, space_id)
    with open_work(agent) as work:
        service.end(work)
    with open_work(agent) as work:
        assert not policy.allowed(work, Permission.PERSON_HELP, space_id)
        with pytest.raises(NotFound):
            service.oppose(work)


def test_an_agent_in_a_call_may_nothing_else_in_the_carnet(open_work: OpenWork) -> None:
    (row, space_id), agent = somebody(open_work), an_agent(open_work)
    calls(open_work, agent, row)
    with open_work(agent) as work:
        may = {p for p in Permission if policy.allowed(work, p, space_id)}
    assert may == {Permission.PERSON_HELP, Permission.CALL_BEGIN, Permission.ACCOUNT_READ, Permission.SESSION_END}


@pytest.mark.parametrize("quality", [Quality.HOLDER, Quality.PROFESSIONAL, Quality.OPERATOR])
def test_nobody_else_begins_a_call(open_work: OpenWork, quality: Quality) -> None:
    row, _ = somebody(open_work)
    made = {Quality.HOLDER: a_holder, Quality.PROFESSIONAL: a_professional, Quality.OPERATOR: an_operator}
    with open_work(made[quality](open_work)) as work:
        for act in (lambda: service.begin(work, **answers(row)), lambda: service.read_call(work)):
            with pytest.raises(NotFound):
                act()


def test_a_code_is_sent_to_the_known_contact_and_the_agent_never_hears_it(open_work: OpenWork) -> None:
    (row, space_id), agent = somebody(open_work, SpaceState.INFORMED_WAITING), an_agent(open_work)
    calls(open_work, agent, row)
    with later(open_work, agent, minutes=1) as work:
        shown = service.send_code(work)
    assert shown.startswith("06 ••")
    assert "Votre nouveau code" in told(open_work, row["mobile"])[-1]
    with later(open_work, agent, minutes=1, seconds=5) as work, pytest.raises(SentJustNow):
        service.send_code(work)
    assert state_of(open_work, space_id) is SpaceState.INFORMED_WAITING


def test_a_refusal_is_recorded_told_and_withdrawn(open_work: OpenWork) -> None:
    (row, space_id), agent = somebody(open_work, SpaceState.INFORMED_WAITING), an_agent(open_work)
    calls(open_work, agent, row)
    with open_work(agent) as work:
        service.oppose(work)
    assert state_of(open_work, space_id) is SpaceState.OPPOSED
    assert "Référence de l’attestation" in told(open_work, row["mobile"])[-1]
    with open_work(agent) as work, pytest.raises(MoveRefused):
        service.oppose(work)
    with open_work(agent) as work:
        service.withdraw_refusal(work)
    assert state_of(open_work, space_id) is SpaceState.CODE_SENT


def test_an_active_carnet_is_not_refused_and_gets_no_activation_code(open_work: OpenWork) -> None:
    (row, _), agent = somebody(open_work), an_agent(open_work)
    calls(open_work, agent, row)
    for act in (service.oppose, service.send_code):
        with open_work(agent) as work, pytest.raises(MoveRefused):
            act(work)
    with open_work(agent) as work, pytest.raises(rules.ActNotPossible):
        service.withdraw_refusal(work)


def test_a_call_left_open_does_not_keep_the_agent_from_the_next(open_work: OpenWork) -> None:
    (first, _), (second, _), agent = somebody(open_work), somebody(open_work), an_agent(open_work)
    calls(open_work, agent, first)
    with later(open_work, agent, seconds=(CALL_LASTS + timedelta(minutes=1)).total_seconds()) as work:
        service.begin(work, **answers(second))
        assert service.read_call(work) is not None
