"""The assistance desk: check who calls, help, end; states of a carnet and never what is in it (R-AS-1 to R-AS-9)."""

import reflex as rx

from csn_app.assistance.page_forms import contact_field, identity_form, reference_form, tick
from csn_app.assistance.page_help import help_session_card
from csn_app.assistance.state import ActView, AssistanceState, DemandLine, Fact
from csn_app.ui import layout
from csn_app.ui.components import badge, button, error_summary, hidden_text, icon, note

_RULE = (
    "Vous voyez l’état du carnet, jamais ce qu’il contient. Ne demandez ni mot de passe ni code. "
    "Tout ce que vous faites est écrit dans l’historique de la personne."
)


def assistance_page() -> rx.Component:
    """Who calls, and what may I do for them?"""
    state = AssistanceState
    end = button(icon("phone"), "Terminer l’appel", testid="terminer-appel", kind="2", on_click=state.end)
    return layout.shell(
        layout.heading(
            rx.cond(state.in_call, "Appel en cours", "Assistance"),
            lead=rx.cond(
                state.in_call,
                state.name + ". Encore " + state.minutes.to_string() + " minutes au plus.",
                "Vérifiez qui appelle, puis aidez une personne à la fois.",
            ),
            actions=rx.cond(state.in_call, end),
        ),
        rx.cond(state.in_call, _call(), _nobody()),
        rx.el.div(note(_RULE, icon_name="shield-check"), class_name="mt-6"),
        nav="agent-3422",
        cover="agent",
        loaded=state.loaded,
    )


def _nobody() -> rx.Component:
    return rx.el.div(
        error_summary(AssistanceState.errors),
        rx.el.section(
            rx.el.h2("1. Vérifier qui appelle", class_name="size-lg"),
            rx.el.p("Posez les questions. Ne donnez jamais la réponse.", class_name="muted mt-2"),
            identity_form(),
            class_name="card",
            data_testid="verification-identite",
        ),
        rx.el.section(
            rx.el.h2("Confirmer la demande d’un collègue", class_name="size-lg"),
            rx.el.p(
                "Votre collègue vous a donné une référence. Vous rappelez la personne au numéro connu.",
                class_name="muted mt-2",
            ),
            reference_form(),
            class_name="card",
        ),
        class_name="stack gap-6",
    )


def _call() -> rx.Component:
    state = AssistanceState
    return rx.el.div(
        error_summary(state.errors),
        rx.el.section(
            rx.el.h2("Identité vérifiée\u00a0: ", state.name, class_name="size-lg"),
            rx.el.p(badge(state.standing, kind="info"), class_name="mt-2"),
            rx.el.dl(rx.foreach(state.facts, _fact), class_name="dl mt-4"),
            class_name="card",
            data_testid="personne-en-appel",
        ),
        rx.cond(state.number != "", _call_back()),
        rx.cond(state.reference != "", _reference()),
        rx.cond(state.waiting.length() > 0, _waiting()),
        rx.cond(state.chosen != "", _read_aloud(), _acts()),
        help_session_card(),
        rx.cond(state.done.length() > 0, _done()),
        class_name="stack gap-6",
    )


def _fact(fact: rx.Var[Fact]) -> rx.Component:
    return rx.el.div(rx.el.dt(fact.label), rx.el.dd(fact.words))


def _acts() -> rx.Component:
    def act(one: rx.Var[ActView]) -> rx.Component:
        return rx.el.li(
            rx.el.div(
                rx.el.p(one.words, class_name="t"),
                rx.cond(one.grave, rx.el.p("Avec un second agent et un rappel", class_name="m")),
                class_name="body",
            ),
            rx.el.div(
                button(
                    "Choisir",
                    hidden_text("\u00a0: " + one.words),
                    testid="acte-" + one.code,
                    kind="2",
                    small=True,
                    on_click=AssistanceState.choose(one.code),
                ),
                class_name="end",
            ),
        )

    none = rx.el.p(
        "Rien ne peut être fait ici dans cet état. Expliquez l’état du carnet, et orientez la personne vers sa caisse.",
        class_name="mt-2",
    )
    listed = rx.el.ul(rx.foreach(AssistanceState.acts, act), class_name="rows rows-wrap")
    return rx.el.section(
        rx.el.h2("2. Aider", class_name="size-lg"),
        rx.cond(AssistanceState.acts.length() > 0, listed, none),
        class_name="card",
    )


def _read_aloud() -> rx.Component:
    state = AssistanceState
    return rx.el.section(
        rx.el.h2(state.chosen_words, class_name="size-lg"),
        rx.el.p("Lisez la phrase à voix haute. La personne doit dire «\u00a0oui\u00a0».", class_name="muted mt-2"),
        rx.el.blockquote(rx.el.p(state.aloud, class_name="b"), class_name="mt-3"),
        rx.el.form(
            rx.cond(state.chosen == "CONTACT", contact_field()),
            tick("oui", "La personne a dit «\u00a0oui\u00a0»"),
            rx.el.div(
                button("Confirmer", testid="confirmer-acte", type="submit"),
                button("Annuler", testid="annuler-acte", kind="3", on_click=state.choose("")),
                class_name="line btns gap-2",
            ),
            on_submit=state.act,
            reset_on_submit=False,
            class_name="form mt-4",
            key=state.chosen,
        ),
        class_name="card",
        data_testid="phrase-a-lire",
    )


def _reference() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Donnez cette référence à un collègue", class_name="size-lg"),
        rx.el.p(AssistanceState.reference, class_name="num b size-lg mt-2", data_testid="reference-demande"),
        rx.el.p(
            "Il rappelle la personne au numéro connu et confirme. Sans lui, rien ne change. Elle vaut 24 heures.",
            class_name="mt-2",
        ),
        class_name="card",
        role="status",
    )


def _call_back() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Rappeler la personne", class_name="size-lg"),
        rx.el.p("Numéro connu\u00a0: ", rx.el.span(AssistanceState.number, class_name="num b"), class_name="mt-2"),
        rx.el.form(
            tick("rappel", "J’ai appelé ce numéro, et la personne confirme sa demande"),
            rx.el.p(button("Confirmer la demande", testid="confirmer-demande", type="submit"), class_name="line btns"),
            on_submit=AssistanceState.confirm,
            reset_on_submit=False,
            class_name="form mt-4",
        ),
        class_name="card",
        data_testid="rappel",
    )


def _waiting() -> rx.Component:
    def line(demand: rx.Var[DemandLine]) -> rx.Component:
        return rx.el.li(
            rx.el.div(rx.el.p(demand.what, class_name="t"), rx.el.p(demand.when, class_name="m"), class_name="body"),
            rx.el.div(
                button(
                    "Abandonner",
                    hidden_text("\u00a0: " + demand.what),
                    testid="abandonner-" + demand.id,
                    kind="3",
                    small=True,
                    on_click=AssistanceState.drop(demand.id),
                ),
                class_name="end",
            ),
        )

    return rx.el.section(
        rx.el.h2("Demandes en attente", class_name="size-lg"),
        rx.el.ul(rx.foreach(AssistanceState.waiting, line), class_name="rows rows-wrap", data_testid="demandes"),
        class_name="card",
    )


def _done() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Fait pendant cet appel", class_name="size-lg"),
        rx.el.ul(
            rx.foreach(AssistanceState.done, lambda words: rx.el.li(words)), class_name="mt-2", data_testid="fait"
        ),
        class_name="card",
    )
