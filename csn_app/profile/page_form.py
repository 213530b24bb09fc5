# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""The form of one entry: three questions or so, the rest optional; shared by every section."""

import reflex as rx

from csn_app.profile.asking import Ask, Choice
from csn_app.profile.state import ProfileState
from csn_app.ui.components import button, closes_dialog, dialog, error_summary, field_error, opens_dialog

_BOXES = (("jour", "Jour", 2), ("mois", "Mois", 2), ("annee", "Année", 4))


def entry_form(*, title: str = "h3") -> rx.Component:
    """Ask for one entry; a correction can delete it too. ``title`` is the level of its title in the page."""
    form = ProfileState.form
    optional = rx.el.details(
        rx.el.summary("Ajouter des précisions", data_testid="precisions"),
        rx.el.div(rx.foreach(form.more, _ask), class_name="form mt-4"),
        open=form.more_open,
        class_name="mot",
    )
    acts = rx.el.p(
        button("Enregistrer", testid="enregistrer-" + form.slug, type="submit"),
        button("Annuler", testid="annuler-" + form.slug, kind="3", on_click=ProfileState.cancel),
        rx.cond(
            form.entry_id != "",
            opens_dialog("Supprimer", dialog_id="dialogue-suppression", testid="supprimer-" + form.slug, kind="3"),
        ),
        class_name="line btns",
    )
    return rx.el.div(
        rx.el.form(
            (rx.el.h2 if title == "h2" else rx.el.h3)(form.heading, class_name="size-lg"),
            error_summary(ProfileState.errors),
            rx.foreach(form.asks, _ask),
            rx.cond(form.more.length() > 0, optional),
            acts,
            on_submit=ProfileState.save,
            reset_on_submit=False,
            key=form.section + form.entry_id,
            class_name="well form",
            data_testid="formulaire-" + form.slug,
        ),
        _deletion(),
        class_name="mt-5",
    )


def _deletion() -> rx.Component:
    form = ProfileState.form
    confirm = button(
        "Supprimer",
        testid="confirmer-suppression",
        kind="danger",
        on_click=ProfileState.delete(form.entry_id),
        custom_attrs={"data-ferme": "oui"},
    )
    return dialog(
        rx.el.p("Cette information disparaît de votre profil tout de suite, pour vous et pour vos soignants."),
        dialog_id="dialogue-suppression",
        title="Supprimer «\u00a0" + form.deletes + "\u00a0»\u00a0?",
        actions=rx.el.div(closes_dialog("Garder", testid="garder-entree"), confirm, class_name="line btns"),
    )


def _ask(ask: rx.Var[Ask]) -> rx.Component:
    asked = rx.match(
        ask.kind,
        ("DATE", _date(ask)),
        ("CARDS", _cards(ask)),
        ("CHOICE", _labelled(ask, _select(ask))),
        ("LONG", _labelled(ask, _area(ask))),
        ("NUMBER", _labelled(ask, _line(ask, "f-8", input_mode="numeric"))),
        ("PHONE", _labelled(ask, _line(ask, "f-16", type="tel"))),
        ("POSTCODE", _labelled(ask, _line(ask, "f-8"))),
        _labelled(ask, rx.cond(ask.proposes, _proposing(ask), _line(ask, ""))),
    )
    return rx.cond((ask.parent == "") | (ProfileState.answers[ask.parent] == ask.parent_answer), asked)


def _described(ask: rx.Var[Ask]) -> dict[str, object]:
    hint = rx.cond(ask.hint != "", "champ-" + ask.name + "-h ", "")
    wrong = rx.cond(ask.error != "", "champ-" + ask.name + "-e", "")
    return {"aria_describedby": hint + wrong, "aria_invalid": rx.cond(ask.error != "", "true", "false")}


def _props(ask: rx.Var[Ask]) -> dict[str, object]:
    return {
        "id": "champ-" + ask.name,
        "name": ask.name,
        "data_testid": "champ-" + ask.name,
        "auto_focus": ask.first,
        "key": ask.key,
        **_described(ask),
    }


def _labelled(ask: rx.Var[Ask], control: rx.Component) -> rx.Component:
    return rx.el.div(
        rx.el.label(ask.label, html_for="champ-" + ask.name, class_name="label"),
        _hint(ask),
        control,
        field_error("champ-" + ask.name, sentence=ask.error),
        class_name="field",
    )


def _hint(ask: rx.Var[Ask]) -> rx.Component:
    return rx.cond(ask.hint != "", rx.el.span(ask.hint, class_name="hint", id="champ-" + ask.name + "-h"))


def _line(ask: rx.Var[Ask], width: str, **props: object) -> rx.Component:
    props.setdefault("type", "text")
    return rx.el.input(
        default_value=ask.value,
        class_name=f"input {width}".strip(),
        auto_complete="off",
        **props,
        **_props(ask),
    )


def _proposing(ask: rx.Var[Ask]) -> rx.Component:
    """Propose words under the field; each is a button, so that a keyboard reaches it and free text stays free."""

    def ask_list(typed: rx.Var[str]) -> object:
        return ProfileState.suggest(ask.name, typed).debounce(250)

    def word(found: rx.Var[str]) -> rx.Component:
        return rx.el.button(
            found,
            type="button",
            class_name="chip",
            data_testid="proposition",
            on_click=ProfileState.choose(ask.name, found),
        )

    here = (ProfileState.suggesting == ask.name) & (ProfileState.suggestions.length() > 0)
    proposed = rx.el.div(
        rx.el.span("Propositions\u00a0:", class_name="sm muted"),
        rx.foreach(ProfileState.suggestions, word),
        class_name="chips mt-2",
        data_testid="propositions",
    )
    field = _line(ask, "", spell_check=False, on_change=ask_list)
    return rx.el.div(field, rx.el.div(rx.cond(here, proposed), role="status"))


def _area(ask: rx.Var[Ask]) -> rx.Component:
    return rx.el.textarea(default_value=ask.value, class_name="input", **_props(ask))


def _select(ask: rx.Var[Ask]) -> rx.Component:
    return rx.el.select(
        rx.el.option("Choisissez", value=""),
        rx.foreach(ask.choices, lambda choice: rx.el.option(choice.words, value=choice.code)),
        default_value=ask.value,
        class_name="input",
        on_change=lambda value: ProfileState.answer(ask.name, value),
        **_props(ask),
    )


def _cards(ask: rx.Var[Ask]) -> rx.Component:
    def card(choice: rx.Var[Choice]) -> rx.Component:
        box = rx.el.input(
            type="radio",
            name=ask.name,
            value=choice.code,
            default_checked=choice.chosen,
            class_name="check",
            data_testid="champ-" + ask.name + "-" + choice.code,
        )
        hint = rx.cond(choice.hint != "", rx.el.span(choice.hint, class_name="hint"))
        return rx.el.label(
            box, rx.el.span(rx.el.span(choice.words, class_name="b"), hint, class_name="fill"), class_name="choice"
        )

    return rx.el.fieldset(
        rx.el.legend(ask.label, class_name="label"),
        rx.el.div(rx.foreach(ask.choices, card), class_name="mt-2"),
        field_error("champ-" + ask.name, sentence=ask.error),
        id="champ-" + ask.name,
        tab_index=-1,
        class_name="field",
    )


def _date(ask: rx.Var[Ask]) -> rx.Component:
    values = {"jour": ask.day, "mois": ask.month, "annee": ask.year}

    def box(part: str, words: str, length: int) -> rx.Component:
        name = "champ-" + ask.name + f"-{part}"
        return rx.el.div(
            rx.el.label(words, html_for=name, class_name="label"),
            rx.el.input(
                type="text",
                id=name,
                name=ask.name + f"-{part}",
                default_value=values[part],
                input_mode="numeric",
                max_length=length,
                auto_complete="off",
                class_name="input f-8" if length > 2 else "input f-4",
                data_testid=name,
                **_described(ask),
            ),
        )

    return rx.el.fieldset(
        rx.el.legend(ask.label, class_name="label"),
        _hint(ask),
        rx.el.div(*(box(*part) for part in _BOXES), class_name="date"),
        field_error("champ-" + ask.name, sentence=ask.error),
        class_name="field",
    )
