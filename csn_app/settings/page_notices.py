"""The list of notifications: what is new, and where it leads."""

import reflex as rx

from csn_app.settings.alert_words import NoticeDay, NoticeView
from csn_app.settings.state_notices import NoticesState
from csn_app.ui import layout
from csn_app.ui.components import badge, button, empty, icon, link_button, reads_again, skeleton, tile


def notices_page() -> rx.Component:
    """What is new in my carnet?"""
    read_all = button(icon("check"), "Tout marquer lu", testid="tout-lire", kind="2", on_click=NoticesState.read_all)
    listed = rx.el.div(
        rx.cond(NoticesState.days.length() > 0, rx.foreach(NoticesState.days, _day), _none()),
        _pages(),
        class_name="stack gap-5",
        data_testid="notifications",
    )
    return layout.shell(
        layout.heading(
            "Notifications",
            lead=NoticesState.unread_words,
            actions=rx.el.div(
                rx.cond(NoticesState.unread > 0, read_all),
                link_button(
                    icon("settings"), "Choisir mes alertes", href="/parametres", testid="choisir-alertes", kind="3"
                ),
                class_name="line btns gap-2",
            ),
        ),
        rx.cond(NoticesState.loaded, listed, skeleton(lines=5)),
        reads_again(NoticesState.refresh),
        nav="notifications",
        loaded=NoticesState.loaded,
    )


def _day(day: rx.Var[NoticeDay]) -> rx.Component:
    return rx.el.section(
        rx.el.h2(day.heading, class_name="size-lg mb-4"),
        rx.el.ul(rx.foreach(day.notices, _notice), class_name="rows rows-wrap card card-0"),
    )


def _notice(notice: rx.Var[NoticeView]) -> rx.Component:
    go = button(
        rx.cond(notice.link != "", "Ouvrir", "Marquer lu"),
        rx.el.span("\u00a0: " + notice.title, class_name="sr"),
        testid="ouvrir-" + notice.id,
        kind="2",
        small=True,
        on_click=NoticesState.open(notice.id),
    )
    body = rx.el.div(
        rx.el.p(notice.title, class_name="t"),
        rx.cond(notice.words != "", rx.el.p(notice.words, class_name="m")),
        rx.el.p(notice.when, class_name="m"),
        class_name="body",
    )
    end = rx.el.div(
        rx.cond(notice.read, rx.fragment(), badge("Non lue", kind="info")),
        rx.cond(notice.read & (notice.link == ""), rx.fragment(), go),
        class_name="end",
    )
    drawn = rx.cond(notice.alert, tile(notice.icon, hue="mirabelle"), tile(notice.icon, hue="ardoise"))
    return rx.el.li(drawn, body, end, data_testid="notification-" + notice.id)


def _none() -> rx.Component:
    return empty(
        icon_name="bell",
        missing="Rien de nouveau",
        helps="Ici arrive ce qui se passe dans votre carnet\u00a0: un document, un accès, une réponse.",
    )


def _pages() -> rx.Component:
    older = rx.el.a("Notifications plus anciennes", href=NoticesState.older, data_testid="plus-ancien")
    newest = rx.el.a("Revenir aux plus récentes", href=NoticesState.newest, data_testid="plus-recent")
    return rx.cond(
        (NoticesState.older != "") | (NoticesState.newest != ""),
        rx.el.nav(
            rx.cond(NoticesState.newest != "", newest),
            rx.cond(NoticesState.older != "", older),
            class_name="pages",
            aria_label="Pages des notifications",
        ),
    )
