"""A static file changes its name with its content, and the theme says the same thing twice."""

import re

from csn_app.ui.assets import ASSETS, FOLDER, asset_url

LARGEST_STYLE_SHEET = 48_000
SIGN_IN_PAGE = 80_000


def _text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def test_asset_url_names_a_served_file():
    name = asset_url("csn.css").removeprefix("/s/")
    assert ASSETS[name].media_type.startswith("text/css")
    assert re.fullmatch(r"csn\.[0-9a-f]{8}\.css", name)


def test_served_style_sheet_names_the_hashed_font():
    body = ASSETS[asset_url("csn.css").removeprefix("/s/")].body.decode()
    assert f'url("{asset_url("atkinson.woff2").removeprefix("/s/")}")' in body


def test_served_manifest_names_the_hashed_icons():
    body = ASSETS[asset_url("manifest.webmanifest").removeprefix("/s/")].body.decode()
    assert asset_url("icon-512.png").removeprefix("/s/") in body


def test_dark_theme_is_the_same_for_the_system_and_for_the_reader():
    css = _text("csn.css")
    chosen = re.search(r"^:root\.dark \{\n(.*?)^\}", css, re.DOTALL | re.MULTILINE)
    system = re.search(r"^  :root:not\(\.light\) \{\n(.*?)^  \}", css, re.DOTALL | re.MULTILINE)
    assert chosen
    assert system
    assert chosen[1].split() == system[1].split()


def test_style_sheet_stays_small_and_asks_nobody_else():
    css = _text("csn.css")
    assert len(css.encode()) <= LARGEST_STYLE_SHEET
    assert "http" not in css
    assert "@import" not in css


def test_every_icon_asked_for_is_in_the_sprite():
    drawn = set(re.findall(r'id="i-([\w-]+)"', _text("icons.svg")))
    folder = FOLDER.parent / "csn_app"
    asked = {
        name
        for path in folder.rglob("*.py")
        for name in re.findall(r'(?:\bicon\(|icon_name=|icon=)"([\w-]+)"', path.read_text(encoding="utf-8"))
    }
    assert asked <= drawn


def test_sign_in_page_weighs_little_with_its_font():
    names = ("csn.css", "icons.svg", "form.js", "atkinson.woff2", "favicon.svg")
    served = [ASSETS[asset_url(name).removeprefix("/s/")] for name in names]
    assert sum(len(asset.brotli or asset.body) for asset in served) < SIGN_IN_PAGE * 0.8
