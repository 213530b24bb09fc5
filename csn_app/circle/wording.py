"""How a professional's access is said on the screen: who they are, what they see, until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from csn_app.access.rules import Duration, Limits
from csn_app.circle import rules
from csn_app.circle.requests import Request
from csn_app.circle.service import Carer, Draft, NoCategoryChosen
from csn_app.core.reference import labels
from csn_app.core.vocabulary import SHOWN_BY_DEFAULT, PatientCategory, Section
from csn_app.identity.service import ProfessionalCard
from csn_app.ui.words import PARIS, french_date, french_time, hue, initials, plural, relative

DURATIONS = (
    (Duration.DAY, "24\u00a0heures"),
    (Duration.MONTH, "30\u00a0jours"),
    (Duration.YEAR, "1\u00a0an"),
    (Duration.NO_END, "Sans limite"),
)
MANY = 5
"""Beyond so many categories a list is said in one word."""


@dataclass(frozen=True)
class CarerCard:
    """One professional of the list, in words."""

    id: str
    grant_id: str
    name: str
    who: str
    initials: str
    hue: str
    standing: str
    ends: str
    sees: str
    hidden: str
    profile: str
    until_label: str
    until: str
    change: str
    can_change: bool


@dataclass(frozen=True)
class RequestCard:
    """Somebody who asks for access, in words."""

    id: str
    professional_id: str
    name: str
    who: str
    initials: str
    hue: str
    when: str


@dataclass(frozen=True)
class Tick:
    """One category to tick."""

    code: str
    label: str
    ticked: bool
    closed: bool


@dataclass(frozen=True)
class AccessForm:
    """The access being decided; no ``professional_id`` while none is."""

    professional_id: str
    name: str
    who: str
    everything: bool
    ticks: list[Tick]
    sections: list[Tick]
    duration: str
    limits: list[str]
    closed: bool
    renews: bool


NO_FORM = AccessForm(
    "", "", "", everything=True, ticks=[], sections=[], duration="", limits=[], closed=False, renews=False
)


def carer_card(carer: Carer, *, now: datetime) -> CarerCard:
    """Say one access: what is seen, what is not, until when."""
    card, grant = carer.professional, carer.grant
    ended = carer.standing is rules.Standing.ENDED
    until = french_date(grant.ends_at.astimezone(PARIS).date()) if grant.ends_at else "Sans limite"
    if grant.ends_at and grant.ends_at - grant.starts_at <= timedelta(hours=24):
        until += f" à {french_time(grant.ends_at)}"
    change = {rules.Standing.ENDED: "Autoriser à nouveau", rules.Standing.ENDS_SOON: "Prolonger"}
    return CarerCard(
        id=str(card.id),
        grant_id=str(grant.id),
        name=card.name,
        who=who(card),
        initials=initials(card.name),
        hue=hue(card.id),
        standing=carer.standing,
        ends=_ends(grant.ends_at, now=now),
        sees="Plus rien" if ended else _sees(carer),
        hidden="" if ended else _hidden(carer),
        profile="" if ended or carer.profession_closed else _profile(grant.sections),
        until_label="Jusqu’au" if grant.ends_at and not ended else "Terminé le" if ended else "Durée",
        until=until,
        change=change.get(carer.standing, "Modifier"),
        can_change=card.active,
    )


def request_card(request: Request, *, now: datetime) -> RequestCard:
    """Say who asks, from where, when, and until when the question waits."""
    card, place = request.professional, request.place
    from_where = f", {place.name}" if place and place.name != card.place else ""
    ends = french_date(request.ends_at.astimezone(PARIS).date())
    return RequestCard(
        str(request.id),
        str(card.id),
        card.name,
        who(card) + from_where,
        initials(card.name),
        hue(card.id),
        when=f"Demandé {relative(request.asked_at, now=now)}. La demande attend jusqu’au {ends}.",
    )


def access_form(draft: Draft, *, asked: bool = False) -> AccessForm:
    """Prepare the form with what stands today; a new access proposes everything for 30 days.

    Somebody who ``asked`` is proposed 24 hours, the time of a consultation (R-AC-14).
    """
    grant, card = draft.grant, draft.professional
    chosen = set(grant.categories) if grant else set()
    first = Duration.DAY if asked else Duration.MONTH
    lasts = rules.duration_of(grant.starts_at, ends_at=grant.ends_at) if grant and not asked else first
    shown = grant.sections if grant else SHOWN_BY_DEFAULT
    category, section = labels("patient_categories"), labels("profile_sections")
    return AccessForm(
        professional_id=str(card.id),
        name=card.name,
        who=who(card),
        everything=not chosen,
        ticks=[Tick(c, category[c], ticked=c in chosen, closed=c in draft.limits.categories) for c in PatientCategory],
        sections=[Tick(s, section[s], ticked=s in shown, closed=False) for s in Section],
        duration=lasts,
        limits=[] if draft.profession_closed else limits_in_words(draft.limits),
        closed=draft.profession_closed,
        renews=grant is not None,
    )


def limits_in_words(limits: Limits) -> list[str]:
    """List what a profession may not read: whole categories first, then types within the others."""
    category, kind = labels("patient_categories"), labels("document_types")
    whole = [f"{category[c]}\u00a0: toute la catégorie" for c in PatientCategory if c in limits.categories]
    parts = [
        f"{category[c]}\u00a0: {', '.join(kind[t] for t in limits.types[c])}"
        for c in PatientCategory
        if c in limits.types
    ]
    return whole + parts


def who(card: ProfessionalCard) -> str:
    """Say what a professional does, and where: « Médecin, Médecine générale, Cabinet du Port, Nantes »."""
    return ", ".join(
        filter(None, (card.profession, card.specialty.removeprefix("Qualifié en "), card.place, card.town))
    )


def authorised(name: str) -> str:
    """Say that an access is given."""
    return f"C’est enregistré. {name} peut lire ce que vous avez choisi."


def refusal(fact: Exception) -> str:
    """Say why an access was not given."""
    if isinstance(fact, NoCategoryChosen):
        return "Cochez au moins une catégorie, ou choisissez «\u00a0Tout ce que son métier permet\u00a0»."
    return "Cette personne n’est plus dans l’annuaire. Rien n’a été enregistré. Annulez, puis cherchez-en une autre."


def _ends(ends_at: datetime | None, *, now: datetime) -> str:
    if ends_at is None:
        return ""
    days = (ends_at.astimezone(PARIS).date() - now.astimezone(PARIS).date()).days
    near = {0: f"Finit aujourd’hui à {french_time(ends_at)}", 1: f"Finit demain à {french_time(ends_at)}"}
    return near.get(days, f"Finit dans {plural(days, 'jour')}")


def _sees(carer: Carer) -> str:
    if carer.profession_closed:
        return "Rien"
    if not carer.grant.categories:
        return "Tout ce que son métier permet"
    seen = [c for c in PatientCategory if c in carer.sight.whole or c in carer.sight.partly]
    return _joined(seen) if seen else "Rien"


def _hidden(carer: Carer) -> str:
    if carer.profession_closed:
        return "Tout. Ce métier ne lit pas les carnets aujourd’hui."
    nothing, partly = carer.sight.nothing, carer.sight.partly
    said = "Le reste" if len(nothing) > MANY else _joined(nothing)
    if not partly:
        return said
    some = f"une partie de\u00a0: {_joined(partly)}"
    return f"{said}, et {some}" if said else some[0].upper() + some[1:]


def _profile(sections: Iterable[Section]) -> str:
    return ", ".join(labels("profile_sections")[s] for s in Section if s in sections) or "Rien"


def _joined(categories: Iterable[PatientCategory]) -> str:
    return ", ".join(labels("patient_categories")[c] for c in categories)
