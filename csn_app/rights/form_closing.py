"""Closing the carnet: password, code, and for a deletion a second screen with its day; pages without a script (B18)."""

from collections.abc import Mapping
from dataclasses import dataclass

import htpy as h
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from csn_app import routes
from csn_app.access import rules
from csn_app.core.actor import VISITOR, Mandate, Quality
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import SpaceState
from csn_app.edge import cookies
from csn_app.edge.http import actor_of, use
from csn_app.identity import fresh_factor
from csn_app.identity.browsing import browser_of, go
from csn_app.identity.fresh_factor import NotProvedAgain
from csn_app.identity.proof_pages import ProofPages
from csn_app.identity.visits import read_visit
from csn_app.rights import closing, representing
from csn_app.ui import fields, parts
from csn_app.ui.html import help_line, page
from csn_app.ui.words import PARIS, french_date

OUTCOMES = {"fermer": SpaceState.CLOSED_ARCHIVED, "supprimer": SpaceState.CLOSED_DELETION_REQUESTED}
STAYS = (
    "Dans le fichier de l’assurance maladie\u00a0: votre identité, votre naissance, vos coordonnées et votre carte. "
    "Sans elles, un nouveau carnet vous serait annoncé",
    "La liste des accès passés, sans un mot de santé, et la date de la suppression\u00a0: ce sont des preuves",
)
"""What an erasure leaves; ``erasure.STAYS`` says the same of the tables."""


@dataclass(frozen=True)
class _ClosingProof(ProofPages):
    """Password and code before a closing; the outcome that was chosen is kept beside them."""

    def is_theirs(self, request: Request) -> bool:
        """A carnet is closed by its holder."""
        return _is_holder(request)

    def kept_of(self, given: Mapping[str, str]) -> dict[str, str]:
        """Keep one of the two outcomes."""
        return {"issue": given.get("issue", "") if given.get("issue", "") in OUTCOMES else "fermer"}

    async def proved(self, request: Request) -> Response:
        """Close, or show the second screen of a deletion."""
        if await _erases(request):
            return go(routes.RIGHTS_ERASE)
        return await _close(request, OUTCOMES["fermer"])

    async def submit_words(self, request: Request) -> str:
        """A deletion has one more screen."""
        return "Continuer" if await _erases(request) else f"Fermer {_whose(request, mine='mon carnet')}"

    async def password_page(self, request: Request, typed: fields.Typed, kept: Mapping[str, str]) -> Response:
        """Say what is about to be done, and ask for the password."""
        return await _password_page(request, kept["issue"], typed)


PROOF = _ClosingProof(
    purpose=closing.PURPOSE,
    address=routes.RIGHTS_CLOSE,
    back=routes.RIGHTS,
    then=routes.RIGHTS_ERASE,
    title="",
    lead="",
)


async def show_erasure(request: Request) -> Response:
    """Show the second screen of a deletion: its day, what goes, what stays."""
    browser = browser_of(request)
    try:
        days = await use(request, closing.days_if_closed_now)
        if not await use(request, fresh_factor.is_proved, purpose=closing.PURPOSE, browser=browser):
            return go(f"{routes.RIGHTS_CLOSE}?issue=supprimer")
    except NotFound:
        return go(routes.RIGHTS)
    return _erasure_page(
        french_date(days.erasure.astimezone(PARIS).date()),
        last=french_date(rules.last_day(days.erasure)),
        of=actor_of(request).mandate,
    )


async def erase(request: Request) -> Response:
    """Close the carnet and promise the day of its erasure."""
    return await _close(request, OUTCOMES["supprimer"])


async def _erases(request: Request) -> bool:
    return (await use(request, read_visit, token=browser_of(request).visit)).get("issue") == "supprimer"


async def _close(request: Request, to: SpaceState) -> Response:
    try:
        closed = await use(request, closing.close_space, to=to, browser=browser_of(request))
    except representing.ErasureDisputed:
        return go(f"{routes.RIGHTS}?avis=desaccord")
    except (NotProvedAgain, NotFound):
        return go(routes.RIGHTS)
    if actor_of(request).mandate is not None:
        # They are back in their own carnet, where the page lists what they may open again.
        return go(f"{routes.RIGHTS}?avis=ferme")
    answer = _closed_page(closed)
    cookies.clear(answer, cookies.session_cookie(), cookies.visit_cookie())
    return answer


async def _password_page(request: Request, outcome: str, typed: fields.Typed) -> Response:
    if not _is_holder(request):
        return go(f"{routes.SIGN_IN}?suite={routes.RIGHTS}")
    try:
        await use(request, closing.days_if_closed_now)
    except NotFound:
        # A caregiver has no such page.
        return go(routes.HOME)
    erases = outcome == "supprimer"
    title = "Fermer et tout supprimer" if erases else f"Fermer {_whose(request)}\u00a0?"
    lead = (
        "Nous vérifions d’abord que c’est bien vous. Rien n’est supprimé à cette étape."
        if erases
        else "Les soignants et les secours ne le liront plus. "
        "Tout est gardé 10\u00a0ans\u00a0: vous pourrez le rouvrir."
    )
    body = h.fragment[
        parts.back(routes.RIGHTS),
        h.div(".mt-3")[parts.heading(title, lead=lead)],
        h.div(".card.mt-6")[
            h.form(".form", method="post", action=routes.RIGHTS_CLOSE, novalidate=True)[
                h.input(type="hidden", name="issue", value=outcome),
                fields.password_field(
                    "mdp", label="Votre mot de passe", typed=typed, hint="Pour être sûrs que c’est vous"
                ),
                h.p(".line.btns")[
                    parts.submit(
                        "Continuer" if erases else f"Fermer {_whose(request, mine='mon carnet')}",
                        testid="confirmer-fermeture",
                        kind="danger",
                    ),
                    parts.link_button("Garder mon carnet", href=routes.RIGHTS, testid="garder-carnet", kind="2"),
                ],
            ]
        ],
        help_line(),
    ]
    return page(body, title=title, errors=typed.errors)


def _erasure_page(day: str, *, last: str, of: Mandate | None) -> Response:
    title = f"Tout supprimer le {day}\u00a0?"
    until = f"Vous pouvez annuler jusqu’au {last} compris, en vous connectant. Après, c’est définitif."
    lead = f"Votre carnet se ferme maintenant. {until}"
    goes = (
        "Tous vos documents et leurs copies",
        "Vos soignants et leurs accès",
        "Votre identifiant et votre mot de passe",
    )
    if of is not None:
        others = "Toute autre personne qui le représente est prévenue, et peut s’y opposer jusque-là."
        lead = f"Le carnet de {of.name} se ferme maintenant. {until} {others}"
        goes = ("Tous ses documents et leurs copies", "Ses soignants et leurs accès", "Son identifiant, s’il en a un")
    body = h.fragment[
        parts.heading(title, lead=lead),
        h.div(".g2.mt-6")[_list("Ce qui est supprimé", goes, icon="x"), _list("Ce qui reste", STAYS, icon="file-text")],
        h.p(".mt-6")[
            "Vous voulez garder une copie\u00a0? ",
            h.a(href=routes.RIGHTS, data_testid="copie-avant")["Préparez votre dossier d’abord"],
            ".",
        ],
        h.form(".line.btns.mt-6", method="post", action=routes.RIGHTS_ERASE)[
            parts.submit(f"Tout supprimer le {day}", testid="confirmer-suppression", kind="danger"),
            parts.link_button("Garder mon carnet", href=routes.RIGHTS, testid="garder-carnet", kind="2"),
        ],
        help_line(),
    ]
    return page(body, title=title, wide=True)


def _list(title: str, lines: tuple[str, ...], *, icon: str) -> h.Element:
    return h.section(".card")[
        h.h2(".size-lg")[title],
        h.ul(".stack.gap-2.mt-3")[(h.li(".line.nowrap.line-top")[parts.icon(icon), h.span[line]] for line in lines)],
    ]


def _closed_page(closed: closing.Closed) -> Response:
    day, last = french_date(closed.erase_at.astimezone(PARIS).date()), french_date(rules.last_day(closed.erase_at))
    title = "Votre carnet est fermé"
    if closed.state is SpaceState.CLOSED_DELETION_REQUESTED:
        lead = f"Tout sera supprimé le {day}. Vous pouvez annuler jusqu’au {last} compris\u00a0: connectez-vous."
    else:
        lead = f"Tout est gardé, sous clé, jusqu’au {last}. Pour le rouvrir, connectez-vous."
    body = h.fragment[
        h.div(".card.signet", data_testid="carnet-ferme")[
            h.p(".c-ok")[parts.icon("circle-check", size="l")],
            parts.heading(title, lead=lead),
            h.p(".mt-3")["Plus personne ne le lit, ni vos soignants ni les secours. Vous êtes déconnecté partout."],
        ],
        h.p(".line.btns.mt-6")[
            parts.link_button("Revenir à l’accueil", href=routes.WELCOME, testid="vers-accueil", kind="2")
        ],
        help_line(),
    ]
    return page(body, title=title)


def _whose(request: Request, *, mine: str = "votre carnet") -> str:
    mandate = actor_of(request).mandate
    return f"le carnet de {mandate.name}" if mandate else mine


def _is_holder(request: Request) -> bool:
    actor = actor_of(request)
    return actor is not VISITOR and actor.quality is Quality.HOLDER


ROUTES = [
    *PROOF.routes,
    Route(routes.RIGHTS_ERASE, show_erasure, methods=["GET"]),
    Route(routes.RIGHTS_ERASE, erase, methods=["POST"]),
]
