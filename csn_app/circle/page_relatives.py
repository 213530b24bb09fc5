# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""The page of one's relatives: whom one represents, who helps, whom one helps (B19)."""

import reflex as rx

from csn_app.circle.page_relatives_form import invite_form, ward_form
from csn_app.circle.state_relatives import RelativesState
from csn_app.circle.wording_relatives import RelativeCard
from csn_app.ui import layout
from csn_app.ui.components import (
    avatar,
    badge,
    button,
    closes_dialog,
    dialog,
    empty,
    hidden_text,
    icon,
    link_button,
    skeleton,
)
from csn_app.ui.session import SessionState
from csn_app.ui.spaces import enter_button


def relatives_page() -> rx.Component:
    """Which carnets do I manage, and who acts in mine?"""
    lead = rx.cond(
        SessionState.other,
        "Les personnes qui agissent dans ce carnet",
        "Les carnets que vous gérez, et les personnes qui vous aident",
    )
    title = rx.cond(SessionState.other, "Les proches de " + SessionState.person_first_name, "Mes proches")
    lists = rx.el.div(
        rx.el.h2("Listes", id="liste-titre", tab_index=-1, class_name="sr"),
        rx.cond(RelativesState.received.length() > 0, _received()),
        rx.cond(SessionState.other | (RelativesState.managers.length() > 0), _managers()),
        rx.cond(SessionState.other, rx.fragment(), _children()),
        _helpers(),
        rx.cond(SessionState.other, rx.fragment(), rx.fragment(_helped(), _represented())),
        class_name="stack gap-8",
    )
    return layout.shell(
        layout.heading(title, lead=lead),
        rx.cond(RelativesState.loaded, lists, skeleton(lines=6)),
        nav="proches",
        loaded=RelativesState.loaded,
    )


def _section(title: str, *content: rx.Component, section_id: str, add: rx.Component | None = None) -> rx.Component:
    head = rx.el.div(rx.el.h2(title, id=section_id), *([add] if add is not None else []), class_name="line between")
    return rx.el.section(head, *content, aria_labelledby=section_id, class_name="sec stack")


def _add(words: str, panel: str, *, testid: str) -> rx.Component:
    return button(
        icon("plus", size="s"), words, testid=testid, kind="2", small=True, on_click=RelativesState.open(panel)
    )


def _rows(cards: rx.Var[list[RelativeCard]], row: object, *, testid: str) -> rx.Component:
    return rx.el.div(
        rx.el.ul(rx.foreach(cards, row), class_name="rows rows-wrap", data_testid=testid), class_name="card card-0"
    )


def _row(card: rx.Var[RelativeCard], *acts: rx.Component, hue: str = "bleuet") -> rx.Component:
    body = rx.el.div(
        rx.el.p(card.name, " ", rx.cond(card.badge != "", badge(card.badge, icon_name="clock")), class_name="t"),
        rx.el.p(card.words, class_name="m"),
        class_name="body",
    )
    return rx.el.li(
        avatar(card.initials, hue=hue),
        body,
        rx.el.div(*acts, class_name="end"),
        data_testid="proche-" + card.id,
    )


def _open(card: rx.Var[RelativeCard]) -> rx.Component:
    return enter_button(
        "Ouvrir", hidden_text("\u00a0: le carnet de " + card.name), delegation_id=card.id, testid="ouvrir-" + card.id
    )


def _ends(card: rx.Var[RelativeCard], *, held: bool) -> rx.Component:
    """Ask once before an access ends: it is immediate, and only a new invitation brings it back."""
    dialog_id = "dialogue-fin-" + card.id
    act = RelativesState.stop(card.id) if held else RelativesState.end(card.id)
    opens = rx.el.button(
        card.end_words,
        hidden_text("\u00a0: " + card.name),
        type="button",
        class_name="btn btn-3 btn-s c-danger",
        data_testid="arreter-" + card.id,
        custom_attrs={"data-ouvre": dialog_id},
    )
    confirm = button(
        card.end_words,
        testid="confirmer-fin-" + card.id,
        kind="danger",
        on_click=act,
        custom_attrs={"data-ferme": "oui"},
    )
    asked = dialog(
        rx.el.p("L’accès s’arrête tout de suite. Pour recommencer, il faudra une nouvelle invitation."),
        dialog_id=dialog_id,
        title=card.end_words + "\u00a0: " + card.name + "\u00a0?",
        actions=rx.el.div(
            closes_dialog("Ne rien changer", testid="garder-" + card.id), confirm, class_name="line btns"
        ),
    )
    return rx.cond(card.can_end, rx.fragment(opens, asked))


def _received() -> rx.Component:
    def row(card: rx.Var[RelativeCard]) -> rx.Component:
        said = hidden_text("\u00a0: aider " + card.name)
        return _row(
            card,
            button("Accepter", said, testid="accepter-" + card.id, small=True, on_click=RelativesState.accept(card.id)),
            button(
                "Refuser",
                said,
                testid="refuser-" + card.id,
                kind="2",
                small=True,
                on_click=RelativesState.refuse(card.id),
            ),
        )

    rows = _rows(RelativesState.received, row, testid="liste-invitations")
    return _section("Une réponse est attendue", rows, section_id="x0")


def _children() -> rx.Component:
    def row(card: rx.Var[RelativeCard]) -> rx.Component:
        return _row(card, _open(card), _ends(card, held=True))

    nobody = empty(
        icon_name="users",
        missing="Vous ne gérez le carnet d’aucun enfant",
        helps="Il vous faut votre carte Vitale, la date de naissance de l’enfant et le code reçu pour lui.",
    )
    growing = rx.el.p(
        "En grandissant, un enfant peut demander que certains soins restent secrets. À 18\u00a0ans, son carnet est à "
        "lui seul.",
        class_name="sm muted",
    )
    return _section(
        "Mes enfants",
        rx.cond(RelativesState.panel == "enfant", ward_form("Ajouter un enfant")),
        rx.cond(
            RelativesState.children.length() > 0,
            rx.fragment(_rows(RelativesState.children, row, testid="liste-enfants"), growing),
            rx.cond(RelativesState.panel == "enfant", rx.fragment(), nobody),
        ),
        section_id="x1",
        add=_add("Ajouter un enfant", "enfant", testid="ajouter-enfant"),
    )


def _managers() -> rx.Component:
    def row(card: rx.Var[RelativeCard]) -> rx.Component:
        return _row(card, _ends(card, held=False))

    return _section(
        "Qui gère ce carnet",
        rx.cond(RelativesState.panel == "parent", invite_form("Inviter l’autre représentant légal", scopes=False)),
        _rows(RelativesState.managers, row, testid="liste-representants"),
        rx.cond(
            RelativesState.keeps,
            rx.el.p(
                link_button("Ce que mes parents ne voient pas", href="/proches/parents", testid="cache-parents"),
                class_name="mt-4",
            ),
        ),
        section_id="x5",
        add=rx.cond(
            SessionState.space_label == "Carnet de votre enfant",
            _add("Inviter l’autre parent", "parent", testid="inviter-parent"),
        ),
    )


def _helpers() -> rx.Component:
    def row(card: rx.Var[RelativeCard]) -> rx.Component:
        return _row(card, _ends(card, held=False), hue="tilleul")

    nobody = empty(
        icon_name="hand-heart",
        missing="Personne n’aide dans ce carnet",
        helps="Une personne de confiance peut lire ou remplir le carnet, avec son propre compte.",
    )
    return _section(
        "Les personnes qui m’aident",
        rx.cond(RelativesState.panel == "aidant", invite_form("Inviter une personne", scopes=True)),
        rx.cond(
            RelativesState.helpers.length() > 0,
            _rows(RelativesState.helpers, row, testid="liste-aidants"),
            rx.cond(RelativesState.panel == "aidant", rx.fragment(), nobody),
        ),
        section_id="x2",
        add=_add("Inviter quelqu’un", "aidant", testid="inviter-aidant"),
    )


def _helped() -> rx.Component:
    def row(card: rx.Var[RelativeCard]) -> rx.Component:
        return _row(card, _open(card), _ends(card, held=True), hue="prune")

    rows = _rows(RelativesState.helped, row, testid="liste-aides")
    return rx.cond(
        RelativesState.helped.length() > 0, _section("Les personnes que j’aide", rows, section_id="x3"), rx.fragment()
    )


def _represented() -> rx.Component:
    def row(card: rx.Var[RelativeCard]) -> rx.Component:
        return _row(card, _open(card), hue="ardoise")

    nobody = empty(
        icon_name="scale",
        missing="Vous ne représentez aucun adulte",
        helps="Vous êtes tuteur ou tutrice\u00a0? La décision du juge doit être connue de votre caisse.",
    )
    return _section(
        "Les personnes que je représente",
        rx.cond(RelativesState.panel == "mandat", ward_form("Ajouter une décision de justice")),
        rx.cond(
            RelativesState.represented.length() > 0,
            _rows(RelativesState.represented, row, testid="liste-representes"),
            rx.cond(RelativesState.panel == "mandat", rx.fragment(), nobody),
        ),
        section_id="x4",
        add=_add("Ajouter une décision de justice", "mandat", testid="ajouter-mandat"),
    )
