# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""Who acts for the professional under their own name: added with a one-time code, ended at once."""

import reflex as rx

from csn_app.desk.state_assistants import AssistantLine, AssistantsState
from csn_app.ui import layout
from csn_app.ui.components import button, empty, field_error, hidden_text, icon, note, skeleton


def assistants_page() -> rx.Component:
    """Who acts for me, and how do I add or stop somebody?"""
    add = button(icon("plus"), "Ajouter une personne", testid="ajouter-secretaire", on_click=AssistantsState.begin)
    nobody = empty(
        icon_name="users",
        missing="Personne n’agit pour vous",
        helps="Chaque personne se connecte sous son propre nom. Le patient lit «\u00a0son nom, pour vous\u00a0».",
    )
    rows = rx.el.ul(
        rx.foreach(AssistantsState.lines, _line), class_name="rows rows-wrap", data_testid="liste-secretariat"
    )
    listed = rx.cond(AssistantsState.lines.length() > 0, rx.el.div(rows, class_name="card card-0"), nobody)
    not_mine = note(
        "Seul le professionnel pour qui vous agissez ajoute ou retire des personnes.", testid="secretariat-ferme"
    )
    mine = rx.el.div(
        rx.cond(AssistantsState.new_code != "", _code()),
        rx.cond(AssistantsState.adding, _form()),
        listed,
        class_name="stack gap-6",
    )
    return layout.shell(
        layout.heading(
            "Mon secrétariat",
            lead="Ces personnes lisent et déposent ce que vos patients vous ont ouvert, sous leur propre nom.",
            actions=rx.cond(AssistantsState.mine & ~AssistantsState.adding, add),
        ),
        rx.cond(AssistantsState.loaded, rx.cond(AssistantsState.mine, mine, not_mine), skeleton(lines=4)),
        nav="pro-secretariat",
        cover="pro",
        loaded=AssistantsState.loaded,
    )


def _form() -> rx.Component:
    wrong = AssistantsState.wrong
    return rx.el.form(
        rx.el.div(
            rx.el.label("Prénom et nom", html_for="nom-secretaire", class_name="label"),
            rx.el.input(
                id="nom-secretaire",
                name="nom-secretaire",
                class_name="input",
                max_length=80,
                auto_complete="off",
                aria_describedby="nom-secretaire-e",
                aria_invalid=rx.cond(wrong != "", "true", "false"),
                data_testid="nom-secretaire",
            ),
            field_error("nom-secretaire", sentence=wrong),
            class_name="field",
        ),
        rx.el.p(
            button("Créer son accès", testid="creer-secretaire", type="submit"),
            button("Annuler", testid="annuler-secretaire", kind="3", on_click=AssistantsState.cancel),
            class_name="line btns mt-4",
        ),
        on_submit=AssistantsState.add,
        reset_on_submit=False,
        class_name="card",
        data_testid="formulaire-secretaire",
    )


def _code() -> rx.Component:
    facts = rx.el.dl(
        rx.el.div(rx.el.dt("Identifiant"), rx.el.dd(AssistantsState.new_login, class_name="num wrap")),
        rx.el.div(
            rx.el.dt("Code, à usage unique"),
            rx.el.dd(AssistantsState.new_code, class_name="num b", data_testid="code-secretaire"),
        ),
        class_name="dl mt-4",
    )
    return rx.el.section(
        rx.el.h2("L’accès de ", AssistantsState.new_name, " est créé", id="code-secretaire", tab_index=-1),
        rx.el.p(
            "Remettez-lui ces deux informations\u00a0: elles ne seront plus affichées. Cette personne choisit ensuite "
            "son mot de passe, à la page «\u00a0Ma première connexion\u00a0».",
            class_name="mt-2",
        ),
        facts,
        class_name="card",
        aria_labelledby="code-secretaire",
    )


def _line(one: rx.Var[AssistantLine]) -> rx.Component:
    end = button(
        "Retirer l’accès",
        hidden_text(" de " + one.name),
        testid="retirer-" + one.id,
        kind="2",
        small=True,
        on_click=AssistantsState.end(one.id),
    )
    return rx.el.li(
        rx.el.div(rx.el.p(one.name, class_name="t"), rx.el.p(one.more, class_name="m"), class_name="body"),
        rx.el.div(end, class_name="end"),
    )
