# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""The form of a deposit: into the record that is open, in the place of one's own document, or for several patients.

``desk.js`` sends the file itself, once for each patient.
"""

import reflex as rx

from csn_app.desk.state_file import FileState
from csn_app.documents.rules import REASON_MAX, professional_categories
from csn_app.ui.components import NativeForm, button, icon
from csn_app.ui.upload import ACCEPTED


def deposit_card() -> rx.Component:
    """Ask for a new document of the record that is open, or for the next version of one of mine."""
    revised = FileState.revised
    wishes = rx.cond(FileState.wishes != "", rx.el.p(FileState.wishes, class_name="sm mt-1", data_testid="souhaits"))
    head = rx.cond(
        revised.id != "",
        rx.fragment(
            rx.el.h2("Corriger\u00a0: ", revised.title, id="depot-titre", tab_index=-1, class_name="wrap"),
            rx.el.p(
                "Le nouveau fichier remplace l’ancien, qui reste lisible. Le patient en est prévenu.",
                class_name="muted mt-1",
            ),
        ),
        rx.fragment(rx.el.h2("Déposer un document", id="depot-titre", tab_index=-1), wishes),
    )
    form = deposit_form(
        rx.cond(revised.id != "", _why(), visibility()),
        address=FileState.address,
        max_bytes=FileState.max_bytes,
        title=revised.title,
    )
    return rx.el.section(
        head,
        rx.el.div(form, key=FileState.address),
        *answers(done=FileState.deposited, left=FileState.put_away),
        class_name="card mb-6",
        aria_labelledby="depot-titre",
    )


def deposit_form(*more: rx.Component, address: object, max_bytes: object, title: object = "") -> rx.Component:
    """Ask for the file, its category, its date and the title that the patient will read; ``more`` stands below."""
    words = _field(
        "titre-depot",
        "Titre lu par le patient",
        _text("titre-depot", name="titre", max_length=50, default_value=title),
    )
    day = _field(
        "date-depot",
        "Date du document",
        _text("date-depot", name="date", type="date"),
        hint="Vide\u00a0: la date lue dans le fichier, ou celle du jour.",
    )
    return NativeForm.create(
        rx.el.div(
            _file(),
            rx.el.div(words, _field("categorie-depot", "Catégorie", _categories()), day, class_name="form"),
            class_name="g2",
        ),
        *more,
        _password(),
        rx.el.p(class_name="err", role="alert", custom_attrs={"data-faute": "oui"}),
        rx.el.progress(max=100, value=0, hidden=True, aria_label="Envoi du document"),
        rx.el.p(
            button("Déposer", testid="envoyer-depot", type="submit"),
            button("Annuler", testid="annuler-depot", kind="3", custom_attrs={"data-annuler": "oui"}),
            class_name="line btns mt-6",
        ),
        custom_attrs={"data-deposer": address, "data-limite": max_bytes, "noValidate": True},
        class_name="mt-4",
        data_testid="formulaire-depot",
    )


def answers(*, done: object, left: object) -> tuple[rx.Component, rx.Component]:
    """Return the forms by which ``desk.js`` says that the document arrived, or that the deposit is left."""
    arrived = rx.el.form(
        rx.el.input(type="hidden", name="faits", default_value="0"),
        on_submit=done,
        hidden=True,
        custom_attrs={"data-depose": "oui"},
    )
    return arrived, rx.el.form(on_submit=left, hidden=True, custom_attrs={"data-depot-annule": "oui"})


def visibility() -> rx.Component:
    """Choose when the patient sees it: now, after the visit in which it is announced, or after a delay (R-DO-15)."""
    day = _text("jour-annonce", name="visite", type="date", aria_label="Jour de la consultation d’annonce")
    delays = (("7", "une semaine"), ("14", "deux semaines"), ("30", "un mois"))
    delay = rx.el.select(
        *(rx.el.option(words, value=value) for value, words in delays),
        id="delai-annonce",
        name="delai",
        class_name="input f-16",
        aria_label="Délai avant que le patient voie le document",
        data_testid="delai-annonce",
    )
    return rx.el.fieldset(
        rx.el.legend("Quand le patient le voit-il\u00a0?", class_name="label"),
        rx.el.span(
            "Un mois au plus, puis il le voit d’office. Après deux semaines, il est invité à consulter.",
            class_name="hint",
        ),
        rx.el.div(
            _choice("", "Tout de suite", testid="visible-maintenant", checked=True),
            _choice("visite", "Après la consultation d’annonce, le\u00a0:", testid="visible-visite"),
            rx.el.div(day, class_name="mt-2 mb-3"),
            _choice("delai", "Dans\u00a0:", testid="visible-delai"),
            rx.el.div(delay, class_name="mt-2"),
            class_name="mt-2",
        ),
        class_name="field mt-4",
        data_testid="visibilite-depot",
    )


def _choice(value: str, words: str, *, testid: str, checked: bool = False) -> rx.Component:
    radio = rx.el.input(
        type="radio",
        name="visible",
        value=value,
        id=testid,
        class_name="check",
        default_checked=checked,
        data_testid=testid,
    )
    said = rx.el.span(rx.el.span(words, class_name="b"), class_name="fill")
    return rx.el.label(radio, said, html_for=testid, class_name="choice")


def _why() -> rx.Component:
    return rx.el.div(
        rx.el.label("Pourquoi cette correction\u00a0?", html_for="motif-correction", class_name="label"),
        rx.el.span("Le patient le lira.", class_name="hint", id="motif-correction-h"),
        _text("motif-correction", name="motif", max_length=REASON_MAX, aria_describedby="motif-correction-h"),
        class_name="field mt-4",
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
