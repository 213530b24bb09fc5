# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""Closing and deleting compared, and the two questions that ask for the password."""

import reflex as rx

from csn_app import routes
from csn_app.rights.state import RightsState
from csn_app.ui.components import NativeForm, button, closes_dialog, dialog, opens_dialog
from csn_app.ui.session import SessionState

_COLUMNS = ("Ce qui se passe", "Fermer le carnet", "Fermer et tout supprimer")
_OTHERS = (
    "Toute autre personne qui représente ce carnet est prévenue tout de suite, et peut le rouvrir. "
    "Le supprimer demande l’accord de tous, ou l’absence d’opposition jusqu’au jour dit."
)


def closing_section() -> rx.Component:
    """What follows from closing and from deleting, line by line, and the way to each."""
    table = rx.el.table(
        rx.el.caption("Comparer\u00a0: fermer, ou fermer et supprimer", class_name="sr"),
        rx.el.thead(
            rx.el.tr(*(rx.el.th(w, scope="col", role="columnheader") for w in _COLUMNS), role="row"),
            role="rowgroup",
        ),
        rx.el.tbody(*_compared(), _acts(), role="rowgroup"),
        role="table",
        class_name="tbl stackable",
    )
    return rx.el.section(
        rx.el.h2("Fermer ou supprimer", id="d3", class_name="sec-h"),
        rx.el.div(table, class_name="card card-0"),
        rx.cond(SessionState.other, rx.el.p(_OTHERS, class_name="mt-4")),
        rx.el.p(
            "Fermer n’a aucun effet sur vos remboursements ni sur vos soins. "
            "Nous vous demanderons votre mot de passe, puis un code de sécurité.",
            class_name="muted mt-4",
        ),
        _question(
            "fermer",
            title="Fermer le carnet\u00a0?",
            words="Les soignants et les secours ne le liront plus, tout de suite. "
            "Tout est gardé 10\u00a0ans\u00a0: vous pourrez le rouvrir.",
            verb="Fermer le carnet",
            testid="confirmer-fermeture",
        ),
        _question(
            "supprimer",
            title="Fermer et tout supprimer\u00a0?",
            words="Nous vérifions d’abord que c’est bien vous. Puis nous vous montrons ce qui sera supprimé, "
            "et quand. Rien n’est supprimé à cette étape.",
            verb="Continuer",
            testid="continuer-suppression",
        ),
        aria_labelledby="d3",
        class_name="sec",
    )


def _compared() -> list[rx.Component]:
    state, same = RightsState, "Ne lisent plus et ne déposent plus rien."
    return [
        _row(rx.cond(SessionState.other, "Les soignants", "Mes soignants"), same, same),
        _row(
            rx.cond(SessionState.other, "Les documents", "Mes documents"),
            rx.el.div("Gardés 10\u00a0ans, sous clé, jusqu’au ", state.archive_day, ", puis effacés."),
            rx.el.div("Effacés le ", state.erasure_day, ", copies comprises."),
        ),
        _row("Les secours", "Ne trouvent plus rien.", "Ne trouvent plus rien."),
        _row(
            "Si je change d’avis",
            rx.el.div(rx.el.b("Je rouvre quand je veux"), " et retrouve tout, sauf les accès de mes soignants."),
            rx.el.div(
                rx.el.b("J’annule jusqu’au ", state.erasure_last),
                " compris. Après, tout est perdu, et un carnet supprimé ne revient pas de lui-même.",
            ),
        ),
    ]


def _acts() -> rx.Component:
    close = opens_dialog("Fermer le carnet", dialog_id="dialogue-fermer", testid="fermer-carnet", kind="2 btn-danger")
    erase = opens_dialog("Tout supprimer", dialog_id="dialogue-supprimer", testid="supprimer-tout", kind="danger")
    return rx.el.tr(
        rx.el.th(rx.el.span("Action", class_name="sr"), scope="row", role="rowheader"),
        rx.el.td(close, role="cell"),
        rx.el.td(erase, role="cell"),
        role="row",
    )


def _row(name: object, closed: rx.Component | str, erased: rx.Component | str) -> rx.Component:
    def cell(label: str, content: rx.Component | str) -> rx.Component:
        inner = rx.el.div(content) if isinstance(content, str) else content
        return rx.el.td(inner, role="cell", custom_attrs={"data-l": label})

    return rx.el.tr(
        rx.el.th(name, scope="row", role="rowheader"), cell("Fermer", closed), cell("Supprimer", erased), role="row"
    )


def _question(outcome: str, *, title: str, words: str, verb: str, testid: str) -> rx.Component:
    """Ask for the password in a native form: it never travels through the websocket."""
    field_id = f"mdp-{outcome}"
    field = rx.el.div(
        rx.el.label("Votre mot de passe", html_for=field_id, class_name="label"),
        rx.el.span("Pour être sûrs que c’est vous", class_name="hint", id=f"{field_id}-h"),
        rx.el.input(
            id=field_id,
            name="mdp",
            type="password",
            auto_complete="current-password",
            aria_describedby=f"{field_id}-h",
            class_name="input",
            data_testid=f"champ-mot-de-passe-{outcome}",
        ),
        class_name="field",
    )
    form = NativeForm.create(
        rx.el.p(words),
        field,
        rx.el.input(type="hidden", name="issue", default_value=outcome),
        action=routes.RIGHTS_CLOSE,
        method="post",
        id=f"formulaire-{outcome}",
        class_name="form",
    )
    send = button(verb, testid=testid, kind="danger", type="submit", custom_attrs={"form": f"formulaire-{outcome}"})
    keep = closes_dialog("Garder le carnet", testid=f"garder-{outcome}")
    return dialog(
        form, dialog_id=f"dialogue-{outcome}", title=title, actions=rx.el.div(send, keep, class_name="line btns")
    )
