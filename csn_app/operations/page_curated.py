# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""The catalogue for its operator: where each service stands, with history, and the problems that people report."""

import reflex as rx

from csn_app.catalogue.wording import STATES
from csn_app.operations.state_curated import CuratedLine, CuratedState, ReportedLine
from csn_app.ui import layout
from csn_app.ui.components import badge, button, hidden_text, note, skeleton


def curated_page() -> rx.Component:
    """Which services exchange with people's carnets, and which should not?"""
    rows = rx.el.ul(rx.foreach(CuratedState.lines, _row), class_name="rows rows-wrap", data_testid="liste-services")
    body = rx.el.div(
        rx.cond(CuratedState.reports.length() > 0, _reports()),
        rx.el.section(
            rx.el.h2("Services", class_name="sec-h"),
            rx.el.div(rows, class_name="card card-0"),
        ),
        note(
            "Suspendu ou retiré, un service ne lit et n’écrit plus rien dans aucun carnet, tout de suite. "
            "Cette page montre des nombres, jamais de nom.",
            icon_name="shield-check",
        ),
        class_name="stack gap-8",
    )
    lead = "L’état de chaque service, et ce que l’on en signale."
    return layout.shell(
        layout.heading("Services du catalogue", lead=lead),
        rx.cond(CuratedState.loaded, body, skeleton(lines=6)),
        nav="services",
        cover="operator",
        loaded=CuratedState.loaded,
    )


def _row(line: rx.Var[CuratedLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(line.name, " ", badge(line.state), class_name="t"),
            rx.el.p(line.editor, ". ", line.linked, ".", class_name="m"),
            rx.cond(CuratedState.chosen == line.id, _acts(line)),
            class_name="body",
        ),
        rx.el.div(
            button(
                "Gérer",
                hidden_text("\u00a0: " + line.name),
                testid="gerer-" + line.id,
                kind="2",
                small=True,
                on_click=CuratedState.open(line.id),
            ),
            class_name="end",
        ),
        data_testid="service-" + line.id,
    )


def _acts(line: rx.Var[CuratedLine]) -> rx.Component:
    choice = rx.el.select(
        *(rx.el.option(words, value=state.value) for state, words in STATES.items()),
        id="etat-" + line.id,
        value=line.code,
        on_change=lambda state: CuratedState.move(line.id, state),
        class_name="input",
        data_testid="champ-etat",
    )
    return rx.el.div(
        rx.el.div(rx.el.label("État", html_for="etat-" + line.id, class_name="label"), choice, class_name="field mt-3"),
        rx.el.p(
            button(
                "Ses usages ont changé",
                testid="usages-changes",
                kind="2",
                small=True,
                on_click=CuratedState.purposes(line.id),
            ),
            class_name="mt-3",
        ),
        rx.el.ul(
            rx.foreach(CuratedState.moves, lambda said: rx.el.li(said)),
            class_name="sm muted mt-3",
            data_testid="historique-etats",
        ),
    )


def _reports() -> rx.Component:
    rows = rx.el.ul(rx.foreach(CuratedState.reports, _report), class_name="rows rows-wrap", data_testid="signalements")
    return rx.el.section(rx.el.h2("Signalements", class_name="sec-h"), rx.el.div(rows, class_name="card card-0"))


def _report(line: rx.Var[ReportedLine]) -> rx.Component:
    done = button(
        "Marquer comme traité",
        hidden_text("\u00a0: " + line.service),
        testid="traiter-" + line.id,
        kind="2",
        small=True,
        on_click=CuratedState.put_away(line.id),
    )
    return rx.el.li(
        rx.el.div(
            rx.el.p(line.service, class_name="t"),
            rx.el.p(line.reason, ". ", line.at, ".", class_name="m"),
            rx.cond(line.words != "", rx.el.p(line.words, class_name="wrap mt-1")),
            class_name="body",
        ),
        rx.el.div(done, class_name="end"),
    )
