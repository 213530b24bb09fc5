# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""« Ma santé en résumé »: what a doctor needs on two pages, to take along or to keep."""

import reflex as rx

from csn_app import routes
from csn_app.summary.state import SummaryState
from csn_app.summary.wording import Choice, Part
from csn_app.ui import layout
from csn_app.ui.components import button, download_link, icon, skeleton


def summary_page() -> rx.Component:
    """What would I give to a doctor who does not know me?"""
    crumb = rx.el.nav(
        rx.el.ol(
            rx.el.li(rx.el.a("Profil médical", href=routes.PROFILE)),
            rx.el.li("Ma santé en résumé", aria_current="page"),
        ),
        class_name="crumb",
        aria_label="Fil d’Ariane",
    )
    body = rx.el.div(_summary(), rx.el.div(_for_a_doctor(), _keep(), class_name="stack gap-8"), class_name="split")
    return layout.shell(
        crumb,
        layout.heading(
            "Ma santé en résumé",
            lead="Deux pages au plus, pour un soignant qui ne vous connaît pas",
            actions=download_link(
                icon("download"),
                "Télécharger le PDF",
                href=routes.SUMMARY_PDF,
                testid="telecharger-synthese",
                kind="",
            ),
        ),
        rx.cond(SummaryState.loaded, body, skeleton(lines=6)),
        nav="profil-medical",
        loaded=SummaryState.loaded,
    )


def _summary() -> rx.Component:
    view = SummaryState.view
    return rx.el.section(
        rx.el.h2(view.name, class_name="size-lg", id="resume-titre"),
        rx.el.p(view.born, ". Résumé du ", view.at, ".", class_name="muted sm mt-2"),
        rx.foreach(view.parts, _part),
        aria_labelledby="resume-titre",
        class_name="card",
        data_testid="resume",
    )


def _part(part: rx.Var[Part]) -> rx.Component:
    return rx.el.div(
        rx.el.h3(part.title, class_name="b mt-5"),
        rx.el.ul(rx.foreach(part.lines, lambda line: rx.el.li(line)), class_name="stack mt-2"),
    )


def _for_a_doctor() -> rx.Component:
    def choice(one: rx.Var[Choice]) -> rx.Component:
        box = rx.el.input(type="checkbox", name="d", value=one.id, class_name="check", data_testid="joindre-" + one.id)
        words = rx.el.span(rx.el.span(one.title, class_name="b"), rx.el.span(one.more, class_name="hint"))
        return rx.el.label(box, words, class_name="choice")

    some = rx.el.fieldset(
        rx.el.legend("Documents à joindre (facultatif)", class_name="label"),
        rx.el.div(rx.foreach(SummaryState.choices, choice), class_name="mt-2"),
        class_name="field mt-4",
    )
    return rx.el.section(
        rx.el.h2("Le dossier pour mon médecin", class_name="size-lg"),
        rx.el.p(
            "Un seul fichier\u00a0: le résumé, les documents que vous cochez, et les mêmes informations pour son "
            "logiciel. Il n’est pas protégé par un mot de passe\u00a0: donnez-le en main propre ou par une messagerie "
            "sûre.",
            class_name="sm muted mt-2",
        ),
        rx.el.form(
            rx.cond(SummaryState.choices.length() > 0, some),
            button(icon("download"), "Télécharger le dossier", testid="telecharger-dossier", kind="2", type="submit"),
            action=routes.SUMMARY_BUNDLE,
            method="get",
            class_name="mt-4",
        ),
        class_name="card",
    )


def _keep() -> rx.Component:
    done = rx.el.p(
        "Le résumé du ",
        SummaryState.kept,
        " est dans ",
        rx.el.a("vos documents", href=routes.DOCUMENTS),
        ".",
        class_name="mt-3",
        data_testid="resume-garde",
    )
    return rx.el.section(
        rx.el.h2("Le garder", class_name="size-lg"),
        rx.el.p(
            "Il reste tel qu’il est aujourd’hui, à côté de vos documents. Si vous masquez une rubrique à quelqu’un, "
            "il est masqué à tous les professionnels.",
            class_name="sm muted mt-2",
        ),
        rx.cond(
            SummaryState.kept == "",
            rx.el.p(
                button("Enregistrer dans mes documents", testid="garder-resume", kind="2", on_click=SummaryState.keep),
                class_name="mt-3",
            ),
            done,
        ),
        rx.el.p(
            download_link("Pour un logiciel de santé (FHIR)", href=routes.SUMMARY_FHIR, testid="resume-fhir", kind="3"),
            class_name="mt-3",
        ),
        class_name="card",
    )
