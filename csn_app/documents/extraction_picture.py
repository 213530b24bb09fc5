"""A picture, made ready for its letters to be recognised. Runs in the child process only."""

import json
from typing import Any, BinaryIO

from PIL import Image, ImageOps

from csn_app.documents.confined import open_nothing_more


def read(_source: BinaryIO, answer: BinaryIO, _order: dict[str, Any]) -> None:
    """Say that a picture is one page, without a text of its own."""
    answer.write(json.dumps({"pages": [""], "pictures": [1]}).encode())


def draw(source: BinaryIO, answer: BinaryIO, order: dict[str, Any]) -> None:
    """Turn a picture upright and grey, its longest side that of a sheet at 300 points an inch at most."""
    side = order["limits"]["side"]
    Image.MAX_IMAGE_PIXELS = order["limits"]["pixels"]
    Image.preinit()
    picture = Image.open(source, formats=("JPEG", "PNG"))
    open_nothing_more()
    picture.draft("L", (side, side))
    upright: Image.Image = ImageOps.exif_transpose(picture)
    if upright.mode in {"RGBA", "LA", "P"}:
        clear = upright.convert("RGBA")
        upright = Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear)
    grey = upright.convert("L")
    grey.thumbnail((side, side))
    grey.save(answer, "PPM")
