"""The operator's page: the installation in numbers."""

import reflex as rx

from csn_app.operations.page_reports import reports_section
from csn_app.operations.state import Line, OperationsState
from csn_app.ui import layout
from csn_app.ui.components import button, icon, note


def operations_page() -> rx.Component:
    """Does the installation do what it must? Numbers only: an operator sees no person and no document."""
    again = button(
        icon("refresh-cw"), "Compter à nouveau", testid="compter", kind="2", on_click=OperationsState.refresh
    )
    return layout.shell(
        layout.heading("Exploitation", lead=_lead(), actions=again),
        rx.cond(OperationsState.scans_read, rx.fragment(), _without_ocr()),
        rx.el.div(
            _table("Carnets", column="État", lines=OperationsState.spaces, testid="carnets"),
            _table(
                "Messages",
                column="E-mails et SMS",
                lines=OperationsState.messages,
                testid="messages",
            ),
            _table("Accès", column="Accès aux carnets", lines=OperationsState.accesses, testid="acces"),
            reports_section(),
            class_name="stack gap-8",
        ),
        rx.el.div(
            note(
                "Cette page montre des nombres, et les signalements sans le nom de qui les fait. "
                "Elle ne donne accès à aucun carnet.",
                icon_name="shield-check",
            ),
            class_name="mt-6",
        ),
        nav="exploitation",
        cover="operator",
        loaded=OperationsState.loaded,
    )


def _without_ocr() -> rx.Component:
    return rx.el.div(
        note(
            "Le texte des pages scannées n’est pas lu\u00a0: installez tesseract et ses données françaises "
            "(Debian\u00a0: tesseract-ocr-fra), puis redémarrez. Tout le reste est lu.",
            kind="warn",
            testid="sans-lecture-scans",
        ),
        class_name="mb-6",
    )


def _lead() -> rx.Component:
    return rx.cond(
        OperationsState.loaded,
        OperationsState.total + ". Nombres du " + OperationsState.counted_at + ".",
        "Comptage en cours…",
    )


def _table(title: str, *, column: str, lines: rx.Var[list[Line]], testid: str) -> rx.Component:
    head = rx.el.tr(rx.el.th(column, scope="col"), rx.el.th("Nombre", scope="col", class_name="r"))
    body = rx.foreach(
        lines,
        lambda line: rx.el.tr(
            rx.el.th(line.words, scope="row"),
            rx.el.td(line.number, class_name="r num"),
            data_testid="nombre-" + line.code,
        ),
    )
    table = rx.el.table(
        rx.el.caption(title, class_name="sr"),
        rx.el.thead(head),
        rx.el.tbody(body),
        class_name="tbl",
        data_testid=testid,
    )
    return rx.el.section(rx.el.h2(title, class_name="sec-h"), rx.el.div(table, class_name="card card-0"))
