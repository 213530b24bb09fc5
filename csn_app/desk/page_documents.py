# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""The documents of the record that is open: found, read, and for one's own corrected, shown or withdrawn."""

import reflex as rx

from csn_app.desk.page_shortcuts import key
from csn_app.desk.state_file import FileState
from csn_app.desk.wording import CorrectionLine, DocumentLine
from csn_app.documents.rules import REASON_MAX, open_categories
from csn_app.documents.wording_search import PERIODS
from csn_app.ui.components import (
    badge,
    button,
    download_link,
    empty,
    field_error,
    hidden_text,
    icon,
    tile,
)
from csn_app.ui.extract import extract
from csn_app.ui.viewer import viewer


def documents_section() -> rx.Component:
    """Find the right document among those that the patient lets me read."""
    incomplete = rx.el.p(
        icon("eye-off", size="s"),
        rx.el.span(
            "Le patient choisit ce qu’il vous montre, et la loi ce que lit votre profession. "
            "Cette liste peut être incomplète."
        ),
        class_name="sm muted mt-4 line nowrap gap-2",
    )
    return rx.el.section(
        rx.el.div(
            rx.el.h2("Documents", id="documents-titre", tab_index=-1),
            rx.el.span(FileState.lines_words, class_name="muted", role="status"),
            class_name="line between sec-h",
        ),
        _search(),
        _documents(),
        _pages(),
        incomplete,
        aria_labelledby="documents-titre",
    )


def withdrawal_form() -> rx.Component:
    """Ask why one of my documents is withdrawn; the patient reads it."""
    wrong = FileState.wrong["motif-retrait"]
    form = rx.el.form(
        rx.el.h2("Retirer\u00a0: ", FileState.withdrawn.title, class_name="wrap"),
        rx.el.p(
            "Le document disparaît du carnet, avec ses versions précédentes. Le patient en est prévenu.",
            class_name="muted mt-1",
        ),
        rx.el.div(
            rx.el.label("Pourquoi le retirez-vous\u00a0?", html_for="motif-retrait", class_name="label"),
            rx.el.input(
                id="motif-retrait",
                name="motif-retrait",
                class_name="input",
                max_length=REASON_MAX,
                auto_complete="off",
                aria_describedby="motif-retrait-e",
                aria_invalid=rx.cond(wrong, "true", "false"),
                data_testid="motif-retrait",
            ),
            rx.cond(wrong, field_error("motif-retrait", sentence=wrong)),
            class_name="field mt-4",
        ),
        rx.el.p(
            button("Retirer ce document", testid="confirmer-retrait", kind="danger", type="submit"),
            button("Garder ce document", testid="garder-document", kind="2", on_click=FileState.reload),
            class_name="line btns mt-4",
        ),
        on_submit=FileState.withdraw,
        reset_on_submit=False,
        class_name="card mb-6",
        data_testid="formulaire-retrait",
    )
    return rx.cond(FileState.withdrawn.id != "", form)


def corrections_section() -> rx.Component:
    """Answer the patient who asks that one of my documents be corrected."""
    section = rx.el.section(
        rx.el.h2("Corrections demandées", id="corrections-titre"),
        rx.foreach(FileState.corrections, _correction),
        class_name="card mb-6",
        aria_labelledby="corrections-titre",
        data_testid="corrections",
    )
    return rx.cond(FileState.corrections.length() > 0, section)


def _correction(asked: rx.Var[CorrectionLine]) -> rx.Component:
    revise = button(
        "Déposer la version corrigée",
        hidden_text("\u00a0: " + asked.title),
        testid="corriger-demande-" + asked.id,
        kind="2",
        small=True,
        on_click=FileState.revise(asked.document_id),
    )
    return rx.el.form(
        rx.el.input(type="hidden", name="id", value=asked.id, read_only=True),
        rx.el.h3(asked.title, class_name="wrap mt-4"),
        rx.el.p(asked.asked, class_name="sm muted"),
        rx.el.blockquote(asked.words, class_name="wrap mt-2"),
        rx.el.p(revise, class_name="mt-3"),
        *_reply(asked),
        rx.el.p(
            button(
                "Répondre",
                hidden_text("\u00a0: " + asked.title),
                testid="repondre-" + asked.id,
                type="submit",
                small=True,
            ),
            class_name="mt-3",
        ),
        on_submit=FileState.answer,
        reset_on_submit=False,
        key=asked.id,
    )


def _reply(asked: rx.Var[CorrectionLine]) -> tuple[rx.Component, rx.Component]:
    field = "reponse-" + asked.id
    wrong = FileState.wrong[field]

    def choice(value: str, words: str) -> rx.Component:
        radio = rx.el.input(
            type="radio", name="reponse", value=value, class_name="check", data_testid=f"reponse-{value}-" + asked.id
        )
        return rx.el.label(radio, rx.el.span(words), class_name="tick")

    said = rx.el.div(
        rx.el.label("Votre réponse, lue par le patient", html_for=field, class_name="label"),
        rx.el.textarea(
            id=field,
            name="reponse-mots",
            class_name="input",
            rows="2",
            max_length=1000,
            aria_describedby=field + "-e",
            data_testid="mots-" + asked.id,
        ),
        rx.cond(wrong, rx.el.p(icon("circle-alert"), rx.el.span(wrong), class_name="err", id=field + "-e")),
        class_name="field mt-3",
    )
    chosen = rx.el.fieldset(
        rx.el.legend("Que répondez-vous\u00a0?", class_name="label"),
        choice("CORRECTED", "J’ai corrigé le document"),
        choice("KEPT", "Je le garde ainsi"),
        class_name="field mt-3",
    )
    return chosen, said


def _search() -> rx.Component:
    words = rx.el.div(
        rx.el.label("Mots à chercher", html_for="mots-document", class_name="label"),
        rx.el.input(
            id="mots-document",
            name="mots",
            type="search",
            class_name="input",
            max_length=100,
            auto_complete="off",
            data_testid="mots-document",
            custom_attrs=key("/"),
        ),
        class_name="field basis-s",
    )
    category = _select(
        "categorie-document", "Catégorie", name="categorie", first="Toutes", options=tuple(open_categories().items())
    )
    period = _select(
        "periode-document",
        "Période",
        name="periode",
        first="Depuis toujours",
        options=tuple((code, said) for code, (said, _) in PERIODS.items()),
    )
    return rx.el.form(
        words,
        category,
        period,
        rx.el.button(
            icon("search"), "Chercher", type="submit", class_name="btn btn-2", data_testid="chercher-document"
        ),
        on_submit=FileState.look_for,
        reset_on_submit=False,
        role="search",
        class_name="line line-end mb-4",
        data_testid="recherche-documents",
    )


def _select(field: str, words: str, *, name: str, first: str, options: tuple[tuple[str, str], ...]) -> rx.Component:
    return rx.el.div(
        rx.el.label(words, html_for=field, class_name="label"),
        rx.el.select(
            rx.el.option(first, value=""),
            *(rx.el.option(said, value=code) for code, said in options),
            id=field,
            name=name,
            class_name="input",
            data_testid=field,
        ),
        class_name="field",
    )


def _documents() -> rx.Component:
    none = empty(
        icon_name="file-text",
        missing="Aucun document pour vous dans ce dossier",
        helps="Le patient n’en a pas, ou ne vous en montre pas. Vous pouvez en déposer un.",
    )
    none_found = empty(
        icon_name="search",
        missing="Aucun document trouvé",
        helps="Essayez un autre mot, une autre catégorie ou une période plus longue.",
    )
    rows = rx.el.ul(
        rx.foreach(FileState.lines, _document), class_name="rows rows-wrap", data_testid="documents-dossier"
    )
    return rx.cond(
        FileState.lines.length() > 0,
        rx.el.div(rows, class_name="card card-0"),
        rx.cond(FileState.filtered, none_found, none),
    )


def _document(line: rx.Var[DocumentLine]) -> rx.Component:
    said = hidden_text("\u00a0: " + line.title)
    look = button(
        "Lire",
        said,
        testid="lire-" + line.id,
        id="lire-" + line.id,
        kind="2",
        small=True,
        on_click=FileState.show(line.id),
        custom_attrs=key(line.key),
    )
    take = download_link(
        icon("download", size="s"),
        "Télécharger",
        said,
        href="/documents/" + line.id + "/fichier",
        testid="telecharger-" + line.id,
        kind="3",
        small=True,
    )
    title = rx.el.p(line.title, " ", rx.cond(line.fresh, badge("Nouveau", kind="new")), class_name="t wrap")
    held = rx.el.p(badge(line.held, kind="warn", icon_name="eye-off"), class_name="mt-1")
    return rx.el.li(
        tile(line.icon, hue=line.hue),
        rx.el.div(
            title,
            rx.el.p(line.more, class_name="m"),
            extract(line.extract, where=rx.cond(line.page > 0, "Page " + line.page.to_string(), "")),
            rx.cond(line.held != "", held),
            rx.cond(line.mine, _mine(line)),
            class_name="body",
        ),
        rx.el.div(rx.cond(line.view != "", look), take, class_name="end"),
        data_testid="document-" + line.id,
    )


def _mine(line: rx.Var[DocumentLine]) -> rx.Component:
    """Correct, show now or withdraw: only what I deposited."""
    said = hidden_text("\u00a0: " + line.title)

    def act(words: str, testid: str, handler: object) -> rx.Component:
        return button(words, said, testid=f"{testid}-" + line.id, kind="3", small=True, on_click=handler)

    return rx.el.div(
        act("Corriger", "corriger", FileState.revise(line.id)),
        rx.cond(line.held != "", act("Montrer maintenant", "montrer", FileState.release(line.id))),
        act("Retirer", "retirer", FileState.ask_withdrawal(line.id)),
        class_name="line gap-2 mt-1",
    )


def shown_document() -> rx.Component:
    """Show one document in the page."""
    shown = FileState.shown
    section = rx.el.section(
        rx.el.div(
            rx.el.h2(shown.title, id="apercu-titre", tab_index=-1, class_name="wrap"),
            button(
                icon("x"),
                "Refermer",
                testid="refermer-apercu",
                kind="3",
                small=True,
                on_click=FileState.hide,
                custom_attrs=key("r"),
            ),
            class_name="line between",
        ),
        rx.el.p(shown.more, class_name="muted mb-4"),
        viewer(document_id=shown.id, title=shown.title, kind=shown.view, pages=shown.pages, page=shown.page),
        class_name="card mb-6",
        aria_labelledby="apercu-titre",
        data_testid="apercu-document",
    )
    return rx.cond(shown.id != "", section)


def _pages() -> rx.Component:
    newer = button("Plus récents", testid="page-precedente", kind="2", small=True, on_click=FileState.turn_newer)
    older = button("Plus anciens", testid="page-suivante", kind="2", small=True, on_click=FileState.turn_older)
    return rx.cond(
        FileState.newer | FileState.older,
        rx.el.nav(
            rx.cond(FileState.newer, newer),
            rx.cond(FileState.older, older),
            aria_label="Pages de documents",
            class_name="line mt-4",
        ),
    )
