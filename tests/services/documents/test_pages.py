"""The pages of a document as pictures: asked and traced as the file is, drawn by a process of few rights."""

import io
from collections.abc import Iterator

import pikepdf
import pytest
from PIL import Image

from csn_app.access import service as access
from csn_app.core.actor import Actor
from csn_app.core.errors import Unreadable
from csn_app.documents.rendering import shelf
from tests.factories import OpenWork, a_grant, a_holder, a_professional, an_open_record
from tests.services.documents.sending import Client, a_document, actions_of


@pytest.fixture
def client(open_work: OpenWork) -> Iterator[Client]:
    yield Client(open_work)
    shelf.tidy(everything=True)


def _pdf(*, pages: int = 3) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        for n in range(pages):
            page = io.BytesIO()
            Image.new("RGB", (620, 877), (255, 40 * n, 0)).save(page, "PDF", resolution=75)
            with pikepdf.open(page) as one:
                pdf.pages.extend(one.pages)
        pdf.save(out)
    return out.getvalue()


def _page(
    client: Client, actor: Actor | None, row_id: object, page: object = 1, *, width: int = 160
) -> tuple[int, bytes]:
    answer = client.ask("GET", f"/documents/{row_id}/pages/{page}?l={width}", headers=client.headers(actor))
    return answer.status_code, answer.content


def test_each_page_is_a_picture_of_the_width_asked_and_one_reading_leaves_one_trace(
    client: Client, open_work: OpenWork
) -> None:
    holder = a_holder(open_work)
    row = a_document(open_work, holder, content=_pdf())
    for number, width in ((1, 160), (3, 800)):
        status, content = _page(client, holder, row.id, number, width=width)
        assert status == 200
        with Image.open(io.BytesIO(content)) as picture:
            assert (picture.format, picture.width) == ("WEBP", width)
            green = picture.convert("RGB").getpixel((width // 2, width // 2))[1]  # type: ignore[index]
            assert abs(green - 40 * (number - 1)) < 12
    assert actions_of(open_work, holder.space_id).count("DOC_READ") == 1


@pytest.mark.parametrize(("page", "width"), [(0, 160), (4, 160), ("x", 160), (1, 161), (99999999, 160)])
def test_what_no_page_of_ours_asks_is_not_there(client: Client, open_work: OpenWork, page: object, width: int) -> None:
    holder = a_holder(open_work)
    row = a_document(open_work, holder, content=_pdf())
    assert _page(client, holder, row.id, page, width=width)[0] in {404, 503}


def test_a_page_is_refused_to_who_may_not_read_and_from_the_moment_an_access_ends(
    client: Client, open_work: OpenWork
) -> None:
    holder, stranger, doctor = a_holder(open_work), a_holder(open_work), a_professional(open_work)
    row = a_document(open_work, holder, content=_pdf())
    assert _page(client, None, row.id)[0] == 401
    assert _page(client, stranger, row.id)[0] == 404
    assert _page(client, doctor, row.id)[0] == 404
    grant_id = a_grant(open_work, holder, doctor)
    an_open_record(open_work, doctor, holder)
    assert _page(client, doctor, row.id)[0] == 200
    with open_work(holder) as work:
        access.revoke_grant(work, grant_id)
    assert _page(client, doctor, row.id, 2)[0] == 404


def test_pages_read_after_a_record_was_opened_again_leave_a_trace_of_their_own(
    client: Client, open_work: OpenWork
) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    row = a_document(open_work, holder, content=_pdf())
    a_grant(open_work, holder, doctor)
    for _ in range(2):
        an_open_record(open_work, doctor, holder)
        assert [_page(client, doctor, row.id, page)[0] for page in (1, 2)] == [200, 200]
        with open_work(doctor) as work:
            access.close_record(work, row.space_id)
    assert actions_of(open_work, holder.space_id).count("DOC_READ") == 2


@pytest.mark.parametrize("content", [b"%PDF-1.7\nnothing more", b"%PDF" + b"\xff" * 4000])
def test_a_file_that_no_reader_understands_harms_nobody_else(
    client: Client, open_work: OpenWork, content: bytes
) -> None:
    holder = a_holder(open_work)
    broken, whole = a_document(open_work, holder, content=content), a_document(open_work, holder, content=_pdf())
    assert _page(client, holder, broken.id)[0] == 503
    assert _page(client, holder, whole.id)[0] == 200


def test_a_killed_reader_is_begun_anew(client: Client, open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    row = a_document(open_work, holder, content=_pdf())
    assert _page(client, holder, row.id)[0] == 200
    for reader in list(shelf._open.values()):
        reader._process.kill()
    assert _page(client, holder, row.id, 2)[0] == 200
    with pytest.raises(Unreadable):
        next(iter(shelf._open.values())).draw(50, width=160)
