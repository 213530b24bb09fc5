"""The catalogue in words: cards, what an agreement means, what is to know of a service."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from csn_app.catalogue.service import Reason, Service
from csn_app.core.reference import labels, rows
from csn_app.core.vocabulary import ServiceState, Way
from csn_app.ui.words import NBSP, PARIS, french_date

STATES = {
    ServiceState.ONLINE: "En ligne",
    ServiceState.OFFLINE: "Hors ligne",
    ServiceState.PREVIEW: "Préversion",
    ServiceState.SUSPENDED: "Suspendu",
    ServiceState.REMOVED: "Retiré du catalogue",
}
REASONS = {
    Reason.MISLEADING: "Ce que dit la fiche est faux",
    Reason.PRIVACY: "Il fait de mes données autre chose que prévu",
    Reason.BROKEN: "Il ne marche pas",
    Reason.OTHER: "Autre chose",
}
_LOOK = {
    "prise de rendez-vous": ("calendar-days", "prune"),
    "téléconsultation": ("video", "sapin"),
    "carnet de vaccination": ("syringe", "tilleul"),
    "carnet de santé": ("clipboard-list", "bleuet"),
    "observance": ("activity", "bleuet"),
    "prévention": ("shield-check", "tilleul"),
    "bien-être": ("activity", "argile"),
    "pré-admission": ("clipboard-list", "ardoise"),
    "autonomie": ("users", "mirabelle"),
}


@dataclass(frozen=True)
class Card:
    """A service in a list."""

    id: str
    name: str
    editor: str
    about: str
    price: str
    does: str
    reads: bool
    icon: str
    hue: str
    state: str
    closed: bool
    favourite: bool
    linked: str


@dataclass(frozen=True)
class Exchange:
    """One line of the matrix of agreements."""

    line: str
    purpose: str
    hint: str
    what: str
    writes: bool
    on: bool
    stale: bool
    will: str


@dataclass(frozen=True)
class Past:
    """One line of the history of agreements."""

    what: str
    when: str


@dataclass(frozen=True)
class Sheet:
    """An information sheet."""

    slug: str
    title: str
    about: str
    who: str
    source: str
    href: str


@dataclass(frozen=True)
class Fact:
    """Something to know of a service."""

    name: str
    said: str


def card(service: Service) -> Card:
    """Say a service in a list."""
    sheet, offered = service.sheet, service.offered
    ways = {row["way"] for row in offered}
    does = {
        frozenset({Way.READ, Way.WRITE}): "Lit et écrit",
        frozenset({Way.READ}): "Lit",
        frozenset({Way.WRITE}): "Écrit",
    }.get(frozenset(Way(way) for way in ways), "Ne lit rien")
    icon, hue = _LOOK.get(sheet["theme_fr"], ("activity", "sapin"))
    standing = [line for line in service.lines if line.running or line.stale]
    linked = ""
    if standing:
        until = french_date(max(line.ends_at for line in standing).astimezone(PARIS).date())
        waits = any(line.stale for line in standing)
        linked = (
            "Ses usages ont changé\u00a0: plus rien ne passe. À accepter de nouveau." if waits else f"Jusqu’au {until}."
        )
    return Card(
        id=str(service.id),
        name=sheet["name"],
        editor=sheet["editor"],
        about=sheet["description_fr"],
        price=sheet["economic_model_fr"].capitalize(),
        does=does,
        reads=bool(offered),
        icon=icon,
        hue=hue,
        state=STATES[service.state],
        closed=service.state in {ServiceState.SUSPENDED, ServiceState.REMOVED, ServiceState.OFFLINE},
        favourite=service.favourite,
        linked=linked,
    )


def exchanges(service: Service) -> list[Exchange]:
    """Say what a service asks for, line by line, with what will happen."""
    standing = {line.line: line for line in service.lines if line.running or line.stale}
    found = []
    for row in service.offered:
        mine, writes = standing.get(row["code"]), row["way"] == Way.WRITE
        what = category_words(row["category"])
        verb = "ajouter dans votre carnet" if writes else "lire"
        found.append(
            Exchange(
                line=row["code"],
                purpose=row["purpose_fr"],
                hint=row["hint_fr"],
                what=what,
                writes=writes,
                on=mine is not None and not mine.stale,
                stale=mine is not None and mine.stale,
                will=f"{service.sheet['name']} pourra {verb}{NBSP}: {what.lower()}.",
            )
        )
    return found


def category_words(category: str) -> str:
    """Say a category of data."""
    group, _, code = category.partition(":")
    if group == "AGENDA":
        return "Rendez-vous"
    table = {"DOCUMENTS": "patient_categories", "MEASURES": "measures", "PROFILE": "profile_sections"}[group]
    return labels(table).get(code, code)


def history(service: Service) -> list[Past]:
    """Say what was agreed to and taken back, newest first; twenty lines at most."""
    named = {row["code"]: row for row in rows("service_exchanges")}
    moments = []
    for line in service.lines:
        row = named.get(line.line)
        way = "écrire" if row and row["way"] == Way.WRITE else "lire"
        what = f"{row['purpose_fr']} ({way})" if row else line.line
        moments.append((line.given_at, f"Accord donné{NBSP}: {what}"))
        if line.revoked_at:
            moments.append((line.revoked_at, f"Accord retiré{NBSP}: {what}"))
    moments.sort(key=lambda one: one[0], reverse=True)
    return [Past(said, french_date(at.astimezone(PARIS).date())) for at, said in moments[:20]]


def facts(service: Service) -> list[Fact]:
    """Say what is to know of a service (R-CA-2)."""
    sheet = service.sheet
    found = [
        Fact("Éditeur", sheet["editor"]),
        Fact("Prix", sheet["economic_model_fr"].capitalize()),
        Fact("Pour", sheet["devices"].replace(";", ", ").replace("web", "ordinateur").replace("mobile", "téléphone")),
        Fact("Dispositif médical", "Oui" if sheet["medical_device"] == "1" else "Non"),
        Fact("État", f"{STATES[service.state]}, depuis le {_day(service)}"),
        Fact("Accord", f"Redemandé au plus tard tous les {sheet['reapproval_days']} jours"),
        Fact("Départements", sheet["regions"].replace(";", ", ") or "Toute la France"),
    ]
    return [*found, Fact("Référencement", "Service inventé pour la démonstration\u00a0: aucun contrôle n’a eu lieu")]


def sheet(row: Mapping[str, str]) -> Sheet:
    """Say an information sheet, dated, with the official page that it restates (R-CA-1)."""
    dated = french_date(date.fromisoformat(row["valid_from"]))
    return Sheet(
        slug=row["slug"],
        title=row["title_fr"],
        about=row["summary_fr"],
        who=f"Pour{NBSP}: {row['audience_fr']}. Fiche du {dated}, pas encore relue par un professionnel de santé.",
        source=f"Lire la page officielle{NBSP}: {row['official_source']}",
        href=f"https://{row['official_site']}",
    )


def matches(typed: str, *texts: str) -> bool:
    """Say whether every word typed begins a word of the texts, whatever its accents."""
    words = plain(" ".join(texts)).replace("’", " ").split()
    return all(any(word.startswith(asked) for word in words) for asked in plain(typed).split())


def plain(text: str) -> str:
    """Return a text in lower case without accents."""
    taken = unicodedata.normalize("NFD", text.lower().replace("'", "’"))
    return "".join(c for c in taken if not unicodedata.combining(c))


def themes(services: Iterable[Service]) -> list[str]:
    """Return the themes that there are, in order."""
    return sorted({service.sheet["theme_fr"] for service in services})


def _day(service: Service) -> str:
    return french_date(service.changed_at.astimezone(PARIS).date())


NOTHING = Card(
    "",
    "",
    "",
    "",
    "",
    "",
    reads=False,
    icon="activity",
    hue="sapin",
    state="",
    closed=False,
    favourite=False,
    linked="",
)
"""Before a service is read."""
