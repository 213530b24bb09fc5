# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""What stands around the words that a search found in a document."""

from typing import Any

import reflex as rx


def extract(pieces: Any, *, where: Any) -> rx.Component:
    """Show an extract and the page it stands on; a piece has a ``text``, and is marked where it is a ``hit``."""

    def piece(part: Any) -> rx.Component:
        return rx.cond(part.hit, rx.el.mark(part.text), rx.fragment(part.text))

    words = rx.el.p(rx.el.b(where), "\u00a0: ", rx.foreach(pieces, piece), class_name="m wrap")
    return rx.cond(pieces.length() > 0, words)
