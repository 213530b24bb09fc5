# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""The appointments of the agenda, one row each, with their details folded."""

import reflex as rx

from csn_app.agenda.state import AgendaState
from csn_app.agenda.vocabulary import Status
from csn_app.agenda.wording import Fact, Group, Paper, Row
from csn_app.ui.components import badge, button, closes_dialog, dialog, hidden_text, icon, plain_link


def groups() -> rx.Component:
    """List the appointments, under their day where a week is shown."""
    return rx.el.div(rx.foreach(AgendaState.groups, _group), class_name="stack gap-4", data_testid="liste-rendez-vous")


def _group(group: rx.Var[Group]) -> rx.Component:
    rows = rx.el.ul(rx.foreach(group.rows, _row), class_name="rows rows-wrap")
    return rx.el.div(
        rx.cond(group.heading != "", rx.el.h3(group.heading, class_name="mb-2")),
        rx.el.div(rows, class_name="card card-0"),
    )


def _row(row: rx.Var[Row]) -> rx.Component:
    day = rx.el.span(
        rx.el.b(row.number),
        rx.el.small(row.month),
        class_name=rx.cond(row.today, "tile day now", "tile day k-sapin"),
        aria_hidden="true",
    )
    join = plain_link(
        icon("video"),
        "Rejoindre",
        href=row.joins,
        class_name="btn",
        data_testid="rejoindre-teleconsultation",
    )
    body = rx.el.div(
        rx.el.p(
            row.when,
            " ",
            rx.match(
                row.status_kind,
                ("warn", rx.cond(row.status != "", badge(row.status, kind="warn"))),
                ("ok", rx.cond(row.status != "", badge(row.status, kind="ok"))),
                rx.cond(row.status != "", badge(row.status)),
            ),
            class_name="t",
        ),
        rx.el.p(row.title, class_name="wrap"),
        rx.el.p(row.about, class_name="m wrap"),
        _details(row),
        class_name="body",
    )
    return rx.el.li(
        day,
        body,
        rx.cond(row.joins != "", rx.el.div(join, class_name="end")),
        _removal(row),
        class_name="line-top",
        data_testid="rendez-vous-" + row.key,
    )


def _details(row: rx.Var[Row]) -> rx.Component:
    def fact(one: rx.Var[Fact]) -> rx.Component:
        return rx.el.div(rx.el.dt(one.name), rx.el.dd(one.value, class_name="wrap"))

    def paper(one: rx.Var[Paper]) -> rx.Component:
        return rx.el.li(rx.el.a(one.title, href=one.href))

    papers = rx.el.div(rx.el.p("Documents à apporter", class_name="b mt-3"), rx.el.ul(rx.foreach(row.papers, paper)))
    said = hidden_text(" du rendez-vous\u00a0: " + row.title + ", " + row.when)
    return rx.el.details(
        rx.el.summary("Détails", said, data_testid="details-" + row.key),
        rx.el.div(
            rx.el.dl(rx.foreach(row.facts, fact), class_name="dl"),
            rx.cond(row.papers.length() > 0, papers),
            _acts(row),
            class_name="texte",
        ),
        class_name="mot",
    )


def _acts(row: rx.Var[Row]) -> rx.Component:
    said = hidden_text("\u00a0: " + row.title + ", " + row.when)
    change = button(
        "Modifier", said, testid="modifier-" + row.key, kind="2", small=True, on_click=AgendaState.edit(row.id)
    )
    remove = rx.el.button(
        "Supprimer",
        said,
        type="button",
        class_name="btn btn-3 btn-s c-danger",
        data_testid="supprimer-" + row.key,
        custom_attrs={"data-ouvre": "dialogue-suppression-" + row.key},
    )
    went = _mark(row, "J’y suis allé", Status.HONOURED, "honorer")
    missed = _mark(row, "Je n’y suis pas allé", Status.MISSED, "manquer")
    off = _mark(row, "C’est annulé", Status.CANCELLED, "annuler")
    wrong = _mark(row, "Noté par erreur", Status.MISTAKE, "erreur")
    return rx.el.p(
        change,
        rx.cond(row.may_honour, rx.fragment(went, missed)),
        rx.cond(row.may_cancel, rx.fragment(off, wrong)),
        rx.cond(row.may_restore, _mark(row, "Remettre comme confirmé", Status.CONFIRMED, "remettre")),
        remove,
        class_name="line gap-btns mt-3",
    )


def _mark(row: rx.Var[Row], words: str, status: Status, testid: str) -> rx.Component:
    return button(
        words,
        hidden_text("\u00a0: " + row.title + ", " + row.when),
        testid=testid + "-" + row.key,
        kind="3",
        small=True,
        on_click=AgendaState.mark(row.id, row.at, status.value),
    )


def _removal(row: rx.Var[Row]) -> rx.Component:
    confirm = button(
        "Supprimer",
        testid="confirmer-suppression-" + row.key,
        kind="danger",
        on_click=AgendaState.delete(row.id),
        custom_attrs={"data-ferme": "oui"},
    )
    keep = closes_dialog("Garder", testid="garder-" + row.key)
    whole = rx.el.p("Toutes les dates de ce rendez-vous qui se répète seront supprimées.", class_name="mt-3")
    return dialog(
        rx.el.p("Le carnet ne pourra pas le retrouver. Le soignant n’est pas prévenu\u00a0: appelez-le pour annuler."),
        rx.cond(row.repeats, whole),
        dialog_id="dialogue-suppression-" + row.key,
        title="Supprimer ce rendez-vous\u00a0?",
        actions=rx.el.div(keep, confirm, class_name="line btns"),
    )
