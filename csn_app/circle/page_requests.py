# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""Requests for access: who asks, and the two answers; nothing is open before."""

import reflex as rx

from csn_app.circle.page_form import access_form
from csn_app.circle.state import CircleState
from csn_app.circle.wording import RequestCard
from csn_app.ui.components import avatar, button, hidden_text


def requests_section() -> rx.Component:
    """Answer who asks to read the carnet; the form of an access opens in place."""
    section = rx.el.section(
        rx.el.h2("Demandes d’accès", id="demandes-titre", tab_index=-1),
        rx.el.p("Rien n’est ouvert à ces personnes. Sans réponse, rien ne s’ouvre.", class_name="muted mt-1"),
        rx.foreach(CircleState.requests, _request),
        class_name="card signet",
        aria_labelledby="demandes-titre",
        data_testid="demandes-acces",
    )
    return rx.cond(CircleState.requests.length() > 0, section, rx.fragment())


def _request(asked: rx.Var[RequestCard]) -> rx.Component:
    yes = button(
        "Oui, choisir ce qu’il voit",
        hidden_text("\u00a0: " + asked.name),
        testid="accepter-" + asked.id,
        small=True,
        on_click=CircleState.accept(asked.professional_id),
    )
    no = button(
        "Non",
        hidden_text("\u00a0: refuser la demande de " + asked.name),
        testid="refuser-" + asked.id,
        kind="2",
        small=True,
        on_click=CircleState.refuse(asked.id),
    )
    words = rx.el.div(
        rx.el.h3(asked.name), rx.el.p(asked.who, class_name="muted"), rx.el.p(asked.when, class_name="sm muted")
    )
    deciding = CircleState.answered == asked.professional_id
    return rx.el.article(
        rx.el.div(avatar(asked.initials, hue=asked.hue), words, class_name="line nowrap line-top gap-4"),
        rx.cond(deciding, access_form(), rx.el.p(yes, no, class_name="line gap-btns mt-4")),
        class_name="mt-5",
        data_testid="demande-" + asked.id,
    )
