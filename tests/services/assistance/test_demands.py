"""Grave acts take two agents and a call back (R-AS-4); a new contact counts after 72 hours (R-AS-9)."""

from collections.abc import Mapping
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from csn_app.assistance import demands, service
from csn_app.assistance.model import DeskDemand
from csn_app.assistance.rules import ActNotPossible, Kind
from csn_app.core.actor import JOB, Actor
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import SpaceState
from csn_app.identity.caller import ContactNotUnderstood
from csn_app.identity.person import person_of_space
from tests.factories import OpenWork
from tests.services.assistance.people import an_agent, calls, somebody, told
from tests.services.rights.people import later, state_of

NEW = "06 39 98 77 66"


def _asked(open_work: OpenWork, row: Mapping[str, str], kind: Kind, **given: str) -> tuple[Actor, str]:
    agent = an_agent(open_work)
    calls(open_work, agent, row)
    with open_work(agent) as work:
        return agent, demands.ask(work, kind=kind, **given)


def _taken(open_work: OpenWork, reference: str) -> tuple[Actor, UUID]:
    second = an_agent(open_work)
    with open_work(second) as work:
        demands.take(work, reference=reference)
    with open_work(second) as work:
        seen = service.read_call(work)
        assert seen is not None
        return second, seen.demands[0].id


def test_two_agents_and_a_call_back_close_a_carnet(open_work: OpenWork) -> None:
    row, space_id = somebody(open_work)
    _, reference = _asked(open_work, row, Kind.CLOSE)
    assert state_of(open_work, space_id) is SpaceState.ACTIVATED
    second, demand_id = _taken(open_work, reference)
    with open_work(second) as work:
        assert demands.call_back_number(work) == row["mobile"]
        with pytest.raises(demands.NotCalledBack):
            demands.confirm(work, demand_id, called_back=False)
    assert state_of(open_work, space_id) is SpaceState.ACTIVATED
    with open_work(second) as work:
        demands.confirm(work, demand_id, called_back=True)
    assert state_of(open_work, space_id) is SpaceState.CLOSED_ARCHIVED
    assert "l’assistance a fermé votre carnet" in told(open_work, row["mobile"])[-1]


def test_one_agent_alone_does_nothing_grave_and_sees_no_number(open_work: OpenWork) -> None:
    row, space_id = somebody(open_work)
    agent, reference = _asked(open_work, row, Kind.CLOSE)
    with open_work(agent) as work:
        assert demands.call_back_number(work) == ""
        seen = service.read_call(work)
        assert seen is not None
        with pytest.raises(demands.SameAgent):
            demands.confirm(work, seen.demands[0].id, called_back=True)
    with open_work(agent) as work:
        service.end(work)
    with open_work(agent) as work, pytest.raises(demands.SameAgent):
        demands.take(work, reference=reference)
    alone = update(DeskDemand).where(col(DeskDemand.space_id) == space_id)
    with open_work(JOB) as work, pytest.raises(IntegrityError):
        work.db.execute(alone.values(confirmed_by=col(DeskDemand.asked_by), confirmed_at=work.now))
    assert state_of(open_work, space_id) is SpaceState.ACTIVATED


def test_a_closed_carnet_is_reopened_with_its_accesses_off(open_work: OpenWork) -> None:
    row, space_id = somebody(open_work)
    _, reference = _asked(open_work, row, Kind.CLOSE)
    second, demand_id = _taken(open_work, reference)
    with open_work(second) as work:
        demands.confirm(work, demand_id, called_back=True)
    _, again = _asked(open_work, row, Kind.REOPEN)
    third, demand_id = _taken(open_work, again)
    with open_work(third) as work:
        demands.confirm(work, demand_id, called_back=True)
    assert state_of(open_work, space_id) is SpaceState.ACTIVATED


def _mobile(open_work: OpenWork, space_id: UUID) -> str:
    with open_work(JOB) as work:
        found = person_of_space(work, space_id)
        assert found
        return found[1].contacts.mobile


def test_a_new_contact_is_told_to_the_old_one_and_counts_after_72_hours(open_work: OpenWork) -> None:
    row, space_id = somebody(open_work)
    _, reference = _asked(open_work, row, Kind.CONTACT, contact=NEW)
    second, demand_id = _taken(open_work, reference)
    with open_work(second) as work:
        demands.confirm(work, demand_id, called_back=True)
    assert "L’assistance a noté de nouvelles coordonnées" in told(open_work, row["mobile"])[-1]
    with later(open_work, hours=71, minutes=59) as work:
        demands.count_contacts(work)
    assert _mobile(open_work, space_id) == row["mobile"]
    with later(open_work, hours=72) as work:
        assert demands.count_contacts(work) == 1
        assert demands.count_contacts(work) == 0
    assert _mobile(open_work, space_id) == "0639987766"
    # The contact that serves no more is told when it happens too.
    assert "servent maintenant" in told(open_work, row["mobile"])[-1]


def test_a_new_contact_that_is_not_theirs_is_stopped_before_it_counts(open_work: OpenWork) -> None:
    row, space_id = somebody(open_work)
    _, reference = _asked(open_work, row, Kind.CONTACT, contact=NEW)
    second, demand_id = _taken(open_work, reference)
    with open_work(second) as work:
        demands.confirm(work, demand_id, called_back=True)
    with open_work(second) as work:
        demands.drop(work, demand_id)
    with later(open_work, hours=73) as work:
        demands.count_contacts(work)
    assert _mobile(open_work, space_id) == row["mobile"]


def test_a_demand_is_found_by_its_reference_for_a_day_and_by_nothing_else(open_work: OpenWork) -> None:
    row, _ = somebody(open_work)
    _, reference = _asked(open_work, row, Kind.CLOSE)
    for wrong in ("", "AAAA AAAA"):
        with open_work(an_agent(open_work)) as work, pytest.raises(demands.DemandUnknown):
            demands.take(work, reference=wrong)
    with later(open_work, an_agent(open_work), hours=24) as work, pytest.raises(demands.DemandUnknown):
        demands.take(work, reference=reference)


def test_a_demand_is_reached_only_in_the_call_about_its_person(open_work: OpenWork) -> None:
    (row, _), (other, _) = somebody(open_work), somebody(open_work)
    agent, _ = _asked(open_work, row, Kind.CLOSE)
    with open_work(agent) as work:
        seen = service.read_call(work)
        assert seen is not None
    stranger = an_agent(open_work)
    calls(open_work, stranger, other)
    for act in (demands.drop, lambda work, one: demands.confirm(work, one, called_back=True)):
        with open_work(stranger) as work, pytest.raises(NotFound):
            act(work, seen.demands[0].id)


@pytest.mark.parametrize("typed", ["", "02 31 00 00 00", "nimporte quoi"])
def test_a_contact_that_is_none_notes_nothing(open_work: OpenWork, typed: str) -> None:
    (row, _), agent = somebody(open_work), an_agent(open_work)
    calls(open_work, agent, row)
    with open_work(agent) as work, pytest.raises(ContactNotUnderstood):
        demands.ask(work, kind=Kind.CONTACT, contact=typed)


def test_the_same_demand_waits_once_and_what_the_state_forbids_is_not_noted(open_work: OpenWork) -> None:
    (row, _), agent = somebody(open_work), an_agent(open_work)
    calls(open_work, agent, row)
    with open_work(agent) as work:
        demands.ask(work, kind=Kind.CLOSE)
    with open_work(agent) as work, pytest.raises(demands.DemandWaits):
        demands.ask(work, kind=Kind.CLOSE)
    with open_work(agent) as work, pytest.raises(ActNotPossible):
        demands.ask(work, kind=Kind.REOPEN)


def test_without_a_known_number_nothing_grave_is_noted(open_work: OpenWork) -> None:
    row, _ = somebody(open_work, mobile="", landline="")
    agent = an_agent(open_work)
    calls(open_work, agent, row)
    with open_work(agent) as work, pytest.raises(demands.NoNumberToCall):
        demands.ask(work, kind=Kind.CLOSE)


def test_a_child_s_carnet_is_not_closed_by_telephone(open_work: OpenWork) -> None:
    row, _ = somebody(open_work, birth_date="2020-05-14")
    agent = an_agent(open_work)
    calls(open_work, agent, row)
    for kind in (Kind.CLOSE, Kind.CONTACT):
        with open_work(agent) as work, pytest.raises(ActNotPossible):
            demands.ask(work, kind=kind, contact=NEW)
