# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""Open a record without agreement when life requires it, and leave a reason (C3)."""

import reflex as rx

from csn_app.access.emergency_rules import WORDS_MOST
from csn_app.desk.page_search import by_number, by_traits
from csn_app.desk.page_shortcuts import desk_script
from csn_app.desk.state_emergency import REFUSED, DeskEmergencyState, SituationView
from csn_app.ui import layout
from csn_app.ui.components import (
    button,
    closes_dialog,
    dialog,
    error_summary,
    field_error,
    icon,
    link_button,
    note,
    opens_dialog,
    skeleton,
)

_DIALOG = "dialogue-bris-de-glace"
_FORM = "formulaire-bris-de-glace"


def emergency_page() -> rx.Component:
    """Find somebody who cannot answer, and open their record under the eyes of all."""
    waiting = rx.fragment(layout.heading("Ouvrir en urgence"), skeleton(lines=5))
    return layout.shell(
        rx.match(
            DeskEmergencyState.phase,
            ("chercher", _search()),
            ("trouve", _found()),
            ("refuse", _refused()),
            ("sans", _without()),
            waiting,
        ),
        desk_script(),
        nav="pro-bris-de-glace",
        cover="pro",
        loaded=DeskEmergencyState.loaded,
    )


def _search() -> rx.Component:
    state = DeskEmergencyState
    tabs = rx.el.nav(
        _tab("Matricule INS", href="/pro/urgence", here=~state.by_traits),
        _tab("Identité", href="/pro/urgence?par=traits", here=state.by_traits),
        class_name="onglets mt-4",
        aria_label="Moyen de recherche",
    )
    nobody = rx.el.div(
        rx.el.h2("Aucun carnet", id="personne-titre", tab_index=-1, class_name="size-lg mb-3"),
        note(state.found_words, kind="warn", testid="personne-trouve"),
        class_name="mb-6",
    )
    card = rx.el.section(
        rx.el.h2("Chercher la personne", id="chercher-titre", tab_index=-1),
        tabs,
        error_summary(state.errors),
        rx.cond(state.by_traits, by_traits(state), by_number(state)),
        class_name="card",
        aria_labelledby="chercher-titre",
    )
    told = note(
        rx.el.b("À n’utiliser qu’en urgence. "),
        "La personne est prévenue aussitôt. Chaque lecture est tracée avec votre nom. Votre motif est contrôlé.",
        kind="warn",
        icon_name="siren",
    )
    return rx.fragment(
        layout.heading(
            "Ouvrir en urgence", lead="Pour une personne qui ne vous a pas donné accès et ne peut pas le faire"
        ),
        rx.el.div(rx.el.div(rx.cond(state.found_words != "", nobody), card), told, class_name="split"),
    )


def _tab(words: str, *, href: str, here: rx.Var[bool]) -> rx.Component:
    return rx.cond(here, rx.el.a(words, href=href, aria_current="true"), rx.el.a(words, href=href))


def _found() -> rx.Component:
    opens = opens_dialog(icon("siren"), "Ouvrir en urgence", dialog_id=_DIALOG, testid="bris-de-glace", kind="danger")
    return rx.fragment(
        _person("Accès non autorisé."),
        rx.el.section(
            note(
                rx.el.b("Vous n’avez pas accès à ce dossier. "),
                "Si la personne peut répondre, demandez-lui de vous ajouter dans «\u00a0Mes soignants\u00a0».",
                icon_name="lock",
            ),
            rx.el.p(opens, _again(), class_name="line btns mt-5"),
            class_name="card",
        ),
        _dialog(),
    )


def _person(more: str) -> rx.Component:
    state = DeskEmergencyState
    return rx.el.div(
        rx.el.h1(state.name, id="trouve-titre", tab_index=-1),
        rx.el.p(state.born, " ", more, class_name="lead"),
        class_name="head",
    )


def _again() -> rx.Component:
    return button("Chercher une autre personne", testid="chercher-autre", kind="3", on_click=DeskEmergencyState.again)


def _refused() -> rx.Component:
    return rx.fragment(
        _person(""),
        rx.el.section(
            note(
                rx.el.b(REFUSED + ". "),
                "Son choix est respecté\u00a0: rien ne s’ouvre. Elle verra que vous avez essayé.",
                kind="warn",
                icon_name="ban",
                testid="urgence-refusee",
            ),
            rx.el.p(_again(), class_name="mt-5"),
            class_name="card",
        ),
    )


def _without() -> rx.Component:
    return rx.fragment(
        layout.heading("Ouvrir en urgence"),
        rx.el.section(
            note(
                rx.el.b("Votre compte ne permet pas d’ouvrir un dossier en urgence. "),
                "Seuls le SAMU et les urgentistes que l’annuaire désigne le peuvent.",
                icon_name="lock",
                testid="urgence-sans-qualite",
            ),
            rx.el.p(
                link_button("Revenir à mes patients", href="/pro", testid="retour-patients", kind=""), class_name="mt-6"
            ),
            class_name="card",
        ),
    )


def _dialog() -> rx.Component:
    state = DeskEmergencyState
    warned = note(
        "Vous n’avez pas l’accord de ",
        rx.el.b(state.name),
        ", qui sera prévenue tout de suite. Votre motif sera relu.",
        kind="warn",
        icon_name="siren",
    )
    form = rx.el.form(
        warned,
        _situations(),
        _words(),
        id=_FORM,
        on_submit=state.open,
        reset_on_submit=False,
        class_name="form",
        no_validate=True,
    )
    send = button(
        "Ouvrir en urgence, pour 24\u00a0heures",
        testid="confirmer-bris-de-glace",
        kind="danger",
        type="submit",
        custom_attrs={"form": _FORM},
    )
    actions = rx.fragment(send, closes_dialog("Annuler", testid="annuler-bris-de-glace"))
    return dialog(form, dialog_id=_DIALOG, title="Ouvrir ce dossier en urgence", actions=actions)


def _situations() -> rx.Component:
    state = DeskEmergencyState
    wrong = state.wrong["situation"]

    def choice(situation: rx.Var[SituationView]) -> rx.Component:
        name = "situation-" + situation.code
        return rx.el.label(
            rx.el.input(
                type="radio", name="situation", value=situation.code, id=name, class_name="check", data_testid=name
            ),
            rx.el.span(rx.el.span(situation.words, class_name="b"), class_name="fill"),
            class_name="choice",
            html_for=name,
        )

    return rx.el.fieldset(
        rx.el.legend("Situation", class_name="label", id="situation", tab_index=-1),
        rx.cond(wrong, field_error("situation", sentence=wrong)),
        rx.el.div(rx.foreach(state.situations, choice), class_name="mt-2"),
        class_name="field",
    )


def _words() -> rx.Component:
    state = DeskEmergencyState
    wrong = state.wrong["motif"]
    label = rx.cond(state.asks_words, "Motif (obligatoire)", "Motif, si vous avez le temps")
    return rx.el.div(
        rx.el.label(label, html_for="motif", class_name="label"),
        rx.el.span("Ce que vous cherchez et pourquoi. La personne lira cette phrase.", class_name="hint", id="motif-h"),
        rx.cond(wrong, field_error("motif", sentence=wrong)),
        rx.el.textarea(
            id="motif",
            name="motif",
            class_name="input",
            max_length=WORDS_MOST,
            auto_complete="off",
            aria_describedby="motif-h motif-e",
            aria_invalid=rx.cond(wrong, "true", "false"),
            data_testid="champ-motif",
        ),
        class_name="field",
    )
