# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""The two ways to find a patient, and what a search found."""

import reflex as rx

from csn_app.desk.page_shortcuts import key
from csn_app.desk.state import DeskState
from csn_app.desk.wording import PatientLine
from csn_app.ui.components import button, error_summary, field_error, hidden_text, icon, link_button, note


def search_card() -> rx.Component:
    """Ask for the matricule INS and the birth date, or for the five traits."""
    tabs = rx.el.nav(
        _tab("Matricule INS", href="/pro", here=~DeskState.by_traits),
        _tab("Identité", href="/pro?par=traits", here=DeskState.by_traits),
        class_name="onglets mt-4",
        aria_label="Moyen de recherche",
    )
    return rx.el.section(
        rx.el.h2("Ouvrir un dossier", id="ouvrir"),
        tabs,
        error_summary(DeskState.errors),
        rx.cond(DeskState.by_traits, by_traits(DeskState), by_number(DeskState)),
        class_name="card",
        aria_labelledby="ouvrir",
    )


def found_patients() -> rx.Component:
    """Show whom the search found, their traits side by side; nobody is chosen for the professional."""
    someone = rx.el.ul(rx.foreach(DeskState.found, _found), class_name="rows rows-wrap framed mt-4")
    nobody = rx.el.div(
        note(DeskState.found_words, kind="warn", testid="personne-trouve"),
        rx.el.p(
            button("Demander l’accès à cette personne", testid="demander-acces", kind="2", on_click=DeskState.ask),
            class_name="mt-4",
        ),
        rx.el.p(
            "Rien n’est ouvert avant sa réponse. Si elle refuse ou ne répond pas, vous n’en saurez rien.",
            class_name="sm muted mt-2",
        ),
    )
    asked = note(
        "Votre demande est envoyée. Si ces informations sont celles d’une personne qui a un carnet, elle la lira et "
        "décidera. Si elle accepte, elle apparaîtra dans vos patients.",
        kind="ok",
        testid="demande-envoyee",
    )
    return rx.cond(
        DeskState.searched,
        rx.el.section(
            rx.cond(
                DeskState.found.length() > 0,
                rx.fragment(rx.el.h2(DeskState.found_words, id="resultats", tab_index=-1), someone),
                rx.fragment(
                    rx.el.h2("Aucun dossier", id="resultats", tab_index=-1),
                    rx.el.div(rx.cond(DeskState.asked, asked, nobody), class_name="mt-4"),
                ),
            ),
            class_name="card",
            aria_labelledby="resultats",
            data_testid="resultats-recherche",
        ),
    )


def _tab(words: str, *, href: str, here: rx.Var[bool]) -> rx.Component:
    current = rx.el.a(words, href=href, aria_current="true")
    return rx.cond(here, current, rx.el.a(words, href=href))


def by_number(state: type[rx.State]) -> rx.Component:
    """Ask for the matricule INS and the birth date, for a state that has ``search_number`` and ``wrong``."""
    ins = _text(
        state,
        "ins",
        label="Matricule INS",
        hint="13 caractères et la clé, avec ou sans espaces.",
        width="f-24 num",
        testid="champ-ins",
    )
    return rx.el.form(
        ins,
        _birth_date(state),
        _submit(),
        on_submit=state.search_number,
        class_name="form mt-5",
        data_testid="recherche-ins",
    )


def by_traits(state: type[rx.State]) -> rx.Component:
    """Ask for the five traits, for a state that has ``search_traits`` and ``wrong``."""
    names = rx.el.div(
        _text(state, "nom", label="Nom de naissance"),
        _text(state, "prenom", label="Premier prénom de naissance"),
        class_name="g2",
    )
    place = _text(
        state,
        "lieu-naissance",
        label="Lieu de naissance",
        hint="Code INSEE de la commune, ou 99 et le pays. Exemple\u00a0: 44109.",
        width="f-8 num",
    )
    return rx.el.form(
        names,
        _birth_date(state),
        rx.el.div(_sex(state), place, class_name="g2"),
        _submit(),
        on_submit=state.search_traits,
        class_name="form mt-5",
        data_testid="recherche-traits",
    )


def _submit() -> rx.Component:
    return rx.el.p(button(icon("search"), "Chercher", testid="chercher-patient", type="submit"), class_name="line btns")


def _text(
    state: type[rx.State], field: str, *, label: str, hint: str = "", width: str = "", testid: str = ""
) -> rx.Component:
    wrong = state.wrong[field]
    described = f"{field}-h {field}-e" if hint else f"{field}-e"
    return rx.el.div(
        rx.el.label(label, html_for=field, class_name="label"),
        *([rx.el.span(hint, class_name="hint", id=f"{field}-h")] if hint else []),
        rx.el.input(
            id=field,
            name=field,
            type="text",
            custom_attrs=key("/") if field in {"ins", "nom"} else {},
            class_name=f"input {width}".strip(),
            auto_complete="off",
            spell_check=False,
            aria_describedby=described,
            aria_invalid=rx.cond(wrong, "true", "false"),
            data_testid=testid or f"champ-{field}",
        ),
        rx.cond(wrong, field_error(field, sentence=wrong)),
        class_name="field",
    )


def _birth_date(state: type[rx.State]) -> rx.Component:
    wrong = state.wrong["jour"]
    boxes = (("jour", "Jour", "f-4", 2), ("mois", "Mois", "f-4", 2), ("annee", "Année", "f-8", 4))
    drawn = [
        rx.el.div(
            rx.el.label(word, html_for=name, class_name="label"),
            rx.el.input(
                id=name,
                name=name,
                class_name=f"input {width}",
                input_mode="numeric",
                auto_complete="off",
                max_length=length,
                aria_invalid=rx.cond(wrong, "true", "false"),
                data_testid=f"champ-{name}",
            ),
        )
        for name, word, width, length in boxes
    ]
    return rx.el.fieldset(
        rx.el.legend("Date de naissance", class_name="label"),
        rx.el.div(*drawn, class_name="date"),
        rx.cond(wrong, field_error("jour", sentence=wrong)),
        class_name="field",
        aria_describedby="jour-e",
    )


def _sex(state: type[rx.State]) -> rx.Component:
    wrong = state.wrong["sexe"]
    return rx.el.div(
        rx.el.label("Sexe", html_for="sexe", class_name="label"),
        rx.el.select(
            rx.el.option("Choisissez", value=""),
            rx.el.option("Féminin", value="F"),
            rx.el.option("Masculin", value="M"),
            id="sexe",
            name="sexe",
            class_name="input f-16",
            aria_invalid=rx.cond(wrong, "true", "false"),
            aria_describedby="sexe-e",
            data_testid="champ-sexe",
        ),
        rx.cond(wrong, field_error("sexe", sentence=wrong)),
        class_name="field",
    )


def _found(patient: rx.Var[PatientLine]) -> rx.Component:
    opens = link_button(
        "Ouvrir",
        hidden_text(" le dossier de " + patient.name),
        href="/pro/dossier/" + patient.id,
        testid="ouvrir-trouve-" + patient.id,
        kind="",
        small=True,
    )
    return rx.el.li(
        rx.el.div(rx.el.p(patient.name, class_name="t"), rx.el.p(patient.traits, class_name="m"), class_name="body"),
        rx.el.div(opens, class_name="end"),
    )
