"""Folders of one level, and acts on several documents at once."""

import io
import zipfile
from threading import Thread

import pytest

from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import PatientCategory
from csn_app.documents import folders, service, several, visibility
from csn_app.documents.folders import FolderExists, FolderRow, TooManyFolders
from csn_app.documents.rules import TitleMissing, TitleTooLong
from tests.factories import Actor, OpenWork, a_grant, a_holder, a_professional, an_open_record
from tests.services.documents.sending import Client, a_document, actions_of


def _made(open_work: OpenWork, actor: Actor, name: str) -> FolderRow:
    with open_work(actor) as work:
        return folders.make_folder(work, name=name)


def _listed(open_work: OpenWork, actor: Actor) -> list[tuple[str, int]]:
    with open_work(actor) as work:
        return [(row.name, row.documents) for row in folders.list_folders(work)]


def test_documents_go_into_a_folder_and_stay_when_it_goes(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    one, other = a_document(open_work, holder), a_document(open_work, holder)
    folder = _made(open_work, holder, "Genou")
    with open_work(holder) as work:
        assert folders.move_documents(work, [one.id], folder_id=folder.id) == 1
    assert _listed(open_work, holder) == [("Genou", 1)]
    with open_work(holder) as work:
        page = service.list_documents(work, space_id=one.space_id, folder_id=folder.id)
        assert [row.id for row in page.rows] == [one.id]
        folders.rename_folder(work, folder.id, name="Genou droit")
    with open_work(holder) as work:
        folders.delete_folder(work, folder.id)
        assert {r.id for r in service.list_documents(work, space_id=one.space_id).rows} == {one.id, other.id}
    assert [a for a in actions_of(open_work, one.space_id) if a.startswith("FOLDER") or a == "DOC_MOVED"] == [
        "FOLDER_MADE",
        "DOC_MOVED",
        "FOLDER_RENAMED",
        "FOLDER_DELETED",
    ]


def test_a_folder_belongs_to_its_carnet_and_a_professional_knows_of_none(open_work: OpenWork) -> None:
    holder, stranger, doctor = a_holder(open_work), a_holder(open_work), a_professional(open_work)
    a_grant(open_work, holder, doctor)
    an_open_record(open_work, doctor, holder)
    row, folder = a_document(open_work, holder), _made(open_work, holder, "Secret")
    theirs = _made(open_work, stranger, "Autre")
    for actor in (stranger, doctor):
        with open_work(actor) as work, pytest.raises(NotFound):
            folders.delete_folder(work, folder.id)
        with open_work(actor) as work, pytest.raises(NotFound):
            folders.rename_folder(work, folder.id, name="X")
    with open_work(doctor) as work, pytest.raises(NotFound):
        folders.list_folders(work)
    with open_work(holder) as work, pytest.raises(NotFound):
        folders.move_documents(work, [row.id], folder_id=theirs.id)
    with open_work(stranger) as work:
        assert folders.move_documents(work, [row.id], folder_id=theirs.id) == 0
    assert _listed(open_work, stranger) == [("Autre", 0)]


@pytest.mark.parametrize(
    ("name", "fact"), [("  ", TitleMissing), ("x" * 51, TitleTooLong), ("genou  DROIT", FolderExists)]
)
def test_a_name_that_cannot_be_changes_nothing(open_work: OpenWork, name: str, fact: type[Exception]) -> None:
    holder = a_holder(open_work)
    _made(open_work, holder, "Genou droit")
    with open_work(holder) as work, pytest.raises(fact):
        folders.make_folder(work, name=name)
    assert _listed(open_work, holder) == [("Genou droit", 0)]


def test_of_two_who_take_a_name_at_once_one_gets_it(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    told: list[bool] = []

    def make() -> None:
        try:
            _made(open_work, holder, "Dents")
            told.append(True)
        except FolderExists:
            told.append(False)

    threads = [Thread(target=make) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [False, False, True]


def test_there_are_a_hundred_folders_at_most(open_work: OpenWork, monkeypatch: pytest.MonkeyPatch) -> None:
    holder = a_holder(open_work)
    monkeypatch.setattr(folders, "FOLDERS_MAX", 1)
    _made(open_work, holder, "Un")
    with pytest.raises(TooManyFolders):
        _made(open_work, holder, "Deux")


def test_several_are_classified_and_masked_at_once_those_of_others_only_masked(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    a_grant(open_work, holder, doctor)
    an_open_record(open_work, doctor, holder)
    mine = [a_document(open_work, holder).id for _ in range(2)]
    theirs = a_document(open_work, doctor, space_id=holder.space_id).id
    with open_work(holder) as work:
        assert several.classify_documents(work, [*mine, theirs], category=PatientCategory.RADIO_SC) == 2
        counts = service.list_documents(work, space_id=holder.space_id).counts  # type: ignore[arg-type]
        assert counts == {PatientCategory.RADIO_SC: 2, PatientCategory.BIOLOGIE: 1}
    with open_work(holder) as work:
        assert several.mask_documents(work, [*mine, theirs]) == 3
        assert visibility.who_sees(work, mine[0]).masked
    with open_work(doctor) as work:
        seen = service.list_documents(work, space_id=holder.space_id)  # type: ignore[arg-type]
        assert {row.id for row in seen.rows} <= {theirs}
    with open_work(a_holder(open_work)) as work:
        assert several.classify_documents(work, mine, category=PatientCategory.BIOLOGIE) == 0
        assert several.mask_documents(work, mine) == 0
    with open_work(doctor) as work, pytest.raises(NotFound):
        several.classify_documents(work, mine, category=PatientCategory.BIOLOGIE)


def test_several_are_taken_as_one_zip_with_names_of_their_own(open_work: OpenWork) -> None:
    client, holder, stranger = Client(open_work), a_holder(open_work), a_holder(open_work)
    big = bytes(range(256)) * 40_000
    ids = [a_document(open_work, holder, title="Même/titre", content=c).id for c in (b"un", big)]
    foreign = a_document(open_work, stranger).id
    address = f"/documents/lot.zip?ids={ids[0]},{foreign},{ids[1]}"
    answer = client.ask("GET", address, headers=client.headers(holder))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as bundle:
        assert bundle.testzip() is None
        assert bundle.namelist() == ["2026-03-12 Même titre.pdf", "2026-03-12 Même titre (2).pdf"]
        assert [bundle.read(name) for name in bundle.namelist()] == [b"un", big]
    assert actions_of(open_work, holder.space_id).count("DOC_DOWNLOADED") == 2
    assert client.ask("GET", address, headers=client.headers(None)).status_code == 401
    assert client.ask("GET", f"/documents/lot.zip?ids={foreign}", headers=client.headers(holder)).status_code == 404
    assert client.ask("GET", "/documents/lot.zip?ids=x", headers=client.headers(holder)).status_code == 404
