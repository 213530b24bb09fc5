# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""One record: why it is opened, then whose it is and the documents that the professional may see."""

import reflex as rx

from csn_app.access.service import REASON_LENGTH
from csn_app.core.vocabulary import OpeningReason
from csn_app.desk.page_alarm import alarm, open_again
from csn_app.desk.page_deposit import deposit_card
from csn_app.desk.page_documents import corrections_section, documents_section, shown_document, withdrawal_form
from csn_app.desk.page_secret import in_secret, secret_box, secret_note
from csn_app.desk.page_shortcuts import desk_script, key, shortcuts
from csn_app.desk.page_summary import summary_card
from csn_app.desk.state_file import FileState, Tick
from csn_app.desk.wording import REASONS
from csn_app.ui import layout
from csn_app.ui.components import badge, button, field_error, icon, link_button, note, skeleton


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
    """Ask why in one tap; another reason is written, and a place is chosen first where none is."""
    who = rx.fragment(rx.el.b(FileState.banner.name), rx.el.br(), FileState.banner.traits)
    reasons = rx.el.section(
        rx.el.h2("Motif", id="motif-titre", class_name="size-lg"),
        rx.el.p(
            "Un seul geste ouvre le dossier. Le patient lira le motif dans «\u00a0Qui a consulté\u00a0».",
            class_name="muted mt-1",
        ),
        rx.el.p(
            *(
                button(
                    words,
                    testid=f"motif-{code.lower()}",
                    kind="2",
                    on_click=FileState.open_for(code.value, ""),
                    custom_attrs=key(str(number)),
                )
                for number, (code, words) in enumerate(REASONS.items(), 1)
                if code is not OpeningReason.OTHER
            ),
            class_name="line btns mt-4",
        ),
        _other(),
        rx.cond(FileState.banner.minor, in_secret()),
        class_name="card",
        aria_labelledby="motif-titre",
        data_testid="motif-ouverture",
    )
    back = rx.el.p(link_button("Ne pas ouvrir", href="/pro", testid="ne-pas-ouvrir", kind="3"), class_name="mt-6")
    keys = shortcuts(*((str(n), words) for n, (code, words) in enumerate(REASONS.items(), 1) if code != "OTHER"))
    return rx.fragment(
        layout.heading("Pourquoi ouvrez-vous ce dossier\u00a0?", lead=who),
        rx.cond(FileState.places.length() > 0, _places(), reasons),
        back,
        keys,
    )


def _other() -> rx.Component:
    wrong = FileState.wrong["motif-phrase"]
    return rx.el.form(
        rx.el.input(type="hidden", name="motif", value=OpeningReason.OTHER.value, read_only=True),
        rx.el.div(
            rx.el.label("Un autre motif, en une phrase", html_for="motif-phrase", class_name="label"),
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
            class_name="field mt-6",
        ),
        rx.cond(FileState.banner.minor, secret_box()),
        rx.el.p(button("Ouvrir pour ce motif", testid="ouvrir-dossier", kind="2", type="submit"), class_name="mt-4"),
        on_submit=FileState.open,
        reset_on_submit=False,
    )


def _places() -> rx.Component:
    wrong = FileState.wrong["lieu"]

    def choice(place: rx.Var[Tick]) -> rx.Component:
        return rx.el.label(
            rx.el.input(type="radio", name="lieu", value=place.id, class_name="check"),
            rx.el.span(rx.el.span(place.words, class_name="b"), class_name="fill"),
            class_name="choice",
        )

    asked = rx.el.fieldset(
        rx.el.legend("D’où travaillez-vous\u00a0?", class_name="label", id="lieu", tab_index=-1),
        rx.el.span("Une fois pour toute la session. Le patient lit ce lieu avec votre nom.", class_name="hint"),
        rx.el.div(rx.foreach(FileState.places, choice), class_name="mt-4"),
        rx.cond(wrong, field_error("lieu", sentence=wrong)),
        class_name="field",
        data_testid="lieu-ouverture",
    )
    return rx.el.form(
        asked,
        rx.el.p(button("Travailler depuis ce lieu", testid="choisir-lieu", type="submit"), class_name="line btns mt-4"),
        on_submit=FileState.choose_place,
        reset_on_submit=False,
        class_name="card",
    )


def _record() -> rx.Component:
    deposit = button(
        icon("upload"),
        "Déposer un document",
        testid="deposer-document",
        on_click=FileState.deposit,
        custom_attrs=key("d"),
    )
    write = link_button(icon("send"), "Écrire à ce patient", href=FileState.write_to, testid="commencer-message")
    actions = rx.el.div(
        # An emergency lets one read: neither deposit, nor write.
        rx.cond(FileState.banner.emergency == "", rx.fragment(deposit, write)),
        button(
            icon("x"),
            "Fermer le dossier",
            testid="fermer-dossier",
            kind="2",
            on_click=FileState.close,
            custom_attrs=key("f"),
        ),
        class_name="line btns mt-5 mb-6",
    )
    return rx.fragment(
        rx.fragment(alarm(), rx.cond(FileState.banner.secret, secret_note()), _banner()),
        actions,
        rx.cond(FileState.depositing, deposit_card()),
        withdrawal_form(),
        rx.cond(FileState.summary.length() > 0, summary_card()),
        corrections_section(),
        shown_document(),
        documents_section(),
        shortcuts(
            ("/", "Chercher un document"),
            ("1 à 9", "Lire le document de cette ligne"),
            ("r", "Refermer le document"),
            ("d", "Déposer un document"),
            ("f", "Fermer le dossier"),
        ),
    )


def _banner() -> rx.Component:
    banner = FileState.banner
    kind = rx.cond(banner.ins_kind != "", badge(banner.ins_kind, kind="info"))
    return rx.el.section(
        rx.el.h1(banner.name, id="patient-nom", tab_index=-1, class_name="size-2xl"),
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
