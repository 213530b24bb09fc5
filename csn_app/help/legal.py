"""What the legal pages say, from what the installation does and what its settings give: nothing else is claimed."""

from dataclasses import dataclass

from csn_app.config import settings
from csn_app.core.reference import rows

ARCHIVE_YEARS = 10
"""After closing, everything is kept so long, then erased (R-LC-10)."""


@dataclass(frozen=True, slots=True)
class DataKind:
    """One line of the data-protection page: a kind of data, why, who, how long, and the tables that hold it."""

    code: str
    kind: str
    purpose: str
    who: str
    how_long: str
    tables: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie: what its name begins with, what it is for, and how long it lives."""

    name: str
    purpose: str
    how_long: str


COOKIES = (
    Cookie("__Host-csn-…", "Votre session, une fois connecté.", "Jusqu’à la déconnexion ou la fermeture du navigateur"),
    Cookie(
        "__Host-csn-visite-…",
        "Ce que vous avez tapé avant la connexion, pour ne pas recommencer après une erreur.",
        "24 heures",
    ),
    Cookie(
        "__Host-csn-navigateur-…",
        "Reconnaître un appareil déjà connecté, pour que les erreurs d’un autre ne vous bloquent pas.",
        "400 jours",
    ),
)
"""Every cookie that the product sets: all three are needed for what you ask (edge/cookies.py, tested)."""


def data_kinds() -> list[DataKind]:
    """Return the lines of the table, with the delays of this installation."""
    chosen = settings()
    delays = {"archive_years": ARCHIVE_YEARS, "access_request_days": chosen.access_request_days}
    return [
        DataKind(
            row["code"],
            row["kind_fr"],
            row["purpose_fr"],
            row["who_fr"],
            row["how_long_fr"].format_map(delays),
            frozenset(row["tables"].split(";")),
        )
        for row in rows("data_kinds")
    ]


def checked_pages() -> list[tuple[str, str]]:
    """Return the pages that the automatic check of accessibility reads, with their titles."""
    return [(row["page"], row["title_fr"]) for row in rows("accessibility_pages")]
