"""What a document is, by its heading and its letterhead: category, title and author. What is not sure is not said."""

import re
from collections import Counter
from collections.abc import Sequence

from csn_app.core.vocabulary import PatientCategory
from csn_app.documents.formats import TITLE_MAX
from csn_app.documents.proposals_text import Found, Kind, Line, fold

_HEADING_WITHIN = 25
"""A heading stands in the first lines."""

_IMAGING = r"radiographie|echographie|scanner|\birm\b|tomodensitometrie|mammographie|scintigraphie|doppler|imagerie"
# The words that a heading begins with, and the folder that they mean (R-DO-3); the first that fits is taken.
_HEADINGS = (
    (PatientCategory.DEPISTAG, r"(?:certificat|carnet|attestation|releve)\s+(?:de\s+|des\s+)?vaccin"),
    (PatientCategory.DEPISTAG, r"compte[ -]rendu de depistage|depistage organise"),
    (
        PatientCategory.BIOLOGIE,
        r"(?:compte[ -]rendu|resultats?)\s+d.\s?(?:examens?|analyses?)"
        r"(?:\s+de\s+(?:biologie|laboratoire)|\s*$|\s+(?:biologi|medical))",
    ),
    (PatientCategory.BIOLOGIE, r"compte[ -]rendu (?:d.anatomie|anatomo|de cytologie|d.anatomo)"),
    (PatientCategory.BIOLOGIE, r"(?:examens?|analyses?) de (?:biologie|laboratoire)|biologie medicale\s*$"),
    (PatientCategory.RADIO_SC, rf"(?:compte[ -]rendu\s+(?:de\s+|d.)?)?(?:l.)?(?:{_IMAGING})\b"),
    (
        PatientCategory.CPT_REND,
        r"compte[ -]rendu (?:de consultation|d.hospitalisation|hospitalier|operatoire|de visite|de passage|"
        r"d.accouchement|medical|de sejour|d.intervention)",
    ),
    (
        PatientCategory.CPT_REND,
        r"lettre de liaison|lettre de sortie|bulletin de (?:sortie|situation)|courrier de sortie",
    ),
    (PatientCategory.ORD_SOIN, r"ordonnance\b"),
    (PatientCategory.CERT_MED, r"certificat\s+(?:medical|de non[ -]contre)"),
    (PatientCategory.DOC_ADM, r"attestation de droits|carte de tiers payant|attestation de mutuelle"),
)
_HEADS = tuple((category, re.compile(r"^[\W_]*(" + words + r").*$")) for category, words in _HEADINGS)
_SALUTES = re.compile(r"^\W*(?:cher|chere|chers)\s+(?:confrere|consoeur|consour|ami|collegue)")
_NO_HEADING = re.compile(r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|[:;]|imprime|edite")
_HOUSE = re.compile(
    r"^\W*(laboratoire|centre hospitalier|centre d.imagerie|cabinet d.imagerie|clinique|hopital|institut|"
    r"polyclinique|maison de sante)\b"
)
_DOCTOR = re.compile(
    r"\b(?:Dr|DR|Docteur|DOCTEUR|Pr|Professeur)\.?\s+((?:[A-ZÀ-Ý][\w’'-]*\.?\s+){0,2}[A-ZÀ-Ý][\w’'-]+)"
)
_OTHER_DOCTOR = re.compile(
    r"prescri|demand|medecin traitant|adress|destinat|copie|confrere|correspondant|remplac|suivi par|aupres|"
    r"\bpar le\b(?!.*etabli)"
)
_NO_NAME = frozenset(
    [
        "le",
        "la",
        "les",
        "fait",
        "signature",
        "medecin",
        "medecine",
        "cabinet",
        "service",
        "tel",
        "telephone",
        "cardiologue",
        "generaliste",
        "praticien",
        "specialiste",
        "et",
        "rue",
        "allee",
        "consultation",
        "patient",
        "chirurgien",
        "radiologue",
        "biologiste",
        "laboratoire",
        "patiente",
        "date",
        "page",
        "rpps",
        "madame",
        "monsieur",
    ]
)
_PERSON = re.compile(r"\s+(?:M\.|Mme|Monsieur|Madame)?\s*[A-ZÀ-Ý][a-zà-ÿ’'-]+\s+[A-ZÀ-Ý][A-ZÀ-Ý’'-]{2,}$")
_ENDS = re.compile(r"\s+[-–—]\s|\s{3,}|\s*[-–—,]?\s*T[ée]l\b|\s*:|\s*\|")


def find_category(lines: Sequence[Line]) -> Found | None:
    """Return the folder that the heading, or the way a letter begins, points to."""
    head = _heading(lines)
    if head:
        return Found(Kind.CATEGORY, head[0].value, head[1].page, head[1].evidence)
    salute = next((line for line in lines[:_HEADING_WITHIN] if _SALUTES.match(line.folded)), None)
    if salute:
        return Found(Kind.CATEGORY, PatientCategory.CPT_REND.value, salute.page, salute.evidence)
    return None


def find_title(lines: Sequence[Line]) -> Found | None:
    """Return the heading as a title of 50 characters at most (R-DO-7); a letter between doctors is called one."""
    head = _heading(lines)
    if head:
        line = head[1]
        said = " ".join(line.text.strip(" .*_-–=#|").split())
        said = said.capitalize() if said.isupper() else said
        return Found(Kind.TITLE, _cut(said), line.page, line.evidence)
    salute = next((line for line in lines[:_HEADING_WITHIN] if _SALUTES.match(line.folded)), None)
    author = find_author(lines) if salute else None
    if salute and author:
        return Found(Kind.TITLE, _cut(f"Courrier du {author.value}"), salute.page, salute.evidence)
    return None


def find_author(lines: Sequence[Line]) -> Found | None:
    """Return who wrote it: the house of the letterhead, or the doctor who signs; None where two could be meant."""
    return _house(lines[:8]) or _doctor(lines)


def _heading(lines: Sequence[Line]) -> tuple[PatientCategory, Line] | None:
    for line in lines[:_HEADING_WITHIN]:
        if len(line.text) > 90 or _NO_HEADING.search(line.folded):
            continue
        for category, words in _HEADS:
            if words.match(line.folded):
                return category, line
    return None


def _house(lines: Sequence[Line]) -> Found | None:
    for line in lines:
        if not _HOUSE.match(line.folded) or re.search(r"\b(?:19|20)\d\d\b", line.folded):
            continue
        said = _PERSON.sub("", _ENDS.split(line.text.strip(" *_#|"), maxsplit=1)[0]).strip(" ,.-–—")
        if 8 <= len(said) <= 80 and len(said.split()) > 1:
            return Found(Kind.AUTHOR, said, line.page, line.evidence)
    return None


def _doctor(lines: Sequence[Line]) -> Found | None:
    said: Counter[str] = Counter()
    first: dict[str, tuple[str, Line]] = {}
    for n, line in enumerate(lines):
        after = lines[n + 1].folded if n + 1 < len(lines) else ""
        for met in _DOCTOR.finditer(line.text):
            # A name between « demandé par » and « médecin traitant » is that of another doctor.
            around = line.folded[max(0, met.start() - 40) : met.start()] + " " + line.folded[met.end() : met.end() + 30]
            name = _name(met.group(1))
            if not name or _OTHER_DOCTOR.search(around) or "medecin traitant" in after:
                continue
            said[fold(name)] += 1
            first.setdefault(fold(name), (name, line))
    often = [name for name, times in said.items() if times == max(said.values())]
    if len(often) != 1:
        return None
    name, line = first[often[0]]
    return Found(Kind.AUTHOR, f"Dr {name}", line.page, line.evidence)


def _name(said: str) -> str:
    words = []
    for word in said.split():
        if fold(word) in _NO_NAME:
            break
        words.append(word)
    return " ".join(words)


def _cut(title: str) -> str:
    if len(title) <= TITLE_MAX:
        return title
    return title[:TITLE_MAX].rsplit(" ", 1)[0].rstrip(" ,;-–’'")
