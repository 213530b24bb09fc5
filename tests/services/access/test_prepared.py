"""Statements put together once answer as those put together for one person, and are left where they could not."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.exc import OperationalError
from sqlmodel import col

from csn_app import wiring
from csn_app.access import policy, prepared
from csn_app.access.model import Space
from csn_app.access.policy import Permission
from csn_app.core.actor import VISITOR, Actor
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Untraced, Work, WritesSomething
from csn_app.documents import queries
from csn_app.documents.model import Document
from csn_app.identity import sessions
from tests.factories import OpenWork, a_grant, a_holder, a_professional, an_open_record


def _spaces(work: Work, *wanted: Any) -> list[UUID]:
    return [row[0] for row in prepared.rows(work, *wanted)]


def _own(work: Work) -> Select[Any]:
    return select(col(Space.id)).where(col(Space.id) == work.actor.space_id, col(Space.state_since) <= work.now)


def _decides_by_name(work: Work) -> Select[Any]:
    return _own(work) if work.actor.shown_name == "Alice Martin" else _own(work).where(col(Space.state) == "")


def _compares_in_python(work: Work, space_id: UUID) -> Select[Any]:
    if space_id != work.actor.space_id:
        return select(col(Space.id)).where(col(Space.id) == space_id)
    return _own(work)


def _asks_the_database(work: Work) -> Select[Any]:
    return _own(work).where(col(Space.state) == work.db.scalar(_own(work).with_only_columns(col(Space.state))))


def test_one_statement_serves_every_holder_each_their_own(open_work: OpenWork) -> None:
    for holder in (a_holder(open_work), a_holder(open_work), a_holder(open_work)):
        with open_work(holder) as work:
            assert prepared.is_prepared(work, _own)
            assert _spaces(work, _own) == [holder.space_id]


@pytest.mark.parametrize("build", [_decides_by_name, _asks_the_database])
def test_a_condition_decided_in_python_is_put_together_for_each(open_work: OpenWork, build: Any) -> None:
    alice, noe = a_holder(open_work), a_holder(open_work, name="Noé Martin")
    for holder, found in ((noe, build is not _decides_by_name), (alice, True)):
        with open_work(holder) as work:
            assert not prepared.is_prepared(work, build)
            assert _spaces(work, build) == ([holder.space_id] if found else [])


def test_identifiers_compared_in_python_never_serve_another(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    with open_work(alice) as work:
        assert not prepared.is_prepared(work, _compares_in_python, alice.space_id)
        assert _spaces(work, _compares_in_python, alice.space_id) == [alice.space_id]


def test_the_list_of_a_holder_is_prepared(open_work: OpenWork) -> None:
    """A condition that is added to the policy and decides in Python would make every list three times dearer."""
    with open_work(a_holder(open_work)) as work:
        for shape in ((False, False, False, False), (True, False, False, True), (True, True, True, False)):
            assert prepared.is_prepared(work, queries._page, *shape)
        assert prepared.is_prepared(work, policy._the_space, Permission.DOCUMENT_LIST, queries.kept_counts)
        assert prepared.is_prepared(work, policy._the_thing, Permission.DOCUMENT_READ, Document)
    with open_work(VISITOR) as work:
        assert prepared.is_prepared(work, sessions._behind)


def test_what_is_written_in_the_same_work_is_seen(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    with open_work(holder) as work:
        space = work.db.get(Space, holder.space_id)
        assert space is not None
        assert policy.allowed(work, Permission.DOCUMENT_LIST, holder.space_id)
        space.state = SpaceState.CLOSED_ARCHIVED
        assert not policy.allowed(work, Permission.DOCUMENT_LIST, holder.space_id)


def test_require_with_refuses_as_require_does(open_work: OpenWork) -> None:
    alice, noe, doctor = a_holder(open_work), a_holder(open_work), a_professional(open_work)
    with open_work(alice) as work:
        counts, unseen = policy.require_with(work, Permission.DOCUMENT_LIST, _of(alice), also=queries.kept_counts)
        assert (queries.by_category(counts), unseen) == ({}, 0)
    for stranger in (noe, doctor, VISITOR):
        with open_work(stranger) as work, pytest.raises(NotFound):
            policy.require_with(work, Permission.DOCUMENT_LIST, _of(alice), also=queries.kept_counts)


def test_a_professional_is_asked_anew_each_time(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    a_grant(open_work, holder, doctor)
    an_open_record(open_work, doctor, holder)
    with open_work(doctor) as work:
        assert policy.allowed(work, Permission.DOCUMENT_LIST, holder.space_id)
        assert not prepared.is_prepared(work, queries._page, False, False, False, False)


def test_a_reading_writes_nothing(open_work: OpenWork) -> None:
    def close_it() -> None:
        with wiring.open_reading(holder) as work:
            space = work.db.get(Space, holder.space_id)
            assert space is not None
            space.state = SpaceState.CLOSED_ARCHIVED
            work.commit(untraced=Untraced.TECHNICAL)

    holder = a_holder(open_work)
    with pytest.raises(WritesSomething):
        close_it()
    with pytest.raises(WritesSomething), wiring.open_reading(holder) as work:
        work.must_write()
    with open_work(holder) as work:
        work.must_write()
        assert policy.allowed(work, Permission.DOCUMENT_LIST, holder.space_id)


def _of(holder: Actor) -> UUID:
    assert holder.space_id is not None
    return holder.space_id


def bound(work: Work) -> Select[Any]:
    """Name a value of its own beside those of the actor."""
    return _own(work).where(col(Space.state) == bindparam("state"))


def test_a_statement_takes_values_of_its_own(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    with open_work(holder) as work:
        assert prepared.rows(work, bound, state=SpaceState.ACTIVATED)
        assert not prepared.rows(work, bound, state=SpaceState.CLOSED_ARCHIVED)


def _falls(_work: Work) -> Select[Any]:
    return select(func.pg_terminate_backend(func.pg_backend_pid()))


@pytest.mark.parametrize("way", [wiring.open_work, wiring.open_reading])
def test_a_lost_connection_is_said_as_elsewhere_and_not_used_again(open_work: OpenWork, way: OpenWork) -> None:
    holder = a_holder(open_work)
    with way(holder) as work, pytest.raises(OperationalError):
        prepared.rows(work, _falls)
    with way(holder) as work:
        assert _spaces(work, _own) == [holder.space_id]


def test_require_with_bars_whom_require_bars(open_work: OpenWork, monkeypatch: pytest.MonkeyPatch) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    a_grant(open_work, holder, doctor)
    an_open_record(open_work, doctor, holder)
    monkeypatch.setattr(policy, "NOT_FOR_ASSISTANTS", frozenset({Permission.DOCUMENT_LIST}))
    with open_work(doctor) as work:
        assert policy.require_with(work, Permission.DOCUMENT_LIST, _of(holder), also=queries.kept_counts) == ()
    with open_work(replace(doctor, assistant=True)) as work, pytest.raises(NotFound):
        policy.require_with(work, Permission.DOCUMENT_LIST, _of(holder), also=queries.kept_counts)
