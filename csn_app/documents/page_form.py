# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""The form of a document: its title, date and category."""

from typing import Any

import reflex as rx

from csn_app.documents.formats import TITLE_MAX
from csn_app.documents.wording import Option
from csn_app.ui.components import field_error


def fields(
    card: rx.Var[Any],
    *,
    options: rx.Var[Any],
    today: rx.Var[Any],
    errors: rx.Var[Any],
    suffix: object = "",
    focus: bool = False,
) -> rx.Component:
    """Ask for what a person corrects; ``suffix`` tells several forms of a page apart."""
    return rx.el.div(
        _field(
            "champ-titre",
            "Titre",
            rx.el.input(
                name="titre",
                default_value=card.title,
                max_length=TITLE_MAX,
                required=True,
                auto_complete="off",
                auto_focus=focus,
                **_described("champ-titre", suffix=suffix, errors=errors),
            ),
            suffix=suffix,
            errors=errors,
        ),
        rx.el.div(
            _field(
                "champ-date",
                "Date du document",
                rx.el.input(
                    name="date",
                    type="date",
                    default_value=card.iso,
                    min="1900-01-01",
                    max=today,
                    required=True,
                    **_described("champ-date", suffix=suffix, errors=errors),
                ),
                suffix=suffix,
                errors=errors,
            ),
            _field(
                "champ-categorie",
                "Catégorie",
                rx.el.select(
                    rx.foreach(options, _option),
                    name="categorie",
                    default_value=card.category,
                    **_described("champ-categorie", suffix=suffix, errors=errors),
                ),
                suffix=suffix,
                errors=errors,
            ),
            class_name="g2",
        ),
        class_name="stack gap-4",
    )


def _described(field: str, *, suffix: object, errors: rx.Var[Any]) -> dict[str, object]:
    wrong = rx.cond(errors.length() > 0, errors[0]["field"] == field, False)
    return {
        "id": field + suffix,
        "class_name": "input",
        "data_testid": field + suffix,
        "aria_invalid": rx.cond(wrong, "true", "false"),
        "aria_describedby": rx.cond(wrong, field + suffix + "-e", ""),
    }


def _field(field: str, words: str, control: rx.Component, *, suffix: object, errors: rx.Var[Any]) -> rx.Component:
    wrong = rx.cond(errors.length() > 0, errors[0]["field"] == field, False)
    return rx.el.div(
        rx.el.label(words, html_for=field + suffix, class_name="label"),
        control,
        rx.cond(wrong, field_error(field + suffix, sentence=errors[0]["sentence"])),
        class_name="field",
    )


def _option(option: rx.Var[Option]) -> rx.Component:
    return rx.el.option(option.words, value=option.code)
