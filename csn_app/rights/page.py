"""The page of one's rights: take my data, close or delete compared line by line (B18)."""

import reflex as rx

from csn_app import routes
from csn_app.rights.copies import CopyStep
from csn_app.rights.page_closing import closing_section
from csn_app.rights.state import ClosedLine, Refusal, RightsState
from csn_app.ui import layout
from csn_app.ui.components import (
    button,
    download_link,
    hidden_text,
    icon,
    note,
    plain_link,
    skeleton,
    tile,
)
from csn_app.ui.session import SessionState

_HISTORY = rx.cond(SessionState.other, "L’historique du carnet.", "L’historique de votre carnet, avec sa preuve.")


def rights_page() -> rx.Component:
    """What may I do with my data, alone, and what follows from it?"""
    return layout.shell(
        layout.heading(
            rx.cond(SessionState.other, "Les droits de " + SessionState.person_first_name, "Mes droits"),
            lead=rx.cond(
                SessionState.other,
                "Ce que vous pouvez faire en son nom. Chaque acte est signé, et les autres représentants le savent.",
                "Vos données sont à vous. Tout se fait ici, sur ordinateur comme sur téléphone.",
            ),
        ),
        rx.cond(
            RightsState.loaded,
            rx.fragment(
                rx.cond(RightsState.notice != "", rx.el.div(note(RightsState.notice, kind="info"), class_name="mb-6")),
                rx.cond(RightsState.closed.length() > 0, _closed()),
                _copy(),
                closing_section(),
                _others(),
            ),
            skeleton(lines=6),
        ),
        nav="droits",
        loaded=RightsState.loaded,
    )


def _closed() -> rx.Component:
    """The closed carnets of those whom I represent, to be opened again."""

    def row(line: rx.Var[ClosedLine]) -> rx.Component:
        act = button(
            line.verb,
            hidden_text("\u00a0: " + line.name),
            testid="rouvrir-" + line.id,
            kind="2",
            small=True,
            on_click=RightsState.reopen(line.id),
        )
        body = rx.el.div(rx.el.p(line.name, class_name="t"), rx.el.p(line.words, class_name="m"), class_name="body")
        return rx.el.li(body, rx.el.div(act, class_name="end"))

    return rx.el.section(
        rx.el.h2("Carnets fermés que vous représentez", id="d5", tab_index=-1),
        rx.el.div(rx.el.ul(rx.foreach(RightsState.closed, row), class_name="rows rows-wrap"), class_name="card card-0"),
        aria_labelledby="d5",
        class_name="sec stack",
        data_testid="carnets-fermes",
    )


def _copy() -> rx.Component:
    state = RightsState
    making = rx.el.div(
        rx.el.label(state.copy_words, html_for="avancement", class_name="b", data_testid="etat-copie"),
        rx.el.progress(
            id="avancement", max=state.copy_total, value=state.copy_done, class_name="mt-2", data_testid="avancement"
        ),
        class_name="mt-5",
        role="status",
    )
    ready = rx.el.div(
        note(state.copy_words, kind="ok", testid="copie-prete"),
        rx.el.p(
            download_link(
                icon("download"), "Télécharger mon dossier", href=state.copy_href, testid="telecharger-copie", kind=""
            ),
            _prepare("Préparer un nouveau dossier", kind="3"),
            class_name="line btns mt-4",
        ),
        class_name="mt-5",
    )
    other = rx.el.div(
        rx.cond(state.copy_words != "", rx.el.p(state.copy_words, class_name="muted", data_testid="etat-copie")),
        rx.el.p(_prepare("Préparer mon dossier", kind="2"), class_name="mt-4"),
        class_name="mt-5",
    )
    return rx.el.section(
        tile("download"),
        rx.el.h2("Emporter mes données", id="d1", class_name="mt-4"),
        rx.el.ul(
            _line("check", "Un dossier avec tous vos documents, tels quels, et un résumé lisible."),
            _line("check", _HISTORY),
            _line("clock", "Prêt en quelques minutes. À télécharger pendant 7\u00a0jours."),
            class_name="stack gap-2 mt-3",
        ),
        rx.match(state.copy_step, (CopyStep.MAKING.value, making), (CopyStep.READY.value, ready), other),
        aria_labelledby="d1",
        class_name="card",
    )


def _prepare(words: str, *, kind: str) -> rx.Component:
    return button(words, testid="exporter", kind=kind, on_click=RightsState.prepare)


def _line(icon_name: str, words: object) -> rx.Component:
    return rx.el.li(icon(icon_name), rx.el.span(words), class_name="line nowrap line-top")


def _others() -> rx.Component:
    def refusal(one: rx.Var[Refusal]) -> rx.Component:
        link = plain_link("Télécharger l’attestation", rx.el.span(" du " + one.words), href=one.href)
        return rx.el.li(link)

    proofs = rx.el.details(
        rx.el.summary("Obtenir la preuve de mon opposition"),
        rx.el.div(
            rx.el.p("Vous avez refusé le carnet, puis changé d’avis. Le document dit les deux dates."),
            rx.el.ul(rx.foreach(RightsState.refusals, refusal), class_name="mt-3"),
        ),
        class_name="fold",
        data_testid="preuves-opposition",
    )
    return rx.el.section(
        rx.el.h2("Autres droits", id="d4", class_name="sec-h"),
        rx.cond(RightsState.refusals.length() > 0, proofs),
        _fold(
            "Savoir qui a consulté mon carnet",
            "Chaque lecture est écrite, avec son motif. ",
            rx.el.a("Voir qui a consulté mon carnet", href=routes.HISTORY),
        ),
        _fold(
            "Ce qui reste après une suppression",
            "Dans le fichier de l’assurance maladie\u00a0: votre identité, votre naissance, vos coordonnées et votre "
            "carte. Sans elles, un nouveau carnet vous serait annoncé. "
            "La liste des accès passés, sans un mot de santé, et la date de la suppression\u00a0: ce sont des preuves. "
            "Rien d’autre.",
        ),
        _fold(
            "Saisir la CNIL", "Si vous pensez que vos droits ne sont pas respectés, plaignez-vous à la CNIL (cnil.fr)."
        ),
        aria_labelledby="d4",
        class_name="sec",
    )


def _fold(question: str, *answer: object) -> rx.Component:
    return rx.el.details(rx.el.summary(question), rx.el.div(rx.el.p(*answer)), class_name="fold")
