# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""One's carnet with a professional's eyes: what their desk shows, and beside it what it does not."""

import reflex as rx

from csn_app.desk.preview_words import PreviewLine
from csn_app.desk.state_preview import PreviewState
from csn_app.desk.wording import SummaryPart
from csn_app.ui import layout
from csn_app.ui.components import badge, button, empty, hidden_text, icon, link_button, note, plain_link, skeleton, tile


def preview_page() -> rx.Component:
    """What exactly does this professional see of my carnet?"""
    shown = rx.fragment(
        _crumb(),
        _banner(),
        layout.heading("Ce que voit " + PreviewState.seen.name, lead=PreviewState.seen.lead),
        rx.cond(
            PreviewState.seen.nothing != "",
            note(PreviewState.seen.nothing, kind="warn", icon_name="lock", testid="rien-visible"),
            rx.fragment(_jumps(), _documents(), _profile()),
        ),
        _unseen(),
    )
    waiting = rx.fragment(layout.heading("Aperçu"), skeleton(lines=6))
    return layout.shell(
        rx.cond(PreviewState.missing, _missing(), rx.cond(PreviewState.loaded, shown, waiting)),
        nav="professionnels",
        loaded=PreviewState.loaded,
    )


def _crumb() -> rx.Component:
    return rx.el.nav(
        rx.el.ol(rx.el.li(rx.el.a("Mes soignants", href="/soignants"))), aria_label="Fil d’Ariane", class_name="crumb"
    )


def _banner() -> rx.Component:
    words = rx.el.p(
        rx.el.b("Aperçu. "), "Vous voyez votre carnet comme ", PreviewState.seen.name, ". Rien ne lui est envoyé."
    )
    leave = link_button("Quitter l’aperçu", href="/soignants", testid="quitter-apercu", small=True)
    return rx.el.div(
        icon("eye"), rx.el.div(words, leave, class_name="line between"), class_name="note info mb-6", role="note"
    )


def _jumps() -> rx.Component:
    return rx.el.nav(
        plain_link("Documents", href="#documents"),
        plain_link("Profil médical", href="#profil"),
        plain_link("Ne voit pas", href="#cache"),
        aria_label="Parties de l’aperçu",
        class_name="line gap-4 mb-6",
    )


def _documents() -> rx.Component:
    def row(line: rx.Var[PreviewLine]) -> rx.Component:
        seen = rx.cond(
            line.own,
            badge("Visible, son document", kind="ok", icon_name="eye"),
            badge("Visible", kind="ok", icon_name="eye"),
        )
        return _line(line, seen, testid="visible-" + line.id)

    none = rx.el.p("Aucun document.", class_name="card-b")
    rows = rx.el.ul(rx.foreach(PreviewState.lines, row), class_name="rows rows-wrap", data_testid="documents-visibles")
    newer = button("Plus récents", testid="page-precedente", kind="2", small=True, on_click=PreviewState.turn_newer)
    older = button("Plus anciens", testid="page-suivante", kind="2", small=True, on_click=PreviewState.turn_older)
    pages = rx.el.nav(
        rx.cond(PreviewState.newer, newer),
        rx.cond(PreviewState.older, older),
        aria_label="Pages de documents",
        class_name="line mt-4",
    )
    return rx.el.section(
        rx.el.h2("Documents", id="documents", tab_index=-1, class_name="sec-h"),
        rx.el.div(rx.cond(PreviewState.lines.length() > 0, rows, none), class_name="card card-0"),
        rx.cond(PreviewState.newer | PreviewState.older, pages),
        class_name="sec",
    )


def _profile() -> rx.Component:
    def part(shown: rx.Var[SummaryPart]) -> rx.Component:
        return rx.el.div(
            rx.el.h3(tile(shown.icon, hue=shown.hue, small=True), shown.title, class_name="line nowrap gap-2"),
            rx.el.ul(
                rx.foreach(shown.lines, lambda words: rx.el.li(words, class_name="wrap")), class_name="stack gap-1 mt-2"
            ),
        )

    return rx.el.section(
        rx.el.h2("Profil médical", id="profil", tab_index=-1, class_name="sec-h"),
        rx.el.div(
            rx.el.p(rx.el.b("Allergies\u00a0: "), PreviewState.allergies),
            rx.el.div(rx.foreach(PreviewState.parts, part), class_name="g2 mt-4"),
            class_name="card",
            data_testid="profil-visible",
        ),
        class_name="sec",
    )


def _unseen() -> rx.Component:
    def row(line: rx.Var[PreviewLine]) -> rx.Component:
        change = link_button(
            "Modifier",
            hidden_text("\u00a0: " + line.title),
            href="/documents/" + line.id,
            testid="modifier-" + line.id,
            small=True,
        )
        return _line(line, change, testid="cache-" + line.id)

    rows = rx.el.ul(rx.foreach(PreviewState.unseen, row), class_name="rows rows-wrap hatch")
    none = rx.el.p("Tous vos documents lui sont visibles.", class_name="card-b")
    sections = rx.cond(
        PreviewState.seen.sections_hidden != "",
        rx.el.p(rx.el.b("Rubriques du profil\u00a0: "), PreviewState.seen.sections_hidden, class_name="mt-4"),
    )
    more = rx.el.p("Et d’autres, plus anciens.", class_name="sm muted mt-3")
    return rx.el.section(
        rx.el.h2("Ce que cette personne ne voit pas", id="cache", tab_index=-1, class_name="sec-h"),
        rx.el.p("Pour elle, ces lignes n’existent pas. Vous seul les voyez.", class_name="muted mb-4"),
        rx.el.div(
            rx.cond(PreviewState.unseen.length() > 0, rows, none),
            class_name="card card-0",
            data_testid="documents-caches",
        ),
        rx.cond(PreviewState.seen.more_unseen, more),
        sections,
        class_name="sec",
    )


def _line(line: rx.Var[PreviewLine], end: rx.Component, *, testid: object) -> rx.Component:
    return rx.el.li(
        tile(line.icon, hue=line.hue),
        rx.el.div(rx.el.p(line.title, class_name="t wrap"), rx.el.p(line.meta, class_name="m"), class_name="body"),
        rx.el.div(end, class_name="end"),
        data_testid=testid,
    )


def _missing() -> rx.Component:
    back = rx.el.a("Voir mes soignants", href="/soignants", class_name="btn", data_testid="retour-soignants")
    return rx.fragment(
        layout.heading("Cet aperçu n’existe pas"),
        empty(
            icon_name="eye-off",
            missing="Personne à cette adresse",
            helps="Choisissez un soignant de votre liste pour voir votre carnet comme lui.",
            action=back,
        ),
    )
