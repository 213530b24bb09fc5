# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""The correspondents whom persons reported, for the operator to read."""

import reflex as rx

from csn_app.operations.state_reports import ReportLine, ReportsState
from csn_app.ui.components import button, hidden_text


def reports_section() -> rx.Component:
    """List the reports that wait to be read; nothing where none does."""
    rows = rx.el.ul(rx.foreach(ReportsState.lines, _row), class_name="rows rows-wrap", data_testid="signalements")
    shown = rx.el.section(
        rx.el.h2("Signalements de correspondants", class_name="sec-h"), rx.el.div(rows, class_name="card card-0")
    )
    return rx.cond(ReportsState.lines.length() > 0, shown)


def _row(line: rx.Var[ReportLine]) -> rx.Component:
    done = button(
        "Marquer comme traité",
        hidden_text("\u00a0: " + line.professional),
        testid="traiter-" + line.id,
        kind="2",
        small=True,
        on_click=ReportsState.done(line.id),
    )
    return rx.el.li(
        rx.el.div(
            rx.el.p(line.professional, class_name="t"),
            rx.el.p(line.reason, ". ", line.at, ".", class_name="m"),
            rx.cond(line.words != "", rx.el.p(line.words, class_name="wrap mt-1")),
            class_name="body",
        ),
        rx.el.div(done, class_name="end"),
        data_testid="signalement-" + line.id,
    )
