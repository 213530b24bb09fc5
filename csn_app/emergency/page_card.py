# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""The emergency card on the page « Urgences »: how it looks, its copies, and what it shows."""

import reflex as rx

from csn_app import routes
from csn_app.access.emergency_rules import CODES_MOST
from csn_app.emergency.state import EmergenciesState
from csn_app.emergency.wording import CardLine, CodeView, TickView
from csn_app.ui.components import NativeForm, button, empty, hidden_text, icon, note, tile

_FRAME = "fichier-carte"


def card_section() -> rx.Component:
    """Show the card as it is now, make copies of it, and take copies back."""
    state = EmergenciesState
    blank = empty(
        icon_name="id-card",
        missing="Votre carte est vide",
        helps="Cochez ce qu’elle montre, et remplissez ces rubriques dans votre profil médical. "
        "Elle se garde dans un portefeuille ou sur un téléphone.",
    )
    outdated = note(
        "Votre carnet a changé depuis que vous avez imprimé votre carte. ",
        rx.el.b("Réimprimez-la."),
        kind="warn",
        testid="carte-a-reimprimer",
    )
    return rx.el.section(
        rx.el.h2("Ma carte d’urgence", class_name="sec-h", id="ma-carte"),
        rx.cond(state.outdated, rx.el.div(outdated, class_name="mb-4")),
        rx.cond(state.card.lines.length() > 0, rx.fragment(_card(), _make()), blank),
        _codes(),
        aria_labelledby="ma-carte",
    )


def shown_section() -> rx.Component:
    """Tick what the card shows: it counts at once, also for the copies in circulation."""
    return rx.el.section(
        rx.el.h2("Ce qui y figure", class_name="sec-h", id="sur-ma-carte"),
        rx.el.div(
            rx.el.p("Qui scanne le code lit ce que vous cochez, et rien d’autre.", class_name="sm muted"),
            rx.foreach(EmergenciesState.ticks, _tick),
            class_name="card",
        ),
        aria_labelledby="sur-ma-carte",
    )


def _card() -> rx.Component:
    card = EmergenciesState.card
    head = rx.el.p(
        rx.el.span(icon("siren"), "URGENCE", class_name="line nowrap gap-2 size-lg"),
        rx.el.span("Carnet de santé numérique"),
        class_name="ecard-h",
    )
    place = rx.el.div(
        icon("qr-code", size="l"),
        rx.el.p("Chaque carte a son code, tiré quand vous l’imprimez.", class_name="sm"),
        class_name="ecard-q",
    )
    words = rx.el.div(
        rx.el.p(card.name, class_name="b size-lg"),
        rx.el.p(card.born),
        rx.el.dl(rx.foreach(card.lines, _line), class_name="dl mt-4"),
    )
    return rx.el.article(
        head,
        rx.el.div(words, place, class_name="ecard-b"),
        class_name="ecard",
        aria_label="Carte d’urgence",
        data_testid="carte-urgence",
    )


def _line(line: rx.Var[CardLine]) -> rx.Component:
    said = rx.foreach(line.lines, lambda words: rx.el.dd(words, class_name="wrap"))
    return rx.el.div(
        rx.el.dt(line.title),
        said,
        class_name=rx.cond(line.grave, "all grave", rx.cond(line.wide, "all", "")),
    )


def _make() -> rx.Component:
    form = NativeForm.create(
        rx.el.input(type="hidden", name="espace", value=EmergenciesState.space),
        _lasts(),
        rx.el.p(
            _copies("printer", "Imprimer ma carte", support="PAPER", testid="imprimer-carte"),
            _copies("smartphone", "Garder sur mon téléphone", support="PHONE", testid="carte-telephone", kind="2"),
            class_name="line btns mt-4",
        ),
        rx.el.p(
            "Imprimer donne un PDF. Le téléphone garde une page qui s’ouvre sans connexion.",
            class_name="sm muted mt-2",
        ),
        action=routes.EMERGENCY_CARD,
        method="post",
        target=_FRAME,
        class_name="mt-4",
    )
    # The file comes through a frame: a page that asks for a file itself lets go of its live connection.
    frame = rx.el.iframe(name=_FRAME, title="Fichier demandé", hidden=True)
    full = note(
        f"Vous avez déjà {CODES_MOST} cartes en circulation. Retirez-en une avant d’en faire une autre.",
        kind="warn",
        testid="trop-de-cartes",
    )
    room = EmergenciesState.codes.length() < CODES_MOST
    return rx.fragment(rx.cond(room, form, rx.el.div(full, class_name="mt-4")), frame)


def _lasts() -> rx.Component:
    options = [
        rx.el.option("1 an", value="YEAR"),
        rx.el.option("6 mois", value="HALF_YEAR"),
        rx.el.option("30 jours", value="MONTH"),
    ]
    return rx.el.div(
        rx.el.label("Le code fonctionne pendant", html_for="duree-carte", class_name="label"),
        rx.el.select(*options, id="duree-carte", name="duree", class_name="input", data_testid="duree-carte"),
        class_name="field basis-s",
    )


def _copies(icon_name: str, words: str, *, support: str, testid: str, kind: str = "") -> rx.Component:
    """Ask for a copy: the browser posts the form, and the page waits for the copy to be there."""
    return button(
        icon(icon_name),
        words,
        testid=testid,
        kind=kind,
        type="submit",
        name="support",
        value=support,
        on_click=EmergenciesState.made,
    )


def _codes() -> rx.Component:
    state = EmergenciesState
    lost = button(
        icon("refresh-cw", size="s"),
        "Carte perdue\u00a0: retirer tous les codes",
        testid="changer-code",
        kind="3",
        small=True,
        on_click=state.revoke_all,
    )
    return rx.cond(
        state.codes.length() > 0,
        rx.el.div(
            rx.el.h3("Cartes en circulation", class_name="mt-6"),
            rx.el.ul(
                rx.foreach(state.codes, _code), class_name="rows rows-wrap framed mt-3", data_testid="cartes-en-cours"
            ),
            rx.el.p(lost, class_name="mt-3"),
        ),
    )


def _code(code: rx.Var[CodeView]) -> rx.Component:
    end = button(
        "Retirer",
        hidden_text("\u00a0: " + code.words),
        testid="retirer-carte-" + code.id,
        kind="2",
        small=True,
        on_click=EmergenciesState.revoke(code.id),
    )
    return rx.el.li(
        tile(code.icon, hue="ardoise"),
        rx.el.div(rx.el.p(code.words, class_name="t"), rx.el.p(code.more, class_name="m"), class_name="body"),
        rx.el.div(end, class_name="end"),
    )


def _tick(tick: rx.Var[TickView]) -> rx.Component:
    name = "carte-" + tick.code
    box = rx.el.input(
        type="checkbox",
        id=name,
        class_name="check",
        checked=tick.ticked,
        on_change=lambda _value: EmergenciesState.tick(tick.code, ~tick.ticked),
        data_testid=name,
    )
    words = rx.el.span(tick.words, rx.cond(tick.hint != "", rx.el.span(tick.hint, class_name="hint")))
    return rx.el.label(box, words, class_name="tick", html_for=name)
