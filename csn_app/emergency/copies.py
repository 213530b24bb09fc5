"""The copies of an emergency card that leave the carnet: a tagged PDF (PDF/UA-1), and a page that needs no network."""

import json
from datetime import datetime
from pathlib import Path

import htpy as h
import qrcode
import typst
from htpy import Element
from markupsafe import Markup

from csn_app.config import DEMO_SENTENCE, settings
from csn_app.emergency.wording import CardView
from csn_app.ui.words import PARIS, desk_date

_TEMPLATE = Path(__file__).parent / "card.typ"
_FONTS = Path(__file__).parent.parent / "data"
# A file of ours, written into the page as it is: there is nothing to fetch offline.
_STYLE = Markup((Path(__file__).parent / "card.css").read_text(encoding="utf-8"))  # noqa: S704
_SCAN = "Soignants\u00a0: scannez pour lire la carte à jour"


def pdf_of(view: CardView, *, address: str, at: datetime) -> bytes:
    """Write the card on a page to print, 148 mm wide; takes about 50 ms: not on the loop."""
    given = {
        "name": view.name,
        "born": view.born,
        "lines": json.dumps([{"title": line.title, "lines": line.lines, "grave": line.grave} for line in view.lines]),
        "qr": _svg(address),
        "scan": _SCAN,
        "foot": f"Imprimée le {desk_date(at.astimezone(PARIS))}. {view.until}",
        "demo": DEMO_SENTENCE if settings().demo else "",
    }
    written: bytes = typst.compile(
        _TEMPLATE,
        font_paths=[_FONTS],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs=given,
        pdf_standards=["ua-1"],
        timestamp=int(at.timestamp()),
    )
    return written


def phone_page(view: CardView, *, address: str, at: datetime) -> bytes:
    """Write the card as one page that fetches nothing: a telephone keeps it and opens it offline."""
    lines = (
        h.div(class_="grave" if line.grave else "")[h.dt[line.title], (h.dd[words] for words in line.lines)]
        for line in view.lines
    )
    body = h.main[
        h.p(".head")[h.b["URGENCE"], " Carnet de santé numérique"],
        h.h1[view.name],
        h.p[view.born],
        h.dl[lines],
        h.p(".qr")[_square(address)],
        h.p[_SCAN],
        # A telephone cannot scan its own screen.
        h.p[h.a(href=address)["Ouvrir la carte à jour, avec une connexion"]],
        h.p(".foot")[f"Gardée le {desk_date(at.astimezone(PARIS))}. {view.until}"],
        settings().demo and h.p(".foot")[DEMO_SENTENCE],
    ]
    head = h.head[
        h.meta(charset="utf-8"),
        h.meta(name="viewport", content="width=device-width, initial-scale=1"),
        h.title[f"Carte d’urgence de {view.name}"],
        h.style[_STYLE],
    ]
    return str(h.html(lang="fr")[head, h.body[body]]).encode()


def _square(text: str) -> Element:
    path, side = _path(text)
    return h.svg(viewBox=f"0 0 {side} {side}", role="img", aria_label="Code à scanner")[h.path(d=path, fill="#000")]


def _svg(text: str) -> str:
    path, side = _path(text)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><path d="{path}" fill="#000"/></svg>'


def _path(text: str) -> tuple[str, int]:
    """Draw a QR code as one path, with the quiet border that scanners need."""
    code = qrcode.QRCode(border=2, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(text)
    rows = code.get_matrix()
    return "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark), len(rows)
