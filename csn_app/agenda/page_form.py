# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""The form of an appointment: with whom, when, and what helps on the day."""

import reflex as rx

from csn_app.agenda.asking import Option
from csn_app.agenda.rules import LINE, MOST_TIMES, NOTE, TITLE
from csn_app.agenda.state import AgendaState
from csn_app.ui.components import button, error_summary, field_error
from csn_app.ui.dates import date_boxes


def appointment_form() -> rx.Component:
    """Note an appointment, or correct one."""
    form = AgendaState.form
    return rx.el.section(
        rx.el.h2(form.heading, id="formulaire-titre"),
        rx.el.p("Le carnet garde la date. Il ne réserve pas à votre place.", class_name="muted mt-1"),
        rx.el.form(
            error_summary(AgendaState.errors),
            _text("motif", "Avec qui, ou pour quoi\u00a0?", most=TITLE),
            _select("genre", "C’est…", form.kinds),
            rx.cond(form.carers.length() > 0, _carers()),
            _text("avec", "Professionnel ou lieu (facultatif)", most=LINE),
            _date(),
            _hour(),
            _alerts(),
            _more(),
            rx.el.p(
                button("Enregistrer", testid="enregistrer-rendez-vous", type="submit"),
                button("Annuler", testid="annuler-rendez-vous", kind="3", on_click=AgendaState.cancel),
                class_name="line btns",
            ),
            on_submit=AgendaState.save,
            reset_on_submit=False,
            key=form.key,
            class_name="form mt-5",
            data_testid="formulaire-rendez-vous",
        ),
        class_name="card",
        id="nouveau",
        aria_labelledby="formulaire-titre",
    )


def _error(name: str) -> rx.Component:
    return field_error(f"champ-{name}", sentence=AgendaState.wrong.get(name, ""))


def _text(name: str, label: str, *, most: int, hint: str = "") -> rx.Component:
    described = f"champ-{name}-h champ-{name}-e" if hint else f"champ-{name}-e"
    return rx.el.div(
        rx.el.label(label, html_for=f"champ-{name}", class_name="label"),
        *([rx.el.span(hint, class_name="hint", id=f"champ-{name}-h")] if hint else []),
        rx.el.input(
            id=f"champ-{name}",
            name=name,
            type="text",
            default_value=AgendaState.form.held[name],
            max_length=most,
            class_name="input",
            auto_complete="off",
            aria_describedby=described,
            data_testid=f"champ-{name}",
        ),
        _error(name),
        class_name="field",
    )


def _long(name: str, label: str, *, hint: str = "") -> rx.Component:
    described = f"champ-{name}-h champ-{name}-e" if hint else f"champ-{name}-e"
    return rx.el.div(
        rx.el.label(label, html_for=f"champ-{name}", class_name="label"),
        *([rx.el.span(hint, class_name="hint", id=f"champ-{name}-h")] if hint else []),
        rx.el.textarea(
            id=f"champ-{name}",
            name=name,
            default_value=AgendaState.form.held[name],
            max_length=NOTE,
            rows="3",
            class_name="input",
            aria_describedby=described,
            data_testid=f"champ-{name}",
        ),
        _error(name),
        class_name="field",
    )


def _select(name: str, label: str, options: rx.Var[list[Option]], *, blank: str = "") -> rx.Component:
    first = [rx.el.option(blank, value="")] if blank else []
    return rx.el.div(
        rx.el.label(label, html_for=f"champ-{name}", class_name="label"),
        rx.el.select(
            *first,
            rx.foreach(options, lambda option: rx.el.option(option.words, value=option.code)),
            id=f"champ-{name}",
            name=name,
            default_value=AgendaState.form.held[name],
            class_name="input",
            data_testid=f"champ-{name}",
        ),
        _error(name),
        class_name="field",
    )


def _carers() -> rx.Component:
    return _select("soignant", "Un soignant de ma liste", AgendaState.form.carers, blank="Personne de ma liste")


def _date() -> rx.Component:
    values = AgendaState.form.held
    return rx.el.fieldset(
        rx.el.legend("Date", class_name="label"),
        rx.el.span("Par exemple\u00a0: 15 1 2027", class_name="hint", id="date-h"),
        _error("jour"),
        date_boxes("champ", values=(values["jour"], values["mois"], values["annee"])),
        class_name="field",
        aria_describedby="date-h champ-jour-e",
    )


def _hour() -> rx.Component:
    return rx.el.div(
        rx.el.label("Heure", html_for="champ-heure", class_name="label"),
        rx.el.input(
            id="champ-heure",
            name="heure",
            type="time",
            default_value=AgendaState.form.held["heure"],
            class_name="input f-8",
            aria_describedby="champ-heure-e",
            data_testid="champ-heure",
        ),
        _error("heure"),
        class_name="field",
    )


def _ticks(prefix: str, legend: str, options: rx.Var[list[Option]], *, hint: str = "") -> rx.Component:
    def tick(option: rx.Var[Option]) -> rx.Component:
        box = rx.el.input(
            type="checkbox",
            name=prefix + "-" + option.code,
            default_checked=option.chosen,
            class_name="check",
            data_testid=prefix + "-" + option.code,
        )
        return rx.el.label(box, rx.el.span(option.words), class_name="tick")

    return rx.el.fieldset(
        rx.el.legend(legend, class_name="label"),
        *([rx.el.span(hint, class_name="hint")] if hint else []),
        rx.el.div(rx.foreach(options, tick), class_name="ticks"),
        class_name="field",
    )


def _alerts() -> rx.Component:
    return _ticks(
        "rappel",
        "Me le rappeler",
        AgendaState.form.alerts,
        hint="Le message dit la date et l’heure, jamais le motif ni le nom du soignant.",
    )


def _more() -> rx.Component:
    """Ask for what is useful on the day, and is not always known."""
    form = AgendaState.form
    times = rx.el.div(
        rx.el.label("Combien de fois en tout, si ça se répète\u00a0?", html_for="champ-fois", class_name="label"),
        rx.el.span(f"De 2 à {MOST_TIMES}. Par exemple 15 séances.", class_name="hint", id="champ-fois-h"),
        rx.el.input(
            id="champ-fois",
            name="fois",
            input_mode="numeric",
            default_value=form.held["fois"],
            max_length=3,
            class_name="input f-4",
            aria_describedby="champ-fois-h champ-fois-e",
            data_testid="champ-fois",
        ),
        _error("fois"),
        class_name="field",
    )
    papers = _ticks("doc", "Documents à apporter", form.documents, hint="Les plus récents de votre carnet.")
    return rx.el.details(
        rx.el.summary("Adresse, documents, répétition…", data_testid="plus-de-details"),
        rx.el.div(
            _text("specialite", "Spécialité (facultatif)", most=LINE),
            _text("adresse", "Adresse (facultatif)", most=LINE),
            _select("duree", "Durée prévue", form.durations),
            _select("repete", "Se répète", form.repeats),
            times,
            _long("preparation", "Avant de venir (facultatif)", hint="Par exemple\u00a0: venir à jeun"),
            rx.cond(form.documents.length() > 0, papers),
            rx.cond(AgendaState.wrong.get("documents", "") != "", _error("documents")),
            _text("accompagne", "Qui m’accompagne (facultatif)", most=LINE),
            _long("commentaire", "Remarque (facultatif)"),
            class_name="form texte",
        ),
        open=form.more_open,
        class_name="mot",
    )
