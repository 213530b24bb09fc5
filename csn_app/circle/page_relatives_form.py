# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""The forms of one's relatives: tying a child or a protected adult to one's account, inviting somebody."""

import reflex as rx

from csn_app.circle.state_relatives import RelativesState
from csn_app.circle.wording_relatives import LASTS, SCOPES, WardCard
from csn_app.core.actor import Scope
from csn_app.ui.components import button, error_summary, field_error, note

_BOXES = (("naissance", "Jour", "f-4", 2), ("naissance-m", "Mois", "f-4", 2), ("naissance-a", "Année", "f-8", 4))


def ward_form(title: str) -> rx.Component:
    """Find the person by one's own card and their birth date, choose among twins, then code and certification."""
    return rx.el.div(
        rx.el.h3(title, id="titre-ajout", tab_index=-1, class_name="size-lg"),
        rx.cond(RelativesState.wards.length() > 0, _certify(), _find()),
        class_name="well",
        data_testid="ajout-personne",
    )


def invite_form(title: str, *, scopes: bool) -> rx.Component:
    """Describe somebody by number, names and birth date; they answer on their own sign-in."""
    fields = [
        rx.el.div(
            _line("nom", "Nom de naissance", testid="champ-nom"),
            _line("prenom", "Prénom", testid="champ-prenom"),
            class_name="g2",
        ),
        _line(
            "nir",
            "Numéro de sécurité sociale",
            hint="15\u00a0caractères, sur sa carte Vitale ou son attestation de droits.",
            testid="champ-nir",
        ),
        _birth("Date de naissance"),
    ]
    if scopes:
        fields += [_scopes(), _lasts()]
    return rx.el.form(
        rx.el.h3(title, id="titre-ajout", tab_index=-1, class_name="size-lg"),
        rx.el.p("Elle se connecte avec son propre compte. Ne donnez jamais votre mot de passe.", class_name="muted"),
        error_summary(RelativesState.errors),
        *fields,
        _acts(button("Envoyer l’invitation", testid="envoyer-invitation", type="submit")),
        on_submit=RelativesState.invite,
        reset_on_submit=False,
        class_name="well form",
        data_testid="formulaire-invitation",
    )


def _find() -> rx.Component:
    return rx.el.form(
        error_summary(RelativesState.errors),
        _line(
            "serie",
            "Numéro de série de votre carte Vitale",
            hint="Avec photo\u00a0: 11\u00a0chiffres, à droite de la carte. Sans photo\u00a0: 8 à 13, au dos.",
            testid="champ-serie",
            input_mode="numeric",
        ),
        _birth(rx.cond(RelativesState.panel == "mandat", "Sa date de naissance", "Date de naissance de l’enfant")),
        _acts(button("Continuer", testid="continuer", type="submit")),
        on_submit=RelativesState.find,
        reset_on_submit=False,
        class_name="form mt-4",
        data_testid="formulaire-personne",
    )


def _certify() -> rx.Component:
    only = RelativesState.wards[0]
    twins = rx.el.fieldset(
        rx.el.legend("De qui s’agit-il\u00a0?", class_name="label"),
        rx.el.div(rx.foreach(RelativesState.wards, _ward), class_name="mt-2"),
        class_name="field",
        data_testid="choisir-personne",
    )
    one = rx.fragment(
        rx.el.p(rx.el.b(only.name), ", ", only.age), rx.el.input(type="hidden", name="personne", value=only.id)
    )
    words = rx.cond(
        RelativesState.panel == "mandat",
        "Je certifie être chargé de la tutelle de cette personne",
        "Je certifie être le représentant légal",
    )
    needs_code = (RelativesState.panel == "enfant") | ~only.active
    return rx.el.form(
        error_summary(RelativesState.errors),
        rx.cond(RelativesState.wards.length() > 1, twins, one),
        rx.cond(needs_code, _code()),
        _tick("certifie", words, testid="champ-certifie"),
        _acts(button("Ouvrir son carnet", testid="certifier", type="submit")),
        on_submit=RelativesState.certify,
        reset_on_submit=False,
        class_name="form mt-4",
        data_testid="formulaire-certification",
    )


def _ward(ward: rx.Var[WardCard]) -> rx.Component:
    box = rx.el.input(
        type="radio", name="personne", value=ward.id, class_name="check", data_testid="personne-" + ward.id
    )
    words = rx.el.span(
        rx.el.span(ward.name, class_name="b"), rx.el.span(ward.age, class_name="hint"), class_name="fill"
    )
    return rx.el.label(box, words, class_name="choice")


def _code() -> rx.Component:
    ask = rx.foreach(
        RelativesState.wards,
        lambda ward: button(
            "Recevoir un code pour " + ward.name,
            testid="demander-code-" + ward.id,
            kind="2",
            small=True,
            on_click=RelativesState.send_code(ward.id),
        ),
    )
    return rx.fragment(
        _line(
            "code-enfant",
            "Code d’activation reçu pour cette personne",
            hint="12\u00a0caractères. Perdu ou jamais reçu\u00a0? Demandez-le ci-dessous.",
            name="code",
            testid="champ-code-provisoire",
        ),
        rx.el.p(ask, class_name="line btns"),
        rx.cond(RelativesState.sent != "", note(RelativesState.sent, kind="ok", role="status", testid="code-demande")),
    )


def _scopes() -> rx.Component:
    def scope(code: Scope, words: str, more: str) -> rx.Component:
        box = rx.el.input(
            type="checkbox",
            name=f"peut-{code}",
            default_checked=code is Scope.READ,
            class_name="check",
            data_testid=f"peut-{code}",
        )
        said = rx.el.span(rx.el.span(words, class_name="b"), rx.el.span(more, class_name="hint"), class_name="fill")
        return rx.el.label(box, said, class_name="choice")

    return rx.el.fieldset(
        rx.el.legend("Elle pourra…", class_name="label"),
        field_error("pouvoirs", sentence=_wrong("pouvoirs")),
        rx.el.div(*(scope(*one) for one in SCOPES), class_name="mt-2"),
        id="pouvoirs",
        tab_index=-1,
        aria_describedby="pouvoirs-e",
        class_name="field",
    )


def _lasts() -> rx.Component:
    options = [rx.el.option(words, value=code.value) for code, words in LASTS]
    return rx.el.div(
        rx.el.label("Pendant", html_for="pendant", class_name="label"),
        rx.el.select(
            *options,
            id="pendant",
            name="pendant",
            default_value="YEAR",
            class_name="input f-16",
            data_testid="champ-pendant",
        ),
        class_name="field",
    )


def _line(
    field: str, label: str, *, testid: str, hint: str = "", name: str = "", input_mode: str = "text"
) -> rx.Component:
    described = f"{field}-e {field}-h" if hint else f"{field}-e"
    return rx.el.div(
        rx.el.label(label, html_for=field, class_name="label"),
        *([rx.el.span(hint, class_name="hint", id=f"{field}-h")] if hint else []),
        field_error(field, sentence=_wrong(field)),
        rx.el.input(
            id=field,
            name=name or field,
            type="text",
            input_mode=input_mode,
            auto_complete="off",
            spell_check=False,
            max_length=80,
            class_name="input",
            aria_describedby=described,
            data_testid=testid,
        ),
        class_name="field",
    )


def _birth(label: object) -> rx.Component:
    def box(field: str, words: str, width: str, most: int) -> rx.Component:
        return rx.el.div(
            rx.el.label(words, html_for=field, class_name="label"),
            rx.el.input(
                id=field,
                name=field,
                type="text",
                input_mode="numeric",
                auto_complete="off",
                max_length=most,
                class_name=f"input {width}",
                aria_describedby=f"{field}-e",
                data_testid=f"champ-{field}",
            ),
        )

    return rx.el.fieldset(
        rx.el.legend(label, class_name="label"),
        *(field_error(field, sentence=_wrong(field)) for field, *_ in _BOXES),
        rx.el.div(*(box(*one) for one in _BOXES), class_name="date"),
        class_name="field",
    )


def _tick(field: str, words: object, *, testid: str) -> rx.Component:
    return rx.el.div(
        field_error(field, sentence=_wrong(field)),
        rx.el.label(
            rx.el.input(
                type="checkbox",
                id=field,
                name=field,
                class_name="check",
                aria_describedby=f"{field}-e",
                data_testid=testid,
            ),
            rx.el.span(words),
            class_name="tick",
        ),
        class_name="field",
    )


def _acts(submit: rx.Component) -> rx.Component:
    return rx.el.p(
        submit,
        button("Annuler", testid="annuler-ajout", kind="3", on_click=RelativesState.cancel),
        class_name="line btns",
    )


def _wrong(field: str) -> rx.Var[str]:
    """Return the sentence for one field, or nothing."""
    errors = RelativesState.errors
    found = errors.foreach(lambda error: rx.cond(error["field"] == field, error["sentence"], ""))
    return found.join("")
