# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""The first filling: what a professional asks for first, in eight short steps."""

import reflex as rx

from csn_app.home.first_words import StepLine
from csn_app.home.state_first import FirstState
from csn_app.ui import layout
from csn_app.ui.components import badge, hidden_text, link_button, skeleton


def first_page() -> rx.Component:
    """What would be useful to note first?"""
    steps = rx.el.ol(rx.foreach(FirstState.steps, _step), class_name="stack gap-3", data_testid="etapes")
    body = rx.el.section(
        rx.el.h2(FirstState.left, class_name="size-lg mb-4"),
        steps,
        rx.el.p(
            "Arrêtez quand vous voulez\u00a0: ce qui est noté est gardé, et la suite vous attend ici, sur n’importe "
            "quel appareil.",
            class_name="sm muted mt-4",
        ),
        class_name="card",
    )
    return layout.shell(
        layout.heading("L’essentiel en cinq minutes", lead="Ce qu’un soignant demande en premier"),
        rx.cond(FirstState.loaded, body, skeleton(lines=6)),
        nav="profil-medical",
        loaded=FirstState.loaded,
    )


def _step(step: rx.Var[StepLine]) -> rx.Component:
    name = hidden_text("\u00a0: " + step.said)
    testid = "etape-" + step.code
    first = link_button("Le noter", name, href=step.href, testid=testid, kind="", small=True)
    later = link_button("Le noter", name, href=step.href, testid=testid, kind="2", small=True)
    other = link_button(step.other, href=step.other_href, testid=testid + "-photo", kind="3", small=True)
    way = rx.cond(~step.done & (step.other != ""), rx.el.p(other))
    words = rx.el.div(rx.el.b(step.said), rx.el.span(step.why, class_name="hint"), way, class_name="fill wrap")
    return rx.el.li(
        words,
        rx.cond(step.done, badge("Noté", kind="ok", icon_name="check"), rx.cond(step.next, first, later)),
        class_name="line between line-top",
    )
