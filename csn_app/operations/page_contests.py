"""The operator's queue of contested accesses: who acted, when, what kind of act; never in whose carnet."""

import reflex as rx

from csn_app.operations.state_contests import CaseView, ContestsState
from csn_app.ui import layout
from csn_app.ui.components import badge, button, empty, error_summary, hidden_text, note, skeleton

_VIEWS = (("attente", "À répondre"), ("repondues", "Répondues"))


def contests_page() -> rx.Component:
    """Which accesses do people contest, and until when must I answer?"""
    listed = rx.cond(ContestsState.cases.length() > 0, _table(), _none())
    return layout.shell(
        layout.heading("Contestations", lead=rx.cond(ContestsState.loaded, ContestsState.waiting + ".", "Lecture…")),
        _views(),
        rx.cond(ContestsState.loaded, listed, skeleton(lines=4)),
        rx.cond(ContestsState.more, rx.el.nav(rx.el.a("Suite", href=ContestsState.next_page), class_name="pages")),
        rx.cond(ContestsState.chosen != "", _form()),
        rx.el.div(
            note(
                "Cette page ne dit pas de quel carnet il s’agit. Posez vos questions à la structure du soignant, avec "
                "l’heure et le numéro.",
                icon_name="shield-check",
            ),
            class_name="mt-6",
        ),
        nav="contestations",
        cover="operator",
        loaded=ContestsState.loaded,
    )


def _views() -> rx.Component:
    def view(name: str, words: str) -> rx.Component:
        here = ContestsState.answered if name == "repondues" else ~ContestsState.answered
        address, testid = f"/exploitation/contestations?voir={name}", f"voir-{name}"
        return rx.cond(
            here,
            rx.el.a(words, href=address, aria_current="page", class_name="chip", data_testid=testid),
            rx.el.a(words, href=address, class_name="chip", data_testid=testid),
        )

    return rx.el.nav(*(view(*one) for one in _VIEWS), class_name="line gap-2 mb-6", aria_label="Contestations")


def _table() -> rx.Component:
    head = rx.el.tr(
        *(
            rx.el.th(words, scope="col", role="columnheader")
            for words in ("Numéro", "Accès contesté", "Acte", "Réponse avant", "Suite")
        ),
        role="row",
    )
    table = rx.el.table(
        rx.el.caption("Accès contestés", class_name="sr"),
        rx.el.thead(head, role="rowgroup"),
        rx.el.tbody(rx.foreach(ContestsState.cases, _row), role="rowgroup"),
        role="table",
        class_name="tbl stackable",
        data_testid="contestations",
    )
    return rx.el.div(table, class_name="card card-0")


def _row(case: rx.Var[CaseView]) -> rx.Component:
    answer = button(
        "Répondre",
        hidden_text("\u00a0: contestation " + case.number),
        testid="repondre-" + case.id,
        kind="2",
        small=True,
        on_click=ContestsState.choose(case.id),
    )
    return rx.el.tr(
        rx.el.th(case.number, scope="row", role="rowheader"),
        _cell("Accès contesté", rx.el.span(case.who, rx.el.br(), rx.el.span(case.when, class_name="sm muted"))),
        _cell("Acte", case.act),
        _cell(
            "Réponse avant",
            rx.el.span(case.due, rx.cond(case.late, rx.el.span(" ", badge("En retard", kind="danger")))),
        ),
        _cell("Suite", rx.cond(case.verdict != "", case.verdict, answer)),
        role="row",
        data_testid="contestation-" + case.id,
    )


def _cell(label: str, content: object) -> rx.Component:
    return rx.el.td(rx.el.div(content), role="cell", custom_attrs={"data-l": label})


def _form() -> rx.Component:
    buttons = rx.el.div(
        button("Envoyer la réponse", testid="envoyer-reponse", type="submit"),
        button("Annuler", testid="annuler-reponse", kind="3", on_click=ContestsState.choose("")),
        class_name="line btns gap-2",
    )
    return rx.el.section(
        rx.el.h2("Répondre à la contestation n° ", ContestsState.number, class_name="size-lg"),
        error_summary(ContestsState.errors),
        rx.el.form(
            _verdict(),
            _answer(),
            buttons,
            on_submit=ContestsState.answer,
            reset_on_submit=False,
            key=ContestsState.chosen,
            class_name="stack gap-4 mt-4",
            data_testid="formulaire-reponse",
        ),
        class_name="card mt-6",
    )


def _verdict() -> rx.Component:
    def choice(value: str, words: str) -> rx.Component:
        box = rx.el.input(
            type="radio", name="avis", value=value, id=f"avis-{value}", class_name="check", data_testid=f"avis-{value}"
        )
        return rx.el.label(box, rx.el.span(words), class_name="tick")

    return rx.el.fieldset(
        rx.el.legend("Cet accès est-il justifié\u00a0?", class_name="label"),
        rx.el.div(choice("JUSTIFIED", "Justifié"), choice("NOT_JUSTIFIED", "Non justifié"), class_name="ticks"),
        class_name="field",
    )


def _answer() -> rx.Component:
    hint = "La personne la lira. Dites ce que vous avez vérifié et ce qui a été fait, sans parler de santé."
    return rx.el.div(
        rx.el.label("Votre réponse", html_for="reponse", class_name="label"),
        rx.el.p(hint, id="reponse-aide", class_name="hint"),
        rx.el.textarea(
            default_value=ContestsState.words,
            id="reponse",
            name="reponse",
            max_length=1000,
            rows="5",
            class_name="input",
            aria_describedby="reponse-aide",
            data_testid="champ-reponse",
        ),
        class_name="field",
    )


def _none() -> rx.Component:
    return empty(
        icon_name="flag",
        missing="Aucune contestation",
        helps="Quand une personne conteste un accès à son carnet, il arrive ici avec un délai de réponse.",
    )
