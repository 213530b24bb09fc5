"""The page of one's professionals: who reads the carnet, what of it, until when."""

import reflex as rx

from csn_app.circle.page_form import access_form
from csn_app.circle.page_requests import requests_section
from csn_app.circle.page_search import search_panel
from csn_app.circle.state import CircleState
from csn_app.circle.wording import CarerCard
from csn_app.ui import layout
from csn_app.ui.components import avatar, badge, button, closes_dialog, dialog, empty, hidden_text, icon, skeleton


def circle_page() -> rx.Component:
    """Who may read my carnet, and how do I change it?"""
    return layout.shell(
        layout.heading(
            "Mes soignants",
            lead="Vous choisissez qui lit votre carnet, quoi, et jusqu’à quand",
            actions=button(icon("plus"), "Ajouter un soignant", testid="ajouter-soignant", on_click=CircleState.add),
        ),
        rx.el.div(
            rx.el.div(
                requests_section(),
                rx.cond(CircleState.adding, search_panel()),
                rx.el.div(
                    rx.el.h2("Les soignants de ma liste", id="liste-titre", tab_index=-1, class_name="sr"),
                    rx.cond(CircleState.loaded, _list(), skeleton(lines=4)),
                ),
                class_name="stack gap-5",
            ),
            _aside(),
            class_name="split",
        ),
        nav="professionnels",
        loaded=CircleState.loaded,
    )


def _list() -> rx.Component:
    first = button("Ajouter mon premier soignant", testid="ajouter-premier", on_click=CircleState.add)
    nobody = empty(
        icon_name="stethoscope",
        missing="Personne ne lit votre carnet",
        helps="Ajoutez par exemple votre médecin. Il verra seulement ce que vous choisissez.",
        action=first,
    )
    cards = rx.el.div(rx.foreach(CircleState.carers, _card), class_name="stack gap-5", data_testid="liste-soignants")
    return rx.cond(CircleState.carers.length() > 0, cards, rx.cond(CircleState.adding, rx.fragment(), nobody))


def _card(carer: rx.Var[CarerCard]) -> rx.Component:
    name = rx.el.div(
        rx.el.div(rx.el.h3(carer.name), _standing(carer), class_name="line between gap-2"),
        rx.el.p(carer.who, class_name="muted"),
        class_name="fill",
    )
    head = rx.el.div(avatar(carer.initials, hue=carer.hue), name, class_name="line nowrap line-top gap-4")
    facts = rx.el.dl(
        _fact("Voit", carer.sees),
        rx.cond(carer.hidden != "", _fact("Ne voit pas", carer.hidden)),
        rx.cond(carer.profile != "", _fact("Profil médical", carer.profile)),
        _fact(carer.until_label, carer.until),
        class_name="dl mt-4",
    )
    return rx.el.article(
        head,
        facts,
        rx.cond(
            (CircleState.form.professional_id == carer.id) & (CircleState.answered == ""),
            rx.el.div(access_form(), class_name="mt-5"),
            _acts(carer),
        ),
        _removal(carer),
        class_name="card",
        data_testid="soignant-" + carer.id,
    )


def _standing(carer: rx.Var[CarerCard]) -> rx.Component:
    return rx.match(
        carer.standing,
        ("ENDED", badge("Accès terminé", icon_name="clock")),
        ("ENDS_SOON", badge(carer.ends, kind="warn", icon_name="clock")),
        badge("Accès ouvert", kind="ok", icon_name="check"),
    )


def _fact(name: str | rx.Var[str], value: rx.Var[str]) -> rx.Component:
    return rx.el.div(rx.el.dt(name), rx.el.dd(value))


def _acts(carer: rx.Var[CarerCard]) -> rx.Component:
    change = button(
        carer.change,
        hidden_text("\u00a0: l’accès de " + carer.name),
        testid="modifier-" + carer.id,
        kind="2",
        small=True,
        on_click=CircleState.decide(carer.id),
    )
    remove = rx.el.button(
        "Retirer",
        hidden_text(" " + carer.name + " de ma liste"),
        type="button",
        class_name="btn btn-3 btn-s c-danger",
        data_testid="retirer-" + carer.id,
        custom_attrs={"data-ouvre": "dialogue-retrait-" + carer.id},
    )
    return rx.el.p(rx.cond(carer.can_change, change), remove, class_name="line gap-btns mt-4")


def _removal(carer: rx.Var[CarerCard]) -> rx.Component:
    confirm = button(
        "Retirer l’accès",
        testid="confirmer-retrait-" + carer.id,
        kind="danger",
        on_click=CircleState.remove(carer.grant_id),
        custom_attrs={"data-ferme": "oui"},
    )
    keep = closes_dialog("Garder cet accès", testid="garder-" + carer.id)
    return dialog(
        rx.el.p("Cette personne ne pourra plus ni lire votre carnet, ni y déposer de document. C’est immédiat."),
        rx.el.p(
            "Ce qu’elle a déposé reste dans votre carnet. Ses propres dossiers ne changent pas.", class_name="mt-3"
        ),
        dialog_id="dialogue-retrait-" + carer.id,
        title="Retirer l’accès de " + carer.name + "\u00a0?",
        actions=rx.el.div(keep, confirm, class_name="line btns"),
    )


def _aside() -> rx.Component:
    by_profession = rx.el.section(
        rx.el.h2("Qui voit quoi, par métier", class_name="size-lg"),
        rx.el.p(
            "Même autorisé, un métier ne voit que ce qui lui est ouvert. Les limites sont écrites avant "
            "que vous enregistriez un accès.",
            class_name="sm muted mt-1",
        ),
        class_name="card",
    )
    who_read = rx.el.section(
        rx.el.h2("Qui a consulté", class_name="size-lg"),
        rx.el.p("Chaque lecture de votre carnet est écrite dans le journal.", class_name="sm muted mt-1"),
        rx.el.p(rx.el.a("Voir qui a consulté mon carnet", href="/historique", data_testid="voir-historique")),
        class_name="card",
    )
    return rx.el.div(by_profession, who_read, class_name="stack gap-6")
