# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""In whose space one is, said on every page, and the way into another: native posts, kept by the session."""

import reflex as rx

from csn_app.edge.door import SpaceLink
from csn_app.ui.components import NativeForm, avatar, icon
from csn_app.ui.session import SessionState

CHANGE_SPACE = "/espace"


def whose_space() -> rx.Component:
    """Say whose carnet is open, with the way back; nothing in one's own."""
    age = rx.cond(SessionState.person_age != "", ", " + SessionState.person_age, "")
    said = rx.el.b("Vous êtes dans l’espace de ", SessionState.person, age, ".")
    region = rx.el.div(
        rx.el.div(
            rx.el.div(icon("users"), rx.el.p(said), class_name="line nowrap"), _back(), class_name="line between"
        ),
        class_name="space",
        role="region",
        aria_label="Espace ouvert",
        data_testid="espace-ouvert",
    )
    return rx.cond(SessionState.other, region)


def spaces_menu() -> rx.Component:
    """List the spaces that one may open, the one where one is marked."""
    return rx.el.div(
        rx.el.h2("Changer d’espace", class_name="sm muted"),
        rx.foreach(SessionState.spaces, _space),
        class_name="menu",
    )


def enter_button(*content: object, delegation_id: object, testid: object, kind: str = "btn-2 btn-s") -> rx.Component:
    """Go into somebody's space."""
    return NativeForm.create(
        rx.el.input(type="hidden", name="espace", value=delegation_id),
        rx.el.button(*content, type="submit", class_name=f"btn {kind}", data_testid=testid),
        action=CHANGE_SPACE,
        method="post",
    )


def _back() -> rx.Component:
    return NativeForm.create(
        rx.el.button(
            "Revenir à mon espace", type="submit", class_name="btn btn-2 btn-s", data_testid="revenir-mon-espace"
        ),
        action=CHANGE_SPACE,
        method="post",
    )


def _space(space: rx.Var[SpaceLink]) -> rx.Component:
    words = rx.el.span(
        rx.el.span(space.name, class_name="b"),
        rx.el.br(),
        rx.el.span(space.words, class_name="sm muted"),
        class_name="fill",
    )
    drawn = rx.cond(space.id == "", avatar(space.initials), avatar(space.initials, hue="bleuet"))
    here = rx.cond(space.here, icon("check"))
    return NativeForm.create(
        rx.el.input(type="hidden", name="espace", value=space.id),
        rx.el.button(
            drawn,
            words,
            here,
            type="submit",
            aria_current=rx.cond(space.here, "true", "false"),
            data_testid="espace-" + rx.cond(space.id == "", "moi", space.id),
        ),
        action=CHANGE_SPACE,
        method="post",
    )
