"""The settings page: what is kept to let somebody in, and who is signed in."""

import reflex as rx

from csn_app import routes
from csn_app.settings.page_alerts import alerts_section
from csn_app.settings.page_proposals import proposals_section
from csn_app.settings.state import ArrivalTick, Change, Device, Factor, Key, SettingsState
from csn_app.ui import layout
from csn_app.ui.components import badge, button, hidden_text, plain_link, skeleton, tile


def settings_page() -> rx.Component:
    """Whose carnet is it, where do the codes go, and which devices are signed in?"""
    card = rx.el.div(
        _identity(),
        rx.el.hr(),
        _factors(),
        rx.el.hr(),
        _passkeys(),
        rx.el.hr(),
        _devices(),
        rx.el.hr(),
        _arrivals(),
        rx.el.hr(),
        proposals_section(),
        rx.el.hr(),
        alerts_section(),
        class_name="card",
    )
    return layout.shell(
        layout.heading("Paramètres"),
        rx.cond(SettingsState.loaded, card, skeleton(lines=6)),
        nav="parametres",
        loaded=SettingsState.loaded,
    )


def _identity() -> rx.Component:
    ins = _fact("Identité nationale de santé (INS)", SettingsState.ins, testid="mon-ins")
    return rx.el.section(
        rx.el.h2("Mon identité"),
        rx.el.dl(
            _fact("Nom", SettingsState.name, testid="mon-nom"),
            _fact("Identifiant", SettingsState.login_id, testid="mon-identifiant"),
            rx.cond(SettingsState.ins != "", ins),
            class_name="dl mt-4",
        ),
    )


def _fact(name: str, value: rx.Var[str], *, testid: str) -> rx.Component:
    return rx.el.div(rx.el.dt(name), rx.el.dd(value, class_name="num wrap", data_testid=testid))


def _factors() -> rx.Component:
    def line(factor: rx.Var[Factor]) -> rx.Component:
        return _row(factor.icon, factor.words, factor.more)

    recovery = _row("file-text", "Codes de secours", SettingsState.recovery, testid="codes-de-secours")
    rows = rx.el.ul(
        rx.foreach(SettingsState.factors, line),
        rx.foreach(SettingsState.changes, _change),
        rx.cond(SettingsState.recovery != "", recovery),
        class_name="rows rows-wrap framed mt-4",
        data_testid="liste-facteurs",
    )
    change = plain_link(
        "Changer mes moyens de connexion",
        href=routes.SECURITY,
        class_name="btn btn-2 btn-s",
        data_testid="ajouter-facteur",
    )
    return rx.el.section(
        rx.el.h2("Double vérification"),
        rx.el.p("Après le mot de passe, une deuxième preuve que c’est bien vous.", class_name="muted mt-1"),
        rows,
        rx.el.p(change, class_name="mt-4"),
    )


def _change(change: rx.Var[Change]) -> rx.Component:
    cancel = button(
        "Annuler",
        hidden_text("\u00a0: " + change.words),
        testid="annuler-changement",
        kind="2",
        small=True,
        on_click=SettingsState.cancel_change(change.id),
    )
    return _row("clock", change.words, change.more, end=cancel)


def _passkeys() -> rx.Component:
    rows = rx.el.ul(
        rx.foreach(SettingsState.passkeys, _passkey), class_name="rows rows-wrap framed mt-4", data_testid="liste-cles"
    )
    add = plain_link(
        "Ajouter une clé d’accès", href=routes.PASSKEY_ADD, class_name="btn btn-2 btn-s", data_testid="ajouter-cle"
    )
    return rx.el.section(
        rx.el.h2("Clés d’accès"),
        rx.el.p(
            "Entrez avec l’empreinte, le visage ou le code de votre appareil\u00a0: "
            "ni mot de passe, ni code reçu. C’est le plus sûr.",
            class_name="muted mt-1",
        ),
        rx.cond(SettingsState.passkeys.length() > 0, rows),
        rx.el.p(add, class_name="mt-4"),
    )


def _passkey(key: rx.Var[Key]) -> rx.Component:
    remove = button(
        "Retirer",
        hidden_text("\u00a0: " + key.words),
        testid="retirer-cle-" + key.id,
        kind="2",
        small=True,
        on_click=SettingsState.remove_passkey(key.id),
    )
    return _row("key-round", key.words, key.more, end=remove)


def _devices() -> rx.Component:
    others = button(
        "Déconnecter tous les autres appareils",
        testid="tout-deconnecter",
        kind="3",
        small=True,
        on_click=SettingsState.end_others,
    )
    trust = button(
        "Redemander le code sur tous mes appareils",
        testid="finir-confiance",
        kind="3",
        small=True,
        on_click=SettingsState.end_trust,
    )
    rows = rx.el.ul(
        rx.foreach(SettingsState.devices, _device),
        class_name="rows rows-wrap framed mt-4",
        data_testid="liste-sessions",
    )
    return rx.el.section(
        rx.el.h2("Mes appareils connectés"),
        rows,
        rx.cond(SettingsState.devices.length() > 1, rx.el.p(others, class_name="mt-4")),
        rx.cond(SettingsState.trusted > 0, rx.el.p(trust, class_name="mt-4")),
        rx.el.p(
            "Un appareil que vous ne connaissez pas\u00a0? Déconnectez-le, puis ",
            plain_link("changez votre mot de passe", href=routes.SECURITY, data_testid="pas-moi"),
            ".",
            class_name="mt-4",
        ),
    )


def _arrivals() -> rx.Component:
    """Choose, by category, whether sensitive results arrive at once (R-DO-17)."""

    def tick(choice: rx.Var[ArrivalTick]) -> rx.Component:
        box = rx.el.input(
            type="checkbox",
            name=choice.code,
            default_checked=choice.ticked,
            class_name="check",
            data_testid="arrivee-" + choice.code,
        )
        return rx.el.label(box, rx.el.span(choice.words), class_name="tick")

    form = rx.el.form(
        rx.el.fieldset(
            rx.el.legend("Je veux recevoir tout de suite", class_name="label"),
            rx.el.div(rx.foreach(SettingsState.arrivals, tick), class_name="ticks"),
            class_name="field",
        ),
        rx.el.p(button("Enregistrer", testid="enregistrer-arrivees", kind="2", type="submit"), class_name="mt-4"),
        on_submit=SettingsState.choose_arrival,
        reset_on_submit=False,
        class_name="mt-4",
        data_testid="choix-arrivees",
    )
    return rx.el.section(
        rx.el.h2("Résultats sensibles"),
        rx.el.p(
            "Un soignant peut attendre de vous voir pour vous annoncer un résultat, un mois au plus. "
            "Ce que vous cochez arrive toujours tout de suite. Ce qui attend déjà garde sa date.",
            class_name="muted mt-1",
        ),
        form,
    )


def _device(device: rx.Var[Device]) -> rx.Component:
    end = button(
        "Déconnecter",
        hidden_text("\u00a0: " + device.words),
        testid="deconnecter-" + device.id,
        kind="2",
        small=True,
        on_click=SettingsState.end(device.id),
    )
    here = badge("Cet appareil", kind="info")
    return _row(device.icon, device.words, device.more, end=rx.cond(device.here, here, end))


def _row(
    icon_name: object, words: object, more: object, *, end: rx.Component | None = None, testid: str = ""
) -> rx.Component:
    props = {"data_testid": testid} if testid else {}
    return rx.el.li(
        tile(icon_name, hue="ardoise"),
        rx.el.div(rx.el.p(words, class_name="t"), rx.el.p(more, class_name="m"), class_name="body"),
        *([rx.el.div(end, class_name="end")] if end is not None else []),
        **props,
    )
