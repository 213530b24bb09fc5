"""Hostile bytes: their reading ends with a text or with a fact, and never takes anything else down."""

import random

import pytest

from csn_app.documents import ocr
from csn_app.documents.extraction import NoTextReadable, ReadingLimits, read_text_layer, recognise_page
from csn_app.documents.private_file import PrivateFile
from tests.services.documents.papers import born_digital, picture

PDF, PNG = "application/pdf", "image/png"


def _hurt(content: bytes, seed: int) -> bytes:
    dice, hurt = random.Random(seed), bytearray(content)
    for _ in range(1 + len(hurt) // 300):
        hurt[dice.randrange(len(hurt))] = dice.randrange(256)
    return bytes(hurt[: dice.randrange(len(hurt) // 2, len(hurt))] if seed % 2 else hurt)


@pytest.mark.parametrize("seed", range(4))
def test_damaged_bytes_give_a_text_or_a_fact(seed: int) -> None:
    for content, kind in ((born_digital("Un texte à lire, page une"), PDF), (picture("x"), PNG)):
        with PrivateFile.of(_hurt(content, seed)) as source:
            try:
                assert isinstance(read_text_layer(source, media_type=kind).pages, list)
                recognise_page(source, media_type=kind, page=1)
            except (NoTextReadable, ocr.PageNotRecognised):
                continue


def test_a_reading_that_takes_too_long_is_stopped() -> None:
    with PrivateFile.of(born_digital("Long")) as source, pytest.raises(NoTextReadable):
        read_text_layer(source, media_type=PDF, limits=ReadingLimits(wall_seconds=0))


def test_no_more_pages_and_letters_are_read_than_allowed() -> None:
    with PrivateFile.of(born_digital("Page une", "Page deux")) as source:
        assert read_text_layer(source, media_type=PDF, limits=ReadingLimits(pages=1)).pages == ["Page une"]
    with PrivateFile.of(b"abc\fdef") as source:
        assert read_text_layer(source, media_type="text/plain", limits=ReadingLimits(page_chars=2)).pages == [
            "ab",
            "de",
        ]
