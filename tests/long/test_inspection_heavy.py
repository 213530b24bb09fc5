"""The largest files that are taken, and many altered ones: in time, and within the child's memory."""

import io
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from csn_app.documents import formats
from csn_app.documents.inspection import Inspected, inspect_file
from csn_app.documents.private_file import PrivateFile
from tests.hostile import files
from tests.rules.documents.test_inspection_limits import SAMPLES, ends_with_a_file_or_a_fact, memory


def inspect(data: bytes) -> Inspected:
    return inspect_file(PrivateFile.of(data), declared_name="a", today=date(2026, 5, 1))


@contextmanager
def within(seconds: float) -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < seconds


def flat(kind: str, mode: str) -> bytes:
    """A hundred megapixels of one colour."""
    out = io.BytesIO()
    Image.new(mode, (10_000, 10_000)).save(out, kind)
    return out.getvalue()


def scan(pages: int) -> bytes:
    """A scanned document: one grey picture of 300 dots an inch a page."""
    sheet = files.picture("JPEG", width=2480, height=3508, mode="L", quality=40)
    made = files.new_pdf(pages=pages)
    for page in made.pages:
        image = pikepdf.Stream(
            made,
            sheet,
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=2480,
            Height=3508,
            ColorSpace=pikepdf.Name.DeviceGray,
            BitsPerComponent=8,
            Filter=pikepdf.Name.DCTDecode,
        )
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
    return files.saved(made)


def crowded(objects: int) -> bytes:
    """A PDF of very many small objects, each with a link."""
    made = files.new_pdf()
    link = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://www.ameli.fr")
    made.Root.Many = pikepdf.Array([made.make_indirect(pikepdf.Dictionary(A=link)) for _ in range(objects)])
    return files.saved(made, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def test_inspect_takes_a_photo_of_twelve_megapixels_in_time() -> None:
    data = files.picture("JPEG", width=4032, height=3024, quality=90, exif=files.camera_marks())
    with within(1.5):
        assert inspect(data).position_removed


def test_inspect_takes_a_scan_of_forty_pages_in_time() -> None:
    data = scan(40)
    with within(3):
        assert inspect(data).pages == 40


@pytest.mark.parametrize(
    ("make", "media_type"),
    [
        (partial(flat, "JPEG", "RGB"), formats.JPEG),
        (partial(flat, "PNG", "RGBA"), formats.PNG),
        (partial(flat, "TIFF", "1"), formats.TIFF),
        (partial(crowded, 100_000), formats.PDF),
        (lambda: rb"{\rtf1 Bonjour {\pict " + b"0a" * 20_000_000 + b"}}", formats.RTF),
        (lambda: "Été à l’hôpital\n".encode("cp1252", "replace") * 2_000_000, formats.TXT),
    ],
)
def test_inspect_takes_the_largest_files_and_this_process_stays_small(
    make: Callable[[], bytes], media_type: str
) -> None:
    with PrivateFile.of(make()) as source:
        before = memory()
        with within(20):
            found = inspect_file(source, declared_name="a", today=date(2026, 5, 1))
        assert found.media_type == media_type
        assert memory() - before < 8_000_000


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(SAMPLES), st.data())
def test_inspect_ends_with_a_fact_on_many_altered_files(sample: bytes, data: st.DataObject) -> None:
    altered = bytearray(sample)
    for position in data.draw(st.lists(st.integers(0, len(sample) - 1), max_size=40)):
        altered[position] = data.draw(st.integers(0, 255))
    ends_with_a_file_or_a_fact(bytes(altered[: data.draw(st.integers(1, len(altered)))]))
