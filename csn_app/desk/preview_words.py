"""How what a professional sees is said to the holder."""

from dataclasses import dataclass

from csn_app.core.reference import labels
from csn_app.core.vocabulary import Section
from csn_app.desk.preview import Nothing, Preview
from csn_app.documents.views import DocumentRow
from csn_app.documents.wording import card
from csn_app.ui.words import counted, number, plural

_NOTHING = {
    Nothing.NO_ACCESS: "Son accès n’est pas ouvert. Son bureau ne montre rien de votre carnet.",
    Nothing.BLOCKED: "Vous avez bloqué cette personne. Son bureau ne montre rien de votre carnet.",
    Nothing.PROFESSION_CLOSED: "Son métier ne lit pas les carnets. Son bureau ne montre rien du vôtre.",
}


@dataclass(frozen=True)
class PreviewLine:
    """A document in the preview; ``own``: the professional deposited it."""

    id: str
    title: str
    meta: str
    icon: str
    hue: str
    own: bool


def line(row: DocumentRow) -> PreviewLine:
    """Say a document as the holder knows it."""
    shown = card(row)
    return PreviewLine(shown.id, shown.title, f"{shown.meta}. {shown.more}", shown.icon, shown.hue, own=row.mine)


def lead(found: Preview) -> str:
    """Say how much is seen: « 41 documents sur 42 »."""
    if found.sight is None:
        return "Rien de votre carnet"
    seen = sum(found.sight.page.counts.values())
    shown = len(found.sight.sections)
    profile = plural(shown, "rubrique") if shown else "rien"
    return f"{counted(seen, 'document')} sur {number(found.total)}. Profil médical\u00a0: {profile}."


def nothing(found: Preview) -> str:
    """Say why nothing is seen, or nothing."""
    return _NOTHING[found.nothing] if found.nothing else ""


def sections_hidden(found: Preview) -> str:
    """List the sections of the profile that are not shown."""
    shown = found.sight.sections if found.sight else frozenset()
    names = labels("profile_sections")
    return ", ".join(names[section] for section in Section if section not in shown)
