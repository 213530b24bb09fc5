# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""The queue of emergency reviews: was opening this record without agreement justified?"""

import reflex as rx

from csn_app.access.emergency_rules import WORDS_MOST
from csn_app.operations.state_emergencies import ReviewLine, ReviewsState, SuspendedLine
from csn_app.ui import layout
from csn_app.ui.components import badge, button, empty, error_summary, field_error, hidden_text, note, skeleton


def reviews_page() -> rx.Component:
    """Decide within 30 days, without seeing whose carnet it was nor anything of it."""
    state = ReviewsState
    body = rx.fragment(
        rx.cond(state.chosen.id != "", _decide()),
        _waiting(),
        rx.cond(state.suspended.length() > 0, _suspended()),
        rx.cond(state.decided.length() > 0, _decided()),
        rx.el.div(
            note(
                "Vous ne voyez ni la personne, ni ses données, ni la phrase que le soignant a écrite\u00a0: "
                "elle peut parler de santé. Pour en savoir plus, écrivez au soignant en donnant le numéro du contrôle.",
                icon_name="shield-check",
            ),
            class_name="mt-6",
        ),
    )
    return layout.shell(
        layout.heading("Accès en urgence", lead=rx.cond(state.loaded, state.lead, "Lecture de la liste…")),
        rx.cond(state.loaded, body, skeleton(lines=5)),
        nav="acces-urgence",
        cover="operator",
        loaded=state.loaded,
    )


def _waiting() -> rx.Component:
    state = ReviewsState
    none = empty(
        icon_name="circle-check",
        missing="Aucun contrôle n’attend",
        helps="Chaque ouverture en urgence arrive ici, et chaque lecture qu’une personne conteste.",
    )
    rows = rx.el.ul(rx.foreach(state.waiting, _case), class_name="rows rows-wrap", data_testid="controles")
    later = button("Contrôles suivants", testid="controles-suivants", kind="2", small=True, on_click=state.turn)
    return rx.el.section(
        rx.el.h2("À décider", class_name="sec-h", id="a-decider"),
        rx.cond(state.waiting.length() > 0, rx.el.div(rows, class_name="card card-0"), none),
        rx.cond(state.more, rx.el.p(later, class_name="mt-4")),
        aria_labelledby="a-decider",
    )


def _said(line: rx.Var[ReviewLine]) -> list[rx.Component]:
    return [
        rx.el.p(line.who, class_name="t"),
        rx.el.p("Contrôle ", line.number, ". ", line.facts, class_name="m"),
        rx.el.p(line.ground, class_name="mt-1"),
    ]


def _case(line: rx.Var[ReviewLine]) -> rx.Component:
    due = rx.cond(line.late, badge("En retard. " + line.due, kind="danger"), badge(line.due, kind="info"))
    contested = rx.cond(line.contested != "", badge(line.contested, kind="warn"))
    decide = button(
        "Décider",
        hidden_text("\u00a0: contrôle " + line.number),
        testid="decider-" + line.id,
        kind="2",
        small=True,
        on_click=ReviewsState.choose(line.id),
    )
    return rx.el.li(
        rx.el.div(*_said(line), rx.el.p(due, " ", contested, class_name="mt-2 line gap-2"), class_name="body"),
        rx.el.div(decide, class_name="end"),
        data_testid="controle-" + line.id,
    )


def _decide() -> rx.Component:
    state = ReviewsState
    form = rx.el.form(
        error_summary(state.errors),
        _choice(),
        rx.el.div(
            rx.el.label("Réponse à la personne (obligatoire)", html_for="reponse", class_name="label"),
            rx.el.span(
                "Elle la lira dans son carnet. N’y écrivez rien sur sa santé.", class_name="hint", id="reponse-h"
            ),
            rx.el.textarea(
                id="reponse",
                name="reponse",
                class_name="input",
                max_length=WORDS_MOST,
                aria_describedby="reponse-h reponse-e",
                aria_invalid=rx.cond(state.wrong["reponse"], "true", "false"),
                data_testid="champ-reponse-controle",
            ),
            rx.cond(state.wrong["reponse"], field_error("reponse", sentence=state.wrong["reponse"])),
            class_name="field",
        ),
        rx.el.p(
            button("Enregistrer la décision", testid="enregistrer-decision", type="submit"),
            button("Plus tard", testid="decider-plus-tard", kind="2", on_click=state.put_away),
            class_name="line btns",
        ),
        on_submit=state.decide,
        reset_on_submit=False,
        class_name="form mt-4",
    )
    return rx.el.section(
        rx.el.h2("Contrôle ", state.chosen.number, id="controle-titre", tab_index=-1),
        rx.el.div(*_said(state.chosen), class_name="mt-2"),
        form,
        class_name="card mb-6",
        data_testid="formulaire-controle",
    )


def _choice() -> rx.Component:
    wrong = ReviewsState.wrong["decision-JUSTIFIED"]
    answers = (
        ("JUSTIFIED", "Justifiée", "Rien ne change pour le soignant."),
        ("NOT_JUSTIFIED", "Non justifiée", "Il ne peut plus ouvrir de carnet en urgence, et ce qui court s’arrête."),
    )
    radios = [
        rx.el.label(
            rx.el.input(
                type="radio",
                name="decision",
                value=code,
                id=f"decision-{code}",
                class_name="check",
                data_testid=f"decision-{code}",
            ),
            rx.el.span(rx.el.span(words, class_name="b"), rx.el.span(hint, class_name="hint"), class_name="fill"),
            class_name="choice",
            html_for=f"decision-{code}",
        )
        for code, words, hint in answers
    ]
    return rx.el.fieldset(
        rx.el.legend("Cette ouverture était", class_name="label"),
        rx.cond(wrong, field_error("decision-JUSTIFIED", sentence=wrong)),
        rx.el.div(*radios, class_name="mt-2"),
        class_name="field",
    )


def _suspended() -> rx.Component:
    def row(line: rx.Var[SuspendedLine]) -> rx.Component:
        back = button(
            "Rendre le droit",
            hidden_text(" à " + line.who),
            testid="rendre-" + line.id,
            kind="2",
            small=True,
            on_click=ReviewsState.restore(line.id),
        )
        return rx.el.li(
            rx.el.div(
                rx.el.p(line.who, class_name="t"),
                rx.el.p("Suspendu le ", line.since, class_name="m"),
                class_name="body",
            ),
            rx.el.div(back, class_name="end"),
        )

    rows = rx.el.ul(rx.foreach(ReviewsState.suspended, row), class_name="rows rows-wrap", data_testid="suspendus")
    return rx.el.section(
        rx.el.h2("Droit d’urgence suspendu", class_name="sec-h", id="suspendus-titre"),
        rx.el.div(rows, class_name="card card-0"),
        class_name="sec",
        aria_labelledby="suspendus-titre",
    )


def _decided() -> rx.Component:
    def row(line: rx.Var[ReviewLine]) -> rx.Component:
        return rx.el.li(rx.el.div(*_said(line), rx.el.p(line.decision, class_name="mt-1 b"), class_name="body"))

    rows = rx.el.ul(rx.foreach(ReviewsState.decided, row), class_name="rows rows-wrap", data_testid="controles-decides")
    return rx.el.section(
        rx.el.h2("Dernières décisions", class_name="sec-h", id="decides"),
        rx.el.div(rows, class_name="card card-0"),
        class_name="sec",
        aria_labelledby="decides",
    )
