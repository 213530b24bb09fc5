"""The screens of messages, through their handlers."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from csn_app.access import service as access
from csn_app.core.actor import Actor
from csn_app.messaging.drafts import Box
from csn_app.messaging.state_list import MailState
from csn_app.messaging.state_reply import ReplyState
from csn_app.messaging.state_thread import ThreadState
from csn_app.ui.session import SessionState
from tests.factories import OpenWork, a_grant, a_holder, a_professional
from tests.services.documents.sending import a_document, actions_of
from tests.services.messaging.talking import a_conversation, a_file, a_pair, reads, says
from tests.states.tab import Tab, as_somebody

Act = tuple[type[Any], str, tuple[Any, ...]]


def _on(actor: Actor, address: str, *acts: Act) -> tuple[Tab, Any, Any, Any]:
    """Call handlers in turn; returns the tab's session and the states of the list, the thread and the reply."""

    async def act() -> tuple[Tab, Any, Any, Any]:
        tab = Tab(address)
        for kind, name, given in acts:
            await getattr(await tab.state(kind), name)(*given)
        states = [await tab.state(kind) for kind in (MailState, ThreadState, ReplyState)]
        tab.words = await tab.said()  # type: ignore[attr-defined]
        return tab, *states

    return as_somebody(actor, act)


def _opens(actor: Actor, address: str, *acts: Act) -> tuple[Any, Any, Any]:
    loads: tuple[Act, ...] = ((ThreadState, "load", ()), (ReplyState, "load", ()))
    _, mail, thread, reply = _on(actor, address, *loads, *acts)
    return mail, thread, reply


def _messages(open_work: OpenWork, who: Actor, conversation: UUID) -> list[str]:
    return [message.body for message in reads(open_work, who, conversation).messages]


def test_the_person_reads_the_list_and_the_mark_of_what_is_new(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    conversation = a_conversation(open_work, pair, subject="Votre IRM")

    async def act() -> tuple[Any, int]:
        tab = Tab("/messages")
        mail = await tab.state(MailState)
        await mail.load()
        return mail, (await tab.state(SessionState)).unread

    mail, unread = as_somebody(pair.holder, act)
    (card,) = mail.cards
    assert (card.name, card.subject, card.fresh) == ("Dr Camille Bernard", "Votre IRM", "Nouveau")
    assert card.href == f"/messages/{conversation}"
    assert unread == 1


def test_the_person_answers_and_the_box_is_empty_again(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    conversation = a_conversation(open_work, pair)

    async def act() -> Any:
        tab = Tab(f"/messages/{conversation}")
        thread, reply = await tab.state(ThreadState), await tab.state(ReplyState)
        await thread.load()
        await reply.load()
        key = reply.key
        await reply.note(key, "reponse", "Merci")
        await reply.send({"reponse": "Merci docteur", "cle": key})
        await reply.send({"reponse": "Merci docteur", "cle": key})
        await reply.note(key, "reponse", "Merci docteur")
        return thread, reply

    thread, reply = as_somebody(pair.holder, act)
    assert [m.lines for m in thread.messages] == [["Bonjour"], ["Merci docteur"]]
    assert (reply.body, reply.errors) == ("", [])
    assert _messages(open_work, pair.doctor, conversation) == ["Bonjour", "Merci docteur"]
    _, _, again = _opens(pair.holder, f"/messages/{conversation}")
    assert again.body == ""


def test_what_cannot_be_sent_is_said_beside_its_field_and_kept(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    address = f"/messages/{a_conversation(open_work, pair)}"
    sends: Act = (ReplyState, "send", ({"reponse": " ", "cle": uuid4().hex},))
    _, _, reply = _opens(pair.holder, address, sends)
    assert reply.errors[0]["field"] == "champ-reponse"


@pytest.mark.parametrize("typed", [{}, {"reponse": {}, "cle": []}, {"reponse": "x"}, {"reponse": "x", "cle": "'--"}])
def test_nonsense_sends_nothing(open_work: OpenWork, typed: dict[str, Any]) -> None:
    pair = a_pair(open_work)
    conversation = a_conversation(open_work, pair)
    _, _, reply = _opens(pair.holder, f"/messages/{conversation}", (ReplyState, "send", (typed,)))
    assert reply.errors
    assert len(_messages(open_work, pair.doctor, conversation)) == 1


def test_no_handler_lets_a_person_start(open_work: OpenWork) -> None:
    """The address, the form and the handler are the attacker's; the person's own carnet is the target."""
    pair = a_pair(open_work)
    typed = {"sujet": "Bonjour", "reponse": "Bonjour", "cle": uuid4().hex}
    for target in (pair.space, a_holder(open_work).space_id, pair.doctor.professional_id):
        for address in (f"/pro/messages/nouveau?patient={target}", f"/messages/{target}", "/messages/nouveau"):
            acts: tuple[Act, ...] = (
                (ReplyState, "begin", ()),
                (ReplyState, "load", ()),
                (ReplyState, "note", ("", "reponse", "Bonjour")),
                (ReplyState, "send", (typed,)),
                (ThreadState, "reopen", ()),
            )
            _, _, _, reply = _on(pair.holder, address, *acts)
            assert not reply.ready
            assert reply.people == []
    _, mail, _, _ = _on(pair.holder, "/messages", (MailState, "load", ()))
    assert mail.cards == []
    assert "CONVERSATION_STARTED" not in actions_of(open_work, pair.space)


def test_a_professional_starts_from_the_address_of_a_patient(open_work: OpenWork) -> None:
    pair = a_pair(open_work)

    async def act() -> Any:
        tab = Tab(f"/pro/messages/nouveau?patient={pair.space}")
        reply = await tab.state(ReplyState)
        await reply.begin()
        return await reply.send({"sujet": "Votre IRM", "reponse": "Bonjour", "cle": reply.key})

    assert as_somebody(pair.doctor, act) is not None
    _, mail, _, _ = _on(pair.holder, "/messages", (MailState, "load", ()))
    assert [card.subject for card in mail.cards] == ["Votre IRM"]


@pytest.mark.parametrize("given", ["nonsense", "unknown", "someone else's"])
def test_a_conversation_that_is_not_mine_does_not_exist(open_work: OpenWork, given: str) -> None:
    pair, other = a_pair(open_work), a_pair(open_work)
    theirs = a_conversation(open_work, other, body="Secret")
    wanted = {"unknown": uuid4(), "someone else's": theirs}.get(given, given)
    for who, base in ((pair.holder, "/messages"), (pair.doctor, "/pro/messages")):
        acts: tuple[Act, ...] = (
            (ThreadState, "look", ({},)),
            (ThreadState, "show_older", ()),
            (ThreadState, "delete", ()),
            (ReplyState, "send", ({"reponse": "x", "cle": uuid4().hex},)),
        )
        _, thread, reply = _opens(who, f"{base}/{wanted}", *acts)
        assert (thread.missing, thread.messages, thread.head.subject) == (True, [], "")
        assert not reply.ready
    assert len(_messages(open_work, other.holder, theirs)) == 1


def test_the_page_empties_itself_once_the_access_has_ended(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    conversation = a_conversation(open_work, pair, subject="Sujet", body="Corps")

    async def act() -> Any:
        tab = Tab(f"/pro/messages/{conversation}")
        thread = await tab.state(ThreadState)
        await thread.load()
        assert thread.head.subject == "Sujet"
        with open_work(pair.holder) as work:
            access.revoke_grant(work, pair.grant)
        await thread.look({})
        return thread

    thread = as_somebody(pair.doctor, act)
    assert (thread.missing, thread.messages, thread.head.subject) == (True, [], "")


def test_the_professional_ends_and_the_box_is_gone(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    conversation = a_conversation(open_work, pair)
    _opens(pair.doctor, f"/pro/messages/{conversation}", (ThreadState, "close", ()))
    _, thread, _ = _opens(pair.holder, f"/messages/{conversation}")
    assert (thread.head.standing, bool(thread.head.stopped)) == ("CLOSED", True)
    _opens(pair.doctor, f"/pro/messages/{conversation}", (ThreadState, "reopen", ()))
    _, thread, _ = _opens(pair.holder, f"/messages/{conversation}")
    assert thread.head.standing == "OPEN"


def test_what_is_new_appears_without_a_reload(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    conversation = a_conversation(open_work, pair)

    async def act() -> Any:
        tab = Tab(f"/messages/{conversation}")
        thread = await tab.state(ThreadState)
        await thread.load()
        says(open_work, pair.doctor, conversation, "Encore un mot")
        await thread.look({})
        return thread

    assert as_somebody(pair.holder, act).messages[-1].lines == ["Encore un mot"]


def test_a_document_of_the_carnet_goes_with_the_message_as_a_copy(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    conversation = a_conversation(open_work, pair)
    row = a_document(open_work, pair.holder, title="Bilan sanguin", content=b"le bilan")
    stranger = a_document(open_work, a_holder(open_work), title="Secret")
    takes: Act = (ReplyState, "take", ({"document": str(row.id)},))
    foreign: Act = (ReplyState, "take", ({"document": str(stranger.id)},))
    _, _, reply = _opens(pair.holder, f"/messages/{conversation}", foreign, (ReplyState, "take", ({},)), takes)
    assert [file.name for file in reply.files] == ["Bilan sanguin.pdf"]


def test_a_received_file_is_filed_once_in_a_category(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    conversation = a_conversation(open_work, pair)
    one = a_file(open_work, pair.doctor, Box(conversation), name="Exercices-genou.pdf")
    says(open_work, pair.doctor, conversation)
    files: tuple[Act, ...] = (
        (ThreadState, "keep", (str(one),)),
        (ThreadState, "file_away", ({"categorie": "REMB"},)),
        (ThreadState, "file_away", ({"categorie": "CPT_REND"},)),
    )
    _, thread, _ = _opens(pair.holder, f"/messages/{conversation}", *files)
    (file,) = thread.messages[-1].files
    assert file.kept.startswith("/documents/")
    assert not file.keepable
    assert actions_of(open_work, pair.space).count("DOC_ADDED") == 1


def test_only_the_person_blocks_and_reports(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    conversation = a_conversation(open_work, pair)
    address = f"/messages/{conversation}"
    report: Act = (ThreadState, "report", ({"raison": "RUDE", "precisions": "x"},))
    _, thread, _ = _opens(pair.holder, address, (ThreadState, "block", ()), report)
    assert (thread.head.blocked, thread.head.standing) == (True, "BLOCKED")
    _, thread, _ = _opens(pair.holder, address, (ThreadState, "unblock", ()))
    assert thread.head.standing == "OPEN"
    found = actions_of(open_work, pair.space)
    assert {"CORRESPONDENT_BLOCKED", "CORRESPONDENT_UNBLOCKED", "CORRESPONDENT_REPORTED"} <= set(found)


def test_a_deleted_exchange_leaves_the_list(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    conversation = a_conversation(open_work, pair)
    _opens(pair.holder, f"/messages/{conversation}", (ThreadState, "archive", ()))
    _, mail, _, _ = _on(pair.holder, "/messages?vue=archives", (MailState, "load", ()))
    assert len(mail.cards) == 1
    _opens(pair.holder, f"/messages/{conversation}", (ThreadState, "delete", ()))
    _, mail, _, _ = _on(pair.holder, "/messages?vue=archives", (MailState, "load", ()))
    assert mail.cards == []


def test_patients_who_blocked_are_not_offered(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    other = a_holder(open_work)
    a_grant(open_work, other, pair.doctor)
    conversation = a_conversation(open_work, pair)
    _opens(pair.holder, f"/messages/{conversation}", (ThreadState, "block", ()))
    _, _, _, reply = _on(pair.doctor, f"/pro/messages/nouveau?patient={pair.space}", (ReplyState, "begin", ()))
    assert (reply.to, reply.ready) == ("", False)
    stranger = a_professional(open_work)
    _, _, _, reply = _on(stranger, f"/pro/messages/nouveau?patient={pair.space}", (ReplyState, "begin", ()))
    assert reply.people == []
