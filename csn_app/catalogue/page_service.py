# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""One service: what it is, what it asks for line by line, what was agreed to, and how to stop."""

import reflex as rx

from csn_app.catalogue.state_service import ServiceScreen
from csn_app.catalogue.wording import REASONS, Exchange
from csn_app.ui import layout
from csn_app.ui.components import (
    badge,
    button,
    closes_dialog,
    dialog,
    empty,
    field_error,
    hidden_text,
    link_button,
    note,
    opens_dialog,
    skeleton,
    switch,
    tile,
)


def service_page() -> rx.Component:
    """What will this service do with my carnet, and how do I say yes or no?"""
    card = ServiceScreen.card
    crumb = rx.el.nav(
        rx.el.ol(
            rx.el.li(rx.el.a("Services et conseils", href="/services")),
            rx.el.li(card.name, custom_attrs={"aria-current": "page"}),
        ),
        class_name="crumb",
        aria_label="Fil d’Ariane",
    )
    lost = empty(
        icon_name="search",
        missing="Ce service n’existe pas, ou n’est plus dans le catalogue",
        helps="Les autres services sont à la page « Services et conseils ».",
        action=link_button("Voir les services", href="/services", testid="vers-services"),
    )
    title = rx.cond(card.name != "", card.name, "Service")
    return layout.shell(
        crumb,
        layout.heading(title, lead=card.about, actions=rx.cond(ServiceScreen.known, _favourite(), rx.fragment())),
        rx.cond(ServiceScreen.loaded, rx.cond(ServiceScreen.known, _body(), lost), skeleton(lines=6)),
        _stop_dialog(),
        nav="catalogue",
        loaded=ServiceScreen.loaded,
    )


def _favourite() -> rx.Component:
    wanted = button("Mettre en favori", testid="mettre-en-favori", kind="2", on_click=ServiceScreen.favourite(True))
    no_more = button(
        "Retirer des favoris", testid="retirer-des-favoris", kind="3", on_click=ServiceScreen.favourite(False)
    )
    return rx.cond(ServiceScreen.card.favourite, no_more, wanted)


def _body() -> rx.Component:
    card = ServiceScreen.card
    closed = note(
        "Ce service est ",
        card.state.lower(),
        "\u00a0: il ne lit et n’écrit plus rien dans aucun carnet.",
        kind="warn",
        testid="service-ferme",
    )
    stale = note(
        "Ce service a changé ses usages. Plus rien ne passe tant que vous n’avez pas accepté de nouveau.",
        kind="warn",
        testid="service-a-renouveler",
    )
    invented = note("Service inventé pour la démonstration, édité par ", card.editor, ".")
    return rx.el.div(
        rx.cond(card.closed, closed, invented),
        rx.cond(ServiceScreen.stale, stale),
        rx.cond(
            ServiceScreen.lines.length() > 0, _agreements(), rx.el.p("Ce service n’échange rien avec votre carnet.")
        ),
        rx.el.div(
            rx.el.div(_past(), _report(), class_name="stack gap-8"),
            rx.el.div(_facts(), rx.cond(ServiceScreen.agreed, _stop()), class_name="stack"),
            class_name="split",
        ),
        class_name="stack gap-8",
    )


def _agreements() -> rx.Component:
    lasts = rx.el.div(
        rx.el.label("Pour combien de temps\u00a0?", html_for="duree", class_name="label"),
        rx.el.select(
            rx.foreach(ServiceScreen.choices, lambda one: rx.el.option(one[1], value=one[0])),
            id="duree",
            value=ServiceScreen.days,
            on_change=ServiceScreen.last,
            class_name="input",
            data_testid="champ-duree",
        ),
        class_name="field mb-3",
    )
    head = rx.el.tr(
        *(rx.el.th(words, scope="col") for words in ("Pour quoi faire", "Quelles données", "Sens", "Mon choix"))
    )
    table = rx.el.table(
        rx.el.caption("Accord pour chaque usage de ce service", class_name="sr"),
        rx.el.thead(head),
        rx.el.tbody(rx.foreach(ServiceScreen.lines, _line)),
        class_name="tbl stackable",
        data_testid="matrice-consentement",
    )
    return rx.el.section(
        rx.el.h2("Ce que j’autorise, usage par usage", id="accords", class_name="sec-h"),
        lasts,
        rx.el.div(table, class_name="card card-0"),
        rx.el.p("Refuser un usage n’empêche pas les autres. Rien n’est coché d’avance.", class_name="sm muted mt-3"),
        aria_labelledby="accords",
    )


def _line(line: rx.Var[Exchange]) -> rx.Component:
    way = rx.cond(
        line.writes, badge("Écrit", kind="warn", icon_name="pencil"), badge("Lit", kind="info", icon_name="eye")
    )
    choice = switch(
        line.on,
        on="J’accepte",
        off="Je refuse",
        testid="but-" + line.line,
        on_change=lambda wanted: ServiceScreen.choose(line.line, wanted),
        label=line.will,
    )
    return rx.el.tr(
        rx.el.th(line.purpose, rx.el.br(), rx.el.span(line.will, class_name="sm muted"), scope="row"),
        rx.el.td(rx.el.div(line.what), custom_attrs={"data-l": "Données"}),
        rx.el.td(rx.el.div(way), custom_attrs={"data-l": "Sens"}),
        rx.el.td(rx.el.div(rx.el.span(choice, class_name="switch")), custom_attrs={"data-l": "Mon choix"}),
    )


def _past() -> rx.Component:
    rows = rx.el.ul(
        rx.foreach(
            ServiceScreen.past,
            lambda one: rx.el.li(
                tile("check", hue="tilleul", small=True),
                rx.el.div(rx.el.p(one.what, class_name="t"), rx.el.p(one.when, class_name="m"), class_name="body"),
            ),
        ),
        class_name="rows",
        data_testid="historique-accords",
    )
    nothing = rx.el.p("Vous n’avez encore rien accepté.", class_name="muted")
    return rx.el.section(
        rx.el.h2("Mes accords jusqu’ici", id="accords-passes", class_name="sec-h"),
        rx.cond(ServiceScreen.past.length() > 0, rx.el.div(rows, class_name="card card-0"), nothing),
        rx.el.p(rx.el.a("Voir ce que ce service a lu et écrit", href="/historique"), class_name="mt-3"),
        aria_labelledby="accords-passes",
    )


def _facts() -> rx.Component:
    listed = rx.el.dl(
        rx.foreach(ServiceScreen.facts, lambda fact: rx.el.div(rx.el.dt(fact.name), rx.el.dd(fact.said))),
        class_name="dl mt-3",
    )
    return rx.el.section(rx.el.h2("À savoir", class_name="size-lg"), listed, class_name="card")


def _stop() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Arrêter", class_name="size-lg"),
        rx.el.p(
            "Il ne lira et n’écrira plus rien dès maintenant. Ce qu’il a déjà reçu est chez lui\u00a0: "
            "écrivez-lui pour l’effacer. Ce qu’il a ajouté dans votre carnet y reste.",
            class_name="sm muted mt-2 mb-3",
        ),
        opens_dialog("Retirer tous mes accords", dialog_id="dialogue-retirer", testid="tout-retirer"),
        class_name="card",
    )


def _stop_dialog() -> rx.Component:
    actions = rx.el.p(
        closes_dialog("Garder mes accords", testid="garder-accords"),
        button(
            "Tout retirer",
            testid="confirmer-tout-retirer",
            kind="danger",
            on_click=ServiceScreen.stop,
            custom_attrs={"data-ferme": "oui"},
        ),
        class_name="line gap-btns",
    )
    return dialog(
        rx.el.p(ServiceScreen.card.name, " ne pourra plus rien lire ni écrire dans votre carnet, tout de suite."),
        dialog_id="dialogue-retirer",
        title="Retirer tous mes accords\u00a0?",
        actions=actions,
    )


def _report() -> rx.Component:
    choices = rx.el.select(
        rx.el.option("Choisissez", value=""),
        *(rx.el.option(words, value=reason.value) for reason, words in REASONS.items()),
        id="probleme",
        name="probleme",
        class_name="input",
        data_testid="champ-probleme",
        aria_describedby="probleme-e",
    )
    words = rx.el.textarea(
        id="precision",
        name="precision",
        default_value=ServiceScreen.typed,
        rows="3",
        class_name="input",
        data_testid="champ-precision",
    )
    form = rx.el.form(
        rx.el.div(
            rx.el.label("Quel est le problème\u00a0?", html_for="probleme", class_name="label"),
            field_error("probleme", sentence=ServiceScreen.error),
            choices,
            class_name="field",
        ),
        rx.el.div(
            rx.el.label("Précisez (facultatif)", html_for="precision", class_name="label"), words, class_name="field"
        ),
        rx.el.p(
            button("Envoyer", hidden_text(" le signalement"), testid="envoyer-signalement", kind="2", type="submit")
        ),
        on_submit=ServiceScreen.report,
        class_name="form texte",
        data_testid="formulaire-signalement",
    )
    return rx.el.details(rx.el.summary("Signaler un problème"), form, class_name="mot")
