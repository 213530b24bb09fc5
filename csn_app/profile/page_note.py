# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""The form that notes a measure: the figures of the device, when, and what matters beside them."""

import reflex as rx

from csn_app.profile.figures import COMMENT, MOMENTS
from csn_app.profile.measure_words import Box
from csn_app.profile.state_measures import MeasuresState
from csn_app.ui.components import button, error_summary, field_error, note


def note_form() -> rx.Component:
    """Note a measure of the kind that is shown."""
    form = rx.el.form(
        rx.el.h2("Noter une mesure", id="no"),
        rx.el.input(type="hidden", name="une-fois", default_value=MeasuresState.once),
        error_summary(MeasuresState.errors),
        rx.cond(MeasuresState.two, _pair(), rx.foreach(MeasuresState.boxes, _figure)),
        _when(),
        rx.cond(MeasuresState.asks.contains("moment"), _moment()),
        rx.cond(
            MeasuresState.asks.contains("number_of_days"),
            _line("number_of_days", "Sur combien de jours\u00a0?", hint="7, 14, 30 ou 90 le plus souvent", width="f-4"),
        ),
        rx.cond(MeasuresState.asks.contains("body_site"), _line("body_site", "À quel endroit\u00a0? (facultatif)")),
        _line("remarque", "Remarque (facultatif)", hint="Par exemple\u00a0: au repos, bras gauche"),
        rx.cond(MeasuresState.doubt != "", _confirm()),
        button("Enregistrer la mesure", testid="enregistrer-mesure", type="submit"),
        on_submit=MeasuresState.note,
        reset_on_submit=False,
        key=MeasuresState.kind + MeasuresState.round.to_string(),
        class_name="form",
        data_testid="formulaire-mesure",
    )
    return rx.cond(
        MeasuresState.computed,
        rx.el.section(
            rx.el.p("L’IMC se calcule avec le poids et la dernière taille notée. Il ne se note pas."), class_name="card"
        ),
        rx.el.section(form, id="noter", aria_labelledby="no", class_name="card"),
    )


def _figure(box: rx.Var[Box]) -> rx.Component:
    return rx.el.div(
        rx.el.label(box.label, html_for="champ-" + box.field, class_name="label"),
        _input(box),
        field_error("champ-" + box.field, sentence=box.error),
        class_name="field",
    )


def _pair() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(MeasuresState.label, class_name="label"),
        rx.el.span("Recopiez les deux chiffres de l’appareil.", class_name="hint"),
        rx.el.div(rx.foreach(MeasuresState.boxes, _figure), class_name="date"),
        class_name="field",
    )


def _input(box: rx.Var[Box]) -> rx.Component:
    wrong = box.error != ""
    return rx.el.input(
        type="text",
        id="champ-" + box.field,
        name=box.field,
        default_value=box.value,
        input_mode="decimal",
        auto_complete="off",
        max_length=12,
        class_name="input f-8 num",
        aria_invalid=rx.cond(wrong, "true", "false"),
        aria_describedby=rx.cond(wrong, "champ-" + box.field + "-e", ""),
        data_testid="champ-" + box.field,
    )


def _when() -> rx.Component:
    wrong = MeasuresState.faults["date"]
    described = {
        "aria_invalid": rx.cond(wrong, "true", "false"),
        "aria_describedby": rx.cond(wrong, "champ-date-e", ""),
    }

    def box(name: str, words: str, value: rx.Var[str], **props: object) -> rx.Component:
        field = rx.el.input(
            id=f"champ-{name}",
            name=name,
            default_value=value,
            class_name="input f-16",
            data_testid=f"champ-{name}",
            **props,
            **described,
        )
        return rx.el.div(rx.el.label(words, html_for=f"champ-{name}", class_name="label"), field)

    return rx.el.fieldset(
        rx.el.legend("Moment de la mesure", class_name="label"),
        rx.el.div(
            box("date", "Jour", MeasuresState.today, type="date", max=MeasuresState.today),
            box("heure", "Heure (facultatif)", MeasuresState.hour, type="time"),
            class_name="date",
        ),
        rx.cond(wrong, field_error("champ-date", sentence=wrong)),
        class_name="field",
    )


def _moment() -> rx.Component:
    wrong = MeasuresState.faults["moment"]
    return rx.el.div(
        rx.el.label("À quel moment\u00a0?", html_for="champ-moment", class_name="label"),
        rx.el.select(
            rx.el.option("Choisissez", value=""),
            *(rx.el.option(words, value=code) for code, words in MOMENTS.items()),
            id="champ-moment",
            name="moment",
            class_name="input",
            aria_invalid=rx.cond(wrong, "true", "false"),
            aria_describedby=rx.cond(wrong, "champ-moment-e", ""),
            data_testid="champ-moment",
        ),
        rx.cond(wrong, field_error("champ-moment", sentence=wrong)),
        class_name="field",
    )


def _line(name: str, words: str, *, hint: str = "", width: str = "") -> rx.Component:
    wrong = MeasuresState.faults[name]
    said = [rx.el.span(hint, class_name="hint", id=f"champ-{name}-h")] if hint else []
    return rx.el.div(
        rx.el.label(words, html_for=f"champ-{name}", class_name="label"),
        *said,
        rx.el.input(
            type="text",
            id=f"champ-{name}",
            name=name,
            auto_complete="off",
            max_length=COMMENT,
            class_name=f"input {width}".strip(),
            aria_invalid=rx.cond(wrong, "true", "false"),
            aria_describedby=(f"champ-{name}-h " if hint else "") + rx.cond(wrong, f"champ-{name}-e", ""),
            data_testid=f"champ-{name}",
        ),
        rx.cond(wrong, field_error(f"champ-{name}", sentence=wrong)),
        class_name="field",
    )


def _confirm() -> rx.Component:
    """Ask once more about an unlikely figure; the tick holds for this figure only."""
    tick = rx.el.label(
        rx.el.input(
            type="checkbox",
            name="confirme",
            value=MeasuresState.doubt,
            class_name="check",
            auto_focus=True,
            key=MeasuresState.doubt,
            data_testid="confirmer-mesure",
        ),
        rx.el.span("Oui, ", MeasuresState.doubt, " ", MeasuresState.unit, " est bien le chiffre mesuré"),
        class_name="tick",
    )
    return note(
        "Ce chiffre est rare. Vérifiez-le, puis cochez pour l’enregistrer.",
        tick,
        kind="warn",
        testid="mesure-rare",
    )
