# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""What is due for one's health, when, why, and by which rule."""

import reflex as rx

from csn_app.prevention.page_choices import choices
from csn_app.prevention.service import REASON
from csn_app.prevention.state import PreventionState
from csn_app.prevention.wording import Card, DoneLine
from csn_app.ui import layout
from csn_app.ui.components import badge, button, empty, field_error, hidden_text, link_button, note, skeleton, tile
from csn_app.ui.dates import date_boxes


def prevention_page() -> rx.Component:
    """What should I plan, and why me?"""
    careful = note(
        "Le carnet lit un calendrier\u00a0: il ne fait pas de diagnostic. Un soignant peut vous conseiller autrement."
    )
    body = rx.el.div(
        rx.el.div(
            _due(),
            rx.cond(PreventionState.planned.length() > 0, _part("Prévu", "prevu", PreventionState.planned)),
            rx.cond(PreventionState.soon.length() > 0, _part("Bientôt", "bientot", PreventionState.soon)),
            rx.cond(PreventionState.done.length() > 0, _done()),
            class_name="stack gap-8",
        ),
        rx.el.div(careful, choices(), class_name="stack gap-6"),
        class_name="split",
    )
    unknown = note("Votre date de naissance manque\u00a0: le carnet ne peut rien calculer.", kind="warn")
    return layout.shell(
        layout.heading("Prévention", lead=rx.cond(PreventionState.loaded, PreventionState.lead, "\u00a0")),
        rx.cond(PreventionState.loaded, rx.cond(PreventionState.known, body, unknown), skeleton(lines=6)),
        nav="prevention",
        loaded=PreventionState.loaded,
    )


def _due() -> rx.Component:
    nothing = empty(
        icon_name="circle-check",
        missing="Rien à prévoir aujourd’hui",
        helps="Notez vos vaccins et vos examens\u00a0: les rappels seront plus justes.",
        action=link_button("Mes vaccinations", href="/vaccinations", testid="vers-vaccinations"),
    )
    cards = rx.el.div(rx.foreach(PreventionState.now, _card), class_name="stack gap-4", data_testid="liste-rappels")
    return rx.el.section(
        rx.el.h2("À prévoir", id="prevoir", tab_index=-1, class_name="sec-h"),
        rx.cond(PreventionState.now.length() > 0, cards, nothing),
        aria_labelledby="prevoir",
    )


def _part(title: str, name: str, cards: rx.Var[list[Card]]) -> rx.Component:
    return rx.el.section(
        rx.el.h2(title, id=name, class_name="sec-h"),
        rx.el.div(rx.foreach(cards, _card), class_name="stack gap-4"),
        aria_labelledby=name,
    )


def _card(card: rx.Var[Card]) -> rx.Component:
    head = rx.el.div(
        rx.el.h3(card.title),
        rx.cond(card.status != "", badge(card.status)),
        rx.cond(card.late, badge("À rattraper", kind="warn", icon_name="clock")),
        class_name="line gap-2",
    )
    body = rx.el.div(
        head,
        rx.el.p(card.when, class_name="sm muted mt-1"),
        rx.el.p(rx.el.b("Pourquoi\u00a0? "), card.why, " ", card.reason, class_name="mt-2"),
        rx.el.details(
            rx.el.summary("Où, combien, d’après quoi", hidden_text("\u00a0: " + card.title)),
            rx.el.div(
                rx.el.dl(
                    rx.el.div(rx.el.dt("Où"), rx.el.dd(card.where)),
                    rx.el.div(rx.el.dt("Combien"), rx.el.dd(card.cost)),
                    class_name="dl",
                ),
                rx.el.p(card.source, class_name="sm muted mt-3 wrap"),
                class_name="texte",
            ),
            class_name="mot",
        ),
        rx.cond(
            PreventionState.doing == card.key,
            _done_form(card),
            rx.cond(PreventionState.leaving == card.key, _refusal_form(card), _acts(card)),
        ),
        class_name="fill",
    )
    return rx.el.article(
        rx.el.div(tile(card.icon, hue=card.hue), body, class_name="line nowrap line-top gap-4"),
        class_name="card",
        data_testid="rappel-" + card.code,
    )


def _acts(card: rx.Var[Card]) -> rx.Component:
    said = hidden_text("\u00a0: " + card.title)
    plan = link_button(
        "Noter un rendez-vous",
        said,
        href="/agenda?noter=" + card.number,
        testid="rappel-" + card.code + "-noter",
        small=True,
    )
    see = link_button("Voir dans l’agenda", said, href="/agenda", testid="rappel-" + card.code + "-voir", small=True)
    done = button(
        "C’est fait",
        said,
        testid="rappel-" + card.code + "-fait",
        kind="3",
        small=True,
        on_click=PreventionState.begin_done(card.key),
    )
    no = button(
        "Non merci",
        said,
        testid="rappel-" + card.code + "-non",
        kind="3",
        small=True,
        on_click=PreventionState.begin_refusal(card.key),
    )
    return rx.el.p(rx.cond(card.planned, see, plan), done, no, class_name="line gap-btns mt-3")


def _done_form(card: rx.Var[Card]) -> rx.Component:
    today = PreventionState.today
    paper = rx.el.div(
        rx.el.label("Un document le montre (facultatif)", html_for="fait-document", class_name="label"),
        rx.el.select(
            rx.el.option("Aucun document", value=""),
            rx.foreach(PreventionState.papers, lambda one: rx.el.option(one["title"], value=one["id"])),
            id="fait-document",
            name="document",
            default_value="",
            class_name="input",
            data_testid="champ-document",
        ),
        class_name="field",
    )
    return rx.el.form(
        rx.el.fieldset(
            rx.el.legend("Quand\u00a0?", class_name="label"),
            field_error("fait-jour", sentence=PreventionState.error),
            date_boxes("fait", values=(today[0], today[1], today[2]), testid="champ"),
            class_name="field",
            aria_describedby="fait-jour-e",
        ),
        rx.cond(PreventionState.papers.length() > 0, paper),
        rx.el.p(
            button("C’est fait", testid="confirmer-fait", type="submit"),
            button("Annuler", testid="annuler-fait", kind="3", on_click=PreventionState.cancel),
            class_name="line btns",
        ),
        on_submit=PreventionState.save_done,
        reset_on_submit=False,
        key="fait-" + card.key,
        class_name="well form mt-4",
        data_testid="formulaire-fait",
    )


def _refusal_form(card: rx.Var[Card]) -> rx.Component:
    return rx.el.form(
        rx.el.div(
            rx.el.label("Pourquoi (facultatif)", html_for="raison", class_name="label"),
            rx.el.span("Cette raison est chiffrée. Vous seul la lisez.", class_name="hint", id="raison-h"),
            field_error("raison", sentence=PreventionState.error),
            rx.el.input(
                id="raison",
                name="raison",
                type="text",
                max_length=REASON,
                auto_complete="off",
                class_name="input",
                aria_describedby="raison-h raison-e",
                data_testid="champ-raison",
            ),
            class_name="field",
        ),
        rx.el.p(
            button("Ne plus me le proposer", testid="confirmer-refus", type="submit"),
            button("Annuler", testid="annuler-refus", kind="3", on_click=PreventionState.cancel),
            class_name="line btns",
        ),
        on_submit=PreventionState.refuse,
        reset_on_submit=False,
        key="refus-" + card.key,
        class_name="well form mt-4",
        data_testid="formulaire-refus",
    )


def _done() -> rx.Component:
    def line(one: rx.Var[DoneLine]) -> rx.Component:
        undo = button(
            "Remettre à prévoir",
            hidden_text("\u00a0: " + one.title),
            testid="remettre-" + one.rule + "-" + one.day,
            kind="3",
            small=True,
            on_click=PreventionState.undo(one.rule, one.day),
        )
        body = rx.el.div(rx.el.p(one.title, class_name="t"), rx.el.p(one.on, class_name="m wrap"), class_name="body")
        return rx.el.li(body, rx.el.div(undo, class_name="end"))

    rows = rx.el.ul(rx.foreach(PreventionState.done, line), class_name="rows rows-wrap", data_testid="liste-faits")
    return rx.el.section(
        rx.el.h2("Fait", id="fait", class_name="sec-h"),
        rx.el.div(rows, class_name="card card-0"),
        aria_labelledby="fait",
    )
