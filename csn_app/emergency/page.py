# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""Paramètres › Urgences: what rescuers may read, a card to carry, and who read (B11)."""

import reflex as rx

from csn_app import routes
from csn_app.access.emergency_rules import WORDS_MOST
from csn_app.emergency.page_card import card_section, shown_section
from csn_app.emergency.state import EmergenciesState
from csn_app.emergency.wording import ReadingView
from csn_app.ui import layout
from csn_app.ui.components import badge, button, field_error, hidden_text, icon, note, skeleton


def emergencies_page() -> rx.Component:
    """What may rescuers read if I cannot answer, and who did?"""
    body = rx.fragment(
        rx.el.div(_choices(), _told(), class_name="split"),
        rx.el.div(card_section(), shown_section(), class_name="split mt-8"),
        _readings(),
    )
    crumb = rx.el.nav(
        rx.el.ol(
            rx.el.li(rx.el.a("Paramètres", href=routes.SETTINGS)),
            rx.el.li("Urgences", aria_current="page"),
        ),
        class_name="crumb",
        aria_label="Fil d’Ariane",
    )
    return layout.shell(
        crumb,
        layout.heading("Urgences", lead="Ce que les secours peuvent lire si vous ne pouvez pas répondre"),
        rx.cond(EmergenciesState.loaded, body, skeleton(lines=6)),
        nav="urgences",
        loaded=EmergenciesState.loaded,
    )


_DETAILS = (
    ("samu", "Le SAMU peut lire mon carnet", "Le médecin du 15 le lit pendant l’appel.", "urgence-samu"),
    (
        "glass",
        "Un autre soignant peut ouvrir mon carnet en urgence",
        "Aux urgences, par exemple, pour 24\u00a0heures. Il doit écrire pourquoi. Un contrôle est fait après.",
        "urgence-bris-de-glace",
    ),
    (
        "masked",
        "Ils voient aussi mes éléments masqués",
        "Sans votre accord ici, ce que vous masquez reste caché, même en urgence.",
        "urgence-masques",
    ),
)


def _choices() -> rx.Component:
    state = EmergenciesState
    master = _switch(
        "allowed",
        "Mon carnet peut être lu en urgence",
        "Si votre vie est en danger et que vous ne pouvez pas donner votre accord.",
        on=state.allowed,
        testid="urgence-acces",
    )
    positions = {"samu": state.samu, "glass": state.glass, "masked": state.masked}
    details = [
        part
        for name, words, hint, testid in _DETAILS
        for part in (rx.el.hr(), _switch(name, words, hint, on=positions[name], testid=testid))
    ]
    refused = rx.el.div(
        note(
            "Les secours vous soignent de la même façon. Ils ne sauront pas vos allergies ni vos traitements, "
            "sauf par votre carte ou vos proches.",
            icon_name="ban",
            testid="refus-urgence",
        ),
        class_name="mt-4",
    )
    return rx.el.section(
        rx.el.h2("Mes choix", class_name="sec-h", id="mes-choix"),
        rx.el.div(
            master,
            rx.cond(state.detail & state.allowed, rx.fragment(*details)),
            rx.cond(state.allowed, rx.fragment(), refused),
            class_name="card",
        ),
        aria_labelledby="mes-choix",
    )


def _switch(name: str, words: str, hint: str, *, on: rx.Var[bool], testid: str) -> rx.Component:
    box = rx.el.input(
        type="checkbox",
        role="switch",
        id=name,
        checked=on,
        on_change=lambda _value: EmergenciesState.choose(name, ~on),
        aria_describedby=f"{name}-h",
        data_testid=testid,
    )
    return rx.el.label(
        rx.el.span(rx.el.span(words, class_name="b"), rx.el.span(hint, class_name="hint", id=f"{name}-h")),
        rx.el.span(box, class_name="switch-in", custom_attrs={"data-on": "Oui", "data-off": "Non"}),
        class_name="switch",
        html_for=name,
    )


def _told() -> rx.Component:
    refusing = rx.el.details(
        rx.el.summary("Et si je refuse tout\u00a0?"),
        rx.el.p(
            "Les secours vous soignent de la même façon. Le soignant qui essaie lit que vous avez refusé, "
            "rien d’autre. Ce qui était ouvert en urgence se ferme aussitôt. Vous pouvez changer d’avis à tout moment."
        ),
        class_name="mot",
    )
    return rx.el.div(
        note(
            "On vous prévient ",
            rx.el.b("à chaque ouverture en urgence"),
            "\u00a0: qui, quand, pourquoi.",
            kind="info",
            icon_name="bell",
        ),
        refusing,
        class_name="stack",
    )


def _readings() -> rx.Component:
    state = EmergenciesState
    nobody = rx.el.p("Personne n’a ouvert votre carnet en urgence.", class_name="muted")
    listed = rx.el.ul(rx.foreach(state.readings, _reading), class_name="rows rows-wrap", data_testid="lectures-urgence")
    return rx.el.section(
        rx.el.h2("Qui a ouvert mon carnet en urgence", class_name="sec-h", id="lectures"),
        rx.cond(state.contested.id != "", _contest()),
        rx.cond(state.readings.length() > 0, rx.el.div(listed, class_name="card card-0"), nobody),
        class_name="sec",
        aria_labelledby="lectures",
    )


def _reading(reading: rx.Var[ReadingView]) -> rx.Component:
    said = hidden_text("\u00a0: " + reading.who + ", " + reading.when)
    contested = button(
        icon("flag", size="s"),
        "Contester",
        said,
        testid="contester-" + reading.id,
        kind="2",
        small=True,
        on_click=EmergenciesState.ask_contest(reading.id),
    )
    state = rx.match(
        reading.kind,
        ("ok", badge(reading.state, kind="ok")),
        ("danger", badge(reading.state, kind="danger")),
        ("warn", badge(reading.state, kind="warn")),
        badge(reading.state, kind="info"),
    )
    body = rx.el.div(
        rx.el.p(reading.who, class_name="t"),
        rx.el.p(reading.when, ". ", reading.facts, class_name="m"),
        rx.cond(reading.words != "", rx.el.p("«\u00a0", reading.words, "\u00a0»", class_name="wrap mt-1")),
        rx.el.p(state, class_name="mt-2"),
        rx.cond(reading.answer != "", rx.el.p("Réponse\u00a0: ", reading.answer, class_name="wrap mt-1")),
        class_name="body",
    )
    line = rx.el.a("Voir la ligne", said, href=reading.line, class_name="sm tap")
    end = rx.el.div(
        rx.cond(reading.line != "", line), rx.cond(reading.can_contest, contested), class_name="end line gap-2"
    )
    return rx.el.li(body, end, data_testid="lecture-" + reading.id)


def _contest() -> rx.Component:
    state = EmergenciesState
    form = rx.el.form(
        rx.el.div(
            rx.el.label("Dites pourquoi, si vous voulez", html_for="mot", class_name="label"),
            rx.el.span("Votre phrase reste dans votre carnet.", class_name="hint", id="mot-h"),
            rx.el.textarea(
                id="mot",
                name="mot",
                class_name="input",
                max_length=WORDS_MOST,
                aria_describedby="mot-h mot-e",
                data_testid="champ-contestation",
            ),
            field_error("mot", sentence=state.wrong),
            class_name="field",
        ),
        rx.el.p(
            button("Contester cette ouverture", testid="envoyer-contestation", kind="danger", type="submit"),
            button("Ne pas contester", testid="annuler-contestation", kind="2", on_click=state.put_away),
            class_name="line btns",
        ),
        on_submit=state.contest,
        reset_on_submit=False,
        class_name="form mt-4",
    )
    return rx.el.div(
        rx.el.h3("Contester l’ouverture de ", state.contested.who, id="contester-titre", tab_index=-1),
        rx.el.p(
            "Elle sera contrôlée par l’exploitation du service, avec une réponse sous 30\u00a0jours. "
            "La personne qui contrôle ne voit ni votre nom, ni vos données de santé.",
            class_name="muted mt-1",
        ),
        form,
        class_name="card mb-6",
        data_testid="formulaire-contestation",
    )
