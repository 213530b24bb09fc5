"""Sendings that break off, come in numbers or meet a fault at the worst moment: nothing acknowledged is ever lost."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from csn_app.access import policy
from csn_app.access import service as access
from csn_app.core.actor import Actor
from csn_app.core.errors import NotFound, Refused, Unavailable
from csn_app.documents import http, service, turns
from csn_app.documents.facts import SendingStalled, TooManySendings
from csn_app.documents.views import FinishedUpload
from tests.factories import OpenWork, a_grant, a_holder, a_professional, an_open_record
from tests.hostile import files as hostile
from tests.services.documents.sending import Client, a_document, actions_of, objects


@pytest.fixture
def client(open_work: OpenWork) -> Client:
    return Client(open_work)


def _keys(open_work: OpenWork, holder: Actor) -> list[str]:
    assert holder.space_id
    with open_work(holder) as work:
        return [str(row.id) for row in service.list_documents(work, space_id=holder.space_id).rows]


@pytest.mark.parametrize("fault", [ConnectionError, Unavailable])
def test_a_fault_between_the_commit_and_the_answer_keeps_the_file(
    client: Client, open_work: OpenWork, monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    holder, sent, finish = a_holder(open_work), hostile.pdf(), service.finish_upload

    def finish_then_fail(work: Any, **given: Any) -> FinishedUpload:
        finish(work, **given)
        raise fault

    monkeypatch.setattr(service, "finish_upload", finish_then_fail)
    assert client.send(holder, sent, key="cut-after-commit").status_code in {500, 503}
    (document,) = _keys(open_work, holder)
    assert client.get(holder, document).content == sent
    assert client.send(holder, sent, key="cut-after-commit").json()["id"] == document


def test_the_view_of_a_new_document_is_made_before_its_commit(
    client: Client, open_work: OpenWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_given: Any) -> None:
        raise ConnectionError

    holder = a_holder(open_work)
    monkeypatch.setattr(service, "rows_of", away)
    assert client.send(holder, hostile.pdf()).status_code == 500
    monkeypatch.undo()
    assert _keys(open_work, holder) == []


def test_a_refusal_at_the_end_leaves_nothing(
    client: Client, open_work: OpenWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: Any, **_more: Any) -> None:
        raise Refused

    holder, before = a_holder(open_work), objects()
    monkeypatch.setattr(service, "finish_upload", refuse)
    assert client.send(holder, hostile.pdf()).status_code == 422
    assert objects() == before


def test_an_account_sends_four_files_at_a_time_and_a_crowd_is_refused() -> None:
    async def act() -> None:
        mine, under_way, most = uuid4(), 0, 0
        go_on = asyncio.Event()

        async def send() -> None:
            nonlocal under_way, most
            async with turns.one_more_sending(mine):
                under_way += 1
                most = max(most, under_way)
                await go_on.wait()
                under_way -= 1

        sendings = [asyncio.create_task(send()) for _ in range(turns.MOST)]
        await asyncio.sleep(0)
        with pytest.raises(TooManySendings):
            async with turns.one_more_sending(mine):
                pass
        async with turns.one_more_sending(uuid4()):
            assert under_way == turns.AT_ONCE
        go_on.set()
        await asyncio.gather(*sendings)
        assert most == turns.AT_ONCE
        async with turns.one_more_sending(mine):
            pass
        assert mine not in turns._lines

    asyncio.run(act())


def test_a_crowd_of_sendings_is_answered_in_a_sentence(
    client: Client, open_work: OpenWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "MOST", 0)
    answer = client.send(a_holder(open_work), hostile.pdf())
    assert (answer.status_code, answer.json()["error"]) == (429, "TooManySendings")
    assert answer.json()["sentence"].startswith("Trop de fichiers")


def test_a_sending_that_falls_silent_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "SILENCE_SECONDS", 0.01)

    async def one_then_none() -> AsyncIterator[bytes]:
        yield b"a"
        await asyncio.Event().wait()

    async def act() -> None:
        coming = turns.paced(one_then_none())
        assert await anext(coming) == b"a"
        with pytest.raises(SendingStalled):
            await anext(coming)

    asyncio.run(act())
    assert http._status(SendingStalled()) == 503


def _a_grant_in_use(open_work: OpenWork) -> tuple[Actor, Actor, UUID]:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    grant_id = a_grant(open_work, holder, doctor)
    an_open_record(open_work, doctor, holder)
    return holder, doctor, grant_id


def test_a_revocation_waits_for_a_deposit_that_is_being_written(
    open_work: OpenWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder, doctor, grant_id = _a_grant_in_use(open_work)
    describe = service.rows_of

    def revoke_meanwhile(*given: Any) -> Any:
        with open_work(holder) as other:
            other.db.execute(text("set local lock_timeout = '100ms'"))
            with pytest.raises(OperationalError, match="lock timeout"):
                access.revoke_grant(other, grant_id)
        return describe(*given)

    monkeypatch.setattr(service, "rows_of", revoke_meanwhile)
    a_document(open_work, doctor, space_id=holder.space_id)
    with open_work(holder) as work:
        access.revoke_grant(work, grant_id)
    assert actions_of(open_work, holder.space_id) == ["DOC_ADDED", "GRANT_REVOKED"]


def test_a_revocation_just_after_the_question_stops_the_deposit(
    open_work: OpenWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder, doctor, grant_id = _a_grant_in_use(open_work)
    hold = policy.hold_grant

    def revoke_just_before(*given: Any) -> None:
        with open_work(holder) as other:
            access.revoke_grant(other, grant_id)
        hold(*given)

    monkeypatch.setattr(policy, "hold_grant", revoke_just_before)
    with pytest.raises(NotFound):
        a_document(open_work, doctor, space_id=holder.space_id)
    assert actions_of(open_work, holder.space_id) == ["GRANT_REVOKED", "DEPOSIT_REFUSED"]
