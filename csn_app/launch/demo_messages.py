"""Alice's conversations in the demonstration, written by each end at the time that each thing was said."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

from csn_app.core.actor import Actor
from csn_app.core.work import Work
from csn_app.documents.files import StoredFile, parts_for
from csn_app.messaging import answering, attachments, reading, service
from csn_app.messaging.drafts import Box
from csn_app.messaging.rules import AnswersIn
from csn_app.messaging.views import NewAttachment


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation: who starts it, how many hours ago, its first words, then what each end says next."""

    by: str
    hours_ago: int
    subject: str
    first: str
    then: tuple[tuple[str, int, str], ...] = ()
    file: str = ""
    closed: bool = False
    read: bool = True


TALKS = (
    Talk(
        "idriss.benali",
        24 * 58,
        "Consignes après votre IRM",
        "Bonjour Madame, gardez le genou au repos deux jours et marchez ensuite sans forcer.",
        closed=True,
    ),
    Talk(
        "chloe.roux",
        24 * 5,
        "Exercices de la semaine",
        "Bonjour, voici les exercices : dix flexions douces matin et soir, sans douleur.",
        then=(("alice.martin", 24 * 5 - 3, "Merci, je les fais depuis hier. Tout va bien."),),
    ),
    Talk(
        "camille.bernard",
        16,
        "Votre IRM est rassurante",
        "Bonjour Madame Martin, j’ai lu votre IRM : le ménisque est intact. Je vous propose de poursuivre la "
        "kinésithérapie.\n\nParlons-en demain en téléconsultation, à 14 h 30.",
        file="Exercices-genou.pdf",
        read=False,
    ),
)
USUAL = {"camille.bernard": AnswersIn.TWO_DAYS, "chloe.roux": AnswersIn.DAY}


def converse(work: Work, actors: dict[str, Actor], *, pdf: bytes) -> None:
    """Write the conversations through the product's own use cases; ``actors`` by identifiant, Alice among them."""
    today = work.now
    alice = actors["alice.martin"]
    for login, answers in USUAL.items():
        work.actor = actors[login]
        answering.say_usual_time(work, answers=answers)
    for talk in TALKS:
        work.actor, work.now = actors[talk.by], today - timedelta(hours=talk.hours_ago)
        if alice.space_id is None:
            return
        if talk.file:
            _attach(work, Box(space_id=alice.space_id), name=talk.file, content=pdf)
        started = {"subject": talk.subject, "body": talk.first, "key": uuid4().hex}
        conversation = service.start_conversation(work, space_id=alice.space_id, **started)
        if talk.read:
            work.actor = alice
            reading.read_thread(work, conversation)
        for who, hours, words in talk.then:
            work.actor, work.now = actors[who], today - timedelta(hours=hours)
            service.send_message(work, conversation, body=words, key=uuid4().hex)
        if talk.closed:
            work.actor = actors[talk.by]
            service.close_conversation(work, conversation)
    work.now = today


def _attach(work: Work, box: Box, *, name: str, content: bytes) -> None:
    key = uuid4().hex
    begun = attachments.begin_attachment(work, box, key=key)
    file = StoredFile(uuid4(), len(content), parts_for(len(content)))
    begun.vault.keep(file.id, 0, content)
    new = NewAttachment(
        name=name,
        media_type="application/pdf",
        file=file,
        sha256=sha256(content).hexdigest(),
        view=None,
        view_media_type="application/pdf",
        pages=1,
    )
    attachments.finish_attachment(work, box, key=key, new=new)
