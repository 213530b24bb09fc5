# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""A month of the agenda: small beside the list, or large with the first appointments of each day."""

import reflex as rx

from csn_app.agenda.state import AgendaState
from csn_app.agenda.wording import Cell, Week
from csn_app.ui.components import hidden_text, icon

_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def calendar(*, large: bool) -> rx.Component:
    """Draw the month: a day with appointments leads to them."""
    table = rx.el.table(
        rx.el.caption(AgendaState.month, class_name="sr"),
        rx.el.thead(rx.el.tr(*(_head(day) for day in _DAYS))),
        rx.el.tbody(rx.foreach(AgendaState.weeks, lambda week: _week(week, large=large))),
        class_name="cal cal-l" if large else "cal",
        data_testid="calendrier",
    )
    week = AgendaState.view == "semaine"
    turn = rx.el.div(
        _turn("chevron-left", rx.cond(week, "Semaine précédente", "Mois précédent"), AgendaState.before, "precedent"),
        rx.el.h2(AgendaState.month, class_name="size-lg", id="liste-titre" if large else "mois", tab_index=-1),
        _turn("chevron-right", rx.cond(week, "Semaine suivante", "Mois suivant"), AgendaState.after, "suivant"),
        class_name="line between nowrap",
    )
    return rx.el.section(
        turn,
        *([_views()] if large else []),
        table,
        class_name="card month",
        aria_label="Calendrier",
    )


def _views() -> rx.Component:
    def view(code: str, words: str) -> rx.Component:
        here = {"aria-current": "true"} if code == "mois" else {}
        link = rx.el.a(words, href=AgendaState.views[code], class_name="chip", custom_attrs=here)
        return rx.el.li(link, data_testid=f"vue-{code}")

    listed = rx.el.ul(
        view("liste", "Liste"), view("semaine", "Semaine"), view("mois", "Mois"), class_name="chips mt-2 mb-3"
    )
    return rx.el.nav(listed, aria_label="Façon de voir l’agenda")


def _turn(drawn: str, words: rx.Var[str], href: rx.Var[str], testid: str) -> rx.Component:
    return rx.el.a(
        icon(drawn),
        hidden_text(words),
        href=href,
        class_name="btn btn-3 btn-s btn-i",
        data_testid=f"calendrier-{testid}",
    )


def _head(day: str) -> rx.Component:
    return rx.el.th(rx.el.span(day[:2], aria_hidden="true"), hidden_text(day), scope="col")


def _week(week: rx.Var[Week], *, large: bool) -> rx.Component:
    return rx.el.tr(rx.foreach(week.cells, lambda cell: _cell(cell, large=large)))


def _cell(cell: rx.Var[Cell], *, large: bool) -> rx.Component:
    link = rx.el.a(cell.number, href=cell.href, aria_label=cell.label)
    shown = rx.cond(cell.href != "", link, rx.el.span(cell.number))
    lines = rx.el.div(
        rx.foreach(cell.lines, lambda line: rx.el.p(line)),
        rx.cond(cell.more != "", rx.el.p(cell.more, class_name="muted")),
        class_name="only-l",
        aria_hidden="true",
    )
    kind = rx.cond(cell.today, "today", rx.cond(cell.off, "off", ""))
    return rx.el.td(shown, *([lines] if large else []), class_name=kind)
