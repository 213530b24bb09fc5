# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""On the list: which documents have something to check."""

import reflex as rx

from csn_app.documents.proposals_words import Check
from csn_app.documents.state_proposals import ProposalsState


def checks_list() -> rx.Component:
    """Which documents could fill something in?"""

    def line(one: rx.Var[Check]) -> rx.Component:
        return rx.el.li(
            rx.el.div(
                rx.el.p(
                    rx.el.a(one.title, href=one.href, class_name="go", data_testid="verifier-" + one.id),
                    class_name="t wrap",
                ),
                rx.el.p(one.words, class_name="m"),
                class_name="body",
            ),
            class_name="hit",
        )

    section = rx.el.section(
        rx.el.h2("Propositions à vérifier", id="verifier-titre"),
        rx.el.ul(rx.foreach(ProposalsState.checks, line), class_name="rows rows-wrap card card-0 mt-3"),
        aria_labelledby="verifier-titre",
        class_name="mb-6",
        data_testid="a-verifier",
    )
    return rx.cond(ProposalsState.checks.length() > 0, section)
