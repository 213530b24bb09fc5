"""Files in and out over HTTP, behind the gate: what is refused, what is kept, what each range gives."""

import asyncio
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from pikepdf import Encryption
from sqlalchemy import func, select, update
from sqlmodel import col

from csn_app import wiring
from csn_app.access.model import Grant
from csn_app.core.actor import JOB, Actor
from csn_app.core.errors import NotFound
from csn_app.core.work import Untraced
from csn_app.documents import http, intake
from csn_app.documents.model import Document
from csn_app.documents.task import EICAR
from csn_app.documents.views import DocumentRow
from csn_app.storage.s3 import S3Store
from tests.factories import OpenWork, a_grant, a_holder, a_professional, an_open_record
from tests.hostile import files as hostile
from tests.services.documents.sending import Client, a_document, actions_of, objects, raw_get

LONG = Random(7).randbytes(20_000_000)


@pytest.fixture
def client(open_work: OpenWork) -> Client:
    return Client(open_work)


def _documents(open_work: OpenWork, holder: Actor) -> int:
    with open_work(JOB) as work:
        mine = select(func.count()).select_from(Document).where(col(Document.space_id) == holder.space_id)
        return work.db.scalar(mine) or 0


def test_a_pdf_comes_in_with_what_it_proposes_and_goes_out_as_it_was(client: Client, open_work: OpenWork) -> None:
    holder, sent = a_holder(open_work), hostile.pdf(pages=2)
    answer = client.send(holder, sent, name="Ordonnance%20lunettes%2012-03-2026.pdf")
    assert answer.status_code == 200
    said = answer.json()
    assert (said["title"], said["date"], said["category"]) == ("Ordonnance lunettes", "2026-03-12", "ORD_SOIN")
    assert client.get(holder, said["id"]).content == sent
    assert actions_of(open_work, holder.space_id) == ["DOC_ADDED", "DOC_DOWNLOADED"]


def test_what_the_person_says_of_a_file_comes_first(client: Client, open_work: OpenWork) -> None:
    said = client.send(
        a_holder(open_work), hostile.pdf(), titre="%C3%89chographie", date="2026-01-02", categorie="RADIO_SC"
    ).json()
    assert (said["title"], said["date"], said["category"]) == ("Échographie", "2026-01-02", "RADIO_SC")


def test_a_photo_loses_its_position_and_its_first_copy(client: Client, open_work: OpenWork) -> None:
    holder, before = a_holder(open_work), objects()
    sent = hostile.picture("JPEG", exif=hostile.camera_marks())
    said = client.send(holder, sent, name="IMG_1.jpg").json()
    kept = client.get(holder, said["id"]).content
    assert b"Exif" in sent
    assert kept != sent
    assert len(objects() - before) == 1


def test_a_heic_is_kept_and_shown_as_a_jpeg(client: Client, open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    said = client.send(holder, hostile.HEIC.read_bytes(), name="photo.heic").json()
    shown = client.get(holder, said["id"], shown=True)
    assert shown.headers["content-type"] == "image/jpeg"
    assert shown.content[:3] == b"\xff\xd8\xff"
    assert client.get(holder, said["id"]).headers["content-type"] == "image/heic"


def test_a_file_sent_twice_exists_once(client: Client, open_work: OpenWork) -> None:
    holder, before = a_holder(open_work), objects()
    first, second = (client.send(holder, hostile.pdf(), key="sent-twice").json() for _ in range(2))
    assert first["id"] == second["id"]
    assert _documents(open_work, holder) == 1
    assert len(objects() - before) == 1


def test_a_file_whose_store_is_away_is_said_so_and_given_once_it_is_back(
    client: Client, open_work: OpenWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder, sent = a_holder(open_work), hostile.pdf()
    said = client.send(holder, sent).json()
    away = S3Store(endpoint="http://127.0.0.1:9", access_key="a", secret_key="b", bucket="c", region="us-east-1")
    with monkeypatch.context() as patch:
        # The same store at an address where nothing listens, as after its death.
        patch.setattr(wiring.parts().blobs, "_client", away._client)
        answer = client.get(holder, said["id"])
    assert answer.status_code == 503
    assert "html" in answer.headers["content-type"]
    assert client.get(holder, said["id"]).content == sent


HOSTILE: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "EmptyFile"),
    "a virus test": (EICAR, "DangerousFile"),
    "a program": (b"MZ" + bytes(400), "UnsupportedFile"),
    "a page": (b"<!doctype html><script>alert(1)</script>", "UnsupportedFile"),
    "a cut PDF": (hostile.pdf(pages=3)[:200], "TruncatedFile"),
    "an image too large": (hostile.png_claiming(20_001, 20_001), "ImageTooLarge"),
    "a bomb": (hostile.pdf_unfolding_to(400_000_000), "DecompressionBomb"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_in_a_sentence_and_nothing_stays(
    client: Client, open_work: OpenWork, what: str
) -> None:
    holder, before = a_holder(open_work), objects()
    body, fact = HOSTILE[what]
    answer = client.send(holder, body, name="bilan.pdf")
    assert answer.status_code == 422
    assert answer.json()["error"] == fact
    assert answer.json()["sentence"].endswith(".")
    assert _documents(open_work, holder) == 0
    assert objects() == before


def test_a_pdf_with_a_password_is_asked_for_it_and_kept_open(client: Client, open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    sent = hostile.pdf(encryption=Encryption(user="secret", owner="x"))
    asked = [client.send(holder, sent, key="locked-pdf-1").json()["error"]]
    asked.append(client.send(holder, sent, key="locked-pdf-1", **{"mot-de-passe": "faux"}).json()["error"])
    assert asked == ["PdfPasswordNeeded", "PdfPasswordWrong"]
    said = client.send(holder, sent, key="locked-pdf-1", **{"mot-de-passe": "secret"}).json()
    assert b"/Encrypt" not in client.get(holder, said["id"]).content


def test_a_file_over_the_limit_is_refused_while_it_streams(client: Client, open_work: OpenWork) -> None:
    holder, before = a_holder(open_work), objects()
    answer = client.send(holder, bytes(50_000_001))
    assert (answer.status_code, answer.json()["error"]) == (413, "FileTooLarge")
    assert client.send(holder, bytes(52_000_001)).status_code == 413
    assert objects() == before


@pytest.mark.parametrize("given", ["nobody", "another patient", "no grant", "opening only", "nonsense"])
def test_a_sending_that_may_not_be_is_refused_before_its_first_byte(
    client: Client, open_work: OpenWork, given: str
) -> None:
    holder, doctor, before = a_holder(open_work), a_professional(open_work), objects()
    if given == "opening only":
        an_open_record(open_work, doctor, holder)
    who: dict[str, Actor | None] = {"nobody": None, "another patient": a_holder(open_work)}
    space: Any = "nonsense" if given == "nonsense" else holder.space_id
    answer = client.send(who.get(given, doctor), hostile.pdf(), space_id=space)
    assert answer.status_code == (401 if given == "nobody" else 404)
    assert _documents(open_work, holder) == 0
    assert objects() == before


def test_a_sending_from_another_site_is_refused(client: Client, open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    headers = client.headers(holder, {"idempotency-key": uuid4().hex, "origin": "http://elsewhere.test"})
    assert client.ask("POST", "/documents/envoi", headers=headers, content=hostile.pdf()).status_code == 403


def test_a_sending_that_waits_for_a_copy_is_opened_again_for_its_check(
    client: Client, open_work: OpenWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "_copies", asyncio.Semaphore(0))
    holder, sent = a_holder(open_work), hostile.pdf(pages=2)
    said = client.send(holder, sent).json()
    assert client.get(holder, said["id"]).content == sent


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=8388600-8388620", 8388600, 8388620),
        ("bytes=19999990-", 19_999_990, 19_999_999),
        ("bytes=-10", 19_999_990, 19_999_999),
        ("bytes=5-99999999", 5, 19_999_999),
        ("bytes=-99999999", 0, 19_999_999),
    ],
)
def test_a_range_gives_its_bytes(client: Client, open_work: OpenWork, asked: str, first: int, last: int) -> None:
    holder = a_holder(open_work)
    row = a_document(open_work, holder, content=LONG)
    answer = client.get(holder, row.id, range=asked)
    assert answer.content == LONG[first : last + 1]
    whole = (first, last) == (0, len(LONG) - 1)
    assert answer.status_code == (200 if whole else 206)
    if not whole:
        assert answer.headers["content-range"] == f"bytes {first}-{last}/{len(LONG)}"


@pytest.mark.parametrize("asked", ["bytes=20000000-", "bytes=9-3", "bytes=-0", f"bytes={'9' * 18}-"])
def test_a_range_past_the_end_is_said_to_be(client: Client, open_work: OpenWork, asked: str) -> None:
    holder = a_holder(open_work)
    row = a_document(open_work, holder, content=LONG)
    answer = client.get(holder, row.id, range=asked)
    assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{len(LONG)}")


@pytest.mark.parametrize(
    "asked", ["items=0-1", "bytes=", "bytes=-", "bytes=0-1,3-4", "bytes=a-b", f"bytes=0-{'9' * 5000}"]
)
def test_a_range_that_means_nothing_gives_everything(client: Client, open_work: OpenWork, asked: str) -> None:
    holder = a_holder(open_work)
    row = a_document(open_work, holder, content=b"abcdef")
    answer = client.get(holder, row.id, range=asked)
    assert (answer.status_code, answer.content) == (200, b"abcdef")


def test_a_viewer_that_reads_by_ranges_leaves_one_trace(client: Client, open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    row = a_document(open_work, holder, content=LONG)
    for asked in ("bytes=0-99", "bytes=500-599", "bytes=-100"):
        assert client.get(holder, row.id, shown=True, range=asked).status_code == 206
    assert actions_of(open_work, holder.space_id).count("DOC_READ") == 1
    client.get(holder, row.id, range="bytes=500-599")
    assert actions_of(open_work, holder.space_id)[-1] == "DOC_DOWNLOADED"
    client.get(holder, row.id)
    assert actions_of(open_work, holder.space_id).count("DOC_DOWNLOADED") == 2


@pytest.mark.parametrize("asked", ["bytes=0-", "bytes=0-9", "bytes=-99999999", "bytes=0-1,3-4"])
def test_what_a_professional_reads_from_its_first_byte_is_traced_each_time(
    client: Client, open_work: OpenWork, asked: str
) -> None:
    holder, doctor, row = _a_doctor_and_a_document(open_work)
    client.ask("HEAD", f"/documents/{row.id}/fichier", headers=client.headers(doctor))
    assert actions_of(open_work, holder.space_id) == ["DOC_ADDED"]
    for times in (1, 2):
        assert client.get(doctor, row.id, range=asked).content
        assert actions_of(open_work, holder.space_id) == ["DOC_ADDED", *["DOC_DOWNLOADED"] * times]


def test_a_head_allows_no_range_to_go_on_without_a_trace(client: Client, open_work: OpenWork) -> None:
    holder, doctor, row = _a_doctor_and_a_document(open_work)
    client.ask("HEAD", f"/documents/{row.id}/fichier", headers=client.headers(doctor))
    assert client.get(doctor, row.id, range="bytes=1-").status_code == 206
    assert actions_of(open_work, holder.space_id) == ["DOC_ADDED", "DOC_DOWNLOADED"]


def test_a_reading_goes_on_for_a_minute_from_its_trace_whatever_is_read_meanwhile(
    client: Client, open_work: OpenWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder, doctor, row = _a_doctor_and_a_document(open_work)
    now = [1000.0]
    monkeypatch.setattr(http, "monotonic", lambda: now[0])
    for second in (0, 50, 100):
        now[0] = 1000.0 + second
        client.get(doctor, row.id, range="bytes=1-3")
    assert actions_of(open_work, holder.space_id).count("DOC_DOWNLOADED") == 2


def _a_doctor_and_a_document(open_work: OpenWork) -> tuple[Actor, Actor, DocumentRow]:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    a_grant(open_work, holder, doctor)
    an_open_record(open_work, doctor, holder)
    return holder, doctor, a_document(open_work, holder, content=b"abcdef")


def test_a_head_says_the_size_and_reads_nothing(client: Client, open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    row = a_document(open_work, holder, content=b"abcdef")
    answer = client.ask("HEAD", f"/documents/{row.id}/fichier", headers=client.headers(holder))
    assert (answer.status_code, answer.headers["content-length"], answer.content) == (200, "6", b"")
    assert actions_of(open_work, holder.space_id) == ["DOC_ADDED"]


def test_a_file_goes_out_under_its_title_and_is_kept_nowhere(client: Client, open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    row = a_document(open_work, holder, title='Écho "genou" ../\u00e0 droite')
    answer = client.get(holder, row.id)
    said = answer.headers["content-disposition"]
    assert said.startswith('attachment; filename="Echo  genou')
    assert "filename*=UTF-8''%C3%89cho" in said
    assert "/" not in said
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    shown = client.get(holder, row.id, shown=True)
    assert shown.headers["content-disposition"].startswith("inline")
    assert "frame-ancestors 'self'" in shown.headers["content-security-policy"]
    assert "script-src" not in shown.headers["content-security-policy"]
    assert "x-csn-framed" not in shown.headers


@pytest.mark.parametrize("who", ["nobody", "another patient", "a professional"])
def test_a_stranger_is_given_no_byte(client: Client, open_work: OpenWork, who: str) -> None:
    holder = a_holder(open_work)
    row = a_document(open_work, holder, content=b"secret")
    strangers = {"another patient": a_holder(open_work), "a professional": a_professional(open_work)}
    answer = client.get(strangers.get(who), row.id)
    assert answer.status_code == (401 if who == "nobody" else 404)
    assert b"secret" not in answer.content
    assert client.get(holder, "nonsense").status_code == 404


def test_somebody_signed_out_who_follows_a_link_is_sent_to_the_door(client: Client, open_work: OpenWork) -> None:
    row = a_document(open_work, a_holder(open_work))
    answer = client.get(None, row.id, **{"sec-fetch-dest": "document"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/connexion?suite=/documents/{row.id}")


def test_a_revocation_stops_a_download_between_two_parts(client: Client, open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    a_grant(open_work, holder, doctor)
    an_open_record(open_work, doctor, holder)
    row = a_document(open_work, holder, content=LONG)

    def revoke(pieces: int) -> None:
        if pieces == 1:
            with open_work(JOB) as work:
                mine = update(Grant).where(col(Grant.professional_id) == doctor.professional_id)
                work.db.execute(mine.values(revoked_at=work.now))
                work.commit(untraced=Untraced.TECHNICAL)

    got: list[bytes] = []
    with pytest.raises(NotFound):  # the server sees that the answer is cut short, and cuts the connection
        raw_get(client, doctor, f"/documents/{row.id}/fichier", got=got, on_body=revoke)
    assert got
    assert LONG.startswith(b"".join(got))
    assert len(b"".join(got)) < len(LONG)
    assert client.get(doctor, row.id).status_code == 404
