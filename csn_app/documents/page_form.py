# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""The form of a document: its title, date and category."""

from typing import Any

import reflex as rx

from csn_app.documents.formats import TITLE_MAX
from csn_app.documents.wording import options
from csn_app.ui.components import field_error


def fields(card: rx.Var[Any], *, today: rx.Var[Any], errors: rx.Var[Any], suffix: object = "") -> rx.Component:
    """Ask for what a person corrects; ``suffix`` tells several forms of a page apart."""

    def field(name: str, words: str, make: Any, /, *content: rx.Component, **props: Any) -> rx.Component:
        described = _described(name, suffix=suffix, errors=errors)
        return _field(name, words, make(*content, **props, **described), suffix=suffix, errors=errors)

    title = field(
        "champ-titre",
        "Titre",
        rx.el.input,
        name="titre",
        default_value=card.title,
        max_length=TITLE_MAX,
        required=True,
        auto_complete="off",
    )
    day = field(
        "champ-date",
        "Date du document",
        rx.el.input,
        name="date",
        type="date",
        default_value=card.iso,
        min="1900-01-01",
        max=today,
        required=True,
    )
    category = field(
        "champ-categorie",
        "Catégorie",
        rx.el.select,
        *(rx.el.option(option.words, value=option.code) for option in options()),
        name="categorie",
        default_value=card.category,
    )
    return rx.el.div(title, rx.el.div(day, category, class_name="g2"), class_name="stack gap-4")


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
