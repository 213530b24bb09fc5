# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""What one masks, and from whom: everything at once, section by section, document by document."""

import reflex as rx

from csn_app.circle.masking_words import Choice, MaskedRow, SectionRow
from csn_app.circle.state_masks import MasksState
from csn_app.ui import layout
from csn_app.ui.components import (
    button,
    closes_dialog,
    dialog,
    hidden_text,
    note,
    opens_dialog,
    skeleton,
    switch,
    tile,
)

_ALL = "dialogue-tout-masquer"


def masks_page() -> rx.Component:
    """What do I hide, and from whom?"""
    found = rx.fragment(
        rx.cond(MasksState.whom.per_person, _choose()), _everything(), _sections(), _documents(), _confirm()
    )
    crumb = rx.el.nav(
        rx.el.ol(rx.el.li(rx.el.a("Mes soignants", href="/soignants"))), aria_label="Fil d’Ariane", class_name="crumb"
    )
    return layout.shell(
        crumb,
        layout.heading(
            "Ce que je masque", lead="Ce qui est masqué n’existe pas pour la personne\u00a0: ni titre, ni nombre."
        ),
        rx.cond(MasksState.loaded, found, skeleton(lines=6)),
        nav="professionnels",
        loaded=MasksState.loaded,
    )


def _choose() -> rx.Component:
    def option(one: rx.Var[Choice]) -> rx.Component:
        return rx.el.option(one.words, value=one.code)

    return rx.el.form(
        rx.el.div(
            rx.el.label("Masqué à qui\u00a0?", html_for="qui", class_name="label"),
            rx.el.select(
                rx.foreach(MasksState.choices, option),
                id="qui",
                name="qui",
                class_name="input",
                default_value=MasksState.whom.code,
                key=MasksState.whom.code,
                data_testid="champ-qui",
            ),
            class_name="field basis-s",
        ),
        button("Voir", testid="choisir-qui", kind="2", type="submit"),
        on_submit=MasksState.choose,
        reset_on_submit=False,
        class_name="line line-end card",
        data_testid="formulaire-qui",
    )


def _everything() -> rx.Component:
    state = rx.cond(
        MasksState.whom.everything,
        note(
            "Tout est masqué à ",
            MasksState.whom.words,
            ", et ce qui arrivera aussi. L’auteur d’un document continue de le voir.",
            kind="warn",
            icon_name="eye-off",
            testid="tout-est-masque",
        ),
        rx.el.p("Vous pouvez tout masquer à ", MasksState.whom.words, ", puis montrer un par un."),
    )
    hide = rx.cond(
        ~MasksState.whom.everything, opens_dialog("Tout masquer", dialog_id=_ALL, testid="tout-masquer", small=True)
    )
    show = button("Tout montrer", testid="tout-montrer", kind="2", small=True, on_click=MasksState.show_all)
    return rx.el.section(
        rx.el.h2("Tout à la fois", id="tout", tab_index=-1, class_name="sec-h"),
        state,
        rx.el.p(hide, show, class_name="line gap-btns mt-4"),
        class_name="sec",
    )


def _sections() -> rx.Component:
    def row(section: rx.Var[SectionRow]) -> rx.Component:
        return rx.el.li(
            rx.el.div(rx.el.p(section.words, class_name="t"), class_name="body"),
            rx.el.span(
                switch(
                    section.hidden,
                    on="Masquée",
                    off="Non masquée",
                    testid="masquer-" + section.code,
                    label="Masquer la rubrique " + section.words,
                    on_change=MasksState.set_section(section.code),
                ),
                class_name="switch end",
            ),
        )

    return rx.el.section(
        rx.el.h2("Rubriques du profil", class_name="sec-h"),
        rx.el.div(rx.el.ul(rx.foreach(MasksState.sections, row), class_name="rows"), class_name="card card-0"),
        class_name="sec",
    )


def _documents() -> rx.Component:
    def masked(line: rx.Var[MaskedRow]) -> rx.Component:
        act = button(
            "Montrer",
            hidden_text("\u00a0: " + line.title),
            testid="montrer-" + line.id,
            kind="2",
            small=True,
            on_click=MasksState.show_document(line.id),
        )
        return _line(line, act)

    none = rx.el.p(
        "Aucun document n’est masqué un par un à ", MasksState.whom.words, ". Cela se fait sur la page du document."
    )
    listed = rx.el.div(
        rx.el.ul(rx.foreach(MasksState.documents, masked), class_name="rows rows-wrap hatch"), class_name="card card-0"
    )
    return rx.el.section(
        rx.el.h2("Documents", id="documents", tab_index=-1, class_name="sec-h"),
        rx.cond(MasksState.documents.length() > 0, listed, none),
        rx.cond(MasksState.whom.more != "", rx.el.p(MasksState.whom.more, class_name="sm muted mt-3")),
        rx.cond(MasksState.shown_again.length() > 0, _shown_again()),
        class_name="sec",
        data_testid="documents-masques",
    )


def _shown_again() -> rx.Component:
    def shown(line: rx.Var[MaskedRow]) -> rx.Component:
        act = button(
            "Masquer",
            hidden_text("\u00a0: " + line.title),
            testid="masquer-" + line.id,
            kind="2",
            small=True,
            on_click=MasksState.hide_document(line.id),
        )
        return _line(line, act)

    return rx.fragment(
        rx.el.h3("Documents montrés malgré tout", class_name="size-lg mt-6 mb-3"),
        rx.el.div(
            rx.el.ul(rx.foreach(MasksState.shown_again, shown), class_name="rows rows-wrap"), class_name="card card-0"
        ),
    )


def _line(line: rx.Var[MaskedRow], act: rx.Component) -> rx.Component:
    return rx.el.li(
        tile(line.icon, hue=line.hue),
        rx.el.div(
            rx.el.p(rx.el.a(line.title, href="/documents/" + line.id), class_name="t wrap"),
            rx.el.p(line.meta, class_name="m"),
            class_name="body",
        ),
        rx.el.div(act, class_name="end"),
        data_testid="masque-" + line.id,
    )


def _confirm() -> rx.Component:
    confirm = button(
        "Tout masquer",
        testid="confirmer-tout-masquer",
        kind="danger",
        on_click=MasksState.hide_all,
        custom_attrs={"data-ferme": "oui"},
    )
    return dialog(
        rx.el.p("Documents et profil disparaissent tout de suite pour ", MasksState.whom.words, "."),
        rx.el.p("Vous pourrez montrer à nouveau, un par un ou tout à la fois.", class_name="mt-3"),
        dialog_id=_ALL,
        title="Tout masquer\u00a0?",
        actions=rx.el.div(closes_dialog("Ne rien changer", testid="ne-rien-masquer"), confirm, class_name="line btns"),
    )
