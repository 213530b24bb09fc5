"""How to be told: which accesses, by which ways, and discretion."""

import reflex as rx

from csn_app.settings.alert_words import TELLINGS
from csn_app.settings.state_alerts import AlertsState, Row
from csn_app.ui.components import button, hidden_text, icon, skeleton


def alerts_section() -> rx.Component:
    """When does the carnet tell me something, and how?"""
    return rx.el.section(
        rx.el.h2("Me prévenir"),
        rx.el.p("Nos messages ne contiennent jamais d’information de santé.", class_name="muted mt-1"),
        rx.cond(AlertsState.loaded, _form(), skeleton(lines=4)),
        id="alertes",
    )


def _form() -> rx.Component:
    return rx.el.form(
        _accesses(),
        _matrix(),
        rx.cond(AlertsState.mobile, _later()),
        _tick(
            "discret",
            "Mode discret",
            "Aucun message ne part\u00a0: tout reste dans le carnet, sauf les codes et un changement de coordonnées. "
            "Vos onglets ont un titre neutre, rien n’est gardé sur vos appareils, la session se ferme après "
            "5\u00a0minutes sans action.",
            on=AlertsState.discreet,
            testid="mode-discret",
        ),
        rx.el.p(button("Enregistrer", testid="enregistrer-alertes", type="submit"), class_name="mt-6"),
        on_submit=AlertsState.save,
        reset_on_submit=False,
        key=AlertsState.version.to_string(),
        class_name="stack gap-6 mt-4",
        data_testid="formulaire-alertes",
    )


def _accesses() -> rx.Component:
    def choice(value: str, words: str, more: str) -> rx.Component:
        box = rx.el.input(
            type="radio",
            name="acces",
            value=value,
            default_checked=AlertsState.telling == value,
            class_name="check",
            data_testid=f"acces-{value}",
        )
        return rx.el.label(box, rx.el.span(words, rx.el.span(more, class_name="hint")), class_name="tick")

    return rx.el.fieldset(
        rx.el.legend("Quand un soignant ouvre mon carnet, m’écrire pour", class_name="label"),
        rx.el.div(*(choice(telling.value, words, more) for telling, words, more in TELLINGS), class_name="ticks"),
        rx.el.p("Un accès en urgence est toujours signalé tout de suite.", class_name="hint"),
        class_name="field",
    )


def _matrix() -> rx.Component:
    head = rx.el.tr(
        rx.el.th("Quand…", scope="col", role="columnheader"),
        rx.el.th("E-mail", scope="col", role="columnheader"),
        rx.cond(AlertsState.mobile, rx.el.th("SMS", scope="col", role="columnheader")),
        rx.el.th("Dans le carnet", scope="col", role="columnheader"),
        role="row",
    )
    return rx.el.table(
        rx.el.caption("Alertes par moyen", class_name="sr"),
        rx.el.thead(head, role="rowgroup"),
        rx.el.tbody(rx.foreach(AlertsState.rows, _row), role="rowgroup"),
        role="table",
        class_name="tbl stackable",
        data_testid="matrice-alertes",
    )


def _row(row: rx.Var[Row]) -> rx.Component:
    email = _box("email-" + row.group, row.words + "\u00a0: E-mail", on=row.email)
    sms = _box("sms-" + row.group, row.words + "\u00a0: SMS", on=row.sms)
    return rx.el.tr(
        rx.el.th(row.words, scope="row", role="rowheader"),
        _cell("E-mail", rx.cond(row.fixed, _always(), email)),
        rx.cond(AlertsState.mobile, _cell("SMS", sms)),
        _cell("Dans le carnet", _always()),
        role="row",
    )


def _cell(label: str, content: rx.Component) -> rx.Component:
    return rx.el.td(rx.el.div(content), role="cell", custom_attrs={"data-l": label})


def _always() -> rx.Component:
    return rx.el.span(icon("check", size="s"), hidden_text("Toujours"), class_name="muted")


def _box(name: rx.Var[str], words: rx.Var[str], *, on: rx.Var[bool]) -> rx.Component:
    box = rx.el.input(type="checkbox", name=name, default_checked=on, class_name="check", data_testid=name)
    return rx.el.label(box, hidden_text(words), class_name="pick")


def _later() -> rx.Component:
    return _tick(
        "sms-non-lu",
        "M’envoyer un SMS si je n’ai pas lu",
        "Trois heures après l’e-mail, si la notification est encore non lue dans le carnet.",
        on=AlertsState.sms_when_unread,
        testid="sms-non-lu",
    )


def _tick(name: str, words: str, more: str, *, on: rx.Var[bool], testid: str) -> rx.Component:
    box = rx.el.input(type="checkbox", name=name, default_checked=on, class_name="check", data_testid=testid)
    return rx.el.label(box, rx.el.span(words, rx.el.span(more, class_name="hint")), class_name="tick")
