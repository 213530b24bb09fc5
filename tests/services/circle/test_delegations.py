"""Who acts for whom: what each right opens, what it never opens, and how it ends at once."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from csn_app.access import delegation, policy
from csn_app.access.mandates import (
    AlreadyActs,
    TooManyCaregivers,
    TooManyHelped,
)
from csn_app.access.policy import Permission
from csn_app.circle import coming_of_age, relatives
from csn_app.circle.rules import HelpLasts
from csn_app.core.actor import JOB, DelegationKind, Scope
from csn_app.core.errors import NotFound
from csn_app.documents import service as documents
from csn_app.history.service import read_trail
from csn_app.identity import guardianship, sessions
from csn_app.identity.activation import CodeUnknown
from csn_app.identity.candidate import ActivationStopped
from csn_app.identity.guardianship import NobodyTied, NotCertified, Tie
from csn_app.identity.relatives import InvitedOneself, Typed
from csn_app.notifications.service import messages_to
from csn_app.profile import measures
from csn_app.profile.measures import Period
from csn_app.rights.opposition import my_attestations
from tests.factories import OpenWork, a_grant, a_professional, an_open_record
from tests.family import (
    CHILD_BORN,
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
    seen,
)
from tests.services.documents.sending import a_document

# ---- becoming a representative ------------------------------------------------------------------------------------


def test_a_parent_opens_the_carnet_of_a_child_and_acts_in_it(open_work: OpenWork) -> None:
    parent = a_member(open_work)
    child = a_child(open_work, parent)
    actor = represent(open_work, parent, child)
    assert actor.space_id == child[0]
    assert actor.mandate is not None
    assert actor.mandate.kind is DelegationKind.REPRESENTATIVE
    assert actor.mandate.name == "Noé Amari"
    document = a_document(open_work, actor, title="Carnet de vaccination")
    with open_work(actor) as work:
        assert [row.title for row in documents.list_documents(work, space_id=child[0]).rows] == [document.title]


@pytest.mark.parametrize(
    "changed",
    [{"serial": "74100000000"}, {"born": date(2019, 5, 7)}, {"tie": Tie.TUTOR}, {"space_id": uuid4()}],
)
def test_card_birth_date_and_tie_go_together(open_work: OpenWork, changed: dict[str, object]) -> None:
    parent = a_member(open_work)
    child = a_child(open_work, parent)
    with pytest.raises(NobodyTied):
        certify(open_work, parent, child, **changed)


def test_without_certification_or_code_nobody_represents(open_work: OpenWork) -> None:
    parent = a_member(open_work)
    child = a_child(open_work, parent)
    with pytest.raises(NotCertified):
        certify(open_work, parent, child, certified=False)
    with pytest.raises(CodeUnknown):
        certify(open_work, parent, child, typed="AAAABBBBCCCC")
    assert certify(open_work, parent, child)


def test_a_stranger_with_the_code_represents_nobody(open_work: OpenWork) -> None:
    parent, stranger = a_member(open_work), a_member(open_work, name="Ida Autre")
    child = a_child(open_work, parent)
    with pytest.raises(NobodyTied):
        certify(open_work, stranger, child)


def test_twins_are_chosen_and_each_opens_with_their_own_code(open_work: OpenWork) -> None:
    parent = a_member(open_work)
    noe, zoe = a_child(open_work, parent, name="Noé Amari"), a_child(open_work, parent, name="Zoé Amari")
    with open_work(parent.actor) as work:
        found = guardianship.find_wards(work, tie=Tie.PARENT, serial=parent.row["card_serial"], born=CHILD_BORN)
    assert {ward.name for ward in found} == {"Noé Amari", "Zoé Amari"}
    with pytest.raises(CodeUnknown):
        certify(open_work, parent, (noe[0], zoe[1]))
    first, second = certify(open_work, parent, noe), certify(open_work, parent, zoe)
    assert inside(open_work, parent, first).space_id == noe[0]
    assert inside(open_work, parent, second).space_id == zoe[0]


def test_a_carnet_that_the_other_parent_opened_is_entered_by_invitation_only(open_work: OpenWork) -> None:
    first, second = a_member(open_work), a_member(open_work, name="Julien Coste")
    child = a_child(open_work, first, second)
    represent(open_work, first, child)
    with pytest.raises(ActivationStopped):
        certify(open_work, second, child)


def test_the_code_of_a_child_is_sent_to_the_parent_and_replaces_the_older_one(open_work: OpenWork) -> None:
    parent = a_member(open_work)
    child = a_child(open_work, parent)
    with open_work(parent.actor) as work:
        work.now += timedelta(minutes=2)
        ward = {"tie": Tie.PARENT, "serial": parent.row["card_serial"], "born": CHILD_BORN, "space_id": child[0]}
        with pytest.raises(ActivationStopped):
            # The account of this test has no contact.
            guardianship.send_ward_code(work, **ward)  # type: ignore[arg-type]


# ---- the switch ---------------------------------------------------------------------------------------------------


def test_a_stranger_cannot_switch_into_a_space(open_work: OpenWork) -> None:
    parent, stranger = a_member(open_work), a_member(open_work, name="Ida Autre")
    child = a_child(open_work, parent)
    actor = represent(open_work, parent, child)
    assert actor.mandate is not None
    with open_work(stranger.actor) as work, pytest.raises(NotFound):
        sessions.enter_space(work, delegation_id=actor.mandate.id)
    forged = replace(stranger.actor, space_id=child[0], mandate=actor.mandate)
    assert not may(open_work, forged, Permission.DOCUMENT_LIST)
    assert not may(open_work, replace(stranger.actor, space_id=None), Permission.SPACE_READ, child[0])


def test_a_mandate_opens_its_own_space_only(open_work: OpenWork) -> None:
    parent = a_member(open_work)
    noe, zoe = a_child(open_work, parent), a_child(open_work, parent, name="Zoé Amari")
    in_noe, _ = represent(open_work, parent, noe), represent(open_work, parent, zoe)
    assert not may(open_work, in_noe, Permission.DOCUMENT_LIST, zoe[0])
    assert not may(open_work, replace(in_noe, space_id=zoe[0]), Permission.DOCUMENT_LIST)
    assert not may(open_work, in_noe, Permission.DOCUMENT_LIST, parent.actor.space_id)


def test_coming_back_leads_to_ones_own_space(open_work: OpenWork) -> None:
    parent = a_member(open_work)
    actor = represent(open_work, parent, a_child(open_work, parent))
    with open_work(actor) as work:
        sessions.leave_space(work)
    assert seen(open_work, parent.token).space_id == parent.actor.space_id


# ---- caregivers ---------------------------------------------------------------------------------------------------

EVERYTHING = tuple(Scope)


@pytest.mark.parametrize("permission", sorted(policy.HOLDER_MAY))
def test_what_belongs_to_the_person_alone_is_refused_to_every_caregiver(
    open_work: OpenWork, permission: Permission
) -> None:
    host, guest = a_member(open_work), a_member(open_work, name="Estelle Joly")
    actor = helps(open_work, host.actor, guest, *EVERYTHING)
    allowed = delegation.needs(permission) is not None
    assert may(open_work, actor, permission) is allowed


def test_sharing_closing_export_trail_and_delegations_are_not_a_caregivers() -> None:
    alone = {
        Permission.GRANT_GIVE,
        Permission.GRANT_LIST,
        Permission.GRANT_REVOKE,
        Permission.SPACE_CLOSE,
        Permission.DATA_EXPORT,
        Permission.TRAIL_READ,
        Permission.TRAIL_PROVE,
        Permission.DELEGATION_GIVE,
        Permission.DELEGATION_LIST,
        Permission.DELEGATION_HIDE,
    }
    assert all(delegation.needs(permission) is None for permission in alone)
    known = set(Permission)
    assert set(delegation.NEEDED) <= known
    assert known >= delegation.HOLDER_ALONE


@pytest.mark.parametrize(
    ("scopes", "reads", "adds", "changes"),
    [
        ((Scope.READ,), True, False, False),
        ((Scope.DOCUMENTS,), False, True, False),
        ((Scope.READ, Scope.DOCUMENTS), True, True, True),
        ((Scope.AGENDA,), False, False, False),
        ((Scope.MESSAGES,), False, False, False),
    ],
)
def test_a_scope_opens_what_it_says(
    open_work: OpenWork, scopes: tuple[Scope, ...], reads: bool, adds: bool, changes: bool
) -> None:
    host, guest = a_member(open_work), a_member(open_work, name="Estelle Joly")
    actor = helps(open_work, host.actor, guest, *scopes)
    for permission, expected in (
        (Permission.DOCUMENT_READ, reads),
        (Permission.DOCUMENT_LIST, reads),
        (Permission.PROFILE_READ, reads),
        (Permission.DOCUMENT_ADD, adds),
        (Permission.PROFILE_ADD, adds),
        (Permission.DOCUMENT_DELETE, changes),
        (Permission.PROFILE_CHANGE, changes),
    ):
        assert may(open_work, actor, permission) is expected, permission


def test_a_caregiver_changes_only_what_they_added(open_work: OpenWork) -> None:
    host, guest = a_member(open_work), a_member(open_work, name="Estelle Joly")
    theirs = a_document(open_work, host.actor)
    actor = helps(open_work, host.actor, guest, Scope.READ, Scope.DOCUMENTS)
    mine = a_document(open_work, actor, title="Facture")
    with open_work(actor) as work, pytest.raises(NotFound):
        documents.delete_document(work, theirs.id)
    with open_work(host.actor) as work:
        assert documents.describe_document(work, mine.id).author.startswith("Estelle Joly")
    with open_work(actor) as work:
        documents.delete_document(work, mine.id)


def test_a_caregivers_look_leaves_a_document_new(open_work: OpenWork) -> None:
    host, guest = a_member(open_work), a_member(open_work, name="Estelle Joly")
    doctor = a_professional(open_work)
    a_grant(open_work, host.actor, doctor)
    an_open_record(open_work, doctor, host.actor)
    document = a_document(open_work, doctor, space_id=host.actor.space_id)
    actor = helps(open_work, host.actor, guest)
    with open_work(actor) as work:
        documents.open_file(work, document_id=document.id, shown=True)
    with open_work(host.actor) as work:
        assert documents.describe_document(work, document.id).new


def test_a_revoked_caregiver_with_an_open_tab_is_refused_at_once(open_work: OpenWork) -> None:
    host, guest = a_member(open_work), a_member(open_work, name="Estelle Joly")
    document = a_document(open_work, host.actor)
    actor = helps(open_work, host.actor, guest)
    assert actor.mandate is not None
    with open_work(actor) as work:
        documents.ask_again(work, document.id)
    with open_work(host.actor) as work:
        relatives.end_helper(work, delegation_id=actor.mandate.id)
    with open_work(actor) as work, pytest.raises(NotFound):
        documents.ask_again(work, document.id)
    assert seen(open_work, guest.token).space_id == guest.actor.space_id


def test_both_ends_may_end_it_and_a_stranger_may_not(open_work: OpenWork) -> None:
    host, guest = a_member(open_work), a_member(open_work, name="Estelle Joly")
    stranger = a_member(open_work, name="Ida Autre")
    actor = helps(open_work, host.actor, guest)
    assert actor.mandate is not None
    for act in (relatives.end_helper, relatives.stop_helping):
        with open_work(stranger.actor) as work, pytest.raises(NotFound):
            act(work, delegation_id=actor.mandate.id)
    with open_work(actor) as work, pytest.raises(NotFound):
        relatives.end_helper(work, delegation_id=actor.mandate.id)
    with open_work(guest.actor) as work:
        relatives.stop_helping(work, delegation_id=actor.mandate.id)
    assert not may(open_work, actor, Permission.SPACE_READ)


def test_a_right_ends_with_its_date(open_work: OpenWork) -> None:
    host, guest = a_member(open_work), a_member(open_work, name="Estelle Joly")
    made = invite(open_work, host.actor, described(guest), Scope.READ, lasts=HelpLasts.QUARTER)
    with open_work(guest.actor) as work:
        relatives.answer_invitation(work, delegation_id=made, accepts=True)
    actor = inside(open_work, guest, made)
    with open_work(actor) as work:
        work.now += timedelta(days=90)
        assert policy.allowed(work, Permission.DOCUMENT_LIST, actor.space_id)
        work.now += timedelta(days=2)
        assert not policy.allowed(work, Permission.DOCUMENT_LIST, actor.space_id)
        assert sessions.resolve_session(work, guest.token, active=False).space_id == guest.actor.space_id  # type: ignore[union-attr]


def test_every_act_of_a_caregiver_is_signed_by_them_for_the_person(open_work: OpenWork) -> None:
    host, guest = a_member(open_work), a_member(open_work, name="Estelle Joly")
    document = a_document(open_work, host.actor)
    actor = helps(open_work, host.actor, guest)
    with open_work(actor) as work:
        documents.open_file(work, document_id=document.id, shown=True)
    with open_work(host.actor) as work:
        lines = {line.action: line for line in read_trail(work).lines}
    for action in ("DOC_READ", "DELEGATION_ACCEPTED"):
        assert (lines[action].quality, lines[action].by, lines[action].person) == ("CAREGIVER", "Estelle Joly", "vous")


# ---- invitations --------------------------------------------------------------------------------------------------


def _waiting(open_work: OpenWork, member: Member) -> list[UUID]:
    with open_work(member.actor) as work:
        return [row.id for row, _ in relatives.my_relatives(work).received]


def test_an_invitation_waits_on_the_invited_persons_own_sign_in_only(open_work: OpenWork) -> None:
    host, guest, other = a_member(open_work), a_member(open_work, name="Estelle Joly"), a_member(open_work)
    made = invite(open_work, host.actor, described(guest), Scope.READ)
    assert _waiting(open_work, guest) == [made]
    assert _waiting(open_work, other) == []
    for accepts in (True, False):
        with open_work(other.actor) as work, pytest.raises(NotFound):
            relatives.answer_invitation(work, delegation_id=made, accepts=accepts)
    with open_work(host.actor) as work, pytest.raises(NotFound):
        relatives.answer_invitation(work, delegation_id=made, accepts=True)


@pytest.mark.parametrize("wrong", [{"family_name": "DURAND"}, {"given_name": "Zelda"}, {"born": "1980-05-15"}])
def test_number_names_and_birth_date_go_together(open_work: OpenWork, wrong: dict[str, str]) -> None:
    host, guest = a_member(open_work), a_member(open_work, name="Estelle Joly")
    invite(open_work, host.actor, replace(described(guest), **wrong), Scope.READ)
    assert _waiting(open_work, guest) == []


def test_an_invitation_answers_the_same_for_somebody_who_does_not_exist(open_work: OpenWork) -> None:
    host, guest = a_member(open_work), a_member(open_work, name="Estelle Joly")
    nobody = Typed("255081416802538", "Absente", "Zoé", "1955-08-14")
    with open_work(host.actor) as work:
        for person in (described(guest), nobody):
            relatives.invite_relative(
                work, kind=DelegationKind.CAREGIVER, person=person, scopes=frozenset({Scope.READ}), lasts=HelpLasts.YEAR
            )
        real, unreal = relatives.my_relatives(work).given
    assert (real.row.state, real.row.expires_at, real.row.account_id) == (
        unreal.row.state,
        unreal.row.expires_at,
        unreal.row.account_id,
    )


def test_the_clock_tells_who_is_invited_and_nobody_else(open_work: OpenWork) -> None:
    host, guest = a_member(open_work), a_member(open_work, name="Estelle Joly")
    invite(open_work, host.actor, described(guest), Scope.READ)
    invite(open_work, host.actor, replace(described(guest), family_name="Autre"), Scope.READ)
    with open_work(JOB) as work:
        coming_of_age.tell_invited(work)
        sent = [m for m in messages_to(work, guest.row["mobile"]) if "invité à agir" in m.text]
        assert len(sent) == 1
        assert host.row["display_name"] not in sent[0].text
        assert coming_of_age.tell_invited(work) == 0


def test_an_invitation_expires_and_a_refusal_is_final(open_work: OpenWork) -> None:
    host, guest = a_member(open_work), a_member(open_work, name="Estelle Joly")
    made = invite(open_work, host.actor, described(guest), Scope.READ)
    with open_work(guest.actor) as work:
        work.now += timedelta(days=31)
        with pytest.raises(NotFound):
            relatives.answer_invitation(work, delegation_id=made, accepts=True)
    with open_work(guest.actor) as work:
        relatives.answer_invitation(work, delegation_id=made, accepts=False)
    with open_work(guest.actor) as work, pytest.raises(NotFound):
        relatives.answer_invitation(work, delegation_id=made, accepts=True)
    with open_work(host.actor) as work:
        assert [one.row.state for one in relatives.my_relatives(work).given] == ["REFUSED"]


def test_nobody_invites_themselves_or_the_same_person_twice(open_work: OpenWork) -> None:
    host, guest = a_member(open_work), a_member(open_work, name="Estelle Joly")
    with pytest.raises(InvitedOneself):
        invite(open_work, host.actor, described(host), Scope.READ)
    invite(open_work, host.actor, described(guest), Scope.READ)
    with pytest.raises(AlreadyActs):
        invite(open_work, host.actor, described(guest), Scope.READ)


def test_a_person_has_at_most_three_caregivers(open_work: OpenWork) -> None:
    host = a_member(open_work)
    guests = [a_member(open_work, name=f"Estelle {name}") for name in ("Un", "Deux", "Trois", "Quatre")]
    for guest in guests[:3]:
        invite(open_work, host.actor, described(guest), Scope.READ)
    with pytest.raises(TooManyCaregivers):
        invite(open_work, host.actor, described(guests[3]), Scope.READ)


def test_a_caregiver_helps_at_most_five_people(open_work: OpenWork) -> None:
    guest = a_member(open_work, name="Estelle Joly")
    hosts = [a_member(open_work, name=f"Hôte {name}") for name in ("Un", "Deux", "Trois", "Quatre", "Cinq", "Six")]
    for host in hosts[:5]:
        helps(open_work, host.actor, guest)
    made = invite(open_work, hosts[5].actor, described(guest), Scope.READ)
    with open_work(guest.actor) as work, pytest.raises(TooManyHelped):
        relatives.answer_invitation(work, delegation_id=made, accepts=True)


def test_a_caregiver_invites_nobody(open_work: OpenWork) -> None:
    host, guest, third = a_member(open_work), a_member(open_work, name="Estelle Joly"), a_member(open_work)
    actor = helps(open_work, host.actor, guest, *EVERYTHING)
    with open_work(actor) as work, pytest.raises(NotFound):
        relatives.invite_relative(
            work,
            kind=DelegationKind.CAREGIVER,
            person=described(third),
            scopes=frozenset({Scope.READ}),
            lasts=HelpLasts.YEAR,
        )


def test_the_figures_that_a_caregiver_reads_are_traced_and_past_refusals_are_not_theirs(open_work: OpenWork) -> None:
    host, guest = a_member(open_work), a_member(open_work, name="Estelle Joly")
    with open_work(host.actor) as work:
        day = {"date": (work.now - timedelta(days=1)).date().isoformat(), "heure": "08:00"}
        measures.note_measure(work, code="WEIGHT", typed={"valeur": "61", **day})
    actor = helps(open_work, host.actor, guest)
    with open_work(actor) as work:
        measures.read_series(work, code="WEIGHT", period=Period.ALL)
        with pytest.raises(NotFound):
            my_attestations(work)
    with open_work(host.actor) as work:
        assert "PROFILE_READ_MEASURES" in {line.action for line in read_trail(work).lines if line.by}


def test_a_deposit_waits_for_a_revocation_that_comes_first(open_work: OpenWork) -> None:
    host, guest = a_member(open_work), a_member(open_work, name="Estelle Joly")
    actor = helps(open_work, host.actor, guest, Scope.READ, Scope.DOCUMENTS)
    assert actor.mandate is not None
    with open_work(actor) as work:
        assert delegation.held(work)
    with open_work(host.actor) as work:
        relatives.end_helper(work, delegation_id=actor.mandate.id)
    with open_work(actor) as work, pytest.raises(NotFound):
        policy.hold_grant(work, Permission.DOCUMENT_ADD, host.actor.space_id)  # type: ignore[arg-type]
