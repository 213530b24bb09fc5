"""Reading the forms of the desk: anyone may have sent them, and what is not understood is said field by field."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from csn_app.core.vocabulary import OpeningReason, PatientCategory
from csn_app.desk import wording
from csn_app.documents.asking import Wanted
from csn_app.documents.wording_search import PERIODS
from csn_app.identity.nir import NirNotUnderstood, parse_nir
from csn_app.identity.service import Traits

_SEXES = {"F", "M"}


def boxes(typed: object) -> dict[str, str]:
    """Return the fields of a form as text of a reasonable length."""
    given = typed if isinstance(typed, dict) else {}
    return {str(name): str(value).strip()[:1200] for name, value in given.items()}


def number_of(typed: object) -> tuple[dict[str, Any] | None, dict[str, str]]:
    """Read a matricule INS and a birth date; returns what is wrong by field."""
    given = boxes(typed)
    born, wrong = wording.birth_date_of(given), {}
    ins = ""
    try:
        ins = parse_nir(given.get("ins", "")[:200])
    except NirNotUnderstood as fact:
        wrong["ins"] = wording.said(fact)
    if born is None:
        wrong["jour"] = "Tapez la date de naissance\u00a0: jour, mois et année."
    return (None if wrong else {"ins": ins, "birth_date": born}), wrong


def traits_of(typed: object) -> tuple[Traits | None, dict[str, str]]:
    """Read the five traits; returns what is wrong by field."""
    given = {name: value[:200] for name, value in boxes(typed).items()}
    born, sex = wording.birth_date_of(given), given.get("sexe", "")
    asked = {
        "nom": "Tapez le nom de naissance.",
        "prenom": "Tapez le premier prénom de naissance.",
        "lieu-naissance": "Tapez le code INSEE du lieu de naissance, en 5 caractères.",
    }
    wrong = {field: words for field, words in asked.items() if not given.get(field, "")}
    if born is None:
        wrong["jour"] = "Tapez la date de naissance\u00a0: jour, mois et année."
    if sex not in _SEXES:
        wrong["sexe"] = "Choisissez le sexe porté sur l’identité."
    if wrong or born is None:
        return None, wrong
    return Traits(given["nom"], given["prenom"], born, sex, given["lieu-naissance"].upper()), wrong


def reason_of(typed: object) -> dict[str, Any] | None:
    """Read why a record is opened; None where no reason was chosen."""
    given = boxes(typed)
    place = given.get("lieu", "")
    try:
        reason, place_id = OpeningReason(given.get("motif", "")), UUID(place) if place else None
    except ValueError:
        return None
    words = given.get("motif-phrase", "") if reason is OpeningReason.OTHER else ""
    secret = given.get("secret", "") in {"1", "on", "True"}
    return {"reason": reason, "words": words, "place_id": place_id, "secret": secret}


def wanted_of(typed: object, *, today: date) -> Wanted | None:
    """Read what is looked for among documents; None where nothing narrows the list."""
    given = boxes(typed)
    code, period = given.get("categorie", ""), PERIODS.get(given.get("periode", ""))
    category = PatientCategory(code) if code in set(PatientCategory) else None
    since = today - timedelta(days=period[1]) if period else None
    words = given.get("mots", "")[:100]
    return Wanted(words, category=category, since=since) if words or category or since else None
