"""The page of the trail: who read what, when, why; and whether a line is missing."""

import reflex as rx

from csn_app import routes
from csn_app.history.state import HistoryState, Person
from csn_app.history.wording import ContestView, Day, LineView
from csn_app.ui import layout
from csn_app.ui.components import (
    avatar,
    badge,
    button,
    closes_dialog,
    dialog,
    download_link,
    empty,
    hidden_text,
    icon,
    link_button,
    note,
    reads_again,
    skeleton,
    tile,
)
from csn_app.ui.session import SessionState

_CONTEST = "dialogue-contester"


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
            rx.el.div(
                rx.cond(SessionState.other, rx.fragment(), _check()), _contests(), _told(), class_name="stack gap-6"
            ),
            class_name="split",
        ),
        _confirm(),
        reads_again(HistoryState.refresh),
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
    kinds = [
        ("tout", "Tout"),
        ("lectures", "Lectures"),
        ("ajouts", "Ajouts et changements"),
        ("choix", "Accès et réglages"),
        ("connexions", "Connexions"),
        ("refus", "Refus"),
        ("urgences", "Urgences"),
    ]
    periods = [
        ("30j", "30 derniers jours"),
        ("3m", "3 derniers mois"),
        ("12m", "12 derniers mois"),
        ("debut", "Depuis le début"),
    ]
    return rx.el.form(
        _select("qui", "Qui", whose, HistoryState.whose, rx.foreach(HistoryState.people, _person)),
        _select("quoi", "Quoi", kinds, HistoryState.kind),
        _select("quand", "Quand", periods, HistoryState.period),
        button("Afficher", testid="afficher", kind="2", type="submit"),
        on_submit=HistoryState.filter,
        reset_on_submit=False,
        key=HistoryState.whose + HistoryState.kind + HistoryState.period + HistoryState.people.length().to_string(),
        class_name="line line-end gap-4 mb-6",
        data_testid="formulaire-filtres",
    )


def _person(person: rx.Var[Person]) -> rx.Component:
    return rx.el.option(person.name, value=person.id)


def _select(
    name: str, words: str, options: list[tuple[str, str]], chosen: rx.Var[str], *more: rx.Component
) -> rx.Component:
    listed = [rx.el.option(label, value=value) for value, label in options]
    return rx.el.div(
        rx.el.label(words, html_for=f"filtre-{name}", class_name="label"),
        rx.el.select(
            *listed,
            *more,
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
        class_name=rx.cond(day.emergency, "card card-warn", "card"),
    )


def _line(line: rx.Var[LineView]) -> rx.Component:
    drawn = rx.cond(line.initials != "", avatar(line.initials, hue=line.hue), tile(line.icon, hue=line.hue, small=True))
    document = rx.el.p(rx.el.a(line.title, href=line.link, class_name="sm tap"))
    marks = rx.el.p(
        rx.cond(line.refused, badge("Refusé", kind="warn", icon_name="ban")),
        rx.cond(line.emergency, badge("Urgence", kind="warn", icon_name="siren")),
        rx.cond(line.unusual != "", badge("Inhabituel", kind="warn", icon_name="triangle-alert")),
        rx.cond(line.contest != "", badge(line.contest, icon_name="flag")),
        class_name="line gap-2 mt-1",
    )
    marked = line.refused | line.emergency | (line.unusual != "") | (line.contest != "")
    body = rx.el.div(
        rx.el.p(rx.el.b(line.who), rx.cond(line.who != "", " ", ""), line.what),
        rx.el.p(line.facts, class_name="sm muted"),
        rx.cond(line.unusual != "", rx.el.p(line.unusual + ".", class_name="sm")),
        rx.cond(line.link != "", document),
        rx.cond(marked, marks),
        class_name="basis-s",
    )
    contest = button(
        icon("flag", size="s"),
        "Contester",
        hidden_text("\u00a0: " + line.who + " " + line.what),
        testid="contester-" + line.seq.to_string(),
        kind="3",
        small=True,
        on_click=HistoryState.ask(line.seq),
        custom_attrs={"data-ouvre": _CONTEST},
    )
    return rx.el.li(
        drawn,
        rx.el.div(body, rx.cond(line.contestable, contest), class_name="line between line-top gap-2"),
        data_testid="ligne-" + line.seq.to_string(),
    )


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


def _confirm() -> rx.Component:
    """Ask once before a contest leaves: the operator examines it, and answers."""
    send = button(
        "Contester cet accès",
        testid="confirmer-contestation",
        kind="danger",
        on_click=HistoryState.contest,
        custom_attrs={"data-ferme": "oui"},
    )
    return dialog(
        rx.cond(HistoryState.asked_words != "", rx.el.p(HistoryState.asked_words, class_name="b")),
        rx.el.p("Votre signalement part à l’exploitant, qui l’examine et vous répond ici.", class_name="mt-3"),
        dialog_id=_CONTEST,
        title="Contester cet accès\u00a0?",
        actions=rx.el.div(closes_dialog("Ne rien envoyer", testid="ne-pas-contester"), send, class_name="line btns"),
    )


def _contests() -> rx.Component:
    listed = rx.el.ul(rx.foreach(HistoryState.contests, _contest), class_name="stack gap-4 mt-3")
    none = rx.el.p(
        "Un accès vous étonne\u00a0? Appuyez sur «\u00a0Contester\u00a0» à côté de la ligne.",
        class_name="sm muted mt-1",
    )
    return rx.el.section(
        rx.el.h2("Mes contestations", class_name="size-lg"),
        rx.cond(HistoryState.contests.length() > 0, listed, none),
        class_name="card",
        data_testid="mes-contestations",
    )


def _contest(contest: rx.Var[ContestView]) -> rx.Component:
    return rx.el.li(
        rx.el.p(
            rx.el.b("N° ", contest.number),
            rx.match(
                contest.kind,
                ("ok", badge(contest.badge, kind="ok", icon_name="check")),
                ("warn", badge(contest.badge, kind="warn", icon_name="triangle-alert")),
                badge(contest.badge, kind="info", icon_name="clock"),
            ),
            class_name="line between gap-2",
        ),
        rx.el.p(contest.about, class_name="sm"),
        rx.el.p(contest.due, class_name="sm muted"),
        rx.cond(contest.answer != "", rx.el.p("«\u00a0" + contest.answer + "\u00a0»", class_name="sm mt-1 wrap")),
        data_testid="contestation-" + contest.number,
    )


def _told() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Être prévenu", class_name="size-lg"),
        rx.el.p(
            "Vous choisissez quels accès vous sont signalés, et comment. Le premier accès d’un soignant et les accès "
            "en urgence le sont toujours.",
            class_name="sm muted mt-1",
        ),
        rx.el.p(
            link_button("Choisir", hidden_text(" comment être prévenu"), href="/parametres", testid="choisir-alertes"),
            class_name="mt-4",
        ),
        class_name="card",
    )
