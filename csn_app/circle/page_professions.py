# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""What the law permits to a profession, category by category, with the day since when."""

import reflex as rx

from csn_app.circle.state_professions import PermitRow, ProfessionsState
from csn_app.ui import layout
from csn_app.ui.components import badge, button, note, skeleton


def professions_page() -> rx.Component:
    """What may an infirmier, a pharmacien or a kiné read at most?"""
    crumb = rx.el.nav(
        rx.el.ol(rx.el.li(rx.el.a("Mes soignants", href="/soignants"))), aria_label="Fil d’Ariane", class_name="crumb"
    )
    closed = note("Ce métier ne lit pas les carnets. Même autorisé, il ne voit rien.", kind="warn", icon_name="lock")
    found = rx.el.section(
        rx.el.h2("Métier\u00a0: ", ProfessionsState.name, id="metier-titre", tab_index=-1, class_name="sec-h"),
        rx.cond(ProfessionsState.closed, closed, _table()),
        class_name="sec",
        data_testid="matrice-metier",
    )
    return layout.shell(
        crumb,
        layout.heading(
            "Qui voit quoi, par métier",
            lead="La loi fixe le plus qu’un métier peut lire. Vous pouvez réduire, jamais élargir.",
        ),
        _choose(),
        rx.cond(ProfessionsState.loaded, found, skeleton(lines=6)),
        rx.el.p(
            "Règles de l’arrêté du 26 octobre 2023. Certaines cases ne sont pas publiées\u00a0: "
            "elles sont alors fermées ou déduites d’un métier proche.",
            class_name="sm muted mt-6",
        ),
        nav="professionnels",
        loaded=ProfessionsState.loaded,
    )


def _choose() -> rx.Component:
    return rx.el.form(
        rx.el.div(
            rx.el.label("Métier", html_for="metier", class_name="label"),
            rx.el.select(
                rx.foreach(ProfessionsState.choices, lambda one: rx.el.option(one.words, value=one.code)),
                id="metier",
                name="metier",
                class_name="input",
                default_value=ProfessionsState.code,
                key=ProfessionsState.code,
                data_testid="champ-metier",
            ),
            class_name="field basis-s",
        ),
        button("Voir", testid="choisir-metier", kind="2", type="submit"),
        on_submit=ProfessionsState.choose,
        reset_on_submit=False,
        class_name="line line-end card",
    )


def _table() -> rx.Component:
    def kinds(title: str, found: rx.Var[list[str]]) -> rx.Component:
        return rx.cond(
            found.length() > 0,
            rx.el.details(
                rx.el.summary(title, " (", found.length(), ")"),
                rx.el.ul(rx.foreach(found, lambda words: rx.el.li(words)), class_name="texte"),
                class_name="mot",
            ),
        )

    def row(permit: rx.Var[PermitRow]) -> rx.Component:
        answer = rx.match(
            permit.answer,
            ("ALL", badge("Tout", kind="ok", icon_name="eye")),
            ("PART", badge("Une partie", kind="warn", icon_name="eye")),
            badge("Rien", icon_name="eye-off"),
        )
        return rx.el.li(
            rx.el.div(
                rx.el.p(permit.category, class_name="t"),
                rx.cond(permit.since != "", rx.el.p(permit.since, class_name="m")),
                rx.cond(permit.answer == "PART", kinds("Ce qu’il peut lire", permit.opened)),
                rx.cond(permit.answer == "PART", kinds("Ce qu’il ne peut pas lire", permit.closed)),
                class_name="body",
            ),
            rx.el.div(answer, class_name="end"),
        )

    return rx.el.div(
        rx.el.ul(rx.foreach(ProfessionsState.rows, row), class_name="rows rows-wrap"), class_name="card card-0"
    )
