"""Small pieces of the plain HTML pages: icons, notes, buttons, the steps of a journey."""

import htpy as h
from htpy import Element, Node

from csn_app.ui.assets import asset_url

_NOTE_ICONS = {"": "info", "ok": "circle-check", "info": "info", "warn": "triangle-alert", "danger": "circle-alert"}
_SIZES = {"": "i", "s": "i i-s", "l": "i i-l"}


def icon(name: str, *, size: str = "") -> Element:
    """Draw an icon beside its word, hidden from screen readers. Sizes: "" is 24 px, "s" 18, "l" 32."""
    return h.svg(class_=_SIZES[size], aria_hidden="true")[h.use(href=f"{asset_url('icons.svg')}#i-{name}")]


def logo() -> Element:
    """Draw the closed carnet."""
    return h.svg(aria_hidden="true")[h.use(href=f"{asset_url('icons.svg')}#i-logo")]


def heading(text: Node, *, lead: Node = None) -> Node:
    """Give the page its title and, under it, the sentence that says what the page is for."""
    return h.fragment[h.h1[text], lead and h.p(".lead.mt-2")[lead]]


def note(
    content: Node, *, kind: str = "", icon_name: str = "", role: str | None = None, testid: str | None = None
) -> Element:
    """Show one sentence apart: ok, info, warn, danger. ``role="alert"`` only when it has just happened and blocks."""
    return h.div(class_=f"note {kind}".strip(), role=role, data_testid=testid)[
        icon(icon_name or _NOTE_ICONS[kind]), h.div[h.p[content]]
    ]


def badge(text: str, *, kind: str = "", icon_name: str = "") -> Element:
    """Show a state in one word or two."""
    return h.span(class_=f"badge {kind}".strip())[icon_name and icon(icon_name, size="s"), text]


def submit(text: str, *, testid: str, kind: str = "", wide: bool = False, icon_name: str = "") -> Element:
    """Send the form. Kinds: "" for the principal action, "2" secondary, "3" quiet, "danger"."""
    return h.button(class_=_button_class(kind, wide=wide), type="submit", data_testid=testid)[
        icon_name and icon(icon_name), text
    ]


def link_button(
    text: str, *, href: str, testid: str | None = None, kind: str = "", wide: bool = False, icon_name: str = ""
) -> Element:
    """Go to another page with the look of a button."""
    return h.a(class_=_button_class(kind, wide=wide), href=href, data_testid=testid)[
        icon_name and icon(icon_name), text
    ]


def _button_class(kind: str, *, wide: bool) -> str:
    width = "btn-w" if wide else "" if kind else "min-12"
    return " ".join(filter(None, ("btn", kind and f"btn-{kind}", width)))


def back(href: str) -> Element:
    """Return to the previous step."""
    return h.p[h.a(".back", href=href, data_testid="retour")[icon("arrow-left", size="s"), "Retour"]]


def steps(journey: str, *, step: int, total: int) -> Node:
    """Say how far the person is in a journey: « Activation : étape 2 sur 5 »."""
    return h.fragment[
        h.p(".sm.b.muted.mt-4")[f"{journey}\u00a0: étape {step} sur {total}"],
        h.ol(".steps", aria_hidden="true")[(h.li(class_="on" if n < step else None) for n in range(total))],
    ]


def disclosure(title: str, *, content: Node) -> Element:
    """Fold a short explanation under its question: « Où le trouver ? »."""
    return h.details(".mot")[h.summary[title], h.div(".texte")[content]]
