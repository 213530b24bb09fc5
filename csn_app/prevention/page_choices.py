# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""What a person chooses of their prevention: answers, themes, what was put away, reminders."""

import reflex as rx

from csn_app.prevention.state import PreventionState
from csn_app.prevention.wording import Ask, Refused, ThemeTick
from csn_app.ui.components import button, hidden_text
from csn_app.ui.dates import date_boxes

_ANSWERS = (("YES", "Oui"), ("NO", "Non"), ("", "Sans réponse"))


def choices() -> rx.Component:
    """Narrow down what is proposed, and say what one does not want."""
    return rx.el.div(
        _reminders(),
        _questions(),
        _themes(),
        rx.cond(PreventionState.refused.length() > 0, _refused()),
        class_name="stack gap-6",
    )


def _reminders() -> rx.Component:
    box = rx.el.input(
        type="checkbox",
        checked=PreventionState.remind,
        on_change=PreventionState.reminders,
        class_name="check",
        data_testid="rappels-prevention",
    )
    return rx.el.section(
        rx.el.h2("Me le rappeler", class_name="size-lg"),
        rx.el.label(box, rx.el.span("M’envoyer un message, une fois par mois au plus"), class_name="tick mt-2"),
        rx.el.p("Le message ne dit pas de quoi il s’agit.", class_name="sm muted"),
        class_name="card",
    )


def _questions() -> rx.Component:
    def choice(ask: rx.Var[Ask], said: str, words: str) -> rx.Component:
        box = rx.el.input(
            type="radio",
            name="q-" + ask.name,
            value=said,
            checked=ask.answer == said,
            on_change=PreventionState.answer(ask.code, said),
            class_name="sr",
            data_testid="reponse-" + ask.name + "-" + (said.lower() or "vide"),
        )
        return rx.el.label(box, words)

    def question(ask: rx.Var[Ask]) -> rx.Component:
        return rx.el.fieldset(
            rx.el.legend(ask.words, class_name="sm b"),
            rx.el.div(
                choice(ask, "YES", "Oui"),
                choice(ask, "NO", "Non"),
                choice(ask, "", "Sans réponse"),
                class_name="seg mt-2",
            ),
            class_name="field",
        )

    return rx.el.section(
        rx.el.h2("Pour des rappels plus justes", class_name="size-lg"),
        rx.el.p("Répondez si vous le voulez. Vos réponses sont chiffrées.", class_name="sm muted mt-1"),
        rx.el.div(rx.foreach(PreventionState.asks, question), class_name="stack gap-4 mt-4"),
        rx.cond(PreventionState.asks_birth, _birth()),
        class_name="card",
        data_testid="questions-prevention",
    )


def _birth() -> rx.Component:
    kept = PreventionState.birth
    return rx.el.form(
        rx.el.fieldset(
            rx.el.legend("Vous attendez un enfant\u00a0? Date prévue de la naissance", class_name="sm b"),
            rx.el.span("Videz les cases pour l’effacer.", class_name="hint"),
            date_boxes("naissance", values=(kept[0], kept[1], kept[2])),
            class_name="field",
        ),
        rx.el.p(button("Enregistrer la date", testid="enregistrer-naissance", kind="2", small=True, type="submit")),
        on_submit=PreventionState.expect,
        reset_on_submit=False,
        key="naissance-" + PreventionState.birth_words,
        class_name="stack gap-3 mt-4",
    )


def _themes() -> rx.Component:
    def theme(tick: rx.Var[ThemeTick]) -> rx.Component:
        box = rx.el.input(
            type="checkbox",
            checked=tick.wanted,
            on_change=lambda wanted: PreventionState.theme(tick.code, wanted),
            class_name="check",
            data_testid="theme-" + tick.code,
        )
        return rx.el.label(box, rx.el.span(tick.words), class_name="tick")

    return rx.el.section(
        rx.el.h2("Ce que je veux voir", class_name="size-lg"),
        rx.el.p(
            "Décochez un thème\u00a0: il n’est plus proposé. Vous n’avez pas à dire pourquoi.",
            class_name="sm muted mt-1",
        ),
        rx.el.div(rx.foreach(PreventionState.themes, theme), class_name="mt-2"),
        class_name="card",
        data_testid="themes-prevention",
    )


def _refused() -> rx.Component:
    def line(one: rx.Var[Refused]) -> rx.Component:
        back = button(
            "Remettre",
            hidden_text("\u00a0: " + one.title),
            testid="remettre-" + one.subject,
            kind="3",
            small=True,
            on_click=PreventionState.take_back(one.subject),
        )
        return rx.el.li(
            rx.el.p(one.title, class_name="b"),
            rx.cond(one.reason != "", rx.el.p(one.reason, class_name="sm muted wrap")),
            back,
        )

    return rx.el.section(
        rx.el.h2("Ce que j’ai écarté", class_name="size-lg"),
        rx.el.ul(rx.foreach(PreventionState.refused, line), class_name="stack gap-3 mt-3", data_testid="liste-ecartes"),
        class_name="card",
    )
