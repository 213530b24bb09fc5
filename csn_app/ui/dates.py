# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""A day in three boxes, for the pages after sign-in: everybody knows their numbers, nobody a calendar's arrows."""

import reflex as rx

_BOXES = (("jour", "Jour", "f-4", 2), ("mois", "Mois", "f-4", 2), ("annee", "Année", "f-8", 4))


def date_boxes(prefix: str, *, values: tuple[rx.Var[str], rx.Var[str], rx.Var[str]], testid: str = "") -> rx.Component:
    """Ask for day, month and year; boxes are named ``jour``, ``mois``, ``annee`` and have ``<prefix>-<name>`` as id."""

    def box(name: str, label: str, width: str, most: int, value: rx.Var[str]) -> rx.Component:
        return rx.el.div(
            rx.el.label(label, html_for=f"{prefix}-{name}", class_name="label"),
            rx.el.input(
                id=f"{prefix}-{name}",
                name=name,
                input_mode="numeric",
                auto_complete="off",
                max_length=most,
                default_value=value,
                class_name=f"input {width}",
                data_testid=f"{testid or prefix}-{name}",
            ),
        )

    return rx.el.div(*(box(*one, value) for one, value in zip(_BOXES, values, strict=True)), class_name="date")
