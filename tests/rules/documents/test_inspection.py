"""A file sent is checked by its bytes: what is kept, what is shown, what is refused (R-DO-5, R-DO-6)."""

import io
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pikepdf
import pytest
from PIL import ExifTags, Image

from csn_app.core.vocabulary import PatientCategory
from csn_app.documents import facts, formats
from csn_app.documents.facts import UnsupportedKind
from csn_app.documents.inspection import Inspected, inspect_file
from csn_app.documents.private_file import PrivateFile
from csn_app.documents.task import Limits
from tests.hostile import files

TODAY = date(2026, 5, 1)


def inspect(data: bytes, *, name: str = "fichier", **given: Any) -> Inspected:
    return inspect_file(PrivateFile.of(data), declared_name=name, today=TODAY, **given)


def bytes_of(file: PrivateFile | None) -> bytes:
    assert file is not None
    return file.read(0, file.size)


def kept_pdf(found: Inspected) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(bytes_of(found.kept)))


# What is taken.


def test_inspect_keeps_a_pdf_byte_for_byte_and_reads_what_it_says() -> None:
    data = files.pdf(pages=3, title="Compte rendu de consultation")
    found = inspect(data, name="scan.pdf")
    assert (found.media_type, found.pages, found.view, found.neutralised) == (formats.PDF, 3, None, False)
    assert bytes_of(found.kept) == data
    assert found.proposed_title == "Compte rendu de consultation"
    assert found.proposed_date == date(2026, 1, 15)
    assert found.proposed_category == PatientCategory.CPT_REND
    assert re.fullmatch("[0-9a-f]{64}", found.sha256)


def test_inspect_keeps_a_jpeg_picture_as_it_is_without_its_position() -> None:
    data = files.picture("JPEG", exif=files.camera_marks())
    found = inspect(data + b"a video of where I was", name="IMG_1234.jpg")
    with Image.open(io.BytesIO(bytes_of(found.kept))) as kept, Image.open(io.BytesIO(data)) as sent:
        assert kept.tobytes() == sent.tobytes()
        assert kept.getexif().get(ExifTags.Base.Orientation) == 6
        assert not kept.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        assert ExifTags.Base.Make not in kept.getexif()
    assert b"where I was" not in bytes_of(found.kept)
    assert (found.position_removed, found.proposed_date, found.proposed_title) == (True, date(2026, 3, 2), None)


def test_inspect_takes_the_position_out_of_photos_inside_a_pdf() -> None:
    located, plain = files.picture("JPEG", exif=files.camera_marks()), files.picture("JPEG")
    packet = plain[:2] + b"\xff\xe1\x00\x2fhttp://ns.adobe.com/xap/1.0/\x00exif:GPSLatitude" + plain[2:]
    found = inspect(files.pdf_of_photos(located, plain, packet), name="Scan.pdf")
    assert (found.position_removed, found.pages) == (True, 3)
    with kept_pdf(found) as kept:
        photos = [bytes(page.Resources.XObject.Im0.read_raw_bytes()) for page in kept.pages]
        assert [str(page.Resources.XObject.Im0.Filter) for page in kept.pages] == ["/DCTDecode"] * 3
    assert photos[1] == plain
    assert not any(b"Exif" in photo or b"GPSL" in photo for photo in photos)
    for photo in photos:
        with Image.open(io.BytesIO(photo)) as shown, Image.open(io.BytesIO(plain)) as sent:
            assert shown.tobytes() == sent.tobytes()


@pytest.mark.parametrize("photo", [files.picture("JPEG"), files.picture("JPEG")[:-300], b"not a photo", b""])
def test_inspect_leaves_a_pdf_of_photos_without_a_position_as_it_is(photo: bytes) -> None:
    data = files.pdf_of_photos(photo)
    assert bytes_of(inspect(data).kept) == data


@pytest.mark.parametrize("settings", [{"progressive": True}, {"mode": "CMYK"}, {"mode": "L"}, {"comment": b"a" * 300}])
def test_inspect_takes_every_common_jpeg(settings: dict[str, Any]) -> None:
    data = files.picture("JPEG", **settings)
    found = inspect(data)
    with Image.open(io.BytesIO(bytes_of(found.kept))) as kept, Image.open(io.BytesIO(data)) as sent:
        assert kept.tobytes() == sent.tobytes()
    assert not found.position_removed


def test_inspect_keeps_a_png_without_its_position() -> None:
    found = inspect(files.picture("PNG", exif=files.camera_marks()))
    with Image.open(io.BytesIO(bytes_of(found.kept))) as kept:
        kept.load()
        assert kept.getexif().get(ExifTags.Base.Orientation) == 6
        assert not kept.getexif().get_ifd(ExifTags.IFD.GPSInfo)
    assert found.position_removed


def test_inspect_makes_a_heic_viewable_and_blanks_its_position() -> None:
    data = files.HEIC.read_bytes()
    found = inspect(data, name="IMG_0001.HEIC")
    assert (found.media_type, found.view_media_type, found.position_removed) == (formats.HEIC, formats.JPEG, True)
    assert found.proposed_date == date(2026, 3, 2)
    with Image.open(io.BytesIO(bytes_of(found.view))) as shown:
        assert shown.size == (256, 192)
        assert not shown.getexif().get_ifd(ExifTags.IFD.GPSInfo)
    assert found.kept.size == len(data)
    assert b"GPSL" not in bytes_of(found.kept)
    assert not inspect(bytes_of(found.kept)).position_removed


@pytest.mark.parametrize("mode", ["1", "RGB", "RGBA", "CMYK", "I;16"])
def test_inspect_shows_a_tiff_of_one_page_as_a_jpeg(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (30, 20)).save(out, "TIFF")
    found = inspect(out.getvalue())
    assert (found.media_type, found.view_media_type, found.pages) == (formats.TIFF, formats.JPEG, 1)
    with Image.open(io.BytesIO(bytes_of(found.view))) as shown:
        assert shown.size == (30, 20)


def test_inspect_shows_a_tiff_of_several_pages_as_a_pdf() -> None:
    found = inspect(files.tiff_of_pages("1", "L", "RGB", "1", "RGBA"))
    assert (found.media_type, found.view_media_type, found.pages) == (formats.TIFF, formats.PDF, 5)
    with pikepdf.open(io.BytesIO(bytes_of(found.view))) as shown:
        assert len(shown.pages) == 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_inspect_shows_a_text_however_it_is_written(encoding: str) -> None:
    words = "Été à l’hôpital, deuxième étage"
    found = inspect(words.encode(encoding))
    assert (found.media_type, found.view_media_type) == (formats.TXT, formats.TEXT_VIEW)
    assert bytes_of(found.view or found.kept).decode("utf-8-sig") == words


def test_inspect_shows_an_rtf_as_its_words() -> None:
    picture = rb"{\pict\pngblip " + b"89504e47" * 50_000 + b"}"
    found = inspect(rb"{\rtf1\ansi\ansicpg1252 Bonjour \'e9t\'e9 " + picture + rb"\par fin \{1\}}")
    assert found.media_type == formats.RTF
    assert bytes_of(found.view).decode().split() == ["Bonjour", "été", "fin", "{1}"]


def test_inspect_shows_a_docx_as_its_words() -> None:
    found = inspect(files.docx(words="Été"), name="Lettre de liaison.docx")
    assert (found.media_type, found.view_media_type) == (formats.DOCX, formats.TEXT_VIEW)
    assert bytes_of(found.view).decode() == "Été\nDocteur\tBernard"


def test_inspect_believes_the_bytes_and_not_the_name() -> None:
    assert inspect(files.picture("PNG"), name="photo.jpg").media_type == formats.PNG
    assert inspect(files.pdf(), name="ordonnance").media_type == formats.PDF


@pytest.mark.parametrize(
    ("content", "name", "named", "found"),
    [
        (files.picture("JPEG"), "ordonnance.pdf", "PDF", "photo"),
        (files.pdf(), "photo.jpg", "photo", "PDF"),
        (b"Une note", "radio.JPEG", "photo", "texte"),
    ],
)
def test_inspect_refuses_a_file_that_is_not_what_its_name_says(
    content: bytes, name: str, named: str, found: str
) -> None:
    with pytest.raises(facts.MislabelledFile) as refused:
        inspect(content, name=name)
    assert (refused.value.named, refused.value.found) == (named, found)


# What is taken once cleaned.


def test_inspect_takes_out_of_a_pdf_everything_that_acts() -> None:
    found = inspect(files.pdf_with_scripts())
    assert (found.neutralised, found.pages) == (True, 1)
    with kept_pdf(found) as kept:
        written = b"".join(
            (item.stream_dict if isinstance(item, pikepdf.Stream) else item).unparse(resolved=True)
            for item in kept.objects
            if isinstance(item, pikepdf.Stream | pikepdf.Dictionary | pikepdf.Array)
        )
        assert not re.search(rb"(?i)javascript|/JS|launch|calc|/XFA|richmedia|/AA|app\.alert", written)
        assert len(kept.pages[0].Annots) == 3


def test_inspect_takes_out_of_a_pdf_the_files_attached_to_it() -> None:
    found = inspect(files.pdf_with_attachment(b"MZ a program"))
    assert found.neutralised
    assert b"MZ a program" not in bytes_of(found.kept)
    with kept_pdf(found) as kept:
        assert not kept.attachments


def test_inspect_finds_names_of_actions_written_to_hide() -> None:
    data = files.pdf_with_scripts()
    with pikepdf.open(io.BytesIO(data)) as made:
        flat = files.saved(made, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    hidden = flat.replace(b"/JavaScript", b"/J#61vaScript")
    found = inspect(hidden)
    assert found.neutralised
    assert b"app.alert(1)" not in bytes_of(found.kept)


def test_inspect_leaves_the_links_and_the_opening_page_of_a_pdf() -> None:
    made = files.new_pdf()
    made.Root.OpenAction = pikepdf.Array([made.pages[0].obj, pikepdf.Name.Fit])
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=[0, 0, 9, 9],
        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://www.ameli.fr"),
    )
    made.pages[0].Annots = pikepdf.Array([link])
    data = files.saved(made)
    found = inspect(data)
    assert not found.neutralised
    assert bytes_of(found.kept) == data


def test_inspect_asks_for_the_password_of_a_pdf_and_keeps_it_open() -> None:
    locked = files.pdf(pages=2, encryption=pikepdf.Encryption(user="sésame", owner="autre"))
    with pytest.raises(facts.PdfPasswordNeeded):
        inspect(locked)
    with pytest.raises(facts.PdfPasswordWrong):
        inspect(locked, password="faux")
    found = inspect(locked, password="sésame")
    with kept_pdf(found) as kept:
        assert (len(kept.pages), kept.is_encrypted) == (2, False)


def test_inspect_needs_no_password_where_only_changes_are_locked() -> None:
    found = inspect(files.pdf(encryption=pikepdf.Encryption(user="", owner="autre")))
    with kept_pdf(found) as kept:
        assert not kept.is_encrypted


# What is refused.


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + b"\0" * 100, UnsupportedKind.VIDEO),
        (b"ID3\x03" + b"\0" * 100, UnsupportedKind.AUDIO),
        (files.picture("GIF"), UnsupportedKind.IMAGE),
        (files.picture("WEBP"), UnsupportedKind.IMAGE),
        (files.zipped({"a.txt": b"a"}), UnsupportedKind.ARCHIVE),
        (b"7z\xbc\xaf\x27\x1c" + b"\0" * 100, UnsupportedKind.ARCHIVE),
        (files.zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}), UnsupportedKind.OPEN_DOCUMENT),
        (
            files.docx(types="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            UnsupportedKind.SPREADSHEET,
        ),
        (b"MZ\x90\x00" + b"\0" * 100, UnsupportedKind.EXECUTABLE),
        (b"\x7fELF" + b"\0" * 100, UnsupportedKind.EXECUTABLE),
        (b"#!/bin/sh\nrm -rf /\n", UnsupportedKind.EXECUTABLE),
        (b"<!doctype html><p>Bonjour", UnsupportedKind.HTML),
        (b"  <!-- a --><html><script>alert(1)</script>", UnsupportedKind.HTML),
        (b'<?xml version="1.0"?><svg onload="alert(1)"/>', UnsupportedKind.SVG),
        ('<?xml version="1.0"?><ClinicalDocument/>'.encode("utf-16"), UnsupportedKind.XML),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, UnsupportedKind.OFFICE_OLD),
        (b"\0" * 128 + b"DICM" + b"\0" * 100, UnsupportedKind.DICOM),
        (b"\x01\x02\x03\x04" * 50, UnsupportedKind.UNKNOWN),
    ],
)
def test_inspect_names_the_kind_it_refuses(data: bytes, kind: UnsupportedKind) -> None:
    with pytest.raises(facts.UnsupportedFile) as refused:
        inspect(data, name="ordonnance.pdf")
    assert refused.value.kind is kind


@pytest.mark.parametrize("data", [b"", b" \n\t ", rb"{\rtf1 }"])
def test_inspect_refuses_an_empty_file(data: bytes) -> None:
    with pytest.raises(facts.EmptyFile):
        inspect(data)


def test_inspect_refuses_a_file_too_large_without_starting_a_child() -> None:
    with pytest.raises(facts.FileTooLarge) as refused:
        inspect(b"a" * 1001, limits=Limits(file_bytes=1000))
    assert refused.value.limit == 1000


@pytest.mark.parametrize(
    "make",
    [
        lambda: files.pdf(pages=30),
        lambda: files.pdf(pages=30, linearize=True),
        lambda: files.picture("JPEG"),
        lambda: files.picture("JPEG", progressive=True),
        lambda: files.picture("PNG"),
        lambda: files.picture("TIFF"),
        lambda: files.tiff_of_pages("L", "L", "L"),
        lambda: files.HEIC.read_bytes(),
        lambda: files.docx(words="Bonjour" * 100),
        lambda: rb"{\rtf1\ansi {\b Bonjour} tout le monde}",
    ],
)
def test_inspect_refuses_a_file_cut_short(make: Callable[[], bytes]) -> None:
    data = make()
    with pytest.raises(facts.TruncatedFile):
        inspect(data[: len(data) * 2 // 3])


@pytest.mark.parametrize(
    "make",
    [
        lambda: files.EICAR,
        lambda: b"Bonjour\n" + files.EICAR,
        lambda: files.pdf_with_attachment(files.EICAR),
        lambda: files.docx(more={"word/media/image1.png": files.EICAR}),
        lambda: files.zipped({"virus.com": files.EICAR}),
        lambda: files.picture("JPEG") + files.EICAR,
        lambda: rb"{\rtf1 {\pict " + b"00" * 200 + files.EICAR.hex().encode() + b"}}",
    ],
)
def test_inspect_refuses_the_antivirus_test_wherever_it_hides(make: Callable[[], bytes]) -> None:
    with pytest.raises(facts.DangerousFile):
        inspect(make())


@pytest.mark.parametrize(
    "make",
    [
        lambda: files.pdf_unfolding_to(400_000_000),
        files.pdf_folded_twice,
        lambda: files.docx(more={"word/media/a.bmp": b"\0" * 150_000_000}),
        lambda: files.docx(more={f"word/{number}.xml": b"" for number in range(2500)}),
    ],
)
def test_inspect_refuses_a_bomb(make: Callable[[], bytes]) -> None:
    with pytest.raises(facts.DecompressionBomb):
        inspect(make())


@pytest.mark.parametrize(
    "make",
    [
        lambda: files.png_claiming(20_001, 10),
        lambda: files.png_claiming(15_000, 15_000),
        lambda: files.picture("JPEG", width=20_004, height=8),
    ],
)
def test_inspect_refuses_an_immense_picture(make: Callable[[], bytes]) -> None:
    with pytest.raises(facts.ImageTooLarge) as refused:
        inspect(make())
    assert refused.value.max_side == 20_000


@pytest.mark.parametrize(
    "make",
    [
        lambda: files.docx(types="application/vnd.ms-word.document.macroEnabled.main+xml"),
        lambda: files.docx(more={"word/vbaProject.bin": b"macro"}),
        lambda: files.docx(more={"word/embeddings/oleObject1.bin": "\x01Ole10Native".encode("utf-16-le")}),
        lambda: files.docx_with_external("attachedTemplate"),
        files.docx_with_entities,
        lambda: rb"{\rtf1 {\object\objemb{\*\objdata 0105}}}",
        lambda: rb"{\rtf1 {\field{\*\fldinst DDEAUTO c:\\cmd.exe}}}",
    ],
)
def test_inspect_refuses_programs_that_cannot_be_taken_out(make: Callable[[], bytes]) -> None:
    with pytest.raises(facts.ActiveContent):
        inspect(make())


def test_inspect_refuses_a_form_that_is_only_a_program() -> None:
    made = files.new_pdf()
    made.Root.NeedsRendering = True
    with pytest.raises(facts.ActiveContent):
        inspect(files.saved(made))


def test_inspect_takes_a_docx_that_only_links_to_pages() -> None:
    assert inspect(files.docx_with_external("hyperlink")).media_type == formats.DOCX


def test_inspect_gives_up_on_a_file_that_takes_too_long() -> None:
    with pytest.raises(facts.InspectionTimeout):
        inspect(files.pdf(pages=400), limits=Limits(wall_seconds=0))
