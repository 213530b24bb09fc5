"""The carnet around every page after sign-in: cover, bar, content, footer, menu, live region."""

from dataclasses import dataclass

import reflex as rx

from csn_app.config import DEMO_SENTENCE
from csn_app.ui.assets import ASSETS, PREFIX, asset_url
from csn_app.ui.components import NativeForm, avatar, hidden_text, icon, logo, plain_link
from csn_app.ui.overlays import SIGN_OUT, quick_exit, session_warning
from csn_app.ui.session import SessionState
from csn_app.ui.spaces import spaces_menu, whose_space


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the navigation: its name in test ids, where it leads, its words and icon."""

    name: str
    href: str
    words: str
    icon: str
    short: str = ""


HOME = Entry("accueil", "/accueil", "Accueil", "house")
DOCUMENTS = Entry("dossier-documents", "/documents", "Documents", "file-text")
PROFILE = Entry("profil-medical", "/profil", "Profil médical", "clipboard-list", "Profil")
MEASURES = Entry("mesures", "/mesures", "Mesures", "activity")
VACCINATIONS = Entry("vaccinations", "/vaccinations", "Vaccinations", "syringe", "Vaccins")
RELATIVES = Entry("proches", "/proches", "Mes proches", "users", "Proches")
PREVENTION = Entry("prevention", "/prevention", "Prévention", "shield-check")
AGENDA = Entry("agenda", "/agenda", "Agenda", "calendar-days")
CATALOGUE = Entry("catalogue", "/services", "Services", "layout-grid")
MESSAGES = Entry("messagerie", "/messages", "Messages", "messages-square")
CARERS = Entry("professionnels", "/soignants", "Mes soignants", "stethoscope", "Soignants")
TRAIL = Entry("historique", "/historique", "Qui a consulté", "eye", "Historique")
EMERGENCIES = Entry("urgences", "/parametres/urgences", "Urgences", "siren")
SETTINGS = Entry("parametres", "/parametres", "Paramètres", "settings")
RIGHTS = Entry("droits", "/droits", "Mes droits", "scale")
PATIENTS = Entry("pro-accueil", "/pro", "Mes patients", "users", "Patients")
DEPOSIT = Entry("pro-depot", "/pro/deposer", "Déposer", "upload")
ASSISTANTS = Entry("pro-secretariat", "/pro/secretariat", "Mon secrétariat", "id-card", "Secrétariat")
DESK_MESSAGES = Entry("pro-messages", "/pro/messages", "Messages", "messages-square")
CALL = Entry("agent-3422", "/assistance", "Assistance", "headset")
OPERATION = Entry("exploitation", "/exploitation", "Exploitation", "settings", "Carnets")
CONTESTS = Entry("contestations", "/exploitation/contestations", "Contestations", "flag", "Recours")
STUCK = Entry("messages-bloques", "/exploitation/messages", "Messages bloqués", "send", "Messages")
DESK_EMERGENCY = Entry("pro-bris-de-glace", "/pro/urgence", "Ouvrir en urgence", "siren", "Urgence")
CURATED = Entry("services", "/exploitation/services", "Services", "layout-grid")
REVIEWS = Entry("acces-urgence", "/exploitation/acces-urgence", "Accès en urgence", "siren", "Urgences")

_FONT = {"as": "font", "crossOrigin": "anonymous"}
Group = tuple[str, tuple[Entry, ...]]
_NAVIGATION: dict[str, tuple[Group, ...]] = {
    "patient": (
        ("Mon dossier", (HOME, DOCUMENTS, PROFILE, MEASURES, VACCINATIONS, PREVENTION)),
        ("Mes échanges", (MESSAGES, AGENDA, CATALOGUE)),
        ("Mon contrôle", (CARERS, TRAIL, RELATIVES, EMERGENCIES, SETTINGS, RIGHTS)),
    ),
    "pro": (("Mon bureau", (PATIENTS, DESK_MESSAGES, DEPOSIT, DESK_EMERGENCY)), ("Mon cabinet", (ASSISTANTS,))),
    "agent": (("Mon bureau", (CALL,)),),
    "operator": (("Mon bureau", (OPERATION, CONTESTS, REVIEWS, STUCK, CURATED)),),
}
_THUMB = (HOME, DOCUMENTS, MESSAGES, AGENDA, PATIENTS, DESK_MESSAGES, DEPOSIT)
"""The places that the thumb finds at the bottom of a phone, beside the menu; the first four of a person's."""

_COUNTED = (MESSAGES, DESK_MESSAGES)
"""The entries that say how many messages wait."""

_COVERS = {"patient": "patient", "pro": "pro", "agent": "agent", "operator": "agent"}


_ENDS = (
    ("/aide", "Aide"),
    ("/donnees-personnelles", "Données personnelles"),
    ("/cookies", "Cookies"),
    ("/accessibilite", "Accessibilité"),
)
"""The help and legal pages, at the foot of every page."""


def shell(
    *content: rx.Component, nav: str, cover: str = "patient", loaded: rx.Var[bool] | None = None, wide: bool = False
) -> rx.Component:
    """Put a page into the carnet. ``nav`` is the name of its entry, ``cover`` who reads, ``loaded`` when it is live."""
    groups = _NAVIGATION[cover]
    # Hydrated once every loading of this address has ended: what an earlier visit left in the state is not live.
    fresh = rx.State.is_hydrated & SessionState.loaded
    live = fresh if loaded is None else fresh & loaded
    column = "page any-width" if wide else "page"
    return rx.el.div(
        plain_link("Aller au contenu", href="#contenu", class_name="skip"),
        _bar(groups),
        _side(groups, nav=nav),
        _demo(),
        *([whose_space()] if cover == "patient" else []),
        rx.el.main(*content, id="contenu", tab_index=-1, class_name=column),
        _footer(),
        *_phone(groups, nav=nav),
        session_warning(),
        flash_region(),
        _marker(live),
        class_name="app",
        data_cover=rx.cond(SessionState.other, "proche", "patient") if cover == "patient" else _COVERS[cover],
    )


def head_components() -> list[rx.Component]:
    """List what the head of every page loads; ``tab.js`` stands in the page, before the framework reads its token."""
    return [
        # As a file of its own it would hold the page back until the framework's files have come.
        rx.el.script(ASSETS[asset_url("tab.js").removeprefix(PREFIX)].body.decode()),
        rx.el.meta(name="viewport", content="width=device-width, initial-scale=1"),
        rx.el.meta(name="robots", content="noindex"),
        rx.el.meta(name="theme-color", content="#0d4740"),
        rx.el.link(
            rel="preload",
            href=asset_url("atkinson.woff2"),
            custom_attrs={"as": "font"},
            type="font/woff2",
            cross_origin="",
        ),
        rx.el.link(rel="stylesheet", href=asset_url("csn.css")),
        rx.el.link(rel="icon", href=asset_url("favicon.svg"), type="image/svg+xml"),
        rx.el.link(rel="apple-touch-icon", href=asset_url("icon-192.png")),
        rx.el.link(rel="manifest", href=asset_url("manifest.webmanifest")),
        rx.el.script(src=asset_url("shell.js"), defer=True),
    ]


def page_title(title: str) -> str:
    """Name a page the same way everywhere."""
    return f"{title} — Carnet de santé numérique"


def heading(title: object, *, lead: object = None, actions: rx.Component | None = None) -> rx.Component:
    """Give the page its title, the sentence under it, and its actions on the right."""
    words = rx.el.div(rx.el.h1(title, tab_index=-1), *([rx.el.p(lead, class_name="lead")] if lead is not None else []))
    return rx.el.div(words, *([actions] if actions else []), class_name="head line between")


def flash_region() -> rx.Component:
    """Say what has just been done, to eyes and ears; ``shell.js`` lets it stay at least ten seconds."""
    toast = rx.el.div(
        rx.el.span(SessionState.flash),
        rx.el.button("Fermer", type="button", class_name="btn btn-3 btn-s", custom_attrs={"data-fermer-avis": "oui"}),
        class_name="toast",
        data_testid="avis",
    )
    return rx.el.div(rx.cond(SessionState.flash != "", toast), class_name="toasts", role="status", aria_live="polite")


def _bar(groups: tuple[Group, ...]) -> rx.Component:
    home = groups[0][1][0].href
    has_bell = any(SETTINGS in entries for _, entries in groups)
    helpline = plain_link(
        icon("phone"),
        rx.el.span("Aide ", SessionState.helpline),
        href="tel:" + SessionState.helpline,
        class_name="tool",
        data_testid="aide-3422",
    )
    return rx.el.header(
        rx.el.a(logo(), hidden_text("Carnet de santé numérique, accueil"), href=home, class_name="brand only-m pull"),
        rx.el.div(class_name="only-d pull"),
        rx.cond(SessionState.helpline != "", helpline),
        *([_bell()] if has_bell else []),
        _who_button(),
        _who_menu(groups),
        quick_exit(),
        class_name="bar",
    )


def _bell() -> rx.Component:
    """Lead to the notifications; ``shell.js`` asks for their number while the page is seen, and writes it here."""
    words = rx.el.span("Notifications", class_name="only-d"), rx.el.span("Nouveau", class_name="only-m")
    count = rx.el.span(class_name="count", hidden=True, custom_attrs={"data-non-lues": "oui"})
    return rx.el.a(icon("bell"), *words, count, href="/notifications", class_name="tool bell", data_testid="cloche")


def _who_button() -> rx.Component:
    return rx.el.button(
        rx.cond(
            SessionState.other,
            avatar(SessionState.initials, hue="bleuet", size="s"),
            avatar(SessionState.initials, size="s"),
        ),
        rx.el.span(SessionState.person_first_name, hidden_text("\u00a0: changer d’espace"), class_name="only-m"),
        rx.el.span(SessionState.person, rx.el.small(SessionState.space_label), class_name="only-d"),
        rx.el.span(icon("chevron-down", size="s"), class_name="only-d"),
        class_name="tool who",
        type="button",
        data_testid="changer-espace",
        custom_attrs={"popoverTarget": "espaces"},
    )


def _who_menu(groups: tuple[Group, ...]) -> rx.Component:
    has_settings = any(SETTINGS in entries for _, entries in groups)
    entries = [RELATIVES, SETTINGS] if has_settings else []
    links = [_unless_shut(entry, rx.el.a(icon(entry.icon), entry.words, href=entry.href)) for entry in entries]
    sign_out = NativeForm.create(
        rx.el.button(icon("log-out"), "Me déconnecter", type="submit", data_testid="deconnexion"),
        action=SIGN_OUT,
        method="post",
    )
    label = rx.el.span(SessionState.space_label, class_name="sm muted")
    who = rx.el.p(rx.el.span(SessionState.name, class_name="b"), rx.el.br(), label)
    alone = rx.el.div(rx.el.div(avatar(SessionState.initials), who, class_name="line pad-s"), class_name="menu")
    return rx.el.div(
        rx.cond(SessionState.spaces.length() > 1, spaces_menu(), alone) if has_settings else alone,
        rx.el.div(*links, sign_out, class_name="menu"),
        class_name="pop",
        id="espaces",
        custom_attrs={"popover": "auto"},
    )


def _side(groups: tuple[Group, ...], *, nav: str) -> rx.Component:
    brand = rx.el.a(
        logo(),
        rx.el.span("Carnet de santé", rx.el.small("numérique")),
        href=groups[0][1][0].href,
        class_name="brand",
    )
    return rx.el.nav(brand, *_groups(groups, nav=nav), class_name="cover", aria_label="Rubriques")


def _groups(groups: tuple[Group, ...], *, nav: str) -> list[rx.Component]:
    found: list[rx.Component] = []
    for words, entries in groups:
        found.append(rx.el.h2(words))
        found.append(rx.el.ul(*(_unless_shut(e, rx.el.li(_link(e, nav=nav))) for e in entries)))
    return found


def _unless_shut(entry: Entry, shown: rx.Component) -> rx.Component:
    """Leave out what is not there for this person, or in this space; the gate and the policy refuse it all the same."""
    if entry not in {CARERS, CATALOGUE, TRAIL, RELATIVES, SETTINGS, RIGHTS, DESK_EMERGENCY}:
        return shown
    return rx.cond(SessionState.shut.contains(entry.href), rx.fragment(), shown)


def _link(entry: Entry, *, nav: str) -> rx.Component:
    here = {"aria_current": "page"} if entry.name == nav else {}
    count = [_count("nav")] if entry in _COUNTED else []
    words = rx.el.span(entry.words)
    return rx.el.a(icon(entry.icon), words, *count, href=entry.href, data_testid=f"nav-{entry.name}", **here)


def _count(where: str, *, dot: bool = False) -> rx.Component:
    """Say how many messages wait, in the navigation."""
    new = rx.el.span(
        SessionState.unread,
        hidden_text(" non lus"),
        class_name="count dot" if dot else "count",
        data_testid=f"{where}-non-lus",
    )
    return rx.cond(SessionState.unread > 0, new)


def _phone(groups: tuple[Group, ...], *, nav: str) -> list[rx.Component]:
    """Give the thumb its five places, and everything else in the menu just above."""
    entries = [entry for _, lines in groups for entry in lines]
    if len(entries) == 1:
        return []
    places = [
        rx.el.a(
            icon(entry.icon),
            entry.short or entry.words,
            *([_count("barre", dot=True)] if entry in _COUNTED else []),
            href=entry.href,
            **({"aria_current": "page"} if entry.name == nav else {}),
        )
        for entry in [one for one in _THUMB if one in entries] or entries[:4]
    ]
    menu_button = rx.el.button(
        icon("menu"), "Menu", type="button", data_testid="menu-mobile", custom_attrs={"popoverTarget": "menu"}
    )
    # ``shell.js`` copies the rubrics of the side into it when it opens: most visits never ask for it.
    menu = rx.el.nav(class_name="menu", aria_label="Toutes les rubriques", custom_attrs={"data-rubriques": "oui"})
    return [
        rx.el.nav(*places, menu_button, class_name="bottom", aria_label="Navigation principale"),
        rx.el.div(menu, class_name="pop", id="menu", custom_attrs={"popover": "auto"}),
    ]


def _demo() -> rx.Component:
    banner = rx.el.aside(rx.el.p(DEMO_SENTENCE), class_name="demo", aria_label="Démonstration")
    return rx.cond(SessionState.demo, banner)


def _footer() -> rx.Component:
    facts = rx.foreach(SessionState.installation_facts, lambda fact: rx.el.li(fact))
    links = (
        rx.el.li(plain_link(words, href=href, data_testid=f"pied{href.replace('/', '-')}")) for href, words in _ENDS
    )
    return rx.el.footer(rx.el.ul(rx.el.li("Carnet de santé numérique"), *links, facts), class_name="ends muted")


def _marker(live: rx.Var[bool]) -> rx.Component:
    """Tell ``shell.js`` that the page is live, and after how many idle minutes the session ends."""
    return rx.el.div(
        hidden=True,
        custom_attrs={
            "data-charge": rx.cond(live, "oui", "non"),
            "data-inactivite": SessionState.idle_minutes,
            "data-discret": rx.cond(SessionState.discreet, "oui", "non"),
        },
    )
