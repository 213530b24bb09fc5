"""Conversations made without a browser."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from csn_app.core.actor import Actor
from csn_app.documents.files import StoredFile, parts_for
from csn_app.messaging import attachments, service
from csn_app.messaging.drafts import Box
from csn_app.messaging.reading import read_thread
from csn_app.messaging.views import NewAttachment, Thread
from tests.factories import OpenWork, a_grant, a_holder, a_professional


@dataclass(frozen=True)
class Pair:
    """A person, a professional of their list, and the grant that joins them."""

    holder: Actor
    doctor: Actor
    grant: UUID

    @property
    def space(self) -> UUID:
        assert self.holder.space_id
        return self.holder.space_id


def a_pair(open_work: OpenWork) -> Pair:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    return Pair(holder, doctor, a_grant(open_work, holder, doctor))


def a_conversation(
    open_work: OpenWork, pair: Pair, *, subject: str = "Votre IRM", body: str = "Bonjour", key: str = ""
) -> UUID:
    with open_work(pair.doctor) as work:
        return service.start_conversation(work, space_id=pair.space, subject=subject, body=body, key=key or uuid4().hex)


def says(open_work: OpenWork, who: Actor, conversation: UUID, body: str = "Merci", *, key: str = "") -> None:
    with open_work(who) as work:
        service.send_message(work, conversation, body=body, key=key or uuid4().hex)


def reads(open_work: OpenWork, who: Actor, conversation: UUID, *, before: int | None = None) -> Thread:
    with open_work(who) as work:
        return read_thread(work, conversation, before=before)


def bodies(open_work: OpenWork, who: Actor, conversation: UUID) -> list[str]:
    return [message.body for message in reads(open_work, who, conversation).messages]


def a_file(
    open_work: OpenWork, who: Actor, box: Box, *, content: bytes = b"%PDF content", name: str = "x.pdf", key: str = ""
) -> UUID:
    """Attach a file without its check: its parts first, then its row."""
    key = key or uuid4().hex
    with open_work(who) as work:
        begun = attachments.begin_attachment(work, box, key=key)
        file = StoredFile(uuid4(), size=len(content), parts=parts_for(len(content)))
        begun.vault.keep(file.id, 0, content)
        new = NewAttachment(
            name=name,
            media_type="application/pdf",
            file=file,
            sha256="0" * 64,
            view=None,
            view_media_type="application/pdf",
            pages=1,
        )
        return attachments.finish_attachment(work, box, key=key, new=new)[0]
