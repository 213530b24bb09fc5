"""How relatives are said on the screen: who, by what right, until when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from csn_app.circle.relatives import Given, Held, MyRelatives
from csn_app.circle.rules import HelpLasts
from csn_app.core.actor import DelegationKind, Scope
from csn_app.core.errors import CsnError
from csn_app.core.vocabulary import DelegationState
from csn_app.identity import wording
from csn_app.identity.relatives import Relative
from csn_app.ui.sentences import sentence
from csn_app.ui.words import PARIS, french_date, initials

SCOPES = (
    (Scope.READ, "Lire mon carnet", "Documents et profil médical"),
    (Scope.DOCUMENTS, "Remplir mon carnet", "Ajouter des documents, noter dans le profil"),
    (Scope.AGENDA, "Gérer mon agenda", "Rendez-vous et rappels"),
    (Scope.MESSAGES, "Répondre à mes messages", "Lire les messages des soignants et y répondre"),
)
LASTS = (
    (HelpLasts.QUARTER, "3\u00a0mois"),
    (HelpLasts.HALF_YEAR, "6\u00a0mois"),
    (HelpLasts.YEAR, "1\u00a0an"),
    (HelpLasts.NO_END, "Sans limite"),
)
_DOES = {Scope.READ: "lire", Scope.DOCUMENTS: "remplir", Scope.AGENDA: "l’agenda", Scope.MESSAGES: "les messages"}


@dataclass(frozen=True)
class RelativeCard:
    """One relative: ``id`` is the delegation's; ``badge`` says what waits or is over."""

    id: str
    name: str
    initials: str
    words: str
    badge: str = ""
    can_end: bool = True
    end_words: str = ""


@dataclass(frozen=True)
class WardCard:
    """A child, or an adult under tutelle, to choose from."""

    id: str
    name: str
    age: str
    active: bool


@dataclass(frozen=True)
class Cards:
    """The page's lists."""

    children: list[RelativeCard]
    received: list[RelativeCard]
    helpers: list[RelativeCard]
    managers: list[RelativeCard]
    helped: list[RelativeCard]
    represented: list[RelativeCard]


def cards_of(mine: MyRelatives) -> Cards:
    """Sort the relatives into the lists of the page."""
    by = {kind: [held for held in mine.held if held.row.kind is kind] for kind in DelegationKind}
    helpers = [g for g in mine.given if g.row.kind is DelegationKind.CAREGIVER]
    managers = [g for g in mine.given if g.row.kind is not DelegationKind.CAREGIVER]
    return Cards(
        children=[_child(held) for held in by[DelegationKind.REPRESENTATIVE]],
        received=[_received(row.id, row.kind, person, row.scopes, row.ends_at) for row, person in mine.received],
        helpers=[_given(one) for one in helpers],
        managers=[_given(one) for one in managers],
        helped=[_helped(held) for held in by[DelegationKind.CAREGIVER]],
        represented=[_represented(held) for held in by[DelegationKind.TUTOR]],
    )


def does(scopes: frozenset[Scope]) -> str:
    """Say what a caregiver may do, in a few words: « lire, remplir, l’agenda »."""
    return ", ".join(words for scope, words in _DOES.items() if scope in scopes)


def refusal(fact: Exception) -> str:
    """Say what to correct."""
    said = _SENTENCES.get(type(fact).__name__)
    if said is not None:
        return said if isinstance(said, str) else said(fact)
    if type(fact).__name__ in {"NirNotUnderstood", "SerialNotUnderstood", "CodeUnknown", "MustWait", "TooSoon"}:
        return wording.say(fact) if isinstance(fact, CsnError) else ""
    return sentence(fact) if isinstance(fact, CsnError) else "Relisez ce que vous avez tapé, puis recommencez."


_OBSTACLES = {
    "ALREADY_ACTIVE": "Ce carnet est déjà actif. L’autre parent peut vous inviter, depuis le carnet de l’enfant.",
    "CODE_EXPIRED": "Ce code a plus de six semaines. Demandez-en un nouveau.",
    "CODE_USED": "Ce code a déjà servi. Demandez-en un nouveau.",
    "CODE_REPLACED": "Un code plus récent a été envoyé\u00a0: lui seul marche.",
    "NO_CONTACT": "Votre compte n’a ni e-mail ni numéro de téléphone\u00a0: le code ne peut pas être envoyé. "
    "Demandez-le à votre caisse.",
    "OPPOSED": "Ce carnet a été refusé. Retirez d’abord le refus, avec son attestation.",
}
_OTHER_OBSTACLE = "Ce carnet ne peut pas être ouvert pour le moment. Demandez à votre caisse d’assurance maladie."
_SENTENCES: dict[str, str | Callable[[Any], str]] = {
    "NobodyTied": "Personne ne correspond\u00a0: vérifiez le numéro de votre carte Vitale et la date de naissance. "
    "L’enfant, ou la décision du juge, doit être connu de votre caisse.",
    "NotCertified": "Cochez la case pour certifier que vous êtes le représentant légal.",
    "ActivationStopped": lambda fact: _OBSTACLES.get(fact.obstacle, _OTHER_OBSTACLE),
    "AlreadyActs": "Cette personne est déjà invitée, ou elle agit déjà.",
    "TooManyCaregivers": lambda fact: (
        f"Vous avez déjà {fact.most} aidants, invitations comprises. Arrêtez-en un d’abord."
    ),
    "TooManyHelped": lambda fact: f"Vous aidez déjà {fact.most} personnes, c’est le plus possible.",
    "TooManyRepresentatives": "Deux représentants légaux gèrent déjà ce carnet, ou y sont invités.",
    "InvitedOneself": "Ce sont vos propres informations. Tapez celles de la personne à inviter.",
    "NoScopeChosen": "Cochez au moins une chose que cette personne pourra faire.",
    "LastRepresentative": "Vous êtes seul à gérer ce carnet\u00a0: personne ne pourrait plus l’ouvrir. "
    "Invitez d’abord l’autre parent.",
    "EndsByNobody": "Cette représentation vient d’une décision de justice. Elle ne se retire pas d’ici.",
    "NotFound": "Cette invitation ou cet accès n’existe plus. La liste est à jour.",
}


def _child(held: Held) -> RelativeCard:
    beside = f". Carnet géré avec {' et '.join(held.beside)}" if held.beside else ""
    return RelativeCard(
        str(held.row.id),
        held.person.name,
        initials(held.person.name),
        f"{held.person.age}{beside}",
        can_end=bool(held.beside),
        end_words="Ne plus gérer",
    )


def _helped(held: Held) -> RelativeCard:
    words = f"Vous pouvez\u00a0: {does(held.row.scopes)}{_until(held.row.ends_at)}"
    return RelativeCard(
        str(held.row.id), held.person.name, initials(held.person.name), words, end_words="Ne plus l’aider"
    )


def _represented(held: Held) -> RelativeCard:
    words = f"{held.person.age}. Tutelle\u00a0: chacun de vos actes est écrit à votre nom."
    return RelativeCard(str(held.row.id), held.person.name, initials(held.person.name), words, can_end=False)


def _received(
    delegation_id: object, kind: DelegationKind, person: Relative, scopes: frozenset[Scope], ends_at: datetime | None
) -> RelativeCard:
    words = (
        f"Vous demande de l’aider\u00a0: {does(scopes)}{_until(ends_at)}"
        if kind is DelegationKind.CAREGIVER
        else f"{person.age}. Vous êtes invité à gérer son carnet comme représentant légal."
    )
    return RelativeCard(str(delegation_id), person.name, initials(person.name), words)


def _given(one: Given) -> RelativeCard:
    row = one.row
    if row.kind is DelegationKind.CAREGIVER:
        words = f"Peut\u00a0: {does(row.scopes)}{_until(row.ends_at)}"
    else:
        words = "Tuteur ou tutrice" if row.kind is DelegationKind.TUTOR else "Représentant légal"
    ended = row.kind is not DelegationKind.CAREGIVER and row.state is DelegationState.ACCEPTED
    badge = _badge(one)
    return RelativeCard(
        str(row.id),
        one.name,
        initials(one.name),
        words,
        badge=badge,
        can_end=not ended and badge not in {"A refusé", "Invitation expirée"},
        end_words="Annuler l’invitation" if row.state is DelegationState.INVITED else "Arrêter",
    )


def _badge(one: Given) -> str:
    row = one.row
    if row.state is DelegationState.REFUSED:
        return "A refusé"
    if row.state is DelegationState.INVITED:
        day = row.expires_at.astimezone(PARIS).date() if row.expires_at else None
        return "Invitation expirée" if row.over or day is None else f"En attente jusqu’au {french_date(day)}"
    return ""


def _until(ends_at: datetime | None) -> str:
    return f". Jusqu’au {french_date(ends_at.astimezone(PARIS).date())}" if ends_at else ""
