"""Handing over: marked before, never twice by itself, both parts and a lasting Message-ID; the operator decides."""

import smtplib
import socketserver
import threading
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from uuid import uuid4

import pytest
from sqlalchemy import delete, select, update
from sqlmodel import col

from csn_app.config import settings
from csn_app.core.actor import JOB, Actor, Quality
from csn_app.core.errors import NotFound
from csn_app.core.work import Channel, Notice, Untraced
from csn_app.notifications import mail, post, service
from csn_app.notifications.center import mark_read
from csn_app.notifications.mail import Message
from csn_app.notifications.model import Notification, OutboxLine
from csn_app.notifications.rules import Choices
from csn_app.notifications.service import UNCERTAIN_AFTER, UnknownKind, deliver_next, retry_outbox
from csn_app.settings.alerts import save_alerts
from tests.factories import OpenWork, a_holder, a_professional, an_operator


class Killed(BaseException):
    """The process dies here."""


@pytest.fixture(autouse=True)
def _empty(open_work: OpenWork) -> None:
    with open_work(JOB) as work:
        work.db.execute(delete(OutboxLine))
        work.commit(untraced=Untraced.OUTBOX)


def _tell(open_work: OpenWork, holder: Actor, *, kind: str = "DOCUMENT_ADDED", mobile: str = "") -> None:
    with open_work(JOB) as work:
        work.tell(
            Notice(
                Channel.EMAIL,
                "alice@example.fr",
                "Du nouveau",
                "Une phrase.\n\nUne autre.",
                kind=kind,
                account_id=holder.account_id,
                mobile=mobile,
            )
        )
        work.commit(untraced=Untraced.OUTBOX)


def _deliver(open_work: OpenWork, send: service.Sender | None = None) -> list[Message]:
    sent: list[Message] = []

    def keep(message: Message) -> bool:
        sent.append(message)
        return send(message) if send else True

    more = True
    while more:
        with open_work(JOB) as work:
            more = deliver_next(work, keep, channels=tuple(Channel))
    return sent


def _lines(open_work: OpenWork) -> list[OutboxLine]:
    with open_work(JOB) as work:
        return list(work.db.scalars(select(OutboxLine).order_by(col(OutboxLine.due_at))))


def _later(open_work: OpenWork, after: timedelta) -> None:
    """Let time pass for what waits or was being handed over."""
    with open_work(JOB) as work:
        work.db.execute(
            update(OutboxLine).values(
                due_at=col(OutboxLine.due_at) - after, started_at=col(OutboxLine.started_at) - after
            )
        )
        work.commit(untraced=Untraced.OUTBOX)


def test_a_message_that_a_crash_cut_off_waits_for_the_operator(open_work: OpenWork) -> None:
    holder, operator = a_holder(open_work), an_operator(open_work)
    _tell(open_work, holder)
    seen: list[str] = []

    def dies(message: Message) -> bool:
        with open_work(JOB) as work:
            # Whoever looks meanwhile finds it marked, and leaves it.
            assert not deliver_next(work, lambda _: True, channels=tuple(Channel))
        seen.append(message.headers["Message-ID"])
        raise Killed

    with pytest.raises(Killed):
        _deliver(open_work, dies)
    assert _deliver(open_work) == []
    _later(open_work, UNCERTAIN_AFTER + timedelta(seconds=1))
    assert _deliver(open_work) == []
    with open_work(operator) as work:
        (stuck,) = service.stuck_messages(work)
        assert stuck.uncertain
        counts = service.count_outbox(work)
        assert (counts.waiting, counts.given_up, counts.uncertain) == (0, 0, 1)
    with open_work(JOB) as work:
        assert retry_outbox(work) == 0
    with open_work(operator) as work:
        service.retry_message(work, line_id=stuck.id)
    (again,) = _deliver(open_work)
    assert again.headers["Message-ID"] == seen[0]
    with open_work(operator) as work:
        assert service.stuck_messages(work) == ()
        with pytest.raises(NotFound):
            service.retry_message(work, line_id=stuck.id)


def test_a_stuck_message_says_nothing_of_its_words_or_recipient(open_work: OpenWork) -> None:
    _tell(open_work, a_holder(open_work))
    with open_work(JOB) as work:
        work.db.execute(update(OutboxLine).values(given_up_at=work.real_now))
        work.commit(untraced=Untraced.OUTBOX)
    with open_work(an_operator(open_work)) as work:
        (stuck,) = service.stuck_messages(work)
        assert not {"alice@example.fr", "Du nouveau"} & set(map(str, (stuck.kind, stuck.channel, stuck.id)))
        assert "alice" not in repr(stuck)
        service.drop_message(work, line_id=stuck.id)
    assert _lines(open_work) == []


def test_only_an_operator_sees_and_retries(open_work: OpenWork) -> None:
    _tell(open_work, a_holder(open_work))
    with open_work(JOB) as work:
        work.db.execute(update(OutboxLine).values(given_up_at=work.real_now))
        work.commit(untraced=Untraced.OUTBOX)
    (line,) = _lines(open_work)
    others = (a_holder(open_work), a_professional(open_work), an_operator(open_work, quality=Quality.AGENT))
    for actor in others:
        with open_work(actor) as work:
            with pytest.raises(NotFound):
                service.stuck_messages(work)
            for act in (service.retry_message, service.drop_message):
                with pytest.raises(NotFound):
                    act(work, line_id=line.id)
    with open_work(an_operator(open_work)) as work, pytest.raises(NotFound):
        service.drop_message(work, line_id=uuid4())


def test_a_text_message_leaves_only_if_nothing_was_read_in_three_hours(open_work: OpenWork) -> None:
    reader, forgetful = a_holder(open_work), a_holder(open_work)
    for holder in (reader, forgetful):
        with open_work(holder) as work:
            save_alerts(work, Choices(sms_when_unread=True))
        _tell(open_work, holder, mobile="0611223344" if holder is reader else "0655667788")
    assert [message.channel for message in _deliver(open_work)] == [Channel.EMAIL, Channel.EMAIL]
    with open_work(reader) as work:
        mark_read(work)
    _later(open_work, timedelta(hours=settings().sms_after_hours, minutes=-5))
    assert _deliver(open_work) == []
    _later(open_work, timedelta(minutes=6))
    (text,) = _deliver(open_work)
    assert (text.channel, text.to) == (Channel.SMS, "0655667788")
    assert "Du nouveau" not in text.text
    assert len(_lines(open_work)) == 3


def test_a_notice_is_an_entry_even_where_nothing_leaves(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    with open_work(holder) as work:
        save_alerts(work, Choices(discreet=True))
    _tell(open_work, holder, mobile="0611223344")
    assert _lines(open_work) == []
    with open_work(JOB) as work:
        (entry,) = work.db.scalars(select(Notification).where(Notification.account_id == holder.account_id))
    assert entry.kind == "DOCUMENT_ADDED"


def test_an_unknown_kind_is_a_fault_of_ours(open_work: OpenWork) -> None:
    with pytest.raises(UnknownKind):
        _tell(open_work, a_holder(open_work), kind="NOT_A_KIND")


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = settings().model_copy(update={"public_url": "https://carnet.example.fr"})
    monkeypatch.setattr(mail, "settings", lambda: chosen)


@pytest.mark.usefixtures("public")
def test_an_e_mail_can_be_stopped_in_one_press_and_an_alert_cannot(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    for kind in ("DOCUMENT_ADDED", "PASSWORD_CHANGED"):
        _tell(open_work, holder, kind=kind)
    document, alert = _deliver(open_work)
    stop = document.headers["List-Unsubscribe"]
    assert stop.startswith("<https://carnet.example.fr/desabonnement?jeton=")
    assert document.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert stop.strip("<>") in document.html.replace("&amp;", "&")
    assert "List-Unsubscribe" not in alert.headers
    for message in (document, alert):
        assert message.headers["Message-ID"].endswith("@carnet.example.fr>")
        assert "connexion" not in message.html


class _Smtp(socketserver.StreamRequestHandler):
    """The smallest SMTP server that takes one message."""

    taken: list[bytes] = []  # noqa: RUF012 - shared by every connection on purpose
    hangs_up = False

    def handle(self) -> None:
        self.wfile.write(b"220 ici\r\n")
        while line := self.rfile.readline():
            word = line.strip().upper()
            if word == b"DATA":
                if self.hangs_up:
                    return
                self.wfile.write(b"354 dites\r\n")
                body = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    body += part
                self.taken.append(body)
            self.wfile.write(b"221 au revoir\r\n" if word == b"QUIT" else b"250 bien\r\n")
            if word == b"QUIT":
                return


@pytest.fixture
def smtp() -> Iterator[int]:
    _Smtp.taken.clear()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Smtp) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def _message() -> Message:
    return Message(
        Channel.EMAIL,
        "alice@example.fr",
        "Du nouveau dans votre carnet",
        "Bonjour é.",
        html=mail.html_of("Du nouveau <b>", "Bonjour é & à bientôt.", unsubscribe="https://x.fr/d?jeton=1"),
        headers=mail.headers_of(uuid4(), unsubscribe="https://x.fr/d?jeton=1"),
    )


def test_an_e_mail_has_both_parts_and_its_headers_once(smtp: int) -> None:
    message = _message()
    assert post.hand_over(f"mailto://127.0.0.1:{smtp}?from=carnet@example.fr&to={{to}}&mode=insecure", message)
    (raw,) = _Smtp.taken
    read = message_from_bytes(raw, policy=policy.default)
    assert isinstance(read, EmailMessage)
    assert read.get_all("Message-ID") == [message.headers["Message-ID"]]
    assert read["List-Unsubscribe"] == "<https://x.fr/d?jeton=1>"
    assert (read["To"], read["Subject"]) == ("alice@example.fr", "Du nouveau dans votre carnet")
    text, html = read.get_body(("plain",)), read.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().strip() == "Bonjour é."
    assert "Du nouveau &lt;b&gt;" in html.get_content()
    assert "<script" not in html.get_content()
    assert "<img" not in html.get_content()


def test_an_address_that_leads_nowhere_is_a_failed_try(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not post.hand_over("ceci n’est pas une adresse", _message())
    with pytest.raises((OSError, smtplib.SMTPException)):
        post.hand_over("mailto://127.0.0.1:1?from=a@example.fr&to={to}&mode=insecure", _message())


def test_an_answer_that_was_lost_is_uncertain_and_not_tried_again(
    open_work: OpenWork, smtp: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_Smtp, "hangs_up", True)
    address = f"mailto://127.0.0.1:{smtp}?from=carnet@example.fr&to={{to}}&mode=insecure"
    _tell(open_work, a_holder(open_work))
    assert len(_deliver(open_work, lambda message: post.hand_over(address, message))) == 1
    _later(open_work, timedelta(hours=1))
    assert _deliver(open_work) == []
    (line,) = _lines(open_work)
    assert line.uncertain
    assert line.given_up_at
