"""The page of the trail: who read what, when, why; and whether a line is missing."""

import reflex as rx

from csn_app import routes
from csn_app.history.state import HistoryState
from csn_app.history.wording import Day, LineView
from csn_app.ui import layout
from csn_app.ui.components import avatar, badge, button, download_link, empty, icon, note, skeleton, tile
from csn_app.ui.session import SessionState


def history_page() -> rx.Component:
    """Who consulted my carnet, and can I trust what this page says?"""
    trail = rx.el.div(
        rx.cond(HistoryState.days.length() > 0, rx.foreach(HistoryState.days, _day), _nobody()),
        _pages(),
        class_name="stack gap-5",
        data_testid="journal",
    )
    return layout.shell(
        layout.heading(
            rx.cond(
                SessionState.other,
                "Qui a consulté le carnet de " + SessionState.person_first_name,
                "Qui a consulté mon carnet",
            ),
            lead="Chaque lecture et chaque changement est écrit ici. Une ligne changée ou retirée se voit.",
        ),
        rx.el.div(
            rx.el.div(_filters(), rx.cond(HistoryState.loaded, trail, skeleton(lines=5))),
            # A proof holds every line, also those that a minor keeps from their parents: it is for the person alone.
            rx.cond(SessionState.other, rx.fragment(), _check()),
            class_name="split",
        ),
        nav="historique",
        loaded=HistoryState.loaded,
    )


def _filters() -> rx.Component:
    whose = [
        ("autres", "Tous sauf moi"),
        ("soignants", "Les soignants"),
        ("moi", "Moi"),
        ("tous", "Tout le monde"),
    ]
    periods = [
        ("30j", "30 derniers jours"),
        ("3m", "3 derniers mois"),
        ("12m", "12 derniers mois"),
        ("debut", "Depuis le début"),
    ]
    return rx.el.form(
        _select("qui", "Qui", whose, HistoryState.whose),
        _select("quand", "Quand", periods, HistoryState.period),
        button("Afficher", testid="afficher", kind="2", type="submit"),
        on_submit=HistoryState.filter,
        reset_on_submit=False,
        key=HistoryState.whose + HistoryState.period,
        class_name="line line-end gap-4 mb-6",
        data_testid="formulaire-filtres",
    )


def _select(name: str, words: str, options: list[tuple[str, str]], chosen: rx.Var[str]) -> rx.Component:
    listed = [rx.el.option(label, value=value) for value, label in options]
    return rx.el.div(
        rx.el.label(words, html_for=f"filtre-{name}", class_name="label"),
        rx.el.select(
            *listed,
            id=f"filtre-{name}",
            name=name,
            default_value=chosen,
            class_name="input",
            data_testid=f"filtre-{name}",
        ),
        class_name="field basis-s",
    )


def _day(day: rx.Var[Day]) -> rx.Component:
    return rx.el.section(
        rx.el.h2(day.heading, class_name="size-lg mb-4"),
        rx.el.ol(rx.foreach(day.lines, _line), class_name="time"),
        class_name="card",
    )


def _line(line: rx.Var[LineView]) -> rx.Component:
    drawn = rx.cond(line.initials != "", avatar(line.initials, hue=line.hue), tile(line.icon, hue=line.hue, small=True))
    document = rx.el.p(rx.el.a(line.title, href=line.link, class_name="sm tap"))
    body = rx.el.div(
        rx.el.p(rx.el.b(line.who), rx.cond(line.who != "", " ", ""), line.what),
        rx.el.p(line.facts, class_name="sm muted"),
        rx.cond(line.link != "", document),
        rx.cond(line.refused, rx.el.p(badge("Refusé", kind="warn", icon_name="ban"), class_name="mt-1")),
    )
    return rx.el.li(drawn, body, data_testid="ligne-" + line.seq.to_string())


def _nobody() -> rx.Component:
    return empty(
        icon_name="eye",
        missing="Personne n’a ouvert votre carnet sur cette période",
        helps="Pour lire plus loin, changez «\u00a0Qui\u00a0» ou «\u00a0Quand\u00a0» ci-dessus.",
    )


def _pages() -> rx.Component:
    older = rx.el.a("Lignes plus anciennes", href=HistoryState.older, data_testid="plus-ancien")
    newest = rx.el.a("Revenir aux plus récentes", href=HistoryState.newest, data_testid="plus-recent")
    return rx.cond(
        (HistoryState.older != "") | (HistoryState.newest != ""),
        rx.el.nav(
            rx.cond(HistoryState.newest != "", newest),
            rx.cond(HistoryState.older != "", older),
            class_name="pages",
            aria_label="Pages du journal",
        ),
    )


def _check() -> rx.Component:
    whole = note(rx.el.b("Oui. "), HistoryState.verdict_words, kind="ok", icon_name="shield-check")
    broken = note(rx.el.b("Non. "), HistoryState.verdict_words, kind="danger")
    running = rx.el.p("Vérification en cours…", class_name="muted")
    verdict = rx.el.div(
        rx.cond(
            HistoryState.checking,
            running,
            rx.match(HistoryState.verdict, ("OUI", whole), ("NON", broken), rx.fragment()),
        ),
        rx.cond(HistoryState.verified_at != "", rx.el.p(HistoryState.verified_at, class_name="sm muted mt-2")),
        role="status",
        class_name="mt-3",
        data_testid="resultat-verification",
    )
    actions = rx.el.p(
        button(
            icon("refresh-cw"),
            "Vérifier maintenant",
            testid="verifier-journal",
            kind="2",
            on_click=HistoryState.verify,
            disabled=HistoryState.checking,
        ),
        download_link(
            icon("download"), "Télécharger la preuve", href=routes.HISTORY_PROOF, testid="telecharger-preuve", kind="3"
        ),
        class_name="line btns gap-2 mt-4",
    )
    return rx.el.section(
        rx.el.h2("Le journal est-il intact\u00a0?", class_name="size-lg"),
        rx.el.p(
            "Chaque ligne porte l’empreinte de la précédente. La vérification les relit toutes.",
            class_name="sm muted mt-1",
        ),
        verdict,
        actions,
        class_name="card",
    )
