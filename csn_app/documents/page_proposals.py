# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""Beside a document: what it proposes, its author as accepted, and its medical words in plain ones."""

import reflex as rx

from csn_app.documents.medical_words import Explained
from csn_app.documents.proposals_words import Offer
from csn_app.documents.state_proposals import ProposalsState
from csn_app.ui.components import button, hidden_text


def proposals_card() -> rx.Component:
    """What could this document fill in, and do I want it?"""
    rows = rx.el.ul(rx.foreach(ProposalsState.offers, _offer), class_name="rows rows-wrap mt-3")
    several = rx.el.p(
        button("Tout accepter", testid="tout-accepter", small=True, on_click=ProposalsState.accept_all),
        button("Tout refuser", testid="tout-refuser", kind="3", small=True, on_click=ProposalsState.refuse_all),
        class_name="line gap-btns mt-3",
    )
    some = ProposalsState.offers.length() > 0
    card = rx.el.section(
        rx.el.h2("À vérifier", id="propositions-titre", tab_index=-1),
        rx.cond(
            some,
            rx.el.p(
                "Le carnet a lu ceci dans le document, sans rien envoyer ailleurs. "
                "Rien ne change tant que vous n’acceptez pas.",
                class_name="muted sm mt-1",
            ),
            rx.el.p("Vous avez tout vérifié.", class_name="muted mt-1"),
        ),
        rx.cond(some, rx.fragment(rows, rx.cond(ProposalsState.offers.length() > 1, several))),
        rx.cond(
            ProposalsState.author != "",
            rx.el.p("Auteur du document, que vous avez accepté\u00a0: ", ProposalsState.author, class_name="sm mt-3"),
        ),
        aria_labelledby="propositions-titre",
        class_name="card",
        data_testid="propositions",
    )
    return rx.cond(some | (ProposalsState.author != ""), card, rx.el.div(id="propositions-titre", tab_index=-1))


def _offer(one: rx.Var[Offer]) -> rx.Component:
    name = hidden_text("\u00a0: " + one.name)
    accept = button(
        "Accepter", name, testid="accepter-" + one.id, kind="2", small=True, on_click=ProposalsState.accept(one.id)
    )
    refuse = button(
        "Refuser", name, testid="refuser-" + one.id, kind="3", small=True, on_click=ProposalsState.refuse(one.id)
    )
    return rx.el.li(
        rx.el.div(
            rx.el.p(one.name, class_name="t wrap"),
            rx.el.p(one.value, class_name="wrap"),
            rx.el.p(one.where, "\u00a0: «\u00a0", one.words, "\u00a0»", class_name="m wrap"),
            class_name="body",
        ),
        rx.el.div(accept, refuse, class_name="end"),
        data_testid="proposition-" + one.id,
    )


def words_explained() -> rx.Component:
    """What do the medical words of this document mean?"""

    def word(one: rx.Var[Explained]) -> rx.Component:
        return rx.el.div(rx.el.dt(one.word), rx.el.dd(one.meaning))

    fold = rx.el.details(
        rx.el.summary("Les mots de ce document"),
        rx.el.div(
            rx.el.dl(rx.foreach(ProposalsState.explained, word), class_name="dl"),
            rx.el.p(
                "Explications écrites pour le carnet le ",
                ProposalsState.explained[0].since,
                ", non relues par un professionnel. Pour ce qui vous concerne, demandez à votre médecin.",
                class_name="hint mt-3",
            ),
        ),
        class_name="fold",
        data_testid="mots-expliques",
    )
    return rx.cond(ProposalsState.explained.length() > 0, fold)
