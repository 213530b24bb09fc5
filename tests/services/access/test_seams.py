"""Where one room's rule meets another's: a preview and a minor's secret, an emergency and a deposit, a right that ended
and an address that was drawn under it."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlmodel import col

from csn_app.access import mandates, masks, policy, sharing
from csn_app.access import service as access
from csn_app.access.policy import Permission
from csn_app.access.rules_masks import Audience, Masked
from csn_app.agenda import feed
from csn_app.audit import accesses as accesses_to_tell
from csn_app.audit.model import TraceRow
from csn_app.circle import coming_of_age, relatives
from csn_app.circle.requests import my_requests
from csn_app.circle.service import block_carer, my_carers, unblock_carer
from csn_app.core.actor import JOB, Actor, DelegationKind, Scope
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import OpeningReason
from csn_app.core.work import Untraced
from csn_app.desk import preview
from csn_app.desk import service as desk
from csn_app.documents import held, revising
from csn_app.documents import service as documents
from csn_app.identity import guardianship
from csn_app.identity.notices import tell_holder
from csn_app.notifications.rules import Choices as Telling
from csn_app.settings.alerts import save_alerts
from csn_app.settings.notices import list_notices, read_news
from tests.factories import OpenWork, a_grant, a_holder, a_professional
from tests.family import Member, a_child, a_member, helps, inside, represent
from tests.services.access.test_asking import ask, deliver
from tests.services.access.test_emergency import an_emergency_doctor, broken
from tests.services.desk.people import a_known_holder
from tests.services.documents.sending import a_document
from tests.services.emergency.people import with_quality

TEEN_BORN = date(2010, 4, 11)


def _teenager(open_work: OpenWork) -> tuple[Member, Actor]:
    parent = a_member(open_work)
    teen = a_member(
        open_work,
        name="Lola Amari",
        birth_date=TEEN_BORN.isoformat(),
        legal_status="mineur",
        representative_ids=parent.row["id"],
    )
    with open_work(parent.actor) as work:
        made = mandates.certify(
            work,
            _space(teen.actor),
            kind=DelegationKind.REPRESENTATIVE,
            ends_at=guardianship.majority_moment(TEEN_BORN),
        )
        work.commit(mandates._trace("GUARDIAN_CERTIFIED", mandates._locked(work, made)))
    return teen, inside(open_work, parent, made)


def _space(actor: Actor) -> UUID:
    assert actor.space_id
    return actor.space_id


# ---- a minor's secret -----------------------------------------------------------------------------------------------


def test_a_parent_who_looks_with_a_doctors_eyes_does_not_see_what_the_minor_keeps(open_work: OpenWork) -> None:
    teen, parent = _teenager(open_work)
    doctor = a_professional(open_work)
    a_grant(open_work, teen.actor, doctor)
    kept, shown = (a_document(open_work, teen.actor, title=title) for title in ("Secret", "Ouvert"))
    with open_work(teen.actor) as work:
        documents.keep_from_parents(work, kept.id)
        assert doctor.professional_id
        own = preview.look_as(work, doctor.professional_id)
    with open_work(parent) as work:
        seen = preview.look_as(work, doctor.professional_id)
    assert own.sight
    assert seen.sight
    assert {row.id for row in own.sight.page.rows} == {kept.id, shown.id}
    assert [row.id for row in seen.sight.page.rows] == [shown.id]
    assert sum(seen.sight.page.counts.values()) == seen.total == 1
    assert seen.unseen == ()


def test_masks_and_single_documents_do_not_tell_a_parent_of_what_the_minor_keeps(open_work: OpenWork) -> None:
    teen, parent = _teenager(open_work)
    doctor = a_professional(open_work)
    grant = a_grant(open_work, teen.actor, doctor, categories=("SYNTHESE",))
    kept, other = a_document(open_work, teen.actor), a_document(open_work, teen.actor)
    space_id, who = _space(teen.actor), doctor.professional_id
    assert who
    with open_work(teen.actor) as work:
        documents.keep_from_parents(work, kept.id)
        sharing.hide(work, space_id, Masked(kept.id), audience=Audience(who))
        sharing.let_see(
            work, space_id, kept.id, category="BIOLOGIE", professional_id=who, profession_code=doctor.profession_code
        )
        sharing.hide(work, space_id, Masked(kept.id))
        assert my_carers(work).carers[0].hidden.documents == 1
        assert my_carers(work).carers[0].grant.documents == (kept.id,)
    with open_work(parent) as work:
        (carer,) = my_carers(work).carers
        assert (carer.hidden.documents, carer.grant.documents, carer.grant.id) == (0, (), grant)
        assert masks.lines_of(work, space_id) == []
        sharing.hide(work, space_id, Masked(other.id))
        assert [line.thing.document_id for line in masks.lines_of(work, space_id)] == [other.id]


def test_the_digest_of_a_day_says_nothing_of_a_secret_visit(open_work: OpenWork) -> None:
    teen, _ = _teenager(open_work)
    doctor, space_id = a_professional(open_work), _space(teen.actor)
    a_grant(open_work, teen.actor, doctor)
    with open_work(JOB) as work:
        since = work.now - timedelta(minutes=1)
    for secret in (True, False):
        with open_work(doctor) as work:
            access.open_record(work, space_id, reason=OpeningReason.CONSULTATION, secret=secret)
        with open_work(JOB) as work:
            assert accesses_to_tell.opened_since(work, space_id, since=since) is not secret


# ---- an emergency lets one read -------------------------------------------------------------------------------------


def test_an_emergency_lets_a_removed_author_change_nothing(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), an_emergency_doctor(open_work)
    a_grant(open_work, holder, doctor)
    with open_work(doctor) as work:
        access.open_record(work, _space(holder), reason=OpeningReason.CONSULTATION)
    plain = a_document(open_work, doctor, space_id=holder.space_id)
    late = a_document(open_work, doctor, space_id=holder.space_id, held_for=timedelta(days=20))
    with open_work(holder) as work:
        (row,) = access.list_grants(work, _space(holder))
        access.revoke_grant(work, row.id)
    broken(open_work, doctor, holder)
    with open_work(doctor) as work:
        assert documents.describe_document(work, plain.id)
    acts = (
        lambda work: revising.withdraw_document(work, plain.id, reason="Erreur de patient"),
        lambda work: held.release_document(work, late.id),
        lambda work: revising.check_replaceable(work, plain.id, space_id=_space(holder), reason="Erreur de saisie"),
    )
    for act in acts:
        with open_work(doctor) as work, pytest.raises(NotFound):
            act(work)
    with open_work(doctor) as work:
        assert not policy.allowed(work, Permission.CORRECTION_ANSWER, holder.space_id)


def test_an_assistant_does_not_approach_a_record_by_the_emergency_of_whom_they_act_for(open_work: OpenWork) -> None:
    known, doctor = a_known_holder(open_work), with_quality(open_work)
    broken(open_work, doctor, known.holder)
    assistant = replace(doctor, assistant=True, account_id=a_professional(open_work).account_id, session_id=uuid4())
    with open_work(doctor) as work:
        assert desk.approach_record(work, _space(known.holder)).emergency_until
    with open_work(assistant) as work, pytest.raises(NotFound):
        desk.approach_record(work, _space(known.holder))


def test_an_opening_that_crossed_the_suspension_of_the_quality_reads_nothing(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), an_emergency_doctor(open_work)
    document = a_document(open_work, holder)
    broken(open_work, doctor, holder)
    with open_work(doctor) as work:
        assert documents.describe_document(work, document.id)
    # The next event resolves the session again: the directory gives the quality no more.
    with open_work(replace(doctor, breaks_glass=False)) as work:
        assert not policy.allowed(work, Permission.SPACE_READ, holder.space_id)
        with pytest.raises(NotFound):
            documents.describe_document(work, document.id)


# ---- a block --------------------------------------------------------------------------------------------------------


def test_a_block_takes_away_the_request_that_waited(open_work: OpenWork) -> None:
    known, doctor = a_known_holder(open_work), a_professional(open_work)
    ask(open_work, doctor, known)
    deliver(open_work)
    assert doctor.professional_id
    with open_work(known.holder) as work:
        assert my_requests(work).requests
        block_carer(work, doctor.professional_id)
        assert not my_requests(work).requests
        unblock_carer(work, doctor.professional_id)
        assert not my_requests(work).requests
    ask(open_work, doctor, known)
    deliver(open_work)
    with open_work(known.holder) as work:
        assert my_requests(work).requests


# ---- acting for somebody --------------------------------------------------------------------------------------------


def test_a_caregiver_draws_no_private_address(open_work: OpenWork) -> None:
    host = a_member(open_work)
    guest = helps(open_work, host.actor, a_member(open_work), Scope.AGENDA)
    with open_work(guest) as work, pytest.raises(NotFound):
        feed.create_feed(work, details=True)
    with open_work(host.actor) as work:
        secret = feed.create_feed(work, details=True)
    with open_work(guest) as work, pytest.raises(NotFound):
        feed.revoke_feed(work)
    with open_work(JOB) as work:
        assert feed.serve_feed(work, secret=secret, address="10.0.0.1")


def test_what_a_parent_drew_is_worth_nothing_after_the_18th_birthday(open_work: OpenWork) -> None:
    parent = a_member(open_work)
    with open_work(JOB) as work:
        today = work.now.date()
    born = today.replace(year=today.year - 17, month=1, day=15)
    actor = represent(open_work, parent, a_child(open_work, parent, born=born), born=born)
    with open_work(actor) as work:
        secret = feed.create_feed(work, details=True)
    midnight = guardianship.majority_moment(born)
    with open_work(JOB) as work:
        work.now = midnight + timedelta(minutes=1)
        while coming_of_age.end_representations(work):
            pass
    with open_work(JOB) as work, pytest.raises(NotFound):
        feed.serve_feed(work, secret=secret, address="10.0.0.2")


def test_a_parent_who_stops_keeps_no_address(open_work: OpenWork) -> None:
    teen, parent = _teenager(open_work)
    second = a_member(open_work, name="Karim Amari")
    with open_work(second.actor) as work:
        mandates.certify(
            work,
            _space(teen.actor),
            kind=DelegationKind.REPRESENTATIVE,
            ends_at=guardianship.majority_moment(TEEN_BORN),
        )
        work.commit(mandates._trace("GUARDIAN_CERTIFIED", mandates._locked(work, work.actor.mandate.id)))
    with open_work(parent) as work:
        secret = feed.create_feed(work, details=True)
    assert parent.mandate
    with open_work(parent) as work:
        relatives.stop_helping(work, delegation_id=parent.mandate.id)
    with open_work(JOB) as work, pytest.raises(NotFound):
        feed.serve_feed(work, secret=secret, address="10.0.0.3")


def test_ones_own_notices_are_traced_in_ones_own_space(open_work: OpenWork) -> None:
    host, helper = a_member(open_work), a_member(open_work)
    guest = helps(open_work, host.actor, helper, Scope.READ)
    with open_work(guest) as work:
        save_alerts(work, Telling(discreet=True))
        found = work.db.scalars(select(col(TraceRow.chain_id)).where(col(TraceRow.action) == "NOTIF_PREFS_CHANGED"))
        assert helper.actor.space_id in (chains := set(found))
        assert host.actor.space_id not in chains


def test_ones_own_notifications_are_there_in_the_space_of_somebody_helped(open_work: OpenWork) -> None:
    host, helper = a_member(open_work), a_member(open_work)
    document = a_document(open_work, helper.actor)
    with open_work(helper.actor) as work:
        tell_holder(work, _space(helper.actor), kind="DOCUMENT_ADDED", object_type="document", object_id=document.id)
        work.commit(untraced=Untraced.OUTBOX)
        (own,) = [n for n in list_notices(work).notices if n.entry.kind == "DOCUMENT_ADDED"]
        assert own.title == document.title
    guest = helps(open_work, host.actor, helper, Scope.AGENDA)
    with open_work(guest) as work:
        (seen,) = [n for n in list_notices(work).notices if n.entry.kind == "DOCUMENT_ADDED"]
        assert (seen.title, seen.entry.object_id) == ("", None)
        assert read_news(work).unread >= 1
        assert read_news(work).lines == 0
