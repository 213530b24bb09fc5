"""A copy of everything: documents as they were, readable pages, the trail with its proof, seven days (R-LC-17)."""

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlmodel import col

from csn_app.access import lifecycle
from csn_app.agenda.service import note_appointment
from csn_app.core.actor import JOB
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import Section, SpaceState
from csn_app.core.work import Untraced, Work
from csn_app.documents import service as documents
from csn_app.documents.files import PART
from csn_app.documents.model import Document
from csn_app.notifications.service import messages_to
from csn_app.prevention import service as prevention
from csn_app.profile import service as profile
from csn_app.profile.measures import note_measure
from csn_app.rights import copies, making
from csn_app.rights.copies import CopyStep, CopyView
from csn_app.rights.model import DataCopy
from tests.factories import OpenWork, a_grant, a_professional
from tests.services.agenda.people import typed
from tests.services.documents.sending import a_document, actions_of
from tests.services.rights.people import announced, later, make_all
from tests.services.rights.test_closing import _move_in, a_person


def a_known_person(open_work: OpenWork):  # type: ignore[no-untyped-def]
    _, space_id = announced(open_work)
    holder, email = a_person(open_work)
    _move_in(open_work, holder, space_id)
    return replace(holder, space_id=space_id), email


def made(open_work: OpenWork, holder) -> CopyView:  # type: ignore[no-untyped-def]
    with open_work(holder) as work:
        copies.ask_copy(work)
    with open_work(JOB) as work:
        make_all(work)
    with open_work(holder) as work:
        return copies.my_copy(work)


def whole(work: Work, copy_id: UUID) -> bytes:
    opened = copies.open_copy(work, copy_id=copy_id)
    return b"".join(opened.vault.part(opened.file, n) for n in range(opened.file.parts))


def test_a_copy_holds_documents_as_they_were_and_a_proof_that_anyone_can_check(open_work: OpenWork) -> None:
    holder, _ = a_known_person(open_work)
    doctor = a_professional(open_work, name="Camille Bernard")
    a_grant(open_work, holder, doctor)
    big = bytes(range(256)) * (PART // 256) + b"la fin"
    for title, content in (("Bilan <b>sanguin</b> / 1", b"one"), ("Bilan <b>sanguin</b> / 1", b"two"), ("Gros", big)):
        a_document(open_work, holder, title=title, content=content)
    view = made(open_work, holder)
    assert (view.step, view.done, view.total) == (CopyStep.READY, 3, 3)
    assert view.id
    with open_work(holder) as work, zipfile.ZipFile(io.BytesIO(whole(work, view.id))) as bundle:
        assert bundle.testzip() is None
        names = bundle.namelist()
        files = [name for name in names if name.startswith("documents/")]
        assert {bundle.read(name) for name in files} == {b"one", b"two", big}
        assert len(files) == len({name.casefold() for name in files}) == 3
        assert not [name for name in names if ".." in name or name.startswith("/") or "<" in name]
        index = bundle.read("index.html").decode()
        assert "Bilan &lt;b&gt;sanguin&lt;/b&gt;" in index
        assert "Camille Bernard" in index
        assert "avez ajouté le document" in bundle.read("historique.html").decode()
        assert json.loads(bundle.read("profil-fhir.json"))["type"] == "document"
        sums = dict(
            reversed(line.split("  ", 1)) for line in bundle.read("empreintes-sha256.txt").decode().splitlines()
        )
        for name in files:
            assert sums[name] == hashlib.sha256(bundle.read(name)).hexdigest()
        _check_proof(json.loads(bundle.read("preuve-historique.json")))


def test_asking_and_fetching_are_traced_and_the_person_is_told(open_work: OpenWork) -> None:
    holder, email = a_known_person(open_work)
    view = made(open_work, holder)
    with open_work(holder) as work:
        assert messages_to(work, email)[0].subject == "Votre dossier est prêt"
        assert view.id
        copies.open_copy(work, copy_id=view.id)
        copies.open_copy(work, copy_id=view.id, again=True)
    # Making it reads the measures, as taking them home by themselves does.
    traces = ["DATA_COPY_ASKED", "PROFILE_READ_MEASURES", "DATA_EXPORTED"]
    assert actions_of(open_work, holder.space_id)[-3:] == traces


def test_a_copy_is_gone_after_seven_days(open_work: OpenWork) -> None:
    holder, _ = a_known_person(open_work)
    a_document(open_work, holder)
    view = made(open_work, holder)
    assert view.id
    with later(open_work, holder, days=6, hours=23) as work:
        assert whole(work, view.id)
    with later(open_work, holder, days=7, minutes=1) as work:
        assert copies.my_copy(work).step is CopyStep.EXPIRED
        with pytest.raises(NotFound):
            copies.open_copy(work, copy_id=view.id)
    with later(open_work, days=7, minutes=1) as work:
        file_id = work.db.get_one(DataCopy, view.id).file_id
        assert list(work.blobs.list(f"{copies.PREFIX}{file_id}/"))
        copies.forget_copies(work)
        assert not list(work.blobs.list(f"{copies.PREFIX}{file_id}/"))


def test_nobody_fetches_the_copy_of_somebody_else(open_work: OpenWork) -> None:
    holder, _ = a_known_person(open_work)
    view = made(open_work, holder)
    other, _ = a_person(open_work)
    doctor = a_professional(open_work)
    a_grant(open_work, holder, doctor)
    for stranger in (other, doctor):
        with open_work(stranger) as work, pytest.raises(NotFound):
            copies.open_copy(work, copy_id=view.id)


def test_asking_twice_makes_one_copy_and_a_new_one_takes_the_place_of_the_old(open_work: OpenWork) -> None:
    holder, _ = a_known_person(open_work)
    with open_work(holder) as work:
        assert copies.ask_copy(work).id == copies.ask_copy(work).id
    first = made(open_work, holder)
    with open_work(holder) as work, pytest.raises(copies.CopyOfToday):
        copies.ask_copy(work)
    with later(open_work, holder, days=1, minutes=1) as work:
        copies.ask_copy(work)
    with later(open_work, days=1, minutes=1) as work:
        make_all(work)
    with later(open_work, holder, days=1, minutes=1) as work:
        second = copies.my_copy(work)
    assert first.id != second.id
    with later(open_work, holder, days=1, minutes=2) as work, pytest.raises(NotFound):
        copies.open_copy(work, copy_id=first.id)


def test_a_maker_that_was_killed_is_replaced_and_three_failures_are_the_end(open_work: OpenWork) -> None:
    holder, _ = a_known_person(open_work)
    with open_work(holder) as work:
        asked = copies.ask_copy(work)
    for minutes in (0, 3, 6):
        with open_work(JOB) as work:
            work.real_now += timedelta(minutes=minutes)
            assert making._claimed(work)
            assert making._claimed(work) is None
    with open_work(JOB) as work:
        work.real_now += timedelta(minutes=9)
        make_all(work)
    with open_work(holder) as work:
        assert (copies.my_copy(work).step, copies.my_copy(work).id) == (CopyStep.FAILED, asked.id)
        assert copies.ask_copy(work).step is CopyStep.MAKING


def test_a_deleted_document_takes_the_copy_with_it(open_work: OpenWork) -> None:
    holder, _ = a_known_person(open_work)
    document = a_document(open_work, holder)
    view = made(open_work, holder)
    assert view.id
    with open_work(holder) as work:
        assert whole(work, view.id)
        documents.delete_document(work, document.id)
    with open_work(holder) as work:
        assert copies.my_copy(work).step is CopyStep.EXPIRED
        with pytest.raises(NotFound):
            copies.open_copy(work, copy_id=view.id)
    with open_work(JOB) as work:
        copies.forget_copies(work)
        file_id = work.db.get_one(DataCopy, view.id).file_id
        assert not list(work.blobs.list(f"{copies.PREFIX}{file_id}/"))
    assert made(open_work, holder).step is CopyStep.READY


def test_a_copy_during_which_a_document_is_deleted_is_not_given(open_work: OpenWork) -> None:
    holder, _ = a_known_person(open_work)
    document = a_document(open_work, holder)
    with open_work(holder) as work:
        copies.ask_copy(work)
        documents.delete_document(work, document.id)
    with open_work(JOB) as work:
        make_all(work)
    with open_work(holder) as work:
        assert copies.my_copy(work).step is CopyStep.FAILED


def test_an_unreadable_document_is_said_and_the_others_are_copied(open_work: OpenWork) -> None:
    holder, _ = a_known_person(open_work)
    lost = a_document(open_work, holder, title="Perdu")
    a_document(open_work, holder, title="100% #1?", content=b"sain")
    with open_work(JOB) as work:
        work.blobs.delete(f"documents/{work.db.get_one(Document, lost.id).file_id}/00000")
    view = made(open_work, holder)
    assert view.id
    with open_work(holder) as work, zipfile.ZipFile(io.BytesIO(whole(work, view.id))) as bundle:
        index = bundle.read("index.html").decode()
        assert "Perdu (illisible)" in index
        assert "100%25%20%231" in index
        assert b"sain" in [bundle.read(name) for name in bundle.namelist()]


def test_a_carnet_closed_meanwhile_is_not_copied(open_work: OpenWork) -> None:
    holder, _ = a_known_person(open_work)
    with open_work(holder) as work:
        copies.ask_copy(work)
    with open_work(JOB) as work:
        lifecycle.move_space(work, holder.space_id, to=SpaceState.CLOSED_ARCHIVED)
        work.commit(untraced=Untraced.TECHNICAL)
    with open_work(JOB) as work:
        make_all(work)
        assert work.actor is JOB
        mine = work.db.scalars(select(DataCopy).where(col(DataCopy.space_id) == holder.space_id)).one()
        assert (mine.ready_at, mine.gone_at is not None) == (None, True)


def _check_proof(proof: dict) -> None:  # type: ignore[type-arg]
    previous = "0" * 64
    for line in proof["lines"]:
        text = json.dumps(line["line"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert line["line"]["previous_hash"] == previous
        assert hashlib.sha256(text.encode()).hexdigest() == line["hash"]
        previous = line["hash"]
    assert previous == proof["head"]["hash"]
    assert len(proof["lines"]) == proof["head"]["seq"] > 0


def test_a_copy_holds_what_the_person_noted_of_their_health(open_work: OpenWork) -> None:
    holder, _ = a_known_person(open_work)
    with open_work(holder) as work:
        profile.add_entry(work, section=Section.ALLERGIES, typed={"allergene": "Arachide <grillée>"})
    with open_work(holder) as work:
        profile.declare_none(work, section=Section.DISEASES)
    with open_work(holder) as work:
        note_measure(work, code="WEIGHT", typed={"valeur": "63,5", "date": "2026-11-01"})
    with open_work(holder) as work:
        note_appointment(work, typed=typed(work.now, motif="Prise de sang"))
        prevention.answer(work, code="medecin_traitant_declare", yes=True)
    view = made(open_work, holder)
    assert view.id
    with open_work(holder) as work, zipfile.ZipFile(io.BytesIO(whole(work, view.id))) as bundle:
        said = bundle.read("profil.html").decode()
        assert "Arachide &lt;grillée&gt;" in said
        assert "Vous avez indiqué le" in said
        assert "63,5" in bundle.read("mesures.csv").decode("utf-8-sig")
        assert "Prise de sang" in bundle.read("agenda.ics").decode()
        assert "Avez-vous déclaré un médecin traitant\u00a0? Oui" in bundle.read("prevention.html").decode()
