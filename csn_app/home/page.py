# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""The signed-in home."""

import reflex as rx

from csn_app import routes
from csn_app.agenda.wording import Row
from csn_app.home.state import HomeState, LookerLine, NewDocument
from csn_app.prevention.wording import Card as DueCard
from csn_app.routes import FIRST_STEPS
from csn_app.ui import layout
from csn_app.ui.components import avatar, badge, button, hidden_text, icon, link_button, note, skeleton, tile
from csn_app.ui.session import SessionState


def home_page() -> rx.Component:
    """In ten seconds: is there something for me today?"""
    empty = ~HomeState.has_document
    mine = rx.cond(HomeState.loaded & empty, "Bienvenue ", "Bonjour ") + SessionState.first_name
    title = rx.cond(SessionState.other, "Le carnet de " + SessionState.person_first_name, mine)
    begin = "Votre carnet est encore vide, c’est normal. Voici par où commencer."
    body = rx.el.div(
        rx.el.div(
            rx.cond(HomeState.came_of_age, _majority()),
            rx.cond(HomeState.requests.length() > 0, _requests()),
            rx.cond(HomeState.awaited.length() > 0, _awaited()),
            rx.cond(HomeState.documents.length() > 0, _news()),
            rx.foreach(HomeState.next, _next),
            rx.foreach(HomeState.due, _due),
            rx.cond(HomeState.proposal.topic != "", _guide()),
            rx.cond(HomeState.has_document & (HomeState.has_carer | SessionState.other), rx.fragment(), _first_steps()),
            rx.cond(
                HomeState.has_document & (HomeState.documents.length() == 0) & HomeState.sees_documents, _nothing_new()
            ),
            class_name="stack gap-8",
        ),
        rx.el.div(
            rx.cond(SessionState.helping, rx.fragment(), _lookers()),
            rx.cond(SessionState.space_label == "Carnet de votre enfant", _growing()),
            rx.cond(HomeState.silenced, _wake()),
            class_name="stack gap-8",
        ),
        class_name="split",
    )
    return layout.shell(
        layout.heading(
            title, lead=rx.cond(HomeState.loaded, rx.cond(empty & ~SessionState.other, begin, HomeState.lead), "\u00a0")
        ),
        rx.cond(HomeState.loaded, rx.fragment(_emergency(), body), skeleton(lines=6)),
        nav="accueil",
        loaded=HomeState.loaded,
    )


def _majority() -> rx.Component:
    """At 18 the carnet is one's own: look at every choice again (R-ID-29)."""
    return rx.el.section(
        rx.el.h2("Vous avez 18 ans\u00a0: ce carnet est à vous", id="majeur", class_name="size-lg"),
        rx.el.p(
            "Vos parents n’y ont plus accès. Relisez qui peut lire votre carnet, puis confirmez vos choix.",
            class_name="mt-2",
        ),
        rx.el.p(
            link_button("Relire mes choix", href="/soignants", testid="majeur-relire"),
            button("Confirmer mes choix", testid="majeur-confirmer", kind="2", on_click=HomeState.confirm_choices),
            class_name="line btns mt-4",
        ),
        class_name="card signet",
        aria_labelledby="majeur",
        data_testid="majorite",
    )


def _growing() -> rx.Component:
    return note(
        rx.el.b("En grandissant, "),
        SessionState.person_first_name,
        " pourra demander que certains soins restent secrets. Vous ne verrez pas ces documents.",
        icon_name="lock",
        testid="secret-mineur",
    )


def _requests() -> rx.Component:
    """Say who asks to read the carnet; the answer is given where one's professionals are."""
    rows = rx.el.ul(
        rx.foreach(HomeState.requests, lambda words: rx.el.li(words, class_name="wrap")), class_name="stack gap-1 mt-2"
    )
    return rx.el.section(
        rx.el.h2("Demandes d’accès", id="demandes", class_name="size-lg"),
        rx.el.p("Rien n’est ouvert\u00a0: vous décidez.", class_name="muted mt-1"),
        rows,
        rx.el.p(link_button("Répondre", href="/soignants", testid="repondre-demandes", kind=""), class_name="mt-4"),
        class_name="card signet",
        aria_labelledby="demandes",
        data_testid="demandes-acces",
    )


def _awaited() -> rx.Component:
    """Say who wishes to speak to the person: a result waits for a consultation for two weeks (R-DO-15)."""
    rows = rx.el.ul(
        rx.foreach(HomeState.awaited, lambda words: rx.el.li(words, class_name="wrap")), class_name="stack gap-1 mt-2"
    )
    return rx.el.section(
        rx.el.h2("Un soignant souhaite vous voir", id="consulter", class_name="size-lg"),
        rows,
        rx.el.p("Prenez rendez-vous avec lui\u00a0: il veut vous parler de vive voix.", class_name="mt-2"),
        class_name="card",
        aria_labelledby="consulter",
        data_testid="a-consulter",
    )


def _emergency() -> rx.Component:
    said = note(
        rx.el.b(HomeState.emergency),
        rx.el.a("Voir pourquoi, ou contester", href=routes.EMERGENCIES, class_name="tap"),
        kind="warn",
        icon_name="siren",
        testid="ouvert-en-urgence",
    )
    return rx.cond(HomeState.emergency != "", rx.el.div(said, class_name="mb-6"))


def _news() -> rx.Component:
    def line(new: rx.Var[NewDocument]) -> rx.Component:
        href = f"/documents/{new.card.id}"
        link = rx.el.a(new.card.title, href=href, class_name="go", data_testid="nouveau-document")
        return rx.el.li(
            tile(new.card.icon, hue=new.card.hue),
            rx.el.div(rx.el.p(link, class_name="t wrap"), rx.el.p(new.arrived, class_name="m"), class_name="body"),
            class_name="hit",
        )

    more = rx.el.p(rx.el.a(HomeState.more, href="/documents", data_testid="autres-nouveaux"), class_name="card-b")
    return rx.el.section(
        rx.el.div(rx.el.h2("Nouveaux documents", id="nouv"), class_name="card-h"),
        rx.el.ul(rx.foreach(HomeState.documents, line), class_name="rows"),
        rx.cond(HomeState.more != "", more),
        class_name="card card-0 signet",
        aria_labelledby="nouv",
    )


def _guide() -> rx.Component:
    """Propose one thing, in one sentence; it never counts and never scolds."""
    proposal = HomeState.proposal
    return rx.el.section(
        rx.el.h2("Une chose utile aujourd’hui", id="guide", class_name="size-lg"),
        rx.el.p(rx.el.b(proposal.said), " ", proposal.why, class_name="mt-2"),
        rx.el.p(
            link_button("Le faire", hidden_text("\u00a0: " + proposal.said), href=proposal.href, testid="guide-faire"),
            button("Plus tard", testid="guide-plus-tard", kind="3", on_click=HomeState.later),
            button("Ne plus rien me proposer", testid="guide-silence", kind="3", on_click=HomeState.silence),
            class_name="line btns mt-4",
        ),
        rx.el.p(rx.el.a("L’essentiel en cinq minutes", href=FIRST_STEPS, data_testid="essentiel"), class_name="mt-3"),
        class_name="card",
        aria_labelledby="guide",
        data_testid="guide",
    )


def _next(row: rx.Var[Row]) -> rx.Component:
    """Show the next appointment: when, what, and the way into it."""
    day = rx.el.span(
        rx.el.b(row.number),
        rx.el.small(row.month),
        class_name=rx.cond(row.today, "tile day now", "tile day k-sapin"),
        aria_hidden="true",
    )
    link = rx.el.a(row.title, href="/agenda", class_name="go wrap", data_testid="prochain-rendez-vous")
    body = rx.el.div(
        rx.el.p(link, class_name="t"),
        rx.el.p(row.when, class_name="m"),
        rx.el.p(row.about, class_name="m wrap"),
        class_name="body",
    )
    return rx.el.section(
        rx.el.div(rx.el.h2("Prochain rendez-vous", id="rdv"), class_name="card-h"),
        rx.el.ul(rx.el.li(day, body, class_name="hit"), class_name="rows"),
        class_name="card card-0",
        aria_labelledby="rdv",
    )


def _due(card: rx.Var[DueCard]) -> rx.Component:
    """Show one thing to plan, and why."""
    see = link_button("Voir ma prévention", href="/prevention", testid="voir-prevention", small=True)
    body = rx.el.div(
        rx.el.h2("À prévoir", id="a-prevoir", class_name="size-lg"),
        rx.el.p(card.title, class_name="b mt-1"),
        rx.el.p(card.when, class_name="sm muted"),
        rx.el.p(rx.el.b("Pourquoi\u00a0? "), card.why, class_name="sm mt-2"),
        rx.el.p(see, class_name="mt-3"),
        class_name="fill",
    )
    return rx.el.section(
        rx.el.div(tile(card.icon, hue=card.hue), body, class_name="line nowrap line-top gap-4"),
        class_name="card",
        aria_labelledby="a-prevoir",
        data_testid="carte-prevention",
    )


def _wake() -> rx.Component:
    return rx.el.p(
        button("Reprendre les propositions", testid="guide-reprendre", kind="3", small=True, on_click=HomeState.wake)
    )


def _nothing_new() -> rx.Component:
    return rx.el.section(
        rx.el.h2(HomeState.nothing_new, class_name="size-lg"),
        rx.el.p(
            link_button(
                icon("file-text"),
                rx.cond(SessionState.other, "Voir ses documents", "Voir mes documents"),
                href="/documents",
                testid="voir-documents",
            ),
            class_name="mt-4",
        ),
        class_name="card",
    )


def _first_steps() -> rx.Component:
    """List what is worth doing first; a step that is done stays in sight until all are."""
    return rx.el.section(
        rx.el.div(rx.el.h2("Vos premières pages", id="deb"), class_name="card-h"),
        rx.el.ol(
            _step(
                "1",
                "Ajouter un premier document",
                "Une photo de votre dernière ordonnance suffit.",
                minutes="1\u00a0min",
                href="/documents",
                done=HomeState.has_document,
                testid="etape-document",
            ),
            _step(
                "2",
                "Choisir vos soignants",
                "Médecin traitant, pharmacie, kiné… Personne ne lit votre carnet sans votre accord.",
                minutes="2\u00a0min",
                href="/soignants",
                done=HomeState.has_carer,
                testid="etape-soignants",
            ),
            class_name="rows rows-wrap",
        ),
        class_name="card card-0 signet",
        aria_labelledby="deb",
    )


def _step(
    number: str, title: str, why: str, *, minutes: str, href: str, done: rx.Var[bool], testid: str
) -> rx.Component:
    said = hidden_text(f"\u00a0: {title}")
    mark = rx.cond(
        done,
        rx.el.span(icon("check"), class_name="av k-tilleul", aria_hidden="true"),
        rx.el.span(number, class_name="av k-sapin", aria_hidden="true"),
    )
    look = link_button("Revoir", said, href=href, testid=f"{testid}-revoir", kind="3", small=True)
    go = link_button("Faire", said, href=href, testid=testid, small=True)
    return rx.el.li(
        mark,
        rx.el.div(
            rx.el.p(title, " ", rx.cond(done, badge("Fait", kind="ok")), class_name="t"),
            rx.el.p(why, class_name="m"),
            class_name="body",
        ),
        rx.el.div(rx.el.span(minutes, class_name="sm muted num"), rx.cond(done, look, go), class_name="end"),
    )


def _lookers() -> rx.Component:
    def line(looker: rx.Var[LookerLine]) -> rx.Component:
        words = rx.el.div(rx.el.p(looker.name, class_name="t"), rx.el.p(looker.did, class_name="m"), class_name="body")
        return rx.el.li(avatar(looker.initials, hue="bleuet"), words)

    rows = rx.el.ul(rx.foreach(HomeState.lookers, line), class_name="rows", data_testid="derniers-acces")
    whose = rx.cond(SessionState.other, "ce carnet", "votre carnet")
    nobody = note("Aucun soignant n’a ouvert ", whose, " récemment.", icon_name="shield-check")
    return rx.el.section(
        rx.el.div(
            rx.el.h2("Qui a consulté", id="vu"),
            rx.el.a("Tout voir", hidden_text("\u00a0: qui a consulté mon carnet"), href="/historique"),
            class_name="line between sec-h",
        ),
        rx.cond(HomeState.lookers.length() > 0, rx.el.div(rows, class_name="card card-0"), nobody),
        aria_labelledby="vu",
    )
