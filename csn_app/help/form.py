"""Help before and after sign-in, without a script. What is looked for is posted: it never stands in an address."""

import htpy as h
from htpy import Node
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from csn_app import routes
from csn_app.config import settings
from csn_app.core.actor import VISITOR, Quality
from csn_app.edge.http import actor_of, form_of
from csn_app.help.pages import MOST_TYPED, HelpPage, Word, all_pages, page_named, search_pages, search_words
from csn_app.ui import fields, parts
from csn_app.ui.errors import error_page
from csn_app.ui.html import help_line, page

_NOT_REVIEWED = (
    "Ces explications sont de nous. Un professionnel de santé ne les a pas encore relues. Elles ne remplacent pas "
    "l’avis de votre médecin."
)


async def show(request: Request) -> Response:
    """Show every question."""
    return _help_page(request, all_pages())


async def search(request: Request) -> Response:
    """Show the questions that answer what was typed."""
    typed = await _typed(request)
    return _help_page(request, tuple(search_pages(typed)) if typed else all_pages(), typed=typed)


async def show_one(request: Request) -> Response:
    """Show one answer."""
    found = page_named(request.path_params["slug"])
    if found is None:
        return Response(error_page(404), status_code=404, media_type="text/html")
    go = found.href and h.p(".line.btns.mt-6")[parts.link_button(found.link, href=found.href, testid="aide-suite")]
    body = h.fragment[
        parts.back(routes.HELP),
        h.div(".mt-3")[parts.heading(found.title, lead=found.lead)],
        h.div(".texte.mt-6")[(h.p[paragraph] for paragraph in found.paragraphs)],
        go,
        help_line(),
        _home(request),
    ]
    return page(body, title=found.title)


async def show_words(request: Request) -> Response:
    """Show every word explained."""
    return _words_page(request, search_words(""))


async def look_up(request: Request) -> Response:
    """Show the words that begin as what was typed."""
    typed = await _typed(request)
    return _words_page(request, search_words(typed), typed=typed)


async def _typed(request: Request) -> str:
    return (await form_of(request)).get("question", "")[:MOST_TYPED].replace("\x00", "").strip()


def _help_page(request: Request, found: tuple[HelpPage, ...], *, typed: str = "") -> Response:
    title = "Aide"
    said = f"{len(found)} réponse{'s' if len(found) > 1 else ''}" if typed else "Toutes les questions"
    body = h.fragment[
        parts.heading(title, lead="Posez votre question, ou choisissez-en une. Une page par question."),
        _search_form(
            routes.HELP, label="Votre question", hint="Exemple\u00a0: code, mot de passe, fermer", typed=typed
        ),
        h.h2(".sec.size-lg")[said],
        h.ul(".rows", data_testid="aide-reponses")[(_row(one) for one in found)] if found else _nothing(),
        h.p(".mt-6")[
            "Un mot de santé n’est pas clair\u00a0? ",
            h.a(href=routes.HELP_WORDS, data_testid="vers-mots")["Les mots de santé"],
        ],
        help_line(),
        _home(request),
    ]
    return page(body, title=title)


def _words_page(request: Request, found: list[Word], *, typed: str = "") -> Response:
    title = "Je ne comprends pas ce mot"
    none = "Ce mot n’est pas dans cette liste. Demandez à votre médecin ou à votre pharmacien."
    body = h.fragment[
        parts.back(routes.HELP),
        h.div(".mt-3")[parts.heading(title, lead="Les mots de santé, expliqués en une phrase.")],
        _search_form(routes.HELP_WORDS, label="Le mot", hint="Le début suffit", typed=typed),
        h.dl(".dl.mt-6", data_testid="mots")[(_word(one) for one in found)]
        if found
        else h.p(".mt-6", role="status")[none],
        h.div(".mt-6")[parts.note(_NOT_REVIEWED)],
        _home(request),
    ]
    return page(body, title=title)


def _search_form(action: str, *, label: str, hint: str, typed: str) -> Node:
    return h.form(".form.mt-6", method="post", action=action, role="search", novalidate=True)[
        fields.text_field(
            "question", label=label, typed=fields.Typed({"question": typed}), hint=hint, testid="champ-question"
        ),
        parts.submit("Chercher", testid="chercher-aide", kind="2", icon_name="search"),
    ]


def _row(one: HelpPage) -> Node:
    return h.li[
        h.div(".body")[
            h.p(".t")[h.a(href=f"{routes.HELP}/{one.slug}", data_testid=f"aide-{one.slug}")[one.title]],
            h.p(".m")[one.lead],
        ]
    ]


def _word(one: Word) -> Node:
    also = f" (on dit aussi\u00a0: {', '.join(one.also)})" if one.also else ""
    return h.div[h.dt[one.word], h.dd[one.meaning[0].upper() + one.meaning[1:] + also + "."]]


def _nothing() -> Node:
    number = settings().helpline_number
    words = f" ou appelez le {number}" if number else ""
    return h.p(".mt-3")[f"Aucune page ne répond à ces mots. Essayez un autre mot{words}."]


def _home(request: Request) -> Node:
    actor = actor_of(request)
    if actor is VISITOR:
        return None
    session = (
        actor.quality is Quality.HOLDER
        and h.p(".mt-6")[
            h.a(href=routes.HELP_SESSION, data_testid="vers-seance")[
                "Un agent est à côté de moi\u00a0: ouvrir une séance d’aide"
            ]
        ]
    )
    return h.fragment[session, _back_home(actor.quality)]


def _back_home(quality: Quality) -> Node:
    return h.p(".mt-6")[h.a(href=routes.HOME_OF[quality], data_testid="revenir-carnet")["Revenir à mon espace"]]


ROUTES = [
    Route(routes.HELP, show, methods=["GET"]),
    Route(routes.HELP, search, methods=["POST"]),
    Route(routes.HELP_WORDS, show_words, methods=["GET"]),
    Route(routes.HELP_WORDS, look_up, methods=["POST"]),
    Route(routes.HELP_PAGE, show_one, methods=["GET"]),
]
