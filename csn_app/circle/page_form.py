# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""The form of one professional's access: what they see, and for how long."""

import reflex as rx

from csn_app.access.terms import NOTE_LENGTH
from csn_app.circle.state import CircleState
from csn_app.circle.wording import DURATIONS, Tick
from csn_app.ui.components import button, error_summary, field_error, note


def access_form() -> rx.Component:
    """Decide what a professional sees; the law's limits for their profession are written before the choice."""
    form = CircleState.form
    closed = note(
        "Ce métier ne lit pas les carnets aujourd’hui. Même autorisée, cette personne ne verra rien.", kind="warn"
    )
    return rx.el.form(
        error_summary(CircleState.errors),
        rx.cond(form.closed, closed),
        _scope(),
        rx.cond(form.documents.length() > 0, _documents()),
        rx.cond(form.limits.length() > 0, _limits()),
        _profile(),
        _duration(),
        rx.cond(form.may_attend, _attending()),
        _note(),
        rx.el.p(
            button("Enregistrer", testid="enregistrer-acces", type="submit"),
            button("Annuler", testid="annuler-acces", kind="3", on_click=CircleState.cancel),
            class_name="line btns",
        ),
        on_submit=CircleState.save,
        reset_on_submit=False,
        key=form.professional_id,
        class_name="well form mt-4",
        data_testid="formulaire-acces",
    )


def _scope() -> rx.Component:
    form, error = CircleState.form, CircleState.errors
    every = _radio(
        "portee", "tout", "Tout ce que son métier permet", testid="portee-tout", on=form.scope == "tout", first=True
    )
    some = _radio("portee", "choix", "Seulement ce que je coche", testid="portee-choix", on=form.scope == "choix")
    single = _radio(
        "portee",
        "documents",
        "Seulement des documents que j’ai choisis un par un",
        testid="portee-documents",
        on=form.scope == "documents",
    )
    sentence = rx.cond((error.length() > 0) & (error[0]["field"] == "portee"), error[0]["sentence"], "")
    return rx.el.fieldset(
        rx.el.legend("Que peut lire " + form.name + "\u00a0?", class_name="label"),
        field_error("portee", sentence=sentence),
        rx.el.div(every, some, rx.cond(form.documents.length() > 0, single), class_name="mt-1"),
        rx.el.div(rx.foreach(form.ticks, _tick), class_name="ticks chosen-only"),
        id="portee",
        tab_index=-1,
        aria_describedby="portee-e",
        class_name="field scope",
    )


def _documents() -> rx.Component:
    """Keep or take off the documents that were added one by one; others are added from their own page."""

    def one(tick: rx.Var[Tick]) -> rx.Component:
        box = rx.el.input(
            type="checkbox",
            name="doc-" + tick.code,
            default_checked=tick.ticked,
            class_name="check",
            data_testid="document-" + tick.code,
        )
        return rx.el.label(box, rx.el.span(tick.label, class_name="wrap"), class_name="tick")

    return rx.el.fieldset(
        rx.el.legend("Documents ouverts un par un", class_name="label"),
        rx.el.p("Même hors des catégories cochées, dans les limites de son métier.", class_name="hint"),
        rx.el.div(rx.foreach(CircleState.form.documents, one)),
        class_name="field",
    )


def _attending() -> rx.Component:
    box = rx.el.input(
        type="checkbox",
        name="traitant",
        default_checked=CircleState.form.attending,
        class_name="check",
        data_testid="medecin-traitant",
    )
    return rx.el.label(box, rx.el.span("C’est mon médecin traitant"), class_name="tick")


def _note() -> rx.Component:
    """Write a word to oneself; nobody else reads it."""
    error = CircleState.errors
    wrong = rx.cond((error.length() > 0) & (error[0]["field"] == "note"), error[0]["sentence"], "")
    return rx.el.div(
        rx.el.label("Note pour moi (facultatif)", html_for="note", class_name="label"),
        rx.el.p("Vous seul la lisez. Par exemple\u00a0: vu pour mon genou.", class_name="hint", id="note-h"),
        field_error("note", sentence=wrong),
        rx.el.input(
            id="note",
            name="note",
            class_name="input",
            max_length=NOTE_LENGTH,
            default_value=CircleState.form.note,
            auto_complete="off",
            aria_describedby="note-h note-e",
            data_testid="note-soignant",
        ),
        class_name="field",
    )


def _profile() -> rx.Component:
    """Choose the sections of the medical profile one by one (R-PR-20)."""

    def section(tick: rx.Var[Tick]) -> rx.Component:
        box = rx.el.input(
            type="checkbox",
            name="sec-" + tick.code,
            default_checked=tick.ticked,
            class_name="check",
            data_testid="rubrique-" + tick.code,
        )
        return rx.el.label(box, rx.el.span(tick.label), class_name="tick")

    return rx.el.fieldset(
        rx.el.legend("Que voit cette personne de votre profil médical\u00a0?", class_name="label"),
        rx.el.div(rx.foreach(CircleState.form.sections, section), class_name="ticks"),
        class_name="field",
    )


def _tick(tick: rx.Var[Tick]) -> rx.Component:
    box = rx.el.input(
        type="checkbox",
        name="cat-" + tick.code,
        default_checked=tick.ticked,
        disabled=tick.closed,
        class_name="check",
        data_testid="categorie-" + tick.code,
    )
    why = rx.cond(tick.closed, rx.el.span("Son métier n’y a pas accès.", class_name="hint"))
    return rx.el.label(box, rx.el.span(tick.label, why), class_name="tick")


def _radio(name: str, value: str, words: str, *, testid: str, on: rx.Var[bool], first: bool = False) -> rx.Component:
    box = rx.el.input(
        type="radio",
        name=name,
        value=value,
        default_checked=on,
        class_name="check",
        auto_focus=first,
        data_testid=testid,
    )
    return rx.el.label(box, rx.el.span(words), class_name="tick")


def _limits() -> rx.Component:
    return rx.el.details(
        rx.el.summary("Son métier ne permet pas de voir", data_testid="limites-metier"),
        rx.el.div(
            rx.el.ul(rx.foreach(CircleState.form.limits, lambda words: rx.el.li(words))),
            rx.el.p("Ces limites tiennent au métier. Votre choix peut réduire ce qui est vu, jamais l’élargir."),
            rx.el.p(rx.el.a("Ce que la loi permet à ce métier", href=CircleState.form.profession_href)),
            class_name="texte",
        ),
        class_name="mot",
    )


def _duration() -> rx.Component:
    def choice(value: str, words: str) -> rx.Component:
        box = rx.el.input(
            type="radio",
            name="duree",
            value=value,
            default_checked=CircleState.form.duration == value,
            class_name="sr",
            data_testid=f"duree-{value}",
        )
        return rx.el.label(box, words)

    again = rx.el.p("La durée repart d’aujourd’hui.", class_name="hint")
    return rx.el.fieldset(
        rx.el.legend("Pendant combien de temps\u00a0?", class_name="label"),
        rx.cond(CircleState.form.renews, again),
        rx.el.div(*(choice(duration.value, words) for duration, words in DURATIONS), class_name="seg mt-2"),
        class_name="field",
    )
