# ruff: noqa: E501 - the sources of papers and their tables stay as they are drawn
"""The corpus: twelve layouts, three forms each, and what a reader should find; a third of the layouts is held out."""

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import typst
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from tests.corpus import layouts_held, layouts_known
from tests.corpus.people import Person, Truth, person

Layout = Callable[[Person, Random], tuple[str, Truth]]

KNOWN: dict[str, Layout] = {
    "laboratoire, colonnes": layouts_known.laboratory_columns,
    "laboratoire, points": layouts_known.laboratory_dots,
    "ordonnance": layouts_known.prescription,
    "consultation": layouts_known.consultation,
    "courrier": layouts_known.letter,
    "certificat de vaccination": layouts_known.vaccination_certificate,
    "lettre de sortie": layouts_known.discharge,
    "imagerie": layouts_known.imaging,
}
HELD: dict[str, Layout] = {
    "laboratoire, deux unités": layouts_held.laboratory_two_units,
    "carnet de vaccination": layouts_held.vaccination_booklet,
    "cardiologue": layouts_held.cardiologist,
    "certificat de sport": layouts_held.sport_certificate,
}
FORMS = ("numérique", "scan", "photo")


@dataclass(frozen=True)
class Paper:
    """One paper: its layout and form, its bytes (a PDF, or a JPEG of it), and what it says."""

    layout: str
    form: str
    held: bool
    content: bytes
    truth: Truth
    source: str

    @property
    def name(self) -> str:
        """Return a name that changes with the content: what was read of it can be kept under it."""
        return hashlib.sha256(self.source.encode()).hexdigest()[:16] + "-" + self.form


def papers(layouts: dict[str, Layout], *, each: int, forms: tuple[str, ...] = FORMS, seed: int = 2026) -> list[Paper]:
    """Return ``each`` papers of every layout and form; the same seed gives the same papers."""
    found = []
    for layout, draw in layouts.items():
        for form in forms:
            for n in range(each):
                dice = Random(f"{seed} {layout} {form} {n}")
                source, truth = draw(person(dice), dice)
                found.append(Paper(layout, form, layout in HELD, _made(source, form, dice), truth, source))
    return found


def _made(source: str, form: str, dice: Random) -> bytes:
    if form == "numérique":
        return bytes(typst.compile(source.encode()))
    made = typst.compile(source.encode(), format="png", ppi=200)
    page = Image.open(io.BytesIO(made if isinstance(made, bytes) else made[0])).convert("L")
    image = _scanned(page, dice) if form == "scan" else _photographed(page, dice)
    kept = io.BytesIO()
    image.save(kept, "JPEG", quality=72 if form == "scan" else 80)
    return kept.getvalue()


def _scanned(page: Image.Image, dice: Random) -> Image.Image:
    """Turn a page a little, blur it as a scanner does, and strew its grain."""
    turned = page.rotate(dice.uniform(-0.8, 0.8), resample=Image.Resampling.BICUBIC, fillcolor=252)
    soft = turned.filter(ImageFilter.GaussianBlur(0.6))
    return ImageChops.add(soft, Image.effect_noise(soft.size, 14), scale=1, offset=-128)


def _photographed(page: Image.Image, dice: Random) -> Image.Image:
    """Lay a page on a table, seen from above and aside, with the light falling off to a corner."""
    width, height = page.size
    table = Image.new("L", (int(width * 1.12), int(height * 1.08)), 92)
    table.paste(page, (int(width * 0.06), int(height * 0.04)))
    w, h = table.size
    bend = [dice.uniform(0, 0.025) for _ in range(8)]
    corners = (
        w * bend[0], h * bend[1], w * bend[2], h * (1 - bend[3]), w * (1 - bend[4]), h * (1 - bend[5]), w * (1 - bend[6]), h * bend[7],
    )  # fmt: skip
    seen = table.transform((w, h), Image.Transform.QUAD, corners, Image.Resampling.BICUBIC)
    light = Image.new("L", (2, 2))
    draw = ImageDraw.Draw(light)
    for spot, shade in zip(
        ((0, 0), (1, 0), (0, 1), (1, 1)),
        (255, dice.randrange(205, 240), dice.randrange(190, 230), dice.randrange(165, 200)),
        strict=True,
    ):
        draw.point(spot, fill=shade)
    lit = ImageChops.multiply(seen, light.resize((w, h), Image.Resampling.BILINEAR))
    return ImageChops.add(
        lit.filter(ImageFilter.GaussianBlur(0.7)), Image.effect_noise((w, h), 10), scale=1, offset=-128
    )
