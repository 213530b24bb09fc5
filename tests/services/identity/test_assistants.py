"""A secretary acts under their own name for the professional: same reach, own name, ended at once."""

from dataclasses import replace
from uuid import UUID

import pytest

from csn_app.access import service as access
from csn_app.audit import service as audit
from csn_app.core.actor import JOB, Actor
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import OpeningReason
from csn_app.desk.service import enter_record
from csn_app.documents import service as documents
from csn_app.history.service import read_trail
from csn_app.history.wording import sentence_of
from csn_app.identity import assistants, sessions
from csn_app.identity.asking import ask_by_number, deliver_requests
from csn_app.identity.model import Account
from csn_app.identity.professionals import deactivate_professional
from tests.factories import OpenWork, a_grant, a_holder, a_professional
from tests.services.desk.people import BORN, a_known_holder
from tests.services.documents.sending import a_document


def an_assistant(open_work: OpenWork, doctor: Actor, *, name: str = "Nadia Ferrand") -> tuple[Actor, str]:
    """Let somebody act for a doctor, signed in; returns who they are and their cookie's secret."""
    with open_work(doctor) as work:
        first = assistants.add_assistant(work, name=name)
    with open_work(JOB) as work:
        account = work.db.get_one(Account, first.account_id)
        token = sessions.begin_session(work, account, device="test")
        work.db.flush()
        actor = sessions.resolve_session(work, token, active=False)
        work.commit(untraced=sessions.Untraced.TECHNICAL)
    assert actor
    return actor, token


def resolved(open_work: OpenWork, token: str) -> Actor | None:
    with open_work(JOB) as work:
        return sessions.resolve_session(work, token, active=False)


def test_an_assistant_reads_and_deposits_for_the_doctor_under_their_own_name(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    secretary, _ = an_assistant(open_work, doctor)
    assert (secretary.assistant, secretary.professional_id) == (True, doctor.professional_id)
    assert secretary.account_id != doctor.account_id
    assert holder.space_id
    with open_work(secretary) as work, pytest.raises(NotFound):
        enter_record(work, holder.space_id, reason=OpeningReason.CONSULTATION)
    a_grant(open_work, holder, doctor)
    with open_work(secretary) as work:
        enter_record(work, holder.space_id, reason=OpeningReason.PREPARATION)
        documents.list_documents(work, space_id=holder.space_id)
    row = a_document(open_work, secretary, space_id=holder.space_id)
    assert row.mine
    with open_work(doctor) as work:
        enter_record(work, holder.space_id, reason=OpeningReason.CONSULTATION)
        assert documents.describe_document(work, row.id).mine
    with open_work(holder) as work:
        page = read_trail(work)
        by = {line.action: sentence_of(line)[0] for line in page.lines if line.assistant}
        lines = audit.traces_of(work, holder.space_id)
    assert set(by) >= {"RECORD_OPENED", "DOC_LIST_READ", "DOC_ADDED"}
    assert set(by.values()) == {"Nadia Ferrand, pour le Dr Camille Bernard,"}
    theirs = [line for line in lines if line.account_id == secretary.account_id]
    assert theirs
    assert all(line.detail.get("assistant") == "1" for line in theirs)
    assert all("assistant" not in line.detail for line in lines if line.account_id == doctor.account_id)


def test_a_request_for_access_names_the_assistant_who_asked(open_work: OpenWork) -> None:
    known, doctor = a_known_holder(open_work), a_professional(open_work)
    secretary, _ = an_assistant(open_work, doctor)
    with open_work(secretary) as work:
        ask_by_number(work, ins=known.ins, birth_date=BORN)
    with open_work(JOB) as work:
        deliver_requests(work)
    with open_work(known.holder) as work:
        (line,) = read_trail(work).lines
    assert sentence_of(line)[0] == "Nadia Ferrand, pour le Dr Camille Bernard,"


def test_a_revocation_stops_the_assistant_too(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    secretary, _ = an_assistant(open_work, doctor)
    grant_id = a_grant(open_work, holder, doctor)
    assert holder.space_id
    with open_work(secretary) as work:
        enter_record(work, holder.space_id, reason=OpeningReason.FOLLOW_UP)
    with open_work(holder) as work:
        access.revoke_grant(work, grant_id)
    with open_work(secretary) as work, pytest.raises(NotFound):
        documents.list_documents(work, space_id=holder.space_id)


def test_only_the_doctor_adds_lists_and_ends_their_own_assistants(open_work: OpenWork) -> None:
    doctor, other = a_professional(open_work), a_professional(open_work)
    secretary, token = an_assistant(open_work, doctor)
    assert secretary.account_id
    for actor in (secretary, a_holder(open_work)):
        with open_work(actor) as work, pytest.raises(NotFound):
            assistants.add_assistant(work, name="Autre Personne")
        with open_work(actor) as work, pytest.raises(NotFound):
            assistants.list_assistants(work)
        with open_work(actor) as work, pytest.raises(NotFound):
            assistants.end_assistant(work, secretary.account_id)
    with open_work(other) as work, pytest.raises(NotFound):
        assistants.end_assistant(work, secretary.account_id)
    with open_work(other) as work:
        assert assistants.list_assistants(work) == []
    with open_work(doctor) as work, pytest.raises(NotFound):
        assistants.end_assistant(work, UUID(str(doctor.account_id)))
    assert resolved(open_work, token)
    with open_work(doctor) as work:
        assert [one.name for one in assistants.list_assistants(work)] == ["Nadia Ferrand"]
        assistants.end_assistant(work, secretary.account_id)
        assert assistants.list_assistants(work) == []
    assert resolved(open_work, token) is None


@pytest.mark.parametrize("name", ["", "Nadia", "x " * 60, "\x00"])
def test_an_assistant_has_a_given_name_and_a_family_name(open_work: OpenWork, name: str) -> None:
    with open_work(a_professional(open_work)) as work, pytest.raises(assistants.NameMissing):
        assistants.add_assistant(work, name=name)


def test_ten_people_act_for_one_professional_at_most(open_work: OpenWork) -> None:
    doctor = a_professional(open_work)
    for n in range(assistants.MOST):
        with open_work(doctor) as work:
            assistants.add_assistant(work, name=f"Nadia Ferrand {n}")
    with open_work(doctor) as work, pytest.raises(assistants.TooManyAssistants):
        assistants.add_assistant(work, name="Une De Trop")


def test_a_doctor_who_leaves_the_directory_takes_their_assistants_along(open_work: OpenWork) -> None:
    doctor = a_professional(open_work)
    _, token = an_assistant(open_work, doctor)
    with open_work(JOB) as work:
        rpps = work.db.get_one(assistants.Professional, doctor.professional_id).rpps
        deactivate_professional(work, rpps)
    assert resolved(open_work, token) is None


def test_whom_an_assistant_acts_for_is_said(open_work: OpenWork) -> None:
    doctor = a_professional(open_work)
    secretary, _ = an_assistant(open_work, doctor)
    with open_work(secretary) as work:
        assert assistants.whom_i_act_for(work) == "Dr Camille Bernard"
    with open_work(replace(doctor)) as work:
        assert assistants.whom_i_act_for(work) == ""
