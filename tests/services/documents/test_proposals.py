"""What a document proposes: kept sealed and once, answered by its person alone, done by the ordinary use cases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlmodel import col

from csn_app.core.actor import JOB, Actor
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import PatientCategory, Section
from csn_app.core.work import Untraced
from csn_app.documents import proposals, proposals_kept, service
from csn_app.documents.model import Document
from csn_app.documents.model_proposals import DocumentProposal
from csn_app.documents.proposals import Proposal
from csn_app.profile import measures
from csn_app.profile import service as profile
from csn_app.profile.measures import Period
from tests.factories import OpenWork, a_grant, a_holder, a_professional, an_open_record
from tests.services.documents.papers import born_digital
from tests.services.documents.sending import a_document, actions_of, read_texts

ANALYSES = (
    "Laboratoire des Tilleuls\nPatient : Aurore HAUTEFAGE, née le 04/06/1990\nPrélevé le 06/09/2022 à 08h28\n"
    "COMPTE RENDU D’EXAMENS DE BIOLOGIE MÉDICALE\n"
    "Glycémie à jeun 0,95 g/L 0,74 - 1,06\nHémoglobine 14,1 g/dL 13,4 - 16,7"
)
VACCINES = "CERTIFICAT DE VACCINATION\n- REPEVAX, lot A1234, administré le 08/06/2024\nFait à Ville-Test, le 08/06/2024"


def _propose(open_work: OpenWork, document_id: UUID, text: str = ANALYSES) -> None:
    with open_work(JOB) as work:
        proposals_kept.propose(work, work.db.get_one(Document, document_id), [text])
        work.commit(untraced=Untraced.TECHNICAL)


def _waiting(open_work: OpenWork, who: Actor, document_id: UUID) -> dict[str, Proposal]:
    with open_work(who) as work:
        found = proposals.list_proposals(work, document_id=document_id).waiting
    return {one.code or one.kind.value: one for one in found}


def _paper(open_work: OpenWork, author: Actor, text: str = ANALYSES, **given: object) -> UUID:
    given = {"category": PatientCategory.AUTR_DOC, **given}
    row = a_document(open_work, author, title="IMG_0001", **given)  # type: ignore[arg-type]
    _propose(open_work, row.id, text)
    return row.id


def test_propose_keeps_what_the_text_says_and_leaves_one_trace(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    document_id = _paper(open_work, holder)
    found = _waiting(open_work, holder, document_id)
    assert set(found) == {"CATEGORY", "TITLE", "DATE", "AUTHOR", "GLUCOSE", "HEMOGLOBIN"}
    assert (found["GLUCOSE"].value, found["GLUCOSE"].page, found["GLUCOSE"].more["date"]) == ("95", 1, "2022-09-06")
    assert "Glycémie à jeun 0,95 g/L" in found["GLUCOSE"].words
    assert actions_of(open_work, holder.space_id).count("PROPOSAL_MADE") == 1
    with open_work(holder) as work:
        assert service.describe_document(work, document_id).title == "IMG_0001"
        (listed,) = proposals.to_check(work)
        assert (listed.document_id, listed.count) == (document_id, 6)


def test_propose_is_sealed(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    document_id = _paper(open_work, holder)
    with open_work(JOB) as work:
        rows = work.db.scalars(select(DocumentProposal).where(col(DocumentProposal.document_id) == document_id)).all()
        assert all(b"Glyc" not in row.body and b"GLUCOSE" not in row.body + row.mark for row in rows)


def test_a_reading_proposes_by_itself(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    content = born_digital("CERTIFICAT DE VACCINATION \\ REPEVAX, lot A1234, administré le 08/06/2024")
    document = a_document(open_work, holder, content=content)
    read_texts(open_work, holder.space_id, when_known=[proposals_kept.propose])
    assert "DTCAP_ADULTE" in _waiting(open_work, holder, document.id)


def test_accept_measure_notes_it_with_its_page(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    document_id = _paper(open_work, holder)
    for code in ("GLUCOSE", "HEMOGLOBIN"):
        with open_work(holder) as work:
            proposals.accept_proposal(work, proposal_id=_waiting(open_work, holder, document_id)[code].id)
    with open_work(holder) as work:
        (point,) = measures.read_series(work, code="GLUCOSE", period=Period.ALL).points
        assert (point.figures, point.context["moment"]) == (("95",), "FASTING")
        assert point.source
        assert (point.source.document_id, point.source.page) == (document_id, 1)
        (other,) = measures.read_series(work, code="HEMOGLOBIN", period=Period.ALL).points
        assert other.figures == ("14.1",)
    assert actions_of(open_work, holder.space_id)[-2:] == ["PROPOSAL_ACCEPTED", "PROFILE_CHANGED"]
    assert "GLUCOSE" not in _waiting(open_work, holder, document_id)


def test_accept_dose_adds_a_vaccination(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    document_id = _paper(open_work, holder, VACCINES)
    with open_work(holder) as work:
        proposals.accept_proposal(work, proposal_id=_waiting(open_work, holder, document_id)["DTCAP_ADULTE"].id)
        (entry,) = profile.read_profile(work).sections[Section.VACCINATIONS].entries
    assert (entry.held["vaccin"], entry.held["debut"], entry.held["lot"]) == ("DTCAP_ADULTE", "2024-06-08", "A1234")
    assert entry.source
    assert entry.source.document_id == document_id


def test_accept_all_changes_the_card_and_notes_the_figures(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    document_id = _paper(open_work, holder)
    with open_work(holder) as work:
        assert proposals.accept_all(work, document_id=document_id) == (6, 0)
    with open_work(holder) as work:
        row = service.describe_document(work, document_id)
        assert (row.category, row.document_date) == (PatientCategory.BIOLOGIE, date(2022, 9, 6))
        assert row.title == "Compte rendu d’examens de biologie médicale"
        assert proposals.list_proposals(work, document_id=document_id).author == "Laboratoire des Tilleuls"
        assert proposals.to_check(work) == ()


def test_what_was_answered_is_never_proposed_again(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    document_id = _paper(open_work, holder)
    with open_work(holder) as work:
        proposals.refuse_proposal(work, proposal_id=_waiting(open_work, holder, document_id)["GLUCOSE"].id)
    assert actions_of(open_work, holder.space_id)[-1] == "PROPOSAL_REFUSED"
    _propose(open_work, document_id)
    assert "GLUCOSE" not in _waiting(open_work, holder, document_id)
    with open_work(holder) as work:
        assert proposals.refuse_all(work, document_id=document_id) == 5
    _propose(open_work, document_id)
    assert not _waiting(open_work, holder, document_id)


def test_accept_twice_at_once_notes_it_once(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    document_id = _paper(open_work, holder)
    one = _waiting(open_work, holder, document_id)["GLUCOSE"].id

    def accept(_: int) -> bool:
        with open_work(holder) as work:
            try:
                proposals.accept_proposal(work, proposal_id=one)
            except NotFound:
                return False
            return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(accept, range(4))) == [False, False, False, True]
    with open_work(holder) as work:
        assert len(measures.read_series(work, code="GLUCOSE", period=Period.ALL).points) == 1


def test_correcting_the_card_overtakes_what_was_proposed_for_it(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    document_id = _paper(open_work, holder)
    with open_work(holder) as work:
        own = {"title": "Ma prise de sang", "document_date": date(2022, 9, 7), "category": PatientCategory.BIOLOGIE}
        service.update_document(work, document_id, **own)  # type: ignore[arg-type]
    assert set(_waiting(open_work, holder, document_id)) == {"GLUCOSE", "HEMOGLOBIN"}


def test_a_professionals_deposit_proposes_to_the_holder_only_what_it_says_of_them(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    a_grant(open_work, holder, doctor)
    an_open_record(open_work, doctor, holder)
    document_id = _paper(open_work, doctor, space_id=holder.space_id, category=PatientCategory.BIOLOGIE)
    assert set(_waiting(open_work, holder, document_id)) == {"GLUCOSE", "HEMOGLOBIN"}
    assert _waiting(open_work, doctor, document_id) == {}
    with open_work(doctor) as work, pytest.raises(NotFound):
        proposals.to_check(work)


def test_a_held_result_proposes_nothing_before_it_shows(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    a_grant(open_work, holder, doctor)
    row = a_document(open_work, doctor, space_id=holder.space_id, held_for=timedelta(days=3))
    _propose(open_work, row.id)
    with open_work(holder) as work:
        assert proposals.to_check(work) == ()
    with open_work(JOB) as work:
        any_of_it = select(col(DocumentProposal.id)).where(col(DocumentProposal.document_id) == row.id).limit(1)
        one = work.db.scalars(any_of_it).one()
    with open_work(holder) as work, pytest.raises(NotFound):
        proposals.accept_proposal(work, proposal_id=one)


@pytest.mark.parametrize("answer", [proposals.accept_proposal, proposals.refuse_proposal])
def test_an_answer_refuses_a_stranger(open_work: OpenWork, answer) -> None:  # type: ignore[no-untyped-def]
    holder, stranger = a_holder(open_work), a_holder(open_work)
    document_id = _paper(open_work, holder)
    one = _waiting(open_work, holder, document_id)["GLUCOSE"].id
    with open_work(stranger) as work, pytest.raises(NotFound):
        answer(work, proposal_id=one)
    with open_work(stranger) as work, pytest.raises(NotFound):
        proposals.refuse_all(work, document_id=document_id)
    assert "GLUCOSE" in _waiting(open_work, holder, document_id)


def test_only_the_job_proposes(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    document_id = _paper(open_work, holder)
    with open_work(holder) as work:
        document = work.db.get_one(Document, document_id)
        with pytest.raises(NotFound):
            proposals_kept.propose(work, document, [VACCINES])


def test_choose_proposals_switches_them_off_and_on(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    document_id = _paper(open_work, holder)
    with open_work(holder) as work:
        proposals.choose_proposals(work, wanted=False)
        assert not proposals.are_wanted(work)
    _propose(open_work, document_id)
    assert not _waiting(open_work, holder, document_id)
    with open_work(holder) as work:
        proposals.choose_proposals(work, wanted=True)
        assert proposals.are_wanted(work)
    _propose(open_work, document_id)
    assert _waiting(open_work, holder, document_id)
    assert {"PROPOSALS_OFF", "PROPOSALS_ON"} <= set(actions_of(open_work, holder.space_id))
    with open_work(a_professional(open_work)) as work, pytest.raises(NotFound):
        proposals.choose_proposals(work, wanted=False)


def test_deleting_the_document_removes_its_proposals(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    document_id = _paper(open_work, holder)
    with open_work(holder) as work:
        service.delete_document(work, document_id)
    with open_work(JOB) as work:
        left = select(DocumentProposal).where(col(DocumentProposal.document_id) == document_id)
        assert work.db.scalar(left) is None
