"""The person lets an agent file documents: timed, ended by either, and the agent reads nothing (R-AS-4)."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlmodel import col

from csn_app.access import help_sessions, policy
from csn_app.access.help_sessions import NumberUnknown
from csn_app.access.policy import Permission
from csn_app.assistance import help_session, service
from csn_app.core.actor import Actor, Quality
from csn_app.core.errors import NotFound
from csn_app.core.work import Work
from csn_app.documents import service as documents
from csn_app.documents.model import Document
from csn_app.identity.model import Account
from csn_app.identity.throttles import MustWait
from tests.factories import OpenWork, a_holder
from tests.services.assistance.people import an_agent, calls, somebody
from tests.services.documents.sending import a_document
from tests.services.rights.people import later


def _helped(open_work: OpenWork) -> tuple[Actor, Actor, UUID]:
    (row, space_id), agent = somebody(open_work), an_agent(open_work)
    calls(open_work, agent, row)
    with open_work(agent) as work:
        account = work.db.scalars(select(Account).where(col(Account.space_id) == space_id)).one()
        person = Actor(Quality.HOLDER, account_id=account.id, space_id=space_id, session_id=account.id)
        return agent, person, space_id


def _allowed(open_work: OpenWork, agent: Actor, person: Actor) -> None:
    with open_work(agent) as work:
        number = help_sessions.offer_help(work)
    with open_work(person) as work:
        help_session.allow(work, number=number)


def _may_file(work: Work, space_id: UUID) -> bool:
    return policy.allowed(work, Permission.DOCUMENT_ADD, space_id)


def test_the_person_types_the_number_and_the_agent_may_file_and_nothing_else(open_work: OpenWork) -> None:
    agent, person, space_id = _helped(open_work)
    with open_work(agent) as work:
        assert not _may_file(work, space_id)
    _allowed(open_work, agent, person)
    with open_work(agent) as work:
        may = {p for p in Permission if policy.allowed(work, p, space_id)}
        seen = service.read_call(work)
    allowed = {Permission.PERSON_HELP, Permission.CALL_BEGIN, Permission.ACCOUNT_READ, Permission.SESSION_END}
    assert may == allowed | {Permission.DOCUMENT_ADD}
    assert seen is not None
    assert seen.help_until is not None
    with open_work(person) as work:
        assert help_session.read_help(work) is not None


def test_what_is_filed_is_the_persons_own_and_the_agent_cannot_read_it(open_work: OpenWork) -> None:
    agent, person, space_id = _helped(open_work)
    _allowed(open_work, agent, person)
    document_id = a_document(open_work, agent, space_id=space_id, title="Ordonnance").id
    with open_work(agent) as work, pytest.raises(NotFound):
        documents.describe_document(work, document_id)
    with open_work(person) as work:
        assert documents.describe_document(work, document_id).title == "Ordonnance"
        assert work.db.get_one(Document, document_id).author_account_id == person.account_id
    with open_work(person) as work:
        documents.delete_document(work, document_id)


@pytest.mark.parametrize("how", ["person", "agent"])
def test_what_ends_between_the_question_and_the_row_files_nothing_in_the_agents_name(
    open_work: OpenWork, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent, person, space_id = _helped(open_work)
    _allowed(open_work, agent, person)
    if how == "person":
        with open_work(person) as work:
            help_session.stop(work)
    else:
        with open_work(agent) as work:
            service.end(work)
    # The policy was asked a moment before the end.
    monkeypatch.setattr(policy, "require", lambda *_: None)
    with open_work(agent) as work, pytest.raises(NotFound):
        help_sessions.filed_for(work, space_id)


@pytest.mark.parametrize("how", ["person", "agent", "time"])
def test_it_ends_by_either_and_by_the_clock(open_work: OpenWork, how: str) -> None:
    agent, person, space_id = _helped(open_work)
    _allowed(open_work, agent, person)
    if how == "person":
        with open_work(person) as work:
            help_session.stop(work)
    if how == "agent":
        with open_work(agent) as work:
            service.end(work)
    with later(open_work, agent, minutes=30 if how == "time" else 0) as work:
        assert not _may_file(work, space_id)
    with later(open_work, person, minutes=30 if how == "time" else 0) as work:
        assert help_session.read_help(work) is None


def test_a_number_serves_once_ten_minutes_and_in_the_right_carnet_only(open_work: OpenWork) -> None:
    agent, person, _ = _helped(open_work)
    with open_work(agent) as work:
        number = help_sessions.offer_help(work)
    for actor, given, minutes in ((a_holder(open_work), number, 0), (person, "000 00", 0), (person, number, 10)):
        with later(open_work, actor, minutes=minutes) as work, pytest.raises(NumberUnknown):
            help_session.allow(work, number=given)
    with open_work(person) as work:
        help_session.allow(work, number=number)
    with open_work(person) as work, pytest.raises(NumberUnknown):
        help_session.allow(work, number=number)


def test_guessing_numbers_waits(open_work: OpenWork) -> None:
    _, person, _ = _helped(open_work)
    for _ in range(5):
        with open_work(person) as work, pytest.raises(NumberUnknown):
            help_session.allow(work, number="1")
    with open_work(person) as work, pytest.raises(MustWait):
        help_session.allow(work, number="1")


def _types_it(work: Work) -> None:
    help_session.allow(work, number="1")


@pytest.mark.parametrize("act", [help_session.read_help, help_session.stop, _types_it])
def test_an_agent_never_accepts_for_the_person(open_work: OpenWork, act: Any) -> None:
    agent, _, space_id = _helped(open_work)
    with open_work(agent) as work, pytest.raises(NotFound):
        act(work)
    with open_work(agent) as work, pytest.raises(NotFound):
        help_sessions.allow_help(work, space_id, number="1")
