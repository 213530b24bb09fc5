# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""What stands around the list: the tick of a row, the bar of what is picked, the folders, the way to the trash."""

import reflex as rx

from csn_app.documents.formats import TITLE_MAX
from csn_app.documents.state_binder import BinderState
from csn_app.documents.wording import LIST, TRASH, Line, options
from csn_app.documents.wording_binder import FolderLine
from csn_app.ui.components import button, field_error, icon, plain_link


def tick(card: rx.Var[Line]) -> rx.Component:
    """Pick a document of the list."""
    box = rx.el.input(
        type="checkbox",
        checked=BinderState.picked.contains(card.id),
        on_change=BinderState.pick(card.id),
        class_name="check",
        # Its name is said and not written: the title stands once on the page, in its link.
        aria_label="Choisir\u00a0: " + card.title,
        data_testid="choisir-" + card.id,
    )
    return rx.el.label(box, class_name="pick")


def selection_bar() -> rx.Component:
    """Act on what is picked; it stands there only when something is."""
    some = BinderState.picked.length() > 0
    head = rx.el.p(
        # Read out by the count below, in its place for the eye.
        rx.el.span(BinderState.picked_words, class_name="b", aria_hidden="true"),
        button("Tout choisir", testid="tout-choisir", kind="3", small=True, on_click=BinderState.pick_all),
        button("Ne rien choisir", testid="rien-choisir", kind="3", small=True, on_click=BinderState.clear),
        class_name="line gap-2",
    )
    bar = rx.el.div(
        head,
        _acts(),
        rx.el.details(
            rx.el.summary("Ranger ou classer", data_testid="ranger-lot"),
            rx.el.div(_move(), _classify(), class_name="stack gap-4 mt-3"),
            class_name="mot mt-2",
        ),
        class_name="card selbar",
        role="group",
        aria_label="Actions sur les documents choisis",
        data_testid="barre-selection",
    )
    # The count is read out where it changes, whether the bar is there or not.
    count = rx.el.p(BinderState.picked_words, role="status", class_name="sr")
    return rx.fragment(count, rx.cond(some, bar))


def _acts() -> rx.Component:
    return rx.el.div(
        plain_link(
            icon("download", size="s"),
            "Télécharger (ZIP)",
            href=BinderState.bundle,
            download="",
            class_name="btn btn-2 btn-s",
            data_testid="telecharger-lot",
        ),
        button(
            icon("eye-off", size="s"),
            "Masquer à tous",
            testid="masquer-lot",
            kind="2",
            small=True,
            on_click=BinderState.mask,
        ),
        button("Mettre à la corbeille", testid="corbeille-lot", kind="2", small=True, on_click=BinderState.throw_away),
        class_name="line gap-2 mt-2",
    )


def _move() -> rx.Component:
    choices = rx.foreach(BinderState.folders, lambda one: rx.el.option(one.name, value=one.id))
    return _choice(
        "Dossier",
        "dossier",
        rx.el.option("Aucun dossier", value=""),
        choices,
        submit="Ranger",
        on_submit=BinderState.move,
    )


def _classify() -> rx.Component:
    choices = [rx.el.option(option.words, value=option.code) for option in options()]
    return _choice("Catégorie", "categorie", *choices, submit="Classer", on_submit=BinderState.classify)


def _choice(words: str, name: str, *choices: rx.Component, submit: str, on_submit: object) -> rx.Component:
    field = f"lot-{name}"
    return rx.el.form(
        rx.el.div(
            rx.el.label(words, html_for=field, class_name="label"),
            rx.el.select(*choices, id=field, name=name, class_name="input", data_testid=field),
            class_name="field",
        ),
        button(submit, testid=f"{submit.lower()}-lot-ok", kind="2", small=True, type="submit"),
        on_submit=on_submit,
        reset_on_submit=False,
        class_name="line line-end",
    )


def open_folder() -> rx.Component:
    """Name the folder that is open, and change it."""
    here = BinderState.here
    shown = rx.el.section(
        rx.el.div(
            rx.el.h2(icon("folder"), " ", here.name, id="dossier-ouvert", tab_index=-1, class_name="wrap"),
            rx.el.a("Tous les documents", href=LIST, data_testid="fermer-dossier"),
            class_name="line between",
        ),
        rx.el.details(
            rx.el.summary("Renommer ou supprimer ce dossier", data_testid="changer-dossier"),
            _rename(),
            rx.el.p(
                button(
                    "Supprimer le dossier",
                    testid="supprimer-dossier",
                    kind="3",
                    small=True,
                    on_click=BinderState.delete,
                ),
                rx.el.span("Ses documents restent dans votre carnet.", class_name="sm muted"),
                class_name="line gap-2 mt-3",
            ),
            class_name="mot mt-2",
        ),
        class_name="mb-4",
        aria_labelledby="dossier-ouvert",
        data_testid="dossier-ouvert",
    )
    return rx.cond(here.id != "", shown)


def _rename() -> rx.Component:
    here = BinderState.here
    return rx.el.form(
        rx.el.div(
            rx.el.label("Nom du dossier", html_for="nom-dossier", class_name="label"),
            rx.el.input(
                id="nom-dossier",
                name="nom",
                default_value=here.name,
                max_length=TITLE_MAX,
                auto_complete="off",
                class_name="input",
            ),
            class_name="field",
        ),
        button("Renommer", testid="renommer-dossier", kind="2", small=True, type="submit"),
        on_submit=BinderState.rename,
        reset_on_submit=False,
        key=here.id + here.name,
        class_name="line line-end mt-3",
    )


def folders_card() -> rx.Component:
    """List the folders, make one, and lead to the trash."""

    def folder(one: rx.Var[FolderLine]) -> rx.Component:
        words = icon("folder", size="s"), one.name, rx.el.span(one.count, class_name="num muted")
        current = rx.cond(one.here, "true", "false")
        return rx.el.li(
            rx.el.a(
                *words,
                href=one.href,
                class_name="line gap-2 wrap",
                custom_attrs={"aria-current": current},
                data_testid="dossier-" + one.id,
            )
        )

    return rx.el.section(
        rx.el.h2("Mes dossiers", id="dossiers-titre", tab_index=-1),
        rx.el.ul(rx.foreach(BinderState.folders, folder), class_name="stack gap-2 mt-3", data_testid="dossiers"),
        _make(),
        rx.el.p(rx.el.a("Voir la corbeille", href=TRASH, data_testid="voir-corbeille"), class_name="mt-4"),
        aria_labelledby="dossiers-titre",
        class_name="card",
    )


def _make() -> rx.Component:
    field = rx.el.div(
        rx.el.label("Nouveau dossier", html_for="champ-dossier", class_name="label"),
        rx.el.input(
            id="champ-dossier",
            name="nom",
            max_length=TITLE_MAX,
            auto_complete="off",
            class_name="input",
            aria_invalid=rx.cond(BinderState.error != "", "true", "false"),
            aria_describedby=rx.cond(BinderState.error != "", "champ-dossier-e", ""),
            data_testid="champ-dossier",
        ),
        field_error("champ-dossier", sentence=BinderState.error),
        class_name="field",
    )
    return rx.el.form(
        field,
        rx.el.p(button("Créer le dossier", testid="creer-dossier", kind="2", small=True, type="submit")),
        on_submit=BinderState.make,
        reset_on_submit=False,
        key="dossiers-" + BinderState.folders.length().to_string(),
        class_name="form mt-4",
    )
