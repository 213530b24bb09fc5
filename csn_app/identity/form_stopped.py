"""One page and one sentence for each case in which an activation stops (R-ID-17)."""

from dataclasses import dataclass

import htpy as h
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from csn_app import routes
from csn_app.identity.browsing import go
from csn_app.identity.candidate import Obstacle
from csn_app.ui import parts
from csn_app.ui.html import help_line, page


@dataclass(frozen=True, slots=True)
class _Words:
    slug: str
    title: str
    lead: str
    action: tuple[str, str] = ("Revenir à l’accueil", routes.WELCOME)


_ASK_AGAIN = ("Recevoir un nouveau code", routes.ACTIVATION_CODE)
_SIGN_IN = ("Me connecter", routes.SIGN_IN)

_CASES = {
    Obstacle.CODE_EXPIRED: _Words(
        "code-expire", "Ce code est trop ancien", "Il a plus de 6\u00a0semaines. Demandez-en un nouveau.", _ASK_AGAIN
    ),
    Obstacle.CODE_USED: _Words(
        "code-deja-utilise",
        "Ce code a déjà servi",
        "Un code ne sert qu’une fois. Votre carnet est activé\u00a0: connectez-vous.",
        _SIGN_IN,
    ),
    Obstacle.CODE_REPLACED: _Words(
        "code-remplace",
        "Ce code a été remplacé",
        "Un code plus récent vous a été envoyé\u00a0: seul le dernier marche. Cherchez-le, ou demandez-en un nouveau.",
        _ASK_AGAIN,
    ),
    Obstacle.ALREADY_ACTIVE: _Words(
        "carnet-deja-actif",
        "Votre carnet est déjà actif",
        "Vous n’avez plus besoin de code\u00a0: connectez-vous.",
        _SIGN_IN,
    ),
    Obstacle.NOT_ACTIVATABLE: _Words(
        "carnet-non-activable",
        "Ce carnet ne peut pas être activé en ligne",
        "Votre identité doit d’abord être vérifiée. Adressez-vous à votre caisse d’assurance maladie.",
    ),
    Obstacle.OPPOSED: _Words(
        "carnet-refuse",
        "Vous avez refusé ce carnet",
        "Votre refus est enregistré. Pour changer d’avis, gardez sous la main la référence de votre attestation.",
        ("Changer d’avis", routes.OPPOSITION_WITHDRAW),
    ),
    Obstacle.CLOSED: _Words(
        "carnet-ferme",
        "Ce carnet est fermé",
        "Personne ne peut le lire. S’il n’est pas supprimé, connectez-vous\u00a0: vous pourrez le rouvrir.",
        _SIGN_IN,
    ),
    Obstacle.SUSPENDED: _Words(
        "carnet-suspendu",
        "Ce carnet est suspendu",
        "Personne ne peut l’ouvrir pour le moment.",
    ),
    Obstacle.NO_CONTACT: _Words(
        "aucun-contact",
        "Nous ne savons pas où envoyer un code",
        "Votre caisse ne connaît ni votre mobile ni votre e-mail. Donnez-les-lui, puis revenez ici.",
    ),
    Obstacle.DECEASED: _Words(
        "personne-decedee",
        "Ce carnet ne peut pas être activé",
        "La personne est connue comme décédée. Si c’est inexact, ou pour ses proches\u00a0: adressez-vous à sa caisse.",
    ),
}
_BY_SLUG = {words.slug: words for words in _CASES.values()}


def stopped(obstacle: Obstacle) -> Response:
    """Lead to the page of one case."""
    return go(f"{routes.ACTIVATION_STOPPED}/{_CASES[obstacle].slug}")


async def show(request: Request) -> Response:
    """Show the page of one case; it names nobody, so that it may be read by anyone."""
    words = _BY_SLUG.get(request.path_params["case"])
    if words is None:
        return go(routes.ACTIVATION)
    text, href = words.action
    body = h.fragment[
        parts.back(routes.ACTIVATION_NUMBER),
        h.div(".mt-3")[parts.heading(words.title, lead=words.lead)],
        h.p(".mt-6")[parts.link_button(text, href=href, testid="suite-arret")],
        help_line(),
    ]
    return page(body, title=words.title)


ROUTES = [Route(f"{routes.ACTIVATION_STOPPED}/{{case}}", show, methods=["GET"])]
