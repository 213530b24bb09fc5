# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""What a minor keeps from their parents, and may keep: documents, entries of the profile, conversations."""

import reflex as rx

from csn_app.circle.kept import Kind
from csn_app.circle.state_kept import KeptState
from csn_app.circle.wording_kept import KeptLine
from csn_app.ui import layout
from csn_app.ui.components import note, skeleton, switch


def kept_page() -> rx.Component:
    """What do my parents not see?"""
    crumb = rx.el.nav(
        rx.el.ol(rx.el.li(rx.el.a("Mes proches", href="/proches"))), aria_label="Fil d’Ariane", class_name="crumb"
    )
    found = rx.fragment(
        note(
            "Vos soignants continuent de voir ce qu’ils voyaient. À un rendez-vous, vous pouvez aussi demander une "
            "visite secrète\u00a0: vos parents n’en savent rien.",
            icon_name="lock",
            testid="secret-explique",
        ),
        _section("Documents", Kind.DOCUMENT, KeptState.documents, none="Aucun document n’est caché. "
                 "Cela se fait sur la page du document.", more=KeptState.more),
        _section("Profil médical", Kind.ENTRY, KeptState.entries, none="Rien n’est noté dans votre profil."),
        _section("Messages", Kind.CONVERSATION, KeptState.conversations, none="Vous n’avez pas de conversation."),
    )  # fmt: skip
    return layout.shell(
        crumb,
        layout.heading(
            "Ce que mes parents ne voient pas",
            lead="Ce que vous cachez n’existe pas pour eux\u00a0: ni titre, ni nombre, ni message.",
        ),
        rx.cond(KeptState.loaded, found, skeleton(lines=6)),
        nav="proches",
        loaded=KeptState.loaded,
    )


def _section(
    title: str, kind: Kind, lines: rx.Var[list[KeptLine]], *, none: str, more: rx.Var[str] | None = None
) -> rx.Component:
    def row(line: rx.Var[KeptLine]) -> rx.Component:
        return rx.el.li(
            rx.el.div(rx.el.p(line.title, class_name="t wrap"), rx.el.p(line.more, class_name="m"), class_name="body"),
            rx.el.span(
                switch(
                    line.hidden,
                    on="Caché",
                    off="Visible",
                    testid="cacher-" + line.id,
                    label="Cacher à mes parents\u00a0: " + line.title,
                    on_change=KeptState.hide(kind.value, line.id),
                ),
                class_name="switch end",
            ),
        )

    listed = rx.el.div(rx.el.ul(rx.foreach(lines, row), class_name="rows rows-wrap"), class_name="card card-0")
    rest = rx.cond(more != "", rx.el.p(more, class_name="sm muted mt-3")) if more is not None else rx.fragment()
    return rx.el.section(
        rx.el.h2(title, class_name="sec-h"),
        rx.cond(lines.length() > 0, listed, rx.el.p(none)),
        rest,
        class_name="sec",
        data_testid="cache-" + kind.value,
    )
