# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""One record: why it is opened, then whose it is and the documents that the professional may see."""

import reflex as rx

from csn_app.access.service import REASON_LENGTH
from csn_app.desk.page_alarm import alarm, open_again
from csn_app.desk.page_deposit import deposit_form, desk_script
from csn_app.desk.page_summary import summary_card
from csn_app.desk.state_file import FileState, Tick
from csn_app.desk.wording import REASONS, DocumentLine
from csn_app.ui import layout
from csn_app.ui.components import (
    badge,
    button,
    download_link,
    empty,
    error_summary,
    field_error,
    hidden_text,
    icon,
    link_button,
    note,
    skeleton,
    tile,
)


def file_page() -> rx.Component:
    """Read what the patient lets me read, deposit what they will read, close."""
    waiting = rx.fragment(layout.heading("Dossier"), skeleton(lines=6))
    return layout.shell(
        rx.match(
            FileState.phase,
            ("motif", _why()),
            ("urgence", open_again()),
            ("ouvert", _record()),
            ("fini", _ended()),
            waiting,
        ),
        desk_script(),
        nav="pro-dossier",
        cover="pro",
        loaded=FileState.loaded,
    )


def _why() -> rx.Component:
    who = rx.fragment(rx.el.b(FileState.banner.name), rx.el.br(), FileState.banner.traits)
    form = rx.el.form(
        error_summary(FileState.errors),
        _reasons(),
        _places(),
        rx.el.p(
            button("Ouvrir le dossier", testid="ouvrir-dossier", type="submit"),
            link_button("Ne pas ouvrir", href="/pro", testid="ne-pas-ouvrir", kind="3"),
            class_name="line btns",
        ),
        on_submit=FileState.open,
        reset_on_submit=False,
        class_name="form",
        data_testid="motif-ouverture",
    )
    return rx.fragment(
        layout.heading("Pourquoi ouvrez-vous ce dossier\u00a0?", lead=who), rx.el.section(form, class_name="card")
    )


def _reasons() -> rx.Component:
    wrong, unsaid = FileState.wrong["motif-phrase"], FileState.wrong["motif-consultation"]
    phrase = rx.el.div(
        rx.el.label("Motif en une phrase, si «\u00a0Autre\u00a0»", html_for="motif-phrase", class_name="label"),
        rx.el.input(
            id="motif-phrase",
            name="motif-phrase",
            class_name="input",
            max_length=REASON_LENGTH,
            auto_complete="off",
            aria_describedby="motif-phrase-e",
            aria_invalid=rx.cond(wrong, "true", "false"),
            data_testid="motif-phrase",
        ),
        rx.cond(wrong, field_error("motif-phrase", sentence=wrong)),
        class_name="field mt-4",
    )
    return rx.el.fieldset(
        rx.el.legend("Motif", class_name="label"),
        rx.el.span("Le patient le lira dans «\u00a0Qui a consulté\u00a0».", class_name="hint"),
        rx.cond(unsaid, field_error("motif-consultation", sentence=unsaid)),
        rx.el.div(*(_reason(code, words) for code, words in REASONS.items()), class_name="mt-4"),
        phrase,
        class_name="field",
    )


def _reason(code: str, words: str) -> rx.Component:
    name = f"motif-{code.lower()}"
    radio = rx.el.input(type="radio", name="motif", value=code, id=name, class_name="check", data_testid=name)
    said = rx.el.span(rx.el.span(words, class_name="b"), class_name="fill")
    return rx.el.label(radio, said, class_name="choice", html_for=name)


def _places() -> rx.Component:
    wrong = FileState.wrong["lieu"]

    def choice(place: rx.Var[Tick]) -> rx.Component:
        return rx.el.label(
            rx.el.input(type="radio", name="lieu", value=place.id, default_checked=place.chosen, class_name="check"),
            rx.el.span(rx.el.span(place.words, class_name="b"), class_name="fill"),
            class_name="choice",
        )

    asked = rx.el.fieldset(
        rx.el.legend("Je travaille depuis", class_name="label", id="lieu", tab_index=-1),
        rx.el.div(rx.foreach(FileState.places, choice), class_name="mt-4"),
        rx.cond(wrong, field_error("lieu", sentence=wrong)),
        class_name="field",
        data_testid="lieu-ouverture",
    )
    return rx.cond(FileState.places.length() > 0, asked)


def _record() -> rx.Component:
    deposit = button(icon("upload"), "Déposer un document", testid="deposer-document", on_click=FileState.deposit)
    actions = rx.el.div(
        # An emergency lets one read, never deposit.
        rx.cond(FileState.banner.emergency == "", deposit),
        button(icon("x"), "Fermer le dossier", testid="fermer-dossier", kind="2", on_click=FileState.close),
        class_name="line btns mt-5 mb-6",
    )
    incomplete = rx.el.p(
        icon("eye-off", size="s"),
        rx.el.span(
            "Le patient choisit ce qu’il vous montre, et la loi ce que lit votre profession. "
            "Cette liste peut être incomplète."
        ),
        class_name="sm muted mt-4 line nowrap gap-2",
    )
    return rx.fragment(
        alarm(),
        _banner(),
        actions,
        rx.cond(FileState.depositing, deposit_form()),
        rx.cond(FileState.summary.length() > 0, summary_card()),
        rx.cond(FileState.shown.id != "", _shown()),
        rx.el.section(
            rx.el.div(
                rx.el.h2("Documents"),
                rx.el.span(FileState.lines_words, class_name="muted"),
                class_name="line between sec-h",
            ),
            _documents(),
            _pages(),
            incomplete,
        ),
    )


def _banner() -> rx.Component:
    banner = FileState.banner
    kind = rx.cond(banner.ins_kind != "", badge(banner.ins_kind, kind="info"))
    return rx.el.section(
        rx.el.h1(banner.name, tab_index=-1, class_name="size-2xl"),
        rx.el.p(banner.traits, class_name="num wrap"),
        rx.cond(banner.ins != "", rx.el.p("INS ", banner.ins, " ", kind, class_name="num wrap mt-1")),
        rx.el.div(
            note(rx.el.b("Allergies\u00a0: "), FileState.allergies, kind="warn", testid="allergies-patient"),
            class_name="mt-3",
        ),
        rx.el.p(banner.opened, class_name="sm muted mt-2"),
        class_name="card couture",
        aria_label="Identité du patient",
        data_testid="bandeau-patient",
    )


def _documents() -> rx.Component:
    none = empty(
        icon_name="file-text",
        missing="Aucun document pour vous dans ce dossier",
        helps="Le patient n’en a pas, ou ne vous en montre pas. Vous pouvez en déposer un.",
    )
    rows = rx.el.ul(
        rx.foreach(FileState.lines, _document), class_name="rows rows-wrap", data_testid="documents-dossier"
    )
    return rx.cond(FileState.lines.length() > 0, rx.el.div(rows, class_name="card card-0"), none)


def _document(line: rx.Var[DocumentLine]) -> rx.Component:
    said = hidden_text("\u00a0: " + line.title)
    look = button("Lire", said, testid="lire-" + line.id, kind="2", small=True, on_click=FileState.show(line.id))
    take = download_link(
        icon("download", size="s"),
        "Télécharger",
        said,
        href="/documents/" + line.id + "/fichier",
        testid="telecharger-" + line.id,
        kind="3",
        small=True,
    )
    return rx.el.li(
        tile(line.icon, hue=line.hue),
        rx.el.div(rx.el.p(line.title, class_name="t wrap"), rx.el.p(line.more, class_name="m"), class_name="body"),
        rx.el.div(rx.cond(line.view != "", look), take, class_name="end"),
        data_testid="document-" + line.id,
    )


def _shown() -> rx.Component:
    shown = FileState.shown
    address = "/documents/" + shown.id + "/fichier?vue=1"
    picture = rx.el.img(src=address, alt="Image du document « " + shown.title + " »", class_name="preview-image")
    frame = rx.el.iframe(src=address, title="Contenu du document", class_name="preview-frame")
    return rx.el.section(
        rx.el.div(
            rx.el.h2(shown.title, id="apercu-titre", tab_index=-1, class_name="wrap"),
            button(icon("x"), "Refermer", testid="refermer-apercu", kind="3", small=True, on_click=FileState.hide),
            class_name="line between",
        ),
        rx.el.p(shown.more, class_name="muted mb-4"),
        rx.cond(shown.view == "IMAGE", picture, frame),
        class_name="card mb-6",
        aria_labelledby="apercu-titre",
        data_testid="apercu-document",
    )


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


def _ended() -> rx.Component:
    return rx.fragment(
        layout.heading(FileState.ended),
        rx.el.section(
            note(
                "Rien de ce dossier n’est affiché. Le patient peut vous autoriser dans son carnet, "
                "à la page «\u00a0Mes soignants\u00a0».",
                kind="warn",
                icon_name="lock",
                testid="acces-fini",
            ),
            rx.el.p(
                link_button("Revenir à mes patients", href="/pro", testid="retour-patients", kind=""), class_name="mt-6"
            ),
        ),
    )
