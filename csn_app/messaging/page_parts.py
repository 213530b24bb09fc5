# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""What the pages of messages share: the list, and the small script that asks what is new."""

import reflex as rx

from csn_app.messaging.state_list import MailState
from csn_app.messaging.wording import ConversationCard
from csn_app.ui.assets import asset_url
from csn_app.ui.components import badge, button, empty, icon, link_button, skeleton


def watch(*handlers: object) -> rx.Component:
    """Let ``messages.js`` ask again and again, while the page is in sight, what is new."""
    forms = [rx.el.form(on_submit=handler, hidden=True, custom_attrs={"data-veille": "oui"}) for handler in handlers]
    script = rx.el.script(src=asset_url("messages.js"), custom_attrs={"async": True})
    return rx.el.div(*forms, script, hidden=True, custom_attrs={"data-ecoute": "oui"})


def conversations(*, here: rx.Var[str] | str = "", professional: bool = False) -> rx.Component:
    """List the conversations, newest first; ``here`` is the one that stands open beside."""
    rows = rx.el.ul(
        rx.foreach(MailState.cards, lambda card: _row(card, here=here)),
        class_name="rows",
        data_testid="liste-conversations",
    )
    helps = (
        "Écrivez à un patient qui vous a autorisé\u00a0: il pourra vous répondre."
        if professional
        else "Quand un de vos soignants vous écrit, son message arrive ici et vous pouvez répondre."
    )
    none = rx.cond(
        MailState.searched | MailState.archives,
        rx.el.p(
            rx.cond(MailState.searched, "Rien à afficher.", "Aucune conversation archivée."), class_name="card muted"
        ),
        empty(icon_name="messages-square", missing="Aucun message", helps=helps),
    )
    shown = rx.cond(MailState.cards.length() > 0, rx.el.div(rows, class_name="card card-0"), none)
    return rx.cond(MailState.loaded, shown, skeleton(lines=5))


def _row(card: rx.Var[ConversationCard], *, here: rx.Var[str] | str) -> rx.Component:
    current = card.id == here
    link = rx.el.a(
        card.name,
        href=card.href,
        class_name="go",
        data_testid="conversation-" + card.id,
        aria_current=rx.cond(current, "true", "false"),
    )
    marks = rx.cond(
        (card.fresh != "") | card.closed,
        rx.el.p(
            rx.cond(card.fresh != "", badge(card.fresh, kind="new")),
            rx.cond(card.closed, badge("Conversation terminée", icon_name="lock")),
            class_name="line gap-2 mt-1",
        ),
    )
    first = rx.el.p(
        rx.el.span(link, class_name="t"),
        rx.el.span(card.when, class_name="m num"),
        class_name="line between nowrap gap-2",
    )
    return rx.el.li(
        rx.el.span(card.initials, class_name="av k-" + card.hue, aria_hidden="true"),
        rx.el.div(first, rx.el.p(card.subject, class_name="m wrap"), marks, class_name="body"),
        class_name=rx.cond(current, "hit cur", "hit"),
    )


def search() -> rx.Component:
    """Search one's own conversations; the words never leave for the address."""
    box = rx.el.input(
        type="search",
        id="mots",
        name="mots",
        class_name="input",
        max_length=200,
        auto_complete="off",
        data_testid="champ-recherche",
        on_change=MailState.search.debounce(350),
    )
    go = button("Chercher", testid="chercher-message", kind="3", small=True, type="submit")
    field = rx.el.div(
        rx.el.label("Chercher dans mes messages", html_for="mots", class_name="label"),
        rx.el.span(box, go, class_name="affix"),
        class_name="field",
    )
    return rx.el.div(
        rx.el.form(field, on_submit=MailState.search_now, reset_on_submit=False, role="search"),
        rx.el.p(MailState.found, class_name="muted mt-2", role="status", data_testid="nombre-conversations"),
    )


def pages() -> rx.Component:
    """Lead to the other pages of the list."""
    newer = link_button("Plus récentes", href=MailState.newer, testid="page-precedente", small=True)
    older = link_button("Plus anciennes", href=MailState.older, testid="page-suivante", small=True)
    return rx.cond(
        (MailState.newer != "") | (MailState.older != ""),
        rx.el.nav(
            rx.cond(MailState.newer != "", newer),
            rx.cond(MailState.older != "", older),
            aria_label="Pages de conversations",
            class_name="line mt-4",
        ),
    )


def archives_link(base: str) -> rx.Component:
    """Lead to the archives, and back."""
    there = rx.el.a(icon("folder", size="s"), "Voir les archives", href=f"{base}?vue=archives", class_name="back")
    back = rx.el.a(icon("arrow-left", size="s"), "Revenir aux conversations", href=base, class_name="back")
    return rx.el.p(rx.cond(MailState.archives, back, there), class_name="mt-3", data_testid="archives")


def nothing_open() -> rx.Component:
    """Hold the place of a conversation, on large screens, where none is open."""
    return rx.el.section(
        rx.cond(
            MailState.cards.length() > 0,
            rx.el.p(
                icon("messages-square", size="l"),
                "Choisissez une conversation pour la lire.",
                class_name="card line muted",
            ),
        ),
        aria_label="Conversation ouverte",
        class_name="only-d",
    )
