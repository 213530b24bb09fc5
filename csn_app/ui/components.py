"""The furniture of the pages after sign-in: icons, notes, badges, buttons, dialogs, empty states.

Native elements and the classes of ``csn.css`` only: an inline style would be refused by the page's policy.
"""

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML
from reflex_components_core.el.elements.inline import A

from csn_app.ui.assets import asset_url

_NOTE_ICONS = {"": "info", "ok": "circle-check", "info": "info", "warn": "triangle-alert", "danger": "circle-alert"}
_SIZES = {"": "i", "s": "i i-s", "l": "i i-l"}


class NativeForm(BaseHTML):
    """A form that the browser posts itself, so that the answer may set or remove the session's cookie."""

    tag = "form"

    action: rx.Var[str]
    method: rx.Var[str]
    target: rx.Var[str]


def icon(name: str | rx.Var[str], *, size: str = "") -> rx.Component:
    """Draw an icon beside its word, hidden from screen readers. Sizes: "" is 24 px, "s" 18, "l" 32."""
    address = f"{asset_url('icons.svg')}#i-{name}"
    return rx.el.svg(rx.el.svg.use(href=address), class_name=_SIZES[size], aria_hidden="true")


def logo() -> rx.Component:
    """Draw the closed carnet."""
    return rx.el.svg(rx.el.svg.use(href=f"{asset_url('icons.svg')}#i-logo"), aria_hidden="true")


def hidden_text(text: str | rx.Var[str]) -> rx.Component:
    """Complete a label for those who listen to the page."""
    return rx.el.span(text, class_name="sr")


def button(*content: object, testid: str, kind: str = "", small: bool = False, **props: object) -> rx.Component:
    """Act on this page. Kinds: "" for the one principal action, "2" secondary, "3" quiet, "danger"."""
    props.setdefault("type", "button")
    return rx.el.button(*content, class_name=_button_class(kind, small=small), data_testid=testid, **props)


def link_button(*content: object, href: object, testid: str, kind: str = "2", small: bool = False) -> rx.Component:
    """Go to another page of the carnet with the look of a button."""
    return rx.el.a(*content, href=href, class_name=_button_class(kind, small=small), data_testid=testid)


def download_link(*content: object, href: object, testid: str, kind: str = "2", small: bool = False) -> rx.Component:
    """Ask the server itself for a file, outside the pages."""
    return plain_link(*content, href=href, class_name=_button_class(kind, small=small), data_testid=testid)


def plain_link(*content: object, href: object, **props: object) -> rx.Component:
    """Lead somewhere that is not a page of the carnet: a file, a telephone number, a place in this page."""
    return A.create(*content, href=href, **props)


def opens_dialog(*content: object, dialog_id: str, testid: str, kind: str = "2", small: bool = False) -> rx.Component:
    """Open a dialog of this page, in the browser, without asking the server."""
    return button(*content, testid=testid, kind=kind, small=small, custom_attrs={"data-ouvre": dialog_id})


def dialog(*content: object, dialog_id: str, title: object, actions: rx.Component) -> rx.Component:
    """Ask a question above the page. The safe answer is a full button with its own verb (``closes_dialog``)."""
    titled = f"{dialog_id}-titre"
    close = NativeForm.create(
        rx.el.button(icon("x"), class_name="btn btn-3 btn-s btn-i", type="submit", aria_label="Fermer"),
        method="dialog",
    )
    return rx.el.dialog(
        rx.el.div(rx.el.h2(title, id=titled), close, class_name="dlg-h"),
        rx.el.div(*content, class_name="dlg-b"),
        rx.el.div(actions, class_name="dlg-f"),
        id=dialog_id,
        aria_labelledby=titled,
        data_testid=dialog_id,
    )


def closes_dialog(text: str, *, testid: str, kind: str = "2") -> rx.Component:
    """Leave a dialog without doing anything."""
    return button(text, testid=testid, kind=kind, custom_attrs={"data-ferme": "oui"})


def note(*content: object, kind: str = "", icon_name: str = "", role: str = "", testid: str = "") -> rx.Component:
    """Show one sentence apart: ok, info, warn, danger. ``role="alert"`` only when it has just happened and blocks."""
    props = {**({"role": role} if role else {}), **({"data_testid": testid} if testid else {})}
    body = rx.el.div(rx.el.p(*content))
    return rx.el.div(icon(icon_name or _NOTE_ICONS[kind]), body, class_name=f"note {kind}".strip(), **props)


def reads_again(event: object) -> rx.Component:
    """Let ``shell.js`` ask a page for its news: it presses this when the server says that there is something new."""
    return rx.el.button(type="button", hidden=True, on_click=event, custom_attrs={"data-relire": "oui"})


def badge(text: str | rx.Var[str], *, kind: str = "", icon_name: str = "") -> rx.Component:
    """Show a state in one word or two; it is never pressed."""
    drawn = [icon(icon_name, size="s")] if icon_name else []
    return rx.el.span(*drawn, text, class_name=f"badge {kind}".strip())


def tile(icon_name: str | rx.Var[str], *, hue: str | rx.Var[str] = "sapin", small: bool = False) -> rx.Component:
    """Draw the coloured square of a category. Hues: sapin bleuet ardoise prune tilleul mirabelle argile."""
    size = " tile-s" if small else ""
    return rx.el.span(icon(icon_name), class_name=f"tile k-{hue}{size}", aria_hidden="true")


def avatar(initials: str | rx.Var[str], *, hue: str = "sapin", size: str = "") -> rx.Component:
    """Draw a person's initials; the name is always written beside. Sizes: "" 44 px, "s" 36, "l" 64."""
    return rx.el.span(initials, class_name=f"av k-{hue}" + (f" av-{size}" if size else ""), aria_hidden="true")


def empty(*, icon_name: str, missing: object, helps: object, action: rx.Component | None = None) -> rx.Component:
    """Say what is missing, why it helps, and offer one action; never only « Aucun résultat »."""
    offered = [rx.el.p(action, class_name="mt-4")] if action else []
    return rx.el.div(
        rx.el.p(icon(icon_name, size="l")),
        rx.el.h2(missing, class_name="size-lg mt-3"),
        rx.el.p(helps, class_name="muted mt-2"),
        *offered,
        class_name="empty",
    )


def skeleton(*, lines: int = 3) -> rx.Component:
    """Hold the place of what is being loaded."""
    bars = [rx.el.div(class_name="skel", aria_hidden="true") for _ in range(lines)]
    return rx.el.div(*bars, class_name="card stack wait", aria_busy="true")


def error_summary(errors: rx.Var[list[dict[str, str]]]) -> rx.Component:
    """List on top of the page what must be corrected: ``[{"field": id, "sentence": …}]``, each leading to its field."""

    def line(error: rx.Var[dict[str, str]]) -> rx.Component:
        leads = {"data-champ": error["field"]}
        return rx.el.li(rx.el.a(error["sentence"], href="#" + error["field"], custom_attrs=leads))

    title = rx.cond(errors.length() == 1, "Il y a 1 problème", f"Il y a {errors.length()} problèmes")
    return rx.cond(
        errors.length() > 0,
        rx.el.div(
            rx.el.h2(title, id="erreurs-titre"),
            rx.el.ul(rx.foreach(errors, line)),
            class_name="errors",
            role="alert",
            tab_index=-1,
            aria_labelledby="erreurs-titre",
            data_testid="resume-erreurs",
        ),
    )


def field_error(field_id: str, *, sentence: rx.Var[str]) -> rx.Component:
    """Say under a field what to correct; the field names it with ``aria_describedby=f"{field_id}-e"``."""
    said = rx.el.p(icon("circle-alert"), rx.el.span(sentence), class_name="err", id=f"{field_id}-e")
    return rx.cond(sentence != "", said)


def _button_class(kind: str, *, small: bool) -> str:
    return " ".join(filter(None, ("btn", kind and f"btn-{kind}", "btn-s" if small else "")))
