"""The rights of a child, or of an adult under tutelle, in the hands of those who represent them (R-LC-11, R-LC-19)."""

import io
import zipfile
from uuid import UUID, uuid4

import pytest

from csn_app.access import masks, sharing
from csn_app.access.lifecycle import standing_of
from csn_app.access.rules_masks import Audience, Masked
from csn_app.core.actor import JOB, Actor, DelegationKind, Scope
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import Section, SpaceState
from csn_app.core.work import Untraced
from csn_app.documents import service as documents
from csn_app.identity import accounts, sessions
from csn_app.identity.model import Account
from csn_app.messaging import hiding
from csn_app.messaging import service as messaging
from csn_app.notifications.service import messages_to
from csn_app.profile import keeping
from csn_app.profile import service as profile
from csn_app.rights import closing, copies, representing
from csn_app.rights import service as rights
from tests.factories import OpenWork, a_grant, a_professional
from tests.family import Member, a_child, a_member, described, helps, inside, invite, represent
from tests.services.circle.test_secret_visits import a_teenager
from tests.services.documents.sending import a_document, actions_of
from tests.services.identity.people import a_browser
from tests.services.rights.people import make_all
from tests.services.rights.test_closing import ERASING, PASSWORD_HASH, prove_again
from tests.services.rights.test_copies import whole


def _with_codes(open_work: OpenWork, member: Member) -> str:
    email = f"{uuid4().hex}@example.fr"
    with open_work(JOB) as work:
        account = work.db.get_one(Account, member.actor.account_id)
        account.password_hash, account.factor = PASSWORD_HASH, "EMAIL"
        account.contact = accounts.seal_contact(work, account.id, email)
        work.commit(untraced=Untraced.TECHNICAL)
    return email


def _close(open_work: OpenWork, parent: Actor, email: str, *, to: SpaceState = ERASING) -> closing.Closed:
    browser = a_browser()
    with open_work(parent) as work:
        prove_again(work, email, browser)
        return closing.close_space(work, to=to, browser=browser)


def _two_parents(open_work: OpenWork) -> tuple[Member, Member, Actor, Actor, UUID]:
    first, second = a_member(open_work), a_member(open_work, name="Julien Coste")
    mother = represent(open_work, first, a_child(open_work, first))
    made = invite(open_work, mother, described(second), kind=DelegationKind.REPRESENTATIVE)
    with open_work(second.actor) as work:
        from csn_app.circle import relatives

        relatives.answer_invitation(work, delegation_id=made, accepts=True)
    father = inside(open_work, second, made)
    assert mother.space_id
    return first, second, mother, father, mother.space_id


def test_a_parent_closes_and_the_other_is_told_and_opens_it_again(open_work: OpenWork) -> None:
    first, second, mother, father, space_id = _two_parents(open_work)
    email, other = _with_codes(open_work, first), _with_codes(open_work, second)
    _close(open_work, mother, email, to=SpaceState.CLOSED_ARCHIVED)
    with open_work(JOB) as work:
        assert any("fermé" in m.text and "Mes droits" in m.text for m in messages_to(work, other))
        still = sessions.resolve_session(work, first.token, active=False)
    # The mother stays signed in, in her own carnet.
    assert still is not None
    assert still.mandate is None
    with open_work(father) as work, pytest.raises(NotFound):
        documents.list_documents(work, space_id=space_id)
    with open_work(second.actor) as work:
        assert [one.name for one in rights.my_rights(work).closed] == ["Noé Amari"]
        representing.reopen_carnet(work, space_id)
    with open_work(father) as work:
        documents.list_documents(work, space_id=space_id)
    assert {"SPACE_CLOSED", "SPACE_REOPENED"} <= set(actions_of(open_work, space_id))


def test_an_objection_stops_an_erasure_until_both_want_it(open_work: OpenWork) -> None:
    first, second, mother, father, space_id = _two_parents(open_work)
    email, other = _with_codes(open_work, first), _with_codes(open_work, second)
    _close(open_work, mother, email)
    with open_work(second.actor) as work:
        representing.reopen_carnet(work, space_id)
    with pytest.raises(representing.ErasureDisputed):
        _close(open_work, mother, email)
    with open_work(JOB) as work:
        assert standing_of(work, space_id).state is SpaceState.ACTIVATED
    # Who objected asks now: both want it, and it goes on.
    _close(open_work, father, other)
    with open_work(JOB) as work:
        assert standing_of(work, space_id).state is ERASING


def test_cancelling_ones_own_request_is_no_objection(open_work: OpenWork) -> None:
    first, _, mother, _, space_id = _two_parents(open_work)
    email = _with_codes(open_work, first)
    _close(open_work, mother, email)
    with open_work(first.actor) as work:
        representing.reopen_carnet(work, space_id)
    assert _close(open_work, mother, email).state is ERASING


def test_a_stranger_and_a_caregiver_open_no_closed_carnet_and_close_none(open_work: OpenWork) -> None:
    first, _, mother, _, space_id = _two_parents(open_work)
    email = _with_codes(open_work, first)
    guest = a_member(open_work, name="Estelle Joly")
    helper = helps(open_work, mother, guest, *Scope)
    guest_email = _with_codes(open_work, guest)
    with pytest.raises(NotFound):
        _close(open_work, helper, guest_email)
    with open_work(helper) as work, pytest.raises(NotFound):
        copies.ask_copy(work)
    _close(open_work, mother, email)
    for stranger in (a_member(open_work).actor, guest.actor):
        with open_work(stranger) as work:
            assert representing.my_closed_carnets(work) == ()
            with pytest.raises(NotFound):
                representing.reopen_carnet(work, space_id)


def test_a_minor_of_16_is_told_of_a_closing_and_their_sessions_end(open_work: OpenWork) -> None:
    teen, parent = a_teenager(open_work)
    member = with_codes(open_work, parent)
    _close(open_work, parent, member, to=SpaceState.CLOSED_ARCHIVED)
    with open_work(JOB) as work:
        assert sessions.resolve_session(work, teen.token, active=False) is None
        account = work.db.get_one(Account, teen.actor.account_id)
        mail = accounts.contact_of(work, account)
        assert any("vous représente" in m.text for m in messages_to(work, mail))


def with_codes(open_work: OpenWork, parent: Actor) -> str:
    email = f"{uuid4().hex}@example.fr"
    with open_work(JOB) as work:
        account = work.db.get_one(Account, parent.account_id)
        account.password_hash, account.factor = PASSWORD_HASH, "EMAIL"
        account.contact = accounts.seal_contact(work, account.id, email)
        work.commit(untraced=Untraced.TECHNICAL)
    return email


def test_a_parents_copy_leaves_out_what_a_minor_keeps_and_the_minors_own_is_not_theirs(open_work: OpenWork) -> None:
    teen, parent = a_teenager(open_work)
    space_id, doctor = teen.actor.space_id, a_professional(open_work)
    assert space_id
    a_grant(open_work, teen.actor, doctor)
    kept, shown = (
        a_document(open_work, teen.actor, title=title, content=title.encode()) for title in ("Secret", "Ouvert")
    )
    with open_work(doctor) as work:
        talk = messaging.start_conversation(
            work, space_id=space_id, subject="Confidence", body="Entre nous", key=uuid4().hex
        )
    with open_work(teen.actor) as work:
        entry = profile.add_entry(work, section=Section.ALLERGIES, typed={"allergene": "Pollen"})
    with open_work(teen.actor) as work:
        documents.keep_from_parents(work, kept.id)
        hiding.keep_conversation(work, talk)
        keeping.keep_entry(work, entry)
    found = {}
    for who in (teen.actor, parent):
        with open_work(who) as work:
            copies.ask_copy(work)
        with open_work(JOB) as work:
            make_all(work)
        with open_work(who) as work:
            view = copies.my_copy(work)
            assert view.id
            with zipfile.ZipFile(io.BytesIO(whole(work, view.id))) as bundle:
                found[who.account_id] = {name: bundle.read(name) for name in bundle.namelist()}
        other = parent if who is teen.actor else teen.actor
        with open_work(other) as work, pytest.raises(NotFound):
            copies.open_copy(work, copy_id=view.id)
    mine, theirs = found[teen.actor.account_id], found[parent.account_id]
    everything = b"\n".join(theirs.values()) + "\n".join(theirs).encode()
    for hidden in (b"Secret", b"Confidence", b"Entre nous", b"Pollen", str(kept.id).encode(), str(talk).encode()):
        assert hidden not in everything
    assert b"Ouvert" in theirs["index.html"]
    assert "preuve-historique.json" not in theirs
    assert b"Entre nous" in mine["messages.html"]
    secrecy = mine["confidentialite.csv"].decode()
    assert "Secret.pdf;INVISIBLE_REPRESENTANTS_LEGAUX" in secrecy
    assert "Ouvert.pdf;N" in secrecy
    assert shown


def test_a_document_masked_from_one_person_is_masked_for_other_systems(open_work: OpenWork) -> None:

    holder, doctor = a_member(open_work).actor, a_professional(open_work)
    a_grant(open_work, holder, doctor)
    one, other = a_document(open_work, holder), a_document(open_work, holder)
    assert holder.space_id
    with open_work(holder) as work:
        sharing.hide(work, holder.space_id, Masked(document_id=one.id), audience=Audience(doctor.professional_id))
        lines = sharing.list_masks(work, holder.space_id)
    assert masks.masked_from_anyone(lines, one.id)
    assert not masks.masked_from_anyone(lines, other.id)


def test_a_parents_copy_that_is_ready_is_gone_once_the_minor_keeps_what_it_holds(open_work: OpenWork) -> None:
    teen, parent = a_teenager(open_work)
    kept = a_document(open_work, teen.actor, title="Secret")
    views = {}
    for who in (teen.actor, parent):
        with open_work(who) as work:
            copies.ask_copy(work)
        with open_work(JOB) as work:
            make_all(work)
        with open_work(who) as work:
            views[who.account_id] = copies.my_copy(work).id
    with open_work(teen.actor) as work:
        documents.keep_from_parents(work, kept.id)
    mine, theirs = views[teen.actor.account_id], views[parent.account_id]
    assert mine
    assert theirs
    with open_work(parent) as work:
        assert copies.my_copy(work).step is copies.CopyStep.EXPIRED
        with pytest.raises(NotFound):
            copies.open_copy(work, copy_id=theirs)
        with pytest.raises(NotFound):
            copies.open_copy(work, copy_id=theirs, again=True)
    # The minor's own copy stays as it is.
    with open_work(teen.actor) as work:
        assert copies.open_copy(work, copy_id=mine).id == mine
