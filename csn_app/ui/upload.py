"""The place where files are picked, dropped or photographed; ``upload.js`` sends them and tells how far they are."""

import reflex as rx

from csn_app.ui.assets import asset_url
from csn_app.ui.components import NativeForm, button, closes_dialog, dialog, icon

ACCEPTED = ".pdf,.jpg,.jpeg,.png,.heic,.heif,.tif,.tiff,.txt,.rtf,.docx"


def add_button(words: str = "Ajouter un document") -> rx.Component:
    """Open the choice of files; the same as « Choisir un fichier » beside the list."""
    return button(icon("plus"), words, testid="ajouter-document", custom_attrs={"data-choisir": "fichiers"})


def drop_zone(*, address: object, limits: object, max_bytes: object, on_arrival: object) -> rx.Component:
    """Take files for ``address``; ``on_arrival`` is the handler of a form whose ``ids`` names the documents added."""
    zone = rx.el.div(
        rx.el.p(icon("upload", size="l")),
        rx.el.p(rx.el.b("Glissez vos fichiers ici"), class_name="mt-2"),
        rx.el.p(limits, class_name="sm muted mt-1"),
        _choices(),
        _input("fichiers", multiple=True, accept=ACCEPTED),
        _input("photo", accept="image/*", capture="environment"),
        class_name="drop",
        data_testid="zone-depot",
        custom_attrs={"data-depot": address, "data-limite": max_bytes},
    )
    return rx.el.div(zone, _announcement(), _arrival(on_arrival), _password(), _script(), class_name="stack gap-4")


def attach_place(
    *choices: rx.Component, address: object, limits: object, max_bytes: object, on_arrival: object
) -> rx.Component:
    """Take files that go with a message: a small place beside the words, with other ways to attach (``choices``)."""
    place = rx.el.div(
        rx.el.div(*choices, _pick_file(), _pick_photo(), class_name="line gap-btns"),
        rx.el.p(limits, class_name="sm muted mt-2", data_testid="place-restante"),
        _input("fichiers", multiple=True, accept=ACCEPTED),
        _input("photo", accept="image/*", capture="environment"),
        custom_attrs={"data-depot": address, "data-limite": max_bytes},
    )
    return rx.el.div(place, _announcement(), _arrival(on_arrival), _password(), _script(), class_name="mt-2")


def transfers() -> rx.Component:
    """Show how far each file is, where the eye is after choosing one; nothing while nothing moves."""
    return rx.el.ul(
        class_name="card stack transfers",
        aria_label="Envois en cours",
        data_testid="envois",
        custom_attrs={"data-envois": "oui"},
    )


def _announcement() -> rx.Component:
    return rx.el.p(class_name="sr", role="status", custom_attrs={"data-annonce": "oui"})


def _arrival(on_arrival: object) -> rx.Component:
    return rx.el.form(
        rx.el.input(type="hidden", name="ids"),
        on_submit=on_arrival,
        hidden=True,
        custom_attrs={"data-arrivee": "oui"},
    )


def _script() -> rx.Component:
    return rx.el.script(src=asset_url("upload.js"), custom_attrs={"async": True})


def _choices() -> rx.Component:
    return rx.el.div(_pick_file(wide=True), _pick_photo(wide=True), class_name="stack gap-2 mt-4")


def _pick_file(*, wide: bool = False) -> rx.Component:
    kind = "2 btn-w" if wide else "2"
    return button(
        icon("folder"), "Choisir un fichier", testid="choisir-fichier", kind=kind, custom_attrs=_picks("fichiers")
    )


def _pick_photo(*, wide: bool = False) -> rx.Component:
    kind = "3 btn-w touch-only" if wide else "3 touch-only"
    return button(icon("camera"), "Prendre une photo", testid="prendre-photo", kind=kind, custom_attrs=_picks("photo"))


def _picks(which: str) -> dict[str, str]:
    return {"data-choisir": which}


def _input(which: str, *, accept: str, multiple: bool = False, capture: str = "") -> rx.Component:
    props: dict[str, object] = {"capture": capture} if capture else {}
    return rx.el.input(
        type="file",
        accept=accept,
        multiple=multiple,
        hidden=True,
        aria_label="Fichiers à ajouter",
        custom_attrs={"data-fichiers": which, **props},
    )


def _password() -> rx.Component:
    """Ask for the password of a PDF; it serves once and is not kept."""
    # A form of its own, as password managers expect; the script takes the word and nothing is posted.
    field = NativeForm.create(
        rx.el.label("Mot de passe du PDF", html_for="mot-de-passe-pdf", class_name="label"),
        rx.el.span(
            "Il sert une seule fois. Le document est gardé sans mot de passe, chiffré dans votre carnet.",
            class_name="hint",
            id="mot-de-passe-pdf-h",
        ),
        rx.el.input(
            id="mot-de-passe-pdf",
            type="password",
            auto_complete="off",
            class_name="input",
            aria_describedby="mot-de-passe-pdf-h",
            data_testid="champ-mot-de-passe-pdf",
        ),
        class_name="field mt-4",
        method="dialog",
    )
    actions = rx.el.div(
        button("Ouvrir le PDF", testid="ouvrir-pdf", custom_attrs={"data-ouvrir-pdf": "oui"}),
        closes_dialog("Ne pas l’ajouter", testid="ne-pas-ouvrir-pdf"),
        class_name="line gap-btns",
    )
    return dialog(
        rx.el.p(custom_attrs={"data-phrase": "oui"}),
        field,
        dialog_id="dialogue-mot-de-passe",
        title="Ce PDF est protégé",
        actions=actions,
    )
