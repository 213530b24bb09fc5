# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""The keys of the desk: shown on each page, and switched off by whoever types with their voice (WCAG 2.1.4)."""

import reflex as rx

from csn_app.ui.assets import asset_url


def key(name: object) -> dict[str, object]:
    """Let a key act on an element: a field takes the focus, a link or a button is pressed. Empty is no key."""
    return {"data-raccourci": name}


def shortcuts(*keys: tuple[str, str]) -> rx.Component:
    """List the keys of a page, with the switch that turns them off in this browser."""
    rows = [rx.el.div(rx.el.dt(rx.el.kbd(name)), rx.el.dd(words)) for name, words in keys]
    switch = rx.el.label(
        rx.el.input(
            type="checkbox",
            class_name="check",
            default_checked=True,
            data_testid="raccourcis-actifs",
            custom_attrs={"data-raccourcis": "oui"},
        ),
        rx.el.span("Raccourcis actifs dans ce navigateur"),
        class_name="tick mt-2",
    )
    return rx.el.details(
        rx.el.summary("Raccourcis clavier", data_testid="raccourcis"),
        rx.el.div(rx.el.dl(*rows, class_name="dl"), switch),
        class_name="fold mt-6",
    )


def desk_script() -> rx.Component:
    """Load what the desk does in the browser; the page is live once it listens."""
    script = rx.el.script(src=asset_url("desk.js"), custom_attrs={"async": True})
    return rx.el.div(script, hidden=True, custom_attrs={"data-ecoute": "oui"})
