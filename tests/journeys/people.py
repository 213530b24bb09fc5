"""Who takes part in the journeys, signed in through the demonstration's own door, and the files that they send."""

import io
from typing import Any

from PIL import Image
from playwright.sync_api import Page

from tests.browser import DESK, Visits
from tests.hostile.files import camera_marks, grain, pdf
from tests.journeys.pages.demo import Demo

Person = dict[str, str]
PASSWORD = "garance tilleul 2026"


def a_holder(visits: Visits, size: tuple[int, int] = DESK, *, name: str = "Odette Garance") -> tuple[Page, Person]:
    """A fresh insured person, activated and signed in, in a browser of their own."""
    return _signed_in(visits, size, {"name": name})


def a_doctor(visits: Visits, size: tuple[int, int] = DESK, *, name: str) -> tuple[Page, Person]:
    """A fresh doctor of the directory, signed in, in a browser of their own."""
    return _signed_in(visits, size, {"quality": "PROFESSIONAL", "name": name})


def an_operator(visits: Visits, size: tuple[int, int] = DESK) -> Page:
    """A fresh operator, signed in, in a browser of their own."""
    return _signed_in(visits, size, {"quality": "OPERATOR", "name": "Nadège Exploitante"})[0]


def a_pdf(title: str) -> dict[str, Any]:
    return {"name": f"{title}.pdf", "mimeType": "application/pdf", "buffer": pdf(title=title)}


def a_photo(name: str = "IMG_2041.jpg", *, width: int = 1600, height: int = 1200) -> dict[str, Any]:
    """A phone's photo, held upright, with the position of where it was taken."""
    out = io.BytesIO()
    grain(width, height).save(out, "JPEG", exif=camera_marks().tobytes(), quality=80)
    assert b"Telephone" in out.getvalue()
    return {"name": name, "mimeType": "image/jpeg", "buffer": out.getvalue()}


def has_position(jpeg: bytes) -> bool:
    """Say whether a photo tells where it was taken."""
    return bool(Image.open(io.BytesIO(jpeg)).getexif().get_ifd(0x8825))


def _signed_in(visits: Visits, size: tuple[int, int], wanted: dict[str, str]) -> tuple[Page, Person]:
    page = visits.page(size)
    demo = Demo(page.request)
    person = demo.person(**wanted)
    demo.sign_in(person["id"])
    return page, person
