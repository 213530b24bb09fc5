"""The document around every page before sign-in: server-rendered, escaped, live without a script."""

from collections.abc import Mapping, Sequence

import htpy as h
from htpy import Element, Node
from starlette.responses import HTMLResponse

from csn_app.config import DEMO_SENTENCE, settings
from csn_app.ui.assets import asset_url
from csn_app.ui.fields import error_summary
from csn_app.ui.parts import icon, logo

PRODUCT = "Carnet de santé numérique"
_FOOTER = (
    ("/", "Accueil"),
    ("/activation", "Activer mon carnet"),
    ("/connexion", "Me connecter"),
    ("/#vrai-message", "Vrai message ou arnaque\u00a0?"),
    ("/aide", "Aide"),
    ("/donnees-personnelles", "Données personnelles"),
    ("/cookies", "Cookies"),
    ("/accessibilite", "Accessibilité"),
)


def page(
    body: Node,
    *,
    title: str,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
    cover: str = "patient",
    wide: bool = False,
    hero: Node = None,
    tools: Node = None,
    scripts: Sequence[str] = (),
) -> HTMLResponse:
    """Answer with a page. ``errors`` go field by field into the summary; a page with errors answers 422."""
    code = 422 if errors and status == 200 else status
    whole = document(body, title=title, errors=errors, cover=cover, wide=wide, hero=hero, tools=tools, scripts=scripts)
    return HTMLResponse(str(whole), status_code=code)


def document(
    body: Node,
    *,
    title: str,
    errors: Mapping[str, str] | None = None,
    cover: str = "patient",
    wide: bool = False,
    hero: Node = None,
    tools: Node = None,
    scripts: Sequence[str] = (),
) -> Element:
    """Build the whole document. ``hero`` goes into the cover, ``tools`` beside the help line, on its right."""
    column = h.div(class_="page any-width flush" if wide else "page page-narrow flush")
    return h.html(lang="fr")[
        _head(title=f"Erreur\u00a0: {title}" if errors else title, scripts=scripts),
        h.body(data_cover=cover, data_pret=True)[
            h.a(".skip", href="#contenu")["Aller au contenu"],
            demo_banner(),
            h.header(".pub")[_bar(tools), hero and h.div(".hero")[hero]],
            h.main("#contenu.wide", tabindex="-1")[column[error_summary(errors or {}), body]],
            _footer(),
        ],
    ]


def demo_banner() -> Node:
    """Say on every page of a demonstration that it is one."""
    return settings().demo and h.aside(".demo", aria_label="Démonstration")[h.p[DEMO_SENTENCE]]


def help_line(before: str = "Bloqué\u00a0? Appelez le ", *, after: str = "\u00a0: un agent vous aide.") -> Node:
    """Give the telephone help, only where this installation has one."""
    number = settings().helpline_number
    return number and h.p(".muted.mt-8")[before, h.a(href=f"tel:{number.replace(' ', '')}")[number], after]


def _head(*, title: str, scripts: Sequence[str]) -> Element:
    return h.head[
        h.meta(charset="utf-8"),
        h.meta(name="viewport", content="width=device-width, initial-scale=1"),
        h.meta(name="robots", content="noindex"),
        h.meta(name="theme-color", content="#0d4740"),
        h.title[f"{title} — {PRODUCT}"],
        h.link(rel="preload", href=asset_url("atkinson.woff2"), as_="font", type="font/woff2", crossorigin=True),
        h.link(rel="stylesheet", href=asset_url("csn.css")),
        h.link(rel="icon", href=asset_url("favicon.svg"), type="image/svg+xml"),
        h.link(rel="apple-touch-icon", href=asset_url("icon-192.png")),
        h.link(rel="manifest", href=asset_url("manifest.webmanifest")),
        (h.script(src=asset_url(name), defer=True) for name in ("form.js", *scripts)),
    ]


def _bar(tools: Node) -> Element:
    number = settings().helpline_number
    helpline = (
        number and h.a(href=f"tel:{number.replace(' ', '')}", data_testid="aide-3422")[icon("phone"), f"Aide {number}"]
    )
    return h.div(".pub-bar")[
        h.a(".brand", href="/")[logo(), h.span["Carnet de santé", h.small["numérique"]]],
        h.nav(".line.push.gap-bar", aria_label="Aide et connexion")[helpline, tools, _quick_exit()],
    ]


def _quick_exit() -> Element:
    """End the session, if there is one, and show a page that says nothing of health (R-AC-34)."""
    return h.form("#quitter", method="post", action="/deconnexion")[
        h.input(type="hidden", name="vite", value="1"),
        h.button(".tool.exit", type="submit", data_testid="quitter-vite")[icon("log-out"), h.span["Quitter vite"]],
    ]


def _footer() -> Element:
    return h.footer(".wide")[
        h.div(".ends")[
            h.ul[(h.li[h.a(href=href)[words]] for href, words in _FOOTER)],
            (h.p(".muted")[sentence] for sentence in installation_facts()),
        ]
    ]


def installation_facts() -> list[str]:
    """List what this installation says of itself: nothing is claimed that its settings do not give."""
    chosen = settings()
    facts = (
        (chosen.accessibility_statement, "Accessibilité\u00a0: {}"),
        (chosen.controller_name, "Responsable des données\u00a0: {}"),
        (chosen.host_name, "Hébergeur\u00a0: {}"),
    )
    return [sentence.format(value) for value, sentence in facts if value]
