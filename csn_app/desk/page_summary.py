# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""What the patient shows of their profile, before the documents: short lines, section by section."""

import reflex as rx

from csn_app.desk.state_file import FileState
from csn_app.desk.wording import SummaryPart
from csn_app.ui.components import tile


def summary_card() -> rx.Component:
    """Read first what the patient wrote and shows; a section that is not there is not shown, or empty."""

    def part(shown: rx.Var[SummaryPart]) -> rx.Component:
        return rx.el.div(
            rx.el.h3(tile(shown.icon, hue=shown.hue, small=True), shown.title, class_name="line nowrap gap-2"),
            rx.el.ul(
                rx.foreach(shown.lines, lambda line: rx.el.li(line, class_name="wrap")), class_name="stack gap-1 mt-2"
            ),
        )

    return rx.el.section(
        rx.el.h2("L’essentiel", id="essentiel-titre"),
        rx.el.p(
            "Écrit par le patient dans son profil. Ce qu’il ne montre pas n’est pas ici.", class_name="sm muted mt-1"
        ),
        rx.el.div(rx.foreach(FileState.summary, part), class_name="g2 mt-4"),
        class_name="card mb-6",
        aria_labelledby="essentiel-titre",
        data_testid="essentiel-patient",
    )
