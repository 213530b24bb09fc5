"""What a professional's deposit says in its headers: held back, or in the place of one's own document."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from csn_app.core.actor import Actor
from csn_app.core.vocabulary import PatientCategory
from csn_app.documents import held, service
from tests.factories import OpenWork, a_grant, a_holder, a_professional, an_open_record
from tests.hostile import files as hostile
from tests.services.documents.sending import Client, a_document, objects


@pytest.fixture
def client(open_work: OpenWork) -> Client:
    return Client(open_work)


def _pair(open_work: OpenWork) -> tuple[Actor, Actor]:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    a_grant(open_work, holder, doctor)
    an_open_record(open_work, doctor, holder)
    return holder, doctor


def _replace(client: Client, actor: Actor, row: Any, **more: str) -> Any:
    said = {
        "idempotency-key": uuid4().hex,
        "x-csn-nom": "a.pdf",
        "x-csn-titre": "Nouveau",
        "x-csn-categorie": "CPT_REND",
    }
    said |= {f"x-csn-{name}": value for name, value in more.items()}
    address = f"/documents/envoi?espace={row.space_id}&remplace={row.id}"
    return client.ask("POST", address, headers=client.headers(actor, said), content=hostile.pdf())


def test_a_deposit_is_held_back_for_the_days_that_its_form_says(client: Client, open_work: OpenWork) -> None:
    holder, doctor = _pair(open_work)
    sent = client.send(doctor, hostile.pdf(), space_id=holder.space_id, visible="14", categorie="BIOLOGIE", titre="A")
    assert sent.status_code == 200
    assert client.get(doctor, sent.json()["id"]).status_code == 200
    assert client.get(holder, sent.json()["id"]).status_code == 404
    with open_work(holder) as work:
        assert service.list_documents(work, space_id=holder.space_id).rows == ()  # type: ignore[arg-type]


@pytest.mark.parametrize("visible", ["2020-01-01", "toujours"])
def test_a_day_that_is_not_possible_keeps_nothing(client: Client, open_work: OpenWork, visible: str) -> None:
    holder, doctor = _pair(open_work)
    before = objects()
    answer = client.send(doctor, hostile.pdf(), space_id=holder.space_id, visible=visible, categorie="BIOLOGIE")
    assert (answer.status_code, answer.json()["error"]) == (422, "HoldNotPossible")
    assert objects() == before


def test_what_is_wanted_at_once_is_refused_in_a_sentence_and_keeps_nothing(client: Client, open_work: OpenWork) -> None:
    holder, doctor = _pair(open_work)
    with open_work(holder) as work:
        held.choose_arrival(work, categories=[PatientCategory.BIOLOGIE])
    before = objects()
    answer = client.send(doctor, hostile.pdf(), space_id=holder.space_id, visible="7", categorie="BIOLOGIE")
    assert answer.json()["error"] == "HoldNotWanted"
    assert objects() == before


def test_a_new_version_is_read_and_the_earlier_one_by_its_number(client: Client, open_work: OpenWork) -> None:
    holder, doctor = _pair(open_work)
    row = a_document(open_work, doctor, space_id=holder.space_id, content=b"first")
    sent = _replace(client, doctor, row, motif="Erreur")
    assert (sent.status_code, sent.json()["id"]) == (200, str(row.id))
    assert client.get(holder, row.id).content.startswith(b"%PDF")
    earlier = client.ask("GET", f"/documents/{row.id}/fichier?version=1", headers=client.headers(holder))
    assert earlier.content == b"first"
    for version in ("9", "x", "-1"):
        address = f"/documents/{row.id}/fichier?version={version}"
        assert client.ask("GET", address, headers=client.headers(holder)).status_code == 404


@pytest.mark.parametrize("given", ["no reason", "another's", "the holder", "nonsense", "another space"])
def test_a_replacement_that_may_not_be_is_refused_before_its_first_byte(
    client: Client, open_work: OpenWork, given: str
) -> None:
    holder, doctor = _pair(open_work)
    other_holder, _ = _pair(open_work)
    row = a_document(open_work, doctor, space_id=holder.space_id)
    before = objects()
    actor = doctor
    if given == "another's":
        actor = a_professional(open_work)
        a_grant(open_work, holder, actor)
        an_open_record(open_work, actor, holder)
    if given == "the holder":
        actor = holder

    class Asked:
        id: object = "nonsense" if given == "nonsense" else row.id
        space_id: UUID | None = other_holder.space_id if given == "another space" else row.space_id

    answer = _replace(client, actor, Asked, motif="" if given == "no reason" else "Erreur")
    assert answer.status_code == (422 if given == "no reason" else 404)
    assert objects() == before
