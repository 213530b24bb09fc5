"""Parents, tutors, and what a minor keeps from them: representation ends with the 18th birthday."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlmodel import col

from csn_app.access import delegation, mandates, policy, withheld
from csn_app.access import service as access
from csn_app.access.mandates import (
    EndsByNobody,
    LastRepresentative,
    TooManyRepresentatives,
)
from csn_app.access.model_delegation import Delegation, KeptFromRepresentatives
from csn_app.access.policy import Permission
from csn_app.audit.model import TraceRow
from csn_app.audit.rules import Whose
from csn_app.circle import coming_of_age, relatives
from csn_app.core.actor import JOB, Actor, DelegationKind
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import OpeningReason, SpaceState
from csn_app.core.work import Untraced
from csn_app.desk.preview import look_as
from csn_app.documents import service as documents
from csn_app.documents import visibility
from csn_app.history import contests
from csn_app.history.service import read_trail
from csn_app.identity import guardianship
from csn_app.identity.candidate import Candidate, awaits_owner
from csn_app.identity.guardianship import NobodyTied, Tie
from csn_app.identity.model import InsuredPerson
from csn_app.identity.person import open_person
from csn_app.launch.replay import replay
from csn_app.notifications.service import messages_to
from csn_app.storage.ledger import LedgerLine, Line
from tests.factories import OpenWork, a_grant, a_holder, a_professional
from tests.family import (
    Member,
    a_child,
    a_member,
    certify,
    described,
    helps,
    inside,
    invite,
    may,
    represent,
    space_of,
)
from tests.services.documents.sending import a_document

# ---- two parents, majority, tutor ---------------------------------------------------------------------------------


def _second(open_work: OpenWork, host: Actor, guest: Member) -> Actor:
    made = invite(open_work, host, described(guest), kind=DelegationKind.REPRESENTATIVE)
    with open_work(guest.actor) as work:
        relatives.answer_invitation(work, delegation_id=made, accepts=True)
    return inside(open_work, guest, made)


def test_two_parents_manage_one_child_and_neither_ends_the_other(open_work: OpenWork) -> None:
    first, second, third = a_member(open_work), a_member(open_work, name="Julien Coste"), a_member(open_work)
    mother = represent(open_work, first, a_child(open_work, first))
    assert mother.mandate is not None
    with open_work(first.actor) as work, pytest.raises(LastRepresentative):
        relatives.stop_helping(work, delegation_id=mother.mandate.id)
    father = _second(open_work, mother, second)
    assert father.mandate is not None
    assert father.space_id == mother.space_id
    with pytest.raises(TooManyRepresentatives):
        invite(open_work, mother, described(third), kind=DelegationKind.REPRESENTATIVE)
    with open_work(mother) as work, pytest.raises(NotFound):
        relatives.end_helper(work, delegation_id=father.mandate.id)
    with open_work(first.actor) as work:
        assert [held.beside for held in relatives.my_relatives(work).held] == [("Julien Coste",)]
    with open_work(second.actor) as work:
        relatives.stop_helping(work, delegation_id=father.mandate.id)
    assert not may(open_work, father, Permission.SPACE_READ)


def test_only_a_representative_invites_a_representative(open_work: OpenWork) -> None:
    host, guest = a_member(open_work), a_member(open_work, name="Estelle Joly")
    with pytest.raises(NotFound):
        invite(open_work, host.actor, described(guest), kind=DelegationKind.REPRESENTATIVE)


def test_parents_lose_access_at_midnight_of_the_18th_birthday_and_both_are_told(open_work: OpenWork) -> None:
    parent = a_member(open_work)
    with open_work(JOB) as work:
        today = work.now.date()
    born = today.replace(year=today.year - 17, month=1, day=15)
    space_id, code = a_child(open_work, parent, born=born)
    actor = represent(open_work, parent, (space_id, code), born=born)
    midnight = guardianship.majority_moment(born)
    with open_work(actor) as work:
        work.now = midnight - timedelta(seconds=1)
        assert policy.allowed(work, Permission.DOCUMENT_LIST, space_id)
        work.now = midnight
        assert not policy.allowed(work, Permission.DOCUMENT_LIST, space_id)
        assert not policy.allowed(work, Permission.SPACE_READ, space_id)
    with open_work(JOB) as work:
        work.now = midnight + timedelta(minutes=1)
        assert coming_of_age.end_representations(work) >= 1
        assert any("majeur" in m.text for m in messages_to(work, parent.row["mobile"]))
        assert coming_of_age.end_representations(work) == 0
        actions = work.db.scalars(select(col(TraceRow.action)).where(col(TraceRow.chain_id) == space_id)).all()
    assert "REPRESENTATION_ENDED" in actions


def test_a_tutor_acts_for_an_adult_by_the_judges_decision_and_is_not_ended_from_a_screen(open_work: OpenWork) -> None:
    tutor = a_member(open_work, name="Monique Vasseur")
    ward = a_member(open_work, name="Éric Vasseur", legal_status="tutelle", representative_ids=tutor.row["id"])
    born = date.fromisoformat(ward.row["birth_date"])
    made = certify(open_work, tutor, (space_of(open_work, ward), ""), tie=Tie.TUTOR, born=born)
    actor = inside(open_work, tutor, made)
    assert may(open_work, actor, Permission.DOCUMENT_LIST)
    assert may(open_work, actor, Permission.SPACE_CLOSE)
    with open_work(ward.actor) as work:
        assert any("tutelle" in m.text for m in messages_to(work, ward.row["mobile"]))
        with pytest.raises(EndsByNobody):
            relatives.end_helper(work, delegation_id=made)
    with open_work(actor) as work:
        documents.list_documents(work, space_id=ward.actor.space_id)  # type: ignore[arg-type]
    with open_work(ward.actor) as work:
        assert ("DOC_LIST_READ", "Monique Vasseur") in {(line.action, line.by) for line in read_trail(work).lines}


def test_curatelle_gives_nobody_a_right(open_work: OpenWork) -> None:
    curator = a_member(open_work, name="Monique Vasseur")
    ward = a_member(open_work, name="Sylvain Picard", legal_status="curatelle", representative_ids=curator.row["id"])
    with pytest.raises(NobodyTied):
        certify(
            open_work,
            curator,
            (space_of(open_work, ward), ""),
            tie=Tie.TUTOR,
            born=date.fromisoformat(ward.row["birth_date"]),
        )


# ---- what a minor keeps -------------------------------------------------------------------------------------------


def _teenager(open_work: OpenWork) -> tuple[Member, Actor]:
    """A minor with an account of their own, and a parent who acts in their carnet."""
    parent = a_member(open_work)
    teen = a_member(
        open_work,
        name="Lola Amari",
        birth_date="2010-04-11",
        legal_status="mineur",
        representative_ids=parent.row["id"],
    )
    with open_work(parent.actor) as work:
        made = mandates.certify(
            work,
            teen.actor.space_id,  # type: ignore[arg-type]
            kind=DelegationKind.REPRESENTATIVE,
            ends_at=guardianship.majority_moment(date(2010, 4, 11)),
        )
        work.commit(mandates._trace("GUARDIAN_CERTIFIED", mandates._locked(work, made)))
    return teen, inside(open_work, parent, made)


def test_what_a_minor_keeps_is_nowhere_for_their_parents(open_work: OpenWork) -> None:
    teen, parent = _teenager(open_work)
    kept, open_one = (
        a_document(open_work, teen.actor, title="Secret"),
        a_document(open_work, teen.actor, title="Ouvert"),
    )
    with open_work(teen.actor) as work:
        documents.keep_from_parents(work, kept.id)
    with open_work(parent) as work:
        page = documents.list_documents(work, space_id=parent.space_id)  # type: ignore[arg-type]
        assert [row.title for row in page.rows] == ["Ouvert"]
        assert sum(page.counts.values()) == 1
        for act in (documents.describe_document, documents.ask_again, visibility.who_sees):
            with pytest.raises(NotFound):
                act(work, kept.id)
        assert documents.titles_of(work, space_id=parent.space_id, document_ids=[kept.id]) == {}  # type: ignore[arg-type]
        everyone = read_trail(work, whose=Whose.EVERYONE).lines
        assert open_one.id in {line.document_id for line in everyone}
        assert kept.id not in {line.document_id for line in everyone}
    with open_work(teen.actor) as work:
        documents.show_to_parents(work, kept.id)
    with open_work(parent) as work:
        assert documents.describe_document(work, kept.id).title == "Secret"


def test_a_parent_who_looks_with_a_doctors_eyes_does_not_see_what_a_minor_keeps_from_them(open_work: OpenWork) -> None:
    teen, parent = _teenager(open_work)
    doctor = a_professional(open_work)
    a_grant(open_work, teen.actor, doctor)
    kept = a_document(open_work, teen.actor, title="Secret")
    open_one = a_document(open_work, teen.actor, title="Ouvert")
    with open_work(teen.actor) as work:
        documents.keep_from_parents(work, kept.id)
    with open_work(parent) as work:
        found = look_as(work, doctor.professional_id)
    assert found.sight
    assert {row.id for row in found.sight.page.rows} == {open_one.id}
    assert sum(found.sight.page.counts.values()) == 1
    assert kept.id not in {row.id for row in found.unseen}
    with open_work(teen.actor) as work:
        mine = look_as(work, doctor.professional_id)
    assert mine.sight
    assert {row.id for row in mine.sight.page.rows} == {open_one.id, kept.id}


def test_only_the_minor_keeps_and_an_adult_has_nothing_to_keep(open_work: OpenWork) -> None:
    teen, parent = _teenager(open_work)
    document = a_document(open_work, teen.actor)
    with open_work(parent) as work, pytest.raises(NotFound):
        documents.keep_from_parents(work, document.id)
    adult = a_member(open_work)
    own = a_document(open_work, adult.actor)
    with open_work(adult.actor) as work, pytest.raises(NotFound):
        documents.keep_from_parents(work, own.id)


def test_contesting_a_secret_visit_does_not_tell_the_parents_of_it(open_work: OpenWork) -> None:
    teen, parent = _teenager(open_work)
    doctor = a_professional(open_work)
    a_grant(open_work, teen.actor, doctor)
    with open_work(doctor) as work:
        access.open_record(work, teen.actor.space_id, reason=OpeningReason.CONSULTATION, secret=True)  # type: ignore[arg-type]
    with open_work(teen.actor) as work:
        opened = next(line for line in read_trail(work).lines if line.action == "RECORD_OPENED")
        contests.contest_access(work, seq=opened.seq)
        assert len(contests.my_contests(work)) == 1
    with open_work(parent) as work:
        assert contests.my_contests(work) == ()
        seen = read_trail(work, whose=Whose.EVERYONE).lines
        assert not {line.action for line in seen} & {"RECORD_OPENED", "ACCESS_DISPUTED"}


def test_a_deposit_in_a_secret_visit_is_nowhere_for_the_parents_and_nobody_is_told(open_work: OpenWork) -> None:
    teen, parent = _teenager(open_work)
    doctor = a_professional(open_work)
    a_grant(open_work, teen.actor, doctor)
    with open_work(doctor) as work:
        access.open_record(work, teen.actor.space_id, reason=OpeningReason.CONSULTATION, secret=True)  # type: ignore[arg-type]
    document = a_document(open_work, doctor, space_id=teen.actor.space_id)
    with open_work(parent) as work, pytest.raises(NotFound):
        documents.describe_document(work, document.id)
    with open_work(parent) as work:
        assert not [line for line in read_trail(work).lines if line.professional is not None]
    with open_work(teen.actor) as work:
        assert documents.describe_document(work, document.id)
        assert {"RECORD_OPENED", "DOC_ADDED"} <= {line.action for line in read_trail(work).lines}


def test_a_holder_alone_is_not_slowed_by_what_nobody_keeps(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    with open_work(holder) as work:
        assert str(delegation.shown(work, withheld.KeptFromRepresentatives)) == "true"


def test_at_18_the_person_opens_the_carnet_that_their_parents_had_opened(open_work: OpenWork) -> None:
    parent = a_member(open_work)
    with open_work(JOB) as work:
        today = work.now.date()
    born = today.replace(year=today.year - 17, month=1, day=15)
    space_id, code = a_child(open_work, parent, born=born)
    represent(open_work, parent, (space_id, code), born=born)
    with open_work(JOB) as work:
        row = work.db.scalars(select(InsuredPerson).where(col(InsuredPerson.space_id) == space_id)).one()
        found = Candidate(row, open_person(work, row), SpaceState.ACTIVATED)
        assert not awaits_owner(work, found)
        work.now = guardianship.majority_moment(born)
        assert awaits_owner(work, found)
    adult = a_member(open_work)
    with open_work(JOB) as work:
        row = work.db.scalars(select(InsuredPerson).where(col(InsuredPerson.space_id) == adult.actor.space_id)).one()
        assert not awaits_owner(work, Candidate(row, open_person(work, row), SpaceState.ACTIVATED))


def test_who_turned_18_confirms_their_choices_once(open_work: OpenWork) -> None:
    teen, parent = _teenager(open_work)
    midnight = guardianship.majority_moment(date(2010, 4, 11))
    with open_work(JOB) as work:
        work.now = midnight
        coming_of_age.end_representations(work)
    with open_work(parent) as work, pytest.raises(NotFound):
        coming_of_age.confirm_choices(work)
    with open_work(teen.actor) as work:
        assert coming_of_age.mine_to_confirm(work)
        coming_of_age.confirm_choices(work)
        assert not coming_of_age.mine_to_confirm(work)


def test_a_restore_brings_back_neither_a_stopped_helper_nor_what_a_minor_hid(open_work: OpenWork) -> None:
    teen, parent = _teenager(open_work)
    document = a_document(open_work, teen.actor, title="Secret")
    with open_work(teen.actor) as work:
        documents.keep_from_parents(work, document.id)
    guest = a_member(open_work, name="Estelle Joly")
    helper = helps(open_work, teen.actor, guest)
    assert helper.mandate is not None
    with open_work(teen.actor) as work:
        relatives.end_helper(work, delegation_id=helper.mandate.id)
    with open_work(JOB) as work:
        about = col(LedgerLine.row_id).in_([document.id, helper.mandate.id])
        found = work.db.scalars(select(LedgerLine).where(about)).all()
        lines = [Line(one.table_name, one.row_id, one.event, one.state, one.moment, one.at) for one in found]
        # An older copy of the database, from before both.
        work.db.execute(delete(KeptFromRepresentatives).where(col(KeptFromRepresentatives.object_id) == document.id))
        before = {"state": "ACCEPTED", "revoked_at": None}
        work.db.execute(update(Delegation).where(col(Delegation.id) == helper.mandate.id).values(**before))
        work.commit(untraced=Untraced.TECHNICAL)
    assert may(open_work, helper, Permission.SPACE_READ)
    with open_work(JOB) as work:
        replay(work, lines)
    assert not may(open_work, helper, Permission.SPACE_READ)
    with open_work(parent) as work, pytest.raises(NotFound):
        documents.describe_document(work, document.id)
