"""Files of messages over HTTP, behind the gate: the same check as documents, within what a message takes."""

from uuid import uuid4

import httpx
import pytest
from starlette.applications import Starlette

from csn_app import wiring
from csn_app.access import service as access
from csn_app.core.actor import Actor, Quality
from csn_app.documents.task import EICAR
from csn_app.edge.gate import Doors, Gate
from csn_app.edge.headers import ContentPolicy
from csn_app.messaging import http, service
from csn_app.messaging.drafts import Box, read_draft
from csn_app.messaging.sealing import PREFIX
from csn_app.routes import MESSAGE_SENDING
from tests.factories import OpenWork, a_grant, a_holder, a_professional, an_operator
from tests.hostile import files as hostile
from tests.services.documents.sending import Client
from tests.services.messaging.talking import a_conversation, a_file, a_pair, reads, says


class Post(Client):
    """Speaks to the routes of messages."""

    def __init__(self, open_work: OpenWork) -> None:
        super().__init__(open_work)
        self.app = Gate(
            Starlette(routes=http.ROUTES),
            doors=Doors(routes=http.ROUTES, without_origin={}, larger_bodies={MESSAGE_SENDING: http.body_cap()}),
            policy=ContentPolicy(scripts={"*": frozenset()}, styles=frozenset()),
        )

    def give(
        self, actor: Actor | None, content: bytes, where: str, *, name: str = "x.pdf", key: str = ""
    ) -> httpx.Response:
        said = {"idempotency-key": key or uuid4().hex, "x-csn-nom": name}
        return self.ask("POST", f"{MESSAGE_SENDING}?{where}", headers=self.headers(actor, said), content=content)

    def take(self, actor: Actor | None, conversation: object, one: object, *, shown: bool = False) -> httpx.Response:
        address = f"/messages/{conversation}/pieces/{one}" + ("?vue=1" if shown else "")
        return self.ask("GET", address, headers=self.headers(actor))


@pytest.fixture
def post(open_work: OpenWork) -> Post:
    return Post(open_work)


def test_a_file_goes_in_with_the_draft_and_out_of_the_message(post: Post, open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    conversation, sent = a_conversation(open_work, pair), hostile.pdf(pages=2)
    one = post.give(pair.holder, sent, f"conversation={conversation}", name="Bilan%20de%20mars.pdf").json()["id"]
    assert post.take(pair.holder, conversation, one).status_code == 404
    says(open_work, pair.holder, conversation)
    for who in (pair.holder, pair.doctor):
        answer = post.take(who, conversation, one, shown=True)
        assert (answer.status_code, answer.content) == (200, sent)
        assert "Bilan%20de%20mars.pdf" in answer.headers["content-disposition"]
    assert (
        post.ask("HEAD", f"/messages/{conversation}/pieces/{one}", headers=post.headers(pair.doctor)).status_code == 200
    )


def test_a_photo_loses_its_position(post: Post, open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    conversation = a_conversation(open_work, pair)
    sent = hostile.picture("JPEG", exif=hostile.camera_marks())
    one = post.give(pair.holder, sent, f"conversation={conversation}", name="IMG_1.jpg").json()["id"]
    says(open_work, pair.holder, conversation)
    kept = post.take(pair.doctor, conversation, one).content
    assert b"Exif" in sent
    assert kept[:2] == b"\xff\xd8"
    assert b"Telephone" not in kept


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", "EmptyFile"),
        (EICAR, "DangerousFile"),
        (b"MZ" + bytes(400), "UnsupportedFile"),
        (hostile.pdf()[:200], "TruncatedFile"),
    ],
    ids=["nothing", "virus", "program", "cut"],
)
def test_a_hostile_file_is_refused_and_leaves_nothing(
    post: Post, open_work: OpenWork, content: bytes, error: str
) -> None:
    pair = a_pair(open_work)
    conversation = a_conversation(open_work, pair)
    before = {key for key, _ in wiring.parts().blobs.list(PREFIX)}
    answer = post.give(pair.holder, content, f"conversation={conversation}", name="x.txt")
    assert (answer.status_code, answer.json()["error"]) == (422, error)
    assert {key for key, _ in wiring.parts().blobs.list(PREFIX)} == before


def test_a_message_takes_25_megabytes_and_says_what_is_left(post: Post, open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    conversation = a_conversation(open_work, pair)
    where = f"conversation={conversation}"
    answer = post.give(pair.holder, b"x" * 25_000_001, where)
    assert (answer.status_code, answer.json()["error"]) == (422, "MessageTooHeavy")
    assert "25" in answer.json()["sentence"]
    assert post.give(pair.holder, b"x" * 27_000_000, where).status_code == 413


def test_a_file_sent_twice_exists_once(post: Post, open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    conversation = a_conversation(open_work, pair)
    first, second = (
        post.give(pair.holder, hostile.pdf(), f"conversation={conversation}", key="sent-twice-by-post").json()
        for _ in range(2)
    )
    assert first["id"] == second["id"]
    with open_work(pair.holder) as work:
        assert len(read_draft(work, Box(conversation)).attachments) == 1


def test_nobody_else_gives_or_takes(post: Post, open_work: OpenWork) -> None:
    pair, other = a_pair(open_work), a_pair(open_work)
    conversation = a_conversation(open_work, pair)
    one = a_file(open_work, pair.holder, Box(conversation))
    says(open_work, pair.holder, conversation)
    colleague = a_professional(open_work)
    a_grant(open_work, pair.holder, colleague)
    agent = an_operator(open_work, quality=Quality.AGENT)
    for who in (other.holder, other.doctor, colleague, a_holder(open_work), agent, an_operator(open_work)):
        for where in (f"conversation={conversation}", f"conversation={uuid4()}", "conversation=x", "patient=x", ""):
            assert post.give(who, hostile.pdf(), where).status_code == 404
        if who is not colleague:
            assert post.give(who, hostile.pdf(), f"patient={pair.space}").status_code == 404
        assert post.take(who, conversation, one).status_code == 404
    assert post.give(None, hostile.pdf(), f"conversation={conversation}").status_code == 401
    assert post.take(None, conversation, one).status_code == 401
    assert post.give(pair.holder, hostile.pdf(), f"patient={pair.space}").status_code == 404


def test_nothing_is_given_after_the_end_nor_taken_after_a_removal(post: Post, open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    conversation = a_conversation(open_work, pair)
    one = a_file(open_work, pair.holder, Box(conversation))
    says(open_work, pair.holder, conversation)
    with open_work(pair.doctor) as work:
        service.close_conversation(work, conversation)
    refused = post.give(pair.holder, hostile.pdf(), f"conversation={conversation}")
    assert (refused.status_code, refused.json()["error"]) == (422, "ConversationClosed")
    with open_work(pair.holder) as work:
        access.revoke_grant(work, pair.grant)
    assert post.take(pair.doctor, conversation, one).status_code == 404
    assert post.give(pair.doctor, hostile.pdf(), f"conversation={conversation}").status_code == 404
    assert post.take(pair.holder, conversation, one).status_code == 200
    assert reads(open_work, pair.holder, conversation).messages
