"""The list of patients: searched by name, and what is new for each without opening anything."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col

from csn_app.access import service as access
from csn_app.access.model import FileOpening
from csn_app.core.actor import JOB, Actor
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import PatientCategory
from csn_app.core.work import Untraced
from csn_app.desk.patients import Desk, read_desk
from csn_app.documents.corrections import ask_correction
from tests.factories import OpenWork, a_grant, a_holder, a_professional, an_open_record
from tests.services.desk.people import a_known_holder
from tests.services.documents.sending import a_document, actions_of


def desk_of(open_work: OpenWork, doctor: Actor, **asked: Any) -> Desk:
    with open_work(doctor) as work:
        return read_desk(work, **asked)


def visited(open_work: OpenWork, doctor: Actor, holder: Actor, *, ago: timedelta = timedelta(days=1)) -> None:
    """Let the professional have opened the record some time ago, and closed it."""
    opening = an_open_record(open_work, doctor, holder)
    with open_work(JOB) as work:
        when = {"opened_at": work.now - ago, "closed_at": work.now - ago}
        work.db.execute(update(FileOpening).where(col(FileOpening.id) == opening).values(**when))
        work.commit(untraced=Untraced.TECHNICAL)


def test_what_arrived_since_my_last_visit_is_counted_without_opening_anything(open_work: OpenWork) -> None:
    known, doctor = a_known_holder(open_work), a_professional(open_work)
    a_grant(open_work, known.holder, doctor, categories=("BIOLOGIE",))
    a_document(open_work, known.holder)
    visited(open_work, doctor, known.holder, ago=timedelta(0))
    a_document(open_work, known.holder)
    a_document(open_work, known.holder, category=PatientCategory.ORD_SOIN)
    a_document(open_work, doctor, space_id=known.holder.space_id)
    before = actions_of(open_work, known.holder.space_id)
    (patient,) = desk_of(open_work, doctor).patients
    assert patient.arrived == 1
    assert actions_of(open_work, known.holder.space_id) == before


def test_a_record_that_was_never_opened_counts_nothing_and_says_so(open_work: OpenWork) -> None:
    known, doctor = a_known_holder(open_work), a_professional(open_work)
    a_grant(open_work, known.holder, doctor)
    a_document(open_work, known.holder)
    (patient,) = desk_of(open_work, doctor).patients
    assert (patient.arrived, patient.last_visit) == (0, None)


def test_a_revoked_access_leaves_the_list_and_its_counts(open_work: OpenWork) -> None:
    known, doctor = a_known_holder(open_work), a_professional(open_work)
    grant_id = a_grant(open_work, known.holder, doctor)
    visited(open_work, doctor, known.holder)
    row = a_document(open_work, doctor, space_id=known.holder.space_id)
    with open_work(known.holder) as work:
        ask_correction(work, row.id, words="À revoir")
    assert desk_of(open_work, doctor).corrections == 1
    with open_work(known.holder) as work:
        access.revoke_grant(work, grant_id)
    desk = desk_of(open_work, doctor)
    assert (desk.patients, desk.corrections, desk.everyone) == ((), 0, 0)


@pytest.mark.parametrize(("words", "kept"), [("", 2), ("alice", 2), ("ALI mar", 2), ("14 05 1984", 2), ("zzz", 0)])
def test_patients_are_found_by_the_beginnings_of_their_names(open_work: OpenWork, words: str, kept: int) -> None:
    doctor = a_professional(open_work)
    for _ in range(2):
        a_grant(open_work, a_known_holder(open_work).holder, doctor)
    desk = desk_of(open_work, doctor, words=words)
    assert (len(desk.patients), desk.total, desk.everyone) == (kept, kept, 2)


def test_one_patient_is_found_by_their_birth_name(open_work: OpenWork) -> None:
    doctor, wanted = a_professional(open_work), a_known_holder(open_work)
    for known in (wanted, a_known_holder(open_work)):
        a_grant(open_work, known.holder, doctor)
    (found,) = desk_of(open_work, doctor, words=wanted.traits.family_name).patients
    assert found.holder.space_id == wanted.holder.space_id


def test_the_list_turns_by_pages_of_twenty_five(open_work: OpenWork) -> None:
    doctor = a_professional(open_work)
    for _ in range(27):
        a_grant(open_work, a_known_holder(open_work).holder, doctor)
    first, second, beyond = (desk_of(open_work, doctor, page=page) for page in (0, 1, 99))
    assert [len(desk.patients) for desk in (first, second, beyond)] == [25, 2, 2]
    seen = {p.holder.space_id for p in first.patients} | {p.holder.space_id for p in second.patients}
    assert len(seen) == 27


def test_a_holder_has_no_desk(open_work: OpenWork) -> None:
    with open_work(a_holder(open_work)) as work, pytest.raises(NotFound):
        read_desk(work)
