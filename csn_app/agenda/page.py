# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""The agenda: never miss a date of care."""

import reflex as rx

from csn_app.agenda.page_calendar import calendar
from csn_app.agenda.page_form import appointment_form
from csn_app.agenda.page_rows import groups
from csn_app.agenda.state import AgendaState
from csn_app.prevention.wording import Card
from csn_app.ui import layout
from csn_app.ui.components import button, download_link, empty, hidden_text, icon, link_button, skeleton, tile
from csn_app.ui.session import SessionState

_VIEWS = (("liste", "Liste"), ("semaine", "Semaine"), ("mois", "Mois"))


def agenda_page() -> rx.Component:
    """Which appointments do I have, and what is to plan?"""
    add = button(icon("calendar-plus"), "Noter un rendez-vous", testid="ajouter-rendez-vous", on_click=AgendaState.add)
    month = AgendaState.view == "mois"
    main = rx.el.div(
        rx.cond(AgendaState.form.shown, appointment_form()),
        rx.cond(month, calendar(large=True), _appointments()),
        rx.cond(AgendaState.due.length() > 0, _due()),
        class_name="stack gap-8",
    )
    aside = rx.el.div(rx.cond(month, rx.fragment(), calendar(large=False)), _feed(), class_name="stack gap-6")
    columns = rx.cond(month, "stack gap-8", "split")
    return layout.shell(
        layout.heading("Agenda", actions=add),
        rx.cond(
            AgendaState.loaded,
            rx.el.div(main, aside, class_name=columns),
            skeleton(lines=6),
        ),
        nav="agenda",
        loaded=AgendaState.loaded,
    )


def _appointments() -> rx.Component:
    first = button("Noter un rendez-vous", testid="noter-premier", kind="2", on_click=AgendaState.add)
    nothing = empty(
        icon_name="calendar-days",
        missing="Aucun rendez-vous noté",
        helps="Notez vos rendez-vous ici\u00a0: le carnet vous les rappelle, avec les documents à apporter.",
        action=rx.cond(AgendaState.form.shown, rx.fragment(), first),
    )
    more = rx.el.p(rx.el.a("Voir les suivants", href=AgendaState.more, data_testid="rendez-vous-suivants"))
    today = rx.el.p(rx.el.a("Revenir à aujourd’hui", href="/agenda", data_testid="revenir-aujourdhui"))
    return rx.el.section(
        rx.el.div(
            rx.el.h2(AgendaState.heading, id="liste-titre", tab_index=-1),
            views(),
            class_name="line between sec-h",
        ),
        rx.cond(AgendaState.groups.length() > 0, groups(), nothing),
        rx.cond(AgendaState.more != "", more),
        rx.cond(AgendaState.from_today, rx.fragment(), today),
        class_name="stack gap-4",
        aria_labelledby="liste-titre",
    )


def views() -> rx.Component:
    """Choose between the list, the week and the month."""

    def view(code: str, words: str) -> rx.Component:
        href = AgendaState.views[code]
        here = rx.el.a(words, href=href, class_name="chip", custom_attrs={"aria-current": "true"})
        other = rx.el.a(words, href=href, class_name="chip")
        return rx.el.li(rx.cond(AgendaState.view == code, here, other), data_testid=f"vue-{code}")

    listed = rx.el.ul(*(view(*one) for one in _VIEWS), class_name="chips")
    return rx.el.nav(listed, aria_label="Façon de voir l’agenda")


def _due() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2("À prévoir", id="prevoir"),
            rx.el.a(
                "Tout voir", hidden_text("\u00a0: ma prévention"), href="/prevention", data_testid="voir-prevention"
            ),
            class_name="line between sec-h",
        ),
        rx.el.div(rx.foreach(AgendaState.due, _card), class_name="stack gap-4"),
        aria_labelledby="prevoir",
    )


def _card(card: rx.Var[Card]) -> rx.Component:
    plan = button(
        "Noter un rendez-vous",
        hidden_text("\u00a0: " + card.title),
        testid="rappel-" + card.code + "-noter",
        kind="2",
        small=True,
        on_click=AgendaState.plan(card.number),
    )
    done = link_button(
        "C’est fait",
        hidden_text("\u00a0: " + card.title),
        href="/prevention?fait=" + card.number,
        testid="rappel-" + card.code + "-fait",
        kind="3",
        small=True,
    )
    no = button(
        "Non merci",
        hidden_text("\u00a0: " + card.title),
        testid="rappel-" + card.code + "-non",
        kind="3",
        small=True,
        on_click=AgendaState.decline(card.key),
    )
    body = rx.el.div(
        rx.el.h3(card.title),
        rx.el.p(card.when, class_name="sm muted mt-1"),
        rx.el.p(rx.el.b("Pourquoi\u00a0? "), card.why, class_name="sm mt-2"),
        rx.el.p(card.source, class_name="sm muted mt-1 wrap"),
        rx.el.p(plan, done, no, class_name="line gap-btns mt-3"),
        class_name="fill",
    )
    return rx.el.article(
        rx.el.div(tile(card.icon, hue=card.hue), body, class_name="line nowrap line-top gap-4"), class_name="card"
    )


def _feed() -> rx.Component:
    whole = download_link(
        icon("download"),
        "Tout en un fichier",
        href="/agenda/fichier.ics",
        testid="fichier-ics",
        kind="3",
        small=True,
    )
    return rx.el.section(
        rx.el.h2("Dans mon calendrier habituel", class_name="size-lg"),
        rx.el.p(
            "Une adresse privée envoie vos rendez-vous vers votre téléphone ou votre ordinateur. Le motif et le nom "
            "du soignant n’y figurent pas, sauf si vous le demandez. Qui a l’adresse lit les dates.",
            class_name="sm muted mt-1",
        ),
        rx.cond(AgendaState.feed_address != "", _feed_address()),
        # A private address is given by the person, or by who represents them, never by a caregiver.
        rx.cond(
            SessionState.helping,
            rx.fragment(),
            rx.fragment(rx.cond(AgendaState.feed_words != "", _feed_in_force()), _feed_form()),
        ),
        rx.el.p(whole, class_name="mt-3"),
        class_name="card",
    )


def _feed_in_force() -> rx.Component:
    cut = button("Couper cette adresse", testid="couper-flux", kind="2", small=True, on_click=AgendaState.cut_feed)
    return rx.el.div(
        rx.el.p(AgendaState.feed_words, class_name="sm", data_testid="flux-etat"),
        rx.el.p(cut, class_name="mt-3"),
        class_name="mt-3",
    )


def _feed_address() -> rx.Component:
    once = "Copiez-la dans votre calendrier. Elle n’est affichée qu’une fois."
    return rx.el.div(
        rx.el.label("Votre adresse privée", html_for="adresse-ics", class_name="label"),
        rx.el.p(once, class_name="hint", id="adresse-ics-h"),
        rx.el.input(
            id="adresse-ics",
            type="text",
            read_only=True,
            value=AgendaState.feed_address,
            class_name="input",
            aria_describedby="adresse-ics-h",
            data_testid="adresse-ics",
        ),
        class_name="field mt-3",
    )


def _feed_form() -> rx.Component:
    box = rx.el.input(type="checkbox", name="details", class_name="check", data_testid="flux-details")
    words = rx.cond(AgendaState.feed_words != "", "Changer d’adresse", "Créer l’adresse")
    return rx.el.form(
        rx.el.label(box, rx.el.span("Y mettre les motifs et les noms"), class_name="tick"),
        button(icon("calendar-days"), words, testid="abonnement-ics", kind="2", type="submit"),
        on_submit=AgendaState.make_feed,
        reset_on_submit=False,
        class_name="mt-3",
    )
