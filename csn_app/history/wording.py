"""A line of the trail as a sentence: « Dr Camille Bernard a ouvert votre carnet »."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from csn_app import routes
from csn_app.circle.wording import DURATIONS
from csn_app.core.actor import DelegationKind, Quality
from csn_app.core.reference import labels
from csn_app.core.vocabulary import OpeningReason
from csn_app.emergency import wording as emergency
from csn_app.history.contests import Contest
from csn_app.history.rules import Unusual, Verdict
from csn_app.history.service import Line
from csn_app.ui.words import NBSP, PARIS, french_date, french_time, hue, initials

REASONS = {
    OpeningReason.CONSULTATION: "une consultation",
    OpeningReason.PREPARATION: "préparer une consultation",
    OpeningReason.FOLLOW_UP: "le suivi de vos soins",
    OpeningReason.EMERGENCY: "une urgence",
}
UNUSUAL = {
    Unusual.NIGHT: "Cet accès a eu lieu la nuit",
    Unusual.MANY_RECORDS: "Ce soignant a ouvert beaucoup de carnets dans la même heure",
    Unusual.UNKNOWN_PLACE: "Votre carnet n’avait jamais été ouvert depuis cet endroit",
}
VERDICTS = {Verdict.JUSTIFIED: "Accès justifié", Verdict.NOT_JUSTIFIED: "Accès non justifié"}
_CONTESTABLE = frozenset({Quality.PROFESSIONAL, Quality.AGENT, Quality.OPERATOR})
REFUSED = frozenset(
    {"ACCESS_DENIED", "DEPOSIT_REFUSED", "EMERGENCY_REFUSED", "MESSAGE_REFUSED", "SERVICE_REFUSED"}
    | {"SERVICE_TOKEN_REFUSED"}
)
_SOMEBODY = frozenset({"LOGIN_FAILED", "CARD_OPENED"})
_WITHOUT_VERB = {
    "LOGIN": "connexion à votre carnet",
    "LOGIN_NEW_DEVICE": "connexion depuis un nouvel appareil",
    "LOGOUT": "déconnexion",
}
_OTHERS = {Quality.AGENT: "L’assistance", Quality.OPERATOR: "L’exploitation du service", Quality.JOB: "Le carnet"}
_FOR = {
    DelegationKind.REPRESENTATIVE: "représentant légal",
    DelegationKind.TUTOR: "tuteur ou tutrice",
    DelegationKind.CAREGIVER: "aidant",
}
_WITHOUT_TITLE = {
    "DOC_DELETED": "a supprimé un document",
    "DOC_TRASHED": "a mis un document à la corbeille",
}
_DOCUMENT = re.compile(r"(?:le document )?«\s*\{title\}\s*»")


@dataclass(frozen=True)
class LineView:
    """One line on the screen: who, what, the facts under it, and the document if it still exists."""

    seq: int
    initials: str
    hue: str
    icon: str
    who: str
    what: str
    facts: str
    refused: bool
    link: str
    title: str
    emergency: bool
    unusual: str
    contestable: bool
    contest: str


@dataclass(frozen=True)
class ContestView:
    """One contest as its holder follows it."""

    number: str
    about: str
    due: str
    badge: str
    kind: str
    answer: str


@dataclass(frozen=True)
class Day:
    """The lines of one day."""

    heading: str
    lines: list[LineView]
    emergency: bool


def days_of(lines: tuple[Line, ...], *, now: datetime) -> list[Day]:
    """Group lines, newest first, by day in Paris."""
    today = now.astimezone(PARIS).date()
    days = []
    for day, found in groupby(lines, key=lambda line: line.at.astimezone(PARIS).date()):
        views = [_view(line) for line in found]
        days.append(Day(_heading(day, today=today), views, emergency=any(view.emergency for view in views)))
    return days


def sentence_of(line: Line) -> tuple[str, str]:
    """Return who acted (nobody for what the service did by itself) and the rest of the sentence."""
    what = _filled(line)
    if line.professional is not None or line.quality == Quality.PROFESSIONAL:
        name = line.professional.name if line.professional else "un soignant"
        if line.detail.get("assistant"):
            return f"{line.assistant or 'Le secrétariat'}, pour {_the(name)},", what
        return name[0].upper() + name[1:], what
    if line.quality == Quality.SERVICE:
        return f"Le service {line.service}" if line.service else "Un service", what
    if line.quality in _OTHERS:
        return (_OTHERS[Quality(line.quality)], what) if _has_verb(what) else ("", what[0].upper() + what[1:])
    if line.quality in _FOR:
        by = "Vous" if line.mine else f"{line.by or 'Une personne'} ({_FOR[DelegationKind(line.quality)]})"
        return f"{by}, pour {line.person},", f"avez {what[2:]}" if line.mine and what.startswith("a ") else what
    if line.action in _SOMEBODY:
        return "Quelqu’un", what
    if line.action in _WITHOUT_VERB:
        return f"Vous{NBSP}:", _WITHOUT_VERB[line.action]
    return ("Vous", "avez " + what[2:]) if _has_verb(what) else ("", what[0].upper() + what[1:])


def _view(line: Line) -> LineView:
    who, what = sentence_of(line)
    drawn = line.professional
    return LineView(
        seq=line.seq,
        initials=initials(drawn.name) if drawn and not is_emergency(line.action) else "",
        hue="mirabelle" if is_emergency(line.action) else hue(drawn.id) if drawn else "sapin",
        icon=_icon(line, who=who),
        who=who,
        what=what,
        facts=_facts(line),
        refused=line.action in REFUSED,
        link=_link(line),
        title=emergency.SEE if line.action in emergency.LED_TO else line.title or "",
        emergency=is_emergency(line.action),
        unusual=". ".join(UNUSUAL[Unusual(code)] for code in line.unusual if code in list(Unusual)),
        contestable=line.contest is None and line.quality in _CONTESTABLE and line.action != "ACCESS_DISPUTE_ANSWERED",
        contest=contest_words(line.contest) if line.contest else "",
    )


def is_emergency(action: str) -> bool:
    """Say whether an act was done in an emergency."""
    return action.endswith("_EMERGENCY")


def contest_words(contest: Contest) -> str:
    """Say where a contest stands, in a few words."""
    if contest.verdict is None:
        return f"Contesté, n° {contest.number}. Réponse avant le {_day(contest.due_at)}"
    return f"Contesté, n° {contest.number}. {VERDICTS[contest.verdict]}"


def contest_view(contest: Contest) -> ContestView:
    """Say a contest: its number, what it is about, when the answer is due, and the answer."""
    who = contest.professional.name if contest.professional else _OTHERS.get(Quality(contest.quality), "un soignant")
    answered = contest.answered_at is not None
    until = (
        f"Répondu le {_day(contest.answered_at)}" if contest.answered_at else f"Réponse avant le {_day(contest.due_at)}"
    )
    return ContestView(
        number=contest.number,
        about=f"{who}, le {_day(contest.accessed_at)} à {french_time(contest.accessed_at)}",
        due=until,
        badge=VERDICTS[contest.verdict] if contest.verdict else "En attente",
        kind="" if not answered else "ok" if contest.verdict is Verdict.JUSTIFIED else "warn",
        answer=contest.answer,
    )


def _day(moment: datetime) -> str:
    return french_date(moment.astimezone(PARIS).date())


def _icon(line: Line, *, who: str) -> str:
    if is_emergency(line.action):
        return "siren"
    if not who:
        return "shield-check"
    return "user-round" if who.startswith("Vous") else "info"


def _link(line: Line) -> str:
    if line.action in emergency.LED_TO:
        return routes.EMERGENCIES
    return f"/documents/{line.document_id}" if line.document_id and line.title is not None else ""


def _filled(line: Line) -> str:
    label = labels("trace_actions", key="action").get(line.action, "a fait une action que cette page ne connaît pas")
    if line.document_id and line.title is None:
        label = _DOCUMENT.sub("un document supprimé", label)
        label = _WITHOUT_TITLE.get(line.action, label)
    if line.action == "ACCESS_DENIED" and line.detail.get("what") == "document":
        label = "a voulu ouvrir un document sans y être autorisé"
    section = labels("profile_sections").get(line.detail.get("section", ""), "Profil")
    names = {
        "section": section,
        "title": line.title or "",
        "target": line.relative or (line.target.name if line.target else _audience(line)),
        "reason": line.reason or "non écrit",
    }
    label = label.replace("« ", f"«{NBSP}").replace(" »", f"{NBSP}»")
    return re.sub(r"\{(\w+)\}", lambda found: names.get(found[1]) or line.detail.get(found[1], "…"), label)


def _audience(line: Line) -> str:
    """Say from whom something is masked, where it is no single person."""
    audience = line.detail.get("audience", "")
    if audience == "ALL":
        return "tous les soignants"
    profession = labels("professions").get(audience.removeprefix("PROFESSION:"), "")
    return f"ce métier{NBSP}: {profession.lower()}" if profession else "un soignant"


def _facts(line: Line) -> str:
    first = [french_time(line.at)]
    if line.professional:
        first.append(line.professional.profession)
    if line.place:
        first.append(f"{line.place.name}, {line.place.town}" if line.place.town else line.place.name)
    more = _granted(line) or emergency.detail_of(line.action, line.detail)
    said = [", ".join(filter(None, first)), more, _reason(line)]
    return ". ".join(filter(None, said)) + "."


def _reason(line: Line) -> str:
    # The sentence brings its own full stop.
    words = line.reason.rstrip(". ") if line.reason else ""
    if line.reason_code in REASONS:
        why = f"Pour{NBSP}: {REASONS[OpeningReason(line.reason_code)]}"
        return f"{why}. Précision écrite{NBSP}: «{NBSP}{words}{NBSP}»" if words else why
    return f"Motif écrit{NBSP}: «{NBSP}{words}{NBSP}»" if words else ""


def _granted(line: Line) -> str:
    if line.action not in {"GRANT_GIVEN", "GRANT_CHANGED"} or "categories" not in line.detail:
        return ""
    category = labels("patient_categories")
    codes = [code for code in line.detail["categories"].split() if code in category]
    what = ", ".join(category[code] for code in codes) or "Tout ce que son métier permet"
    if "single" in line.detail:
        what = f"Seulement des documents choisis un par un ({line.detail['single']})"
    section = labels("profile_sections")
    shown = ", ".join(section[code] for code in line.detail.get("sections", "").split() if code in section)
    if "sections" in line.detail:
        what = f"{what}. Profil médical\u00a0: {shown or 'rien'}"
    lasts = {duration.value: words for duration, words in DURATIONS}.get(line.detail.get("duration", ""), "")
    return f"{what}. Durée{NBSP}: {lasts.lower()}" if lasts else what


def _the(name: str) -> str:
    """Say « le Dr Camille Bernard »: a title takes its article."""
    return f"le {name}" if name.startswith(("Dr ", "Pr ")) else name


def _has_verb(what: str) -> bool:
    return what.startswith(("a ", "s’", "s'", "vous "))


def _heading(day: date, *, today: date) -> str:
    said = french_date(day, weekday=True)
    near = {today: "Aujourd’hui, ", today - timedelta(days=1): "Hier, "}.get(day, "")
    return near + said if near else said[0].upper() + said[1:]
