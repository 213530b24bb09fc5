# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""A minor's secret visit: how it is begun, and what stays on the screen while it lasts (R-ID-30)."""

import reflex as rx

from csn_app.core.vocabulary import OpeningReason
from csn_app.desk.state_file import FileState
from csn_app.desk.wording import REASONS
from csn_app.ui.components import button, icon, note

_HIDDEN = "ses parents ne voient ni la visite, ni ce que vous y déposez ou écrivez, et aucun message ne part"


def in_secret() -> rx.Component:
    """Open the record for a reason, unknown to the parents: the minor asks for it."""
    reasons = (
        button(
            icon("lock"),
            words,
            testid=f"motif-secret-{code.lower()}",
            kind="2",
            on_click=FileState.open_for(code.value, "1"),
        )
        for code, words in REASONS.items()
        if code is not OpeningReason.OTHER
    )
    return rx.el.section(
        rx.el.h3("Visite secrète, à la demande du patient mineur", id="secret-titre", class_name="b"),
        rx.el.p(f"Le patient vous le demande\u00a0: {_HIDDEN}. Lui seul voit tout.", class_name="muted mt-1"),
        rx.el.p(*reasons, class_name="line btns mt-4"),
        class_name="mt-6",
        aria_labelledby="secret-titre",
        data_testid="visite-secrete",
    )


def secret_box() -> rx.Component:
    """Let the reason that is written be that of a secret visit."""
    return rx.el.label(
        rx.el.input(type="checkbox", name="secret", value="1", class_name="check", data_testid="motif-secret"),
        rx.el.span("Visite secrète, à la demande du patient mineur", class_name="fill"),
        class_name="choice mt-4",
    )


def secret_note() -> rx.Component:
    """Say, as long as the record is open, that the visit is secret."""
    words = f"Jusqu’à la fermeture du dossier, {_HIDDEN}. Le patient, lui, voit tout."
    return rx.el.div(
        note(rx.el.b("Visite secrète. "), words, kind="warn", icon_name="lock", testid="visite-secrete-en-cours"),
        class_name="mb-6",
    )
