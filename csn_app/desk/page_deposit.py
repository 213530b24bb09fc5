# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""The deposit of a document into the record that is open; ``desk.js`` sends the file itself."""

import reflex as rx

from csn_app.desk.state_file import FileState
from csn_app.documents.rules import professional_categories
from csn_app.ui.assets import asset_url
from csn_app.ui.components import NativeForm, button, icon
from csn_app.ui.upload import ACCEPTED


def desk_script() -> rx.Component:
    """Load what the desk does in the browser; the page is live once it listens."""
    script = rx.el.script(src=asset_url("desk.js"), custom_attrs={"async": True})
    return rx.el.div(script, hidden=True, custom_attrs={"data-ecoute": "oui"})


def deposit_form() -> rx.Component:
    """Ask for the file, its category, its date and the title that the patient will read."""
    done = rx.el.form(on_submit=FileState.deposited, hidden=True, custom_attrs={"data-depose": "oui"})
    left = rx.el.form(on_submit=FileState.put_away, hidden=True, custom_attrs={"data-depot-annule": "oui"})
    return rx.el.section(
        rx.el.h2("Déposer un document", id="depot-titre", tab_index=-1),
        rx.el.p("Le patient le voit dès qu’il est déposé.", class_name="muted mt-1"),
        _form(),
        done,
        left,
        class_name="card mb-6",
        aria_labelledby="depot-titre",
    )


def _form() -> rx.Component:
    title = _field("titre-depot", "Titre lu par le patient", _text("titre-depot", name="titre", max_length=50))
    day = _field(
        "date-depot",
        "Date du document",
        _text("date-depot", name="date", type="date"),
        hint="Vide\u00a0: la date lue dans le fichier, ou celle du jour.",
    )
    return NativeForm.create(
        rx.el.div(
            _file(),
            rx.el.div(title, _field("categorie-depot", "Catégorie", _categories()), day, class_name="form"),
            class_name="g2",
        ),
        _password(),
        rx.el.p(class_name="err", role="alert", custom_attrs={"data-faute": "oui"}),
        rx.el.progress(max=100, value=0, hidden=True, aria_label="Envoi du document"),
        rx.el.p(
            button("Déposer", testid="envoyer-depot", type="submit"),
            button("Annuler", testid="annuler-depot", kind="3", custom_attrs={"data-annuler": "oui"}),
            class_name="line btns mt-6",
        ),
        custom_attrs={"data-deposer": FileState.address, "data-limite": FileState.max_bytes, "noValidate": True},
        class_name="mt-4",
        data_testid="formulaire-depot",
    )


def _file() -> rx.Component:
    """Take one file, picked or dropped; ``desk.js`` writes its name in the frame."""
    picked = rx.el.input(
        id="fichier-depot",
        name="fichier",
        type="file",
        accept=ACCEPTED,
        class_name="sr",
        aria_describedby="fichier-depot-n",
        data_testid="fichier-depot",
    )
    return rx.el.div(
        rx.el.p(icon("upload", size="l")),
        rx.el.p(
            "Glissez le fichier ici", class_name="b mt-2 mb-3", id="fichier-depot-n", custom_attrs={"data-nom": "oui"}
        ),
        picked,
        rx.el.label("Choisir un fichier", html_for="fichier-depot", class_name="btn btn-2"),
        class_name="drop",
    )


def _field(field: str, words: str, control: rx.Component, *, hint: str = "") -> rx.Component:
    said = [rx.el.span(hint, class_name="hint", id=f"{field}-h")] if hint else []
    return rx.el.div(rx.el.label(words, html_for=field, class_name="label"), *said, control, class_name="field")


def _text(field: str, *, name: str, **props: object) -> rx.Component:
    props.setdefault("type", "text")
    return rx.el.input(id=field, name=name, class_name="input", auto_complete="off", data_testid=field, **props)


def _categories() -> rx.Component:
    options = [rx.el.option(words, value=code) for code, words in professional_categories().items()]
    return rx.el.select(
        rx.el.option("Choisissez", value=""),
        *options,
        id="categorie-depot",
        name="categorie",
        class_name="input",
        data_testid="categorie-depot",
    )


def _password() -> rx.Component:
    field = _text("mot-de-passe-depot", name="mot-de-passe", type="password")
    hint = "Il sert une seule fois. Le document est gardé sans mot de passe."
    asked = _field("mot-de-passe-depot", "Mot de passe du PDF", field, hint=hint)
    return rx.el.div(asked, hidden=True, class_name="mt-4", custom_attrs={"data-protege": "oui"})
