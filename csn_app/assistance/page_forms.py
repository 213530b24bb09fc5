# mypy: disable-error-code="no-any-return, arg-type"
"""The forms of the assistance desk: who calls, a colleague's reference, a new contact."""

import reflex as rx

from csn_app.assistance.state import AssistanceState
from csn_app.ui.components import button, field_error, icon


def identity_form() -> rx.Component:
    """Ask for number, birth date, name and first name: the four go together or say nothing."""
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
                data_testid=f"champ-{name}",
            ),
        )
        for name, word, width, length in boxes
    ]
    birth = rx.el.fieldset(
        rx.el.legend("Date de naissance", class_name="label"),
        rx.el.div(*drawn, class_name="date"),
        _wrong("jour"),
        class_name="field",
    )
    names = rx.el.div(_text("nom", "Nom de naissance ou d’usage"), _text("prenom", "Prénom"), class_name="g2")
    return rx.el.form(
        _text("nir", "Numéro de sécurité sociale", width="f-24 num", hint="15\u00a0caractères, lus sur la carte."),
        birth,
        names,
        rx.el.p(button("Vérifier", testid="verifier-identite", type="submit"), class_name="line btns"),
        on_submit=AssistanceState.begin,
        reset_on_submit=False,
        class_name="form mt-4",
    )


def reference_form() -> rx.Component:
    """Ask for the reference that a colleague gave."""
    return rx.el.form(
        _text("reference", "Référence de la demande", width="f-16 num", hint="8\u00a0caractères"),
        rx.el.p(
            button(icon("search"), "Trouver la demande", testid="trouver-demande", kind="2", type="submit"),
            class_name="line btns",
        ),
        on_submit=AssistanceState.take,
        reset_on_submit=False,
        class_name="form mt-4",
    )


def contact_field() -> rx.Component:
    """Ask for the new e-mail address or mobile."""
    return _text("contact", "Nouvel e-mail ou nouveau mobile", width="f-24", hint="L’ancien est prévenu aujourd’hui.")


def tick(name: str, words: str) -> rx.Component:
    """Ask for one box to be ticked, never ticked in advance."""
    box = rx.el.input(type="checkbox", name=name, value="oui", id=name, class_name="check", data_testid=f"case-{name}")
    return rx.el.div(rx.el.label(box, rx.el.span(words), class_name="tick"), _wrong(name), class_name="field")


def _text(name: str, label: str, *, width: str = "", hint: str = "") -> rx.Component:
    described = f"{name}-h {name}-e" if hint else f"{name}-e"
    return rx.el.div(
        rx.el.label(label, html_for=name, class_name="label"),
        *([rx.el.span(hint, class_name="hint", id=f"{name}-h")] if hint else []),
        rx.el.input(
            id=name,
            name=name,
            type="text",
            class_name=f"input {width}".strip(),
            auto_complete="off",
            spell_check=False,
            data_testid=f"champ-{name}",
            aria_describedby=described,
            aria_invalid=rx.cond(AssistanceState.wrong[name], "true", "false"),
        ),
        _wrong(name),
        class_name="field",
    )


def _wrong(name: str) -> rx.Component:
    said = AssistanceState.wrong[name]
    return rx.cond(said, field_error(name, sentence=said))
