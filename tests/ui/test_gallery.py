"""The plain HTML pages hold at three widths, in both themes, and axe finds nothing."""

from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page

from tests.ui.conftest import ORIGIN

AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (320, 390, 820, 1280)


def _faults(page: Page) -> list[str]:
    # Evaluated, not added as a script tag: the strict policy of the page stays on.
    page.evaluate(AXE + ";0")
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", TAGS)["violations"]
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:120]}" for fault in found]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("address", ["/", "/a-corriger", "/heros"])
def test_gallery_is_readable_by_everyone(gallery_page, address, theme):
    gallery_page.emulate_media(color_scheme=theme)
    for width in WIDTHS:
        gallery_page.set_viewport_size({"width": width, "height": 900})
        gallery_page.goto(ORIGIN + address)
        assert gallery_page.evaluate("document.documentElement.scrollWidth") <= width
    assert _faults(gallery_page) == []


def test_errors_receive_the_focus(gallery_page):
    gallery_page.goto(ORIGIN + "/a-corriger")
    assert gallery_page.evaluate("document.activeElement.dataset.testid") == "resume-erreurs"


def test_password_can_be_shown_and_its_rules_are_ticked(gallery_page):
    gallery_page.goto(ORIGIN + "/")
    field = gallery_page.get_by_test_id("champ-mot-de-passe")
    field.fill("lampe jardin 3 canoës")
    gallery_page.get_by_test_id("afficher-mot-de-passe").click()
    assert field.get_attribute("type") == "text"
    assert gallery_page.locator("[data-rules] .met").count() == 2


def test_digits_are_grouped_when_leaving_the_field(gallery_page):
    gallery_page.goto(ORIGIN + "/")
    field = gallery_page.get_by_test_id("champ-nir")
    field.fill("284054410996148")
    field.blur()
    assert field.input_value() == "2 84 05 44 109 961 48"
