"""The home page: what is new for me, who looked, and nobody else's."""

from uuid import UUID, uuid4

import pytest

from csn_app.core.actor import JOB, Actor
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import OpeningReason, SpaceState
from csn_app.core.work import Trace, Untraced
from csn_app.desk.service import enter_record
from csn_app.documents.model import Document
from csn_app.documents.news import document_news
from csn_app.documents.views import title_context
from csn_app.home.service import Home, read_home
from tests.factories import OpenWork, a_grant, a_holder, a_professional


def _home(open_work: OpenWork, holder: Actor) -> Home:
    with open_work(holder) as work:
        return read_home(work)


def deposited(open_work: OpenWork, holder: Actor, author: Actor, *, seen: bool = False) -> UUID:
    assert holder.space_id is not None
    with open_work(JOB) as work:
        document = Document(
            space_id=holder.space_id,
            category="BIOLOGIE",
            type_code="11502-2",
            class_code="10",
            author_account_id=author.account_id,
            author_professional_id=author.professional_id,
            title=b"",
            document_date=work.now.date(),
            added_at=work.now,
            media_type="application/pdf",
            size=1,
            parts=1,
            file_id=uuid4(),
            sha256=b"",
            seen_by_holder_at=work.now if seen else None,
        )
        document.title = work.seal(holder.space_id, title_context(document.id), "Bilan sanguin")
        work.db.add(document)
        work.commit(untraced=Untraced.TECHNICAL)
        return document.id


def test_a_new_account_has_nothing_but_its_first_steps(open_work: OpenWork) -> None:
    home = _home(open_work, a_holder(open_work))
    assert (home.documents.rows, home.documents.some, home.has_carer, home.lookers) == ((), False, False, ())
    assert home.last_visit is None


def test_what_others_deposited_and_i_have_not_opened_is_new(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    new = deposited(open_work, holder, doctor)
    deposited(open_work, holder, doctor, seen=True)
    deposited(open_work, a_holder(open_work), doctor)
    news = _home(open_work, holder).documents
    assert [row.id for row in news.rows] == [new]
    assert (news.rows[0].title, news.rows[0].author, news.unseen) == ("Bilan sanguin", "Dr Camille Bernard", 1)


def test_who_looked_is_shown_with_what_they_did(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    a_grant(open_work, holder, doctor)
    assert holder.space_id is not None
    with open_work(doctor) as work:
        enter_record(work, holder.space_id, reason=OpeningReason.FOLLOW_UP)
    with open_work(doctor) as work:
        work.commit(Trace("DOC_READ", holder.space_id, object_type="document", object_id=uuid4()))
    home = _home(open_work, holder)
    (looker,) = home.lookers
    assert (looker.professional.name, looker.visit.read) == ("Dr Camille Bernard", 1)
    assert home.has_carer


def test_only_the_holder_of_an_active_space_has_a_home(open_work: OpenWork) -> None:
    alice, noe, doctor = a_holder(open_work), a_holder(open_work), a_professional(open_work)
    a_grant(open_work, alice, doctor)
    suspended = a_holder(open_work, state=SpaceState.SUSPENDED)
    for actor in (doctor, suspended):
        with open_work(actor) as work, pytest.raises(NotFound):
            read_home(work)
    assert alice.space_id is not None
    with open_work(noe) as work, pytest.raises(NotFound):
        document_news(work, space_id=alice.space_id)
