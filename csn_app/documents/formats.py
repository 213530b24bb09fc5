"""The kinds of files that are taken, and what a file's name already says of its content."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from csn_app.core.vocabulary import PatientCategory

TITLE_MAX = 50
"""Characters in a title (R-DO-7)."""

PDF = "application/pdf"
JPEG = "image/jpeg"
PNG = "image/png"
HEIC = "image/heic"
TIFF = "image/tiff"
TXT = "text/plain"
RTF = "application/rtf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FHIR = "application/fhir+json"
TEXT_VIEW = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file that is taken; ``viewed_as`` lists the media types a browser is shown."""

    media_type: str
    label: str
    extension: str
    viewed_as: tuple[str, ...]


FORMATS = {
    kind.media_type: kind
    for kind in (
        Format(PDF, "PDF", "pdf", (PDF,)),
        Format(JPEG, "Photo JPEG", "jpg", (JPEG,)),
        Format(PNG, "Image PNG", "png", (PNG,)),
        Format(HEIC, "Photo HEIC", "heic", (JPEG,)),
        Format(TIFF, "Image TIFF", "tif", (JPEG, PDF)),
        Format(TXT, "Texte", "txt", (TEXT_VIEW,)),
        Format(RTF, "Texte RTF", "rtf", (TEXT_VIEW,)),
        Format(DOCX, "Document Word", "docx", (TEXT_VIEW,)),
        Format(FHIR, "Données pour un logiciel de santé (FHIR)", "json", (TEXT_VIEW,)),
    )
}
"""Every kind taken, by media type (R-DO-5)."""

_FAMILIES = {
    "photo": ("jpg", "jpeg", "png", "heic", "heif", "tif", "tiff"),
    "PDF": ("pdf",),
    "texte": ("txt", "rtf", "docx"),
    # A file that the carnet writes itself: none is taken in.
    "données": ("json",),
}
_FAMILY = {extension: family for family, extensions in _FAMILIES.items() for extension in extensions}

_MONTHS = (
    *("janvier", "fevrier", "mars", "avril", "mai", "juin"),
    *("juillet", "aout", "septembre", "octobre", "novembre", "decembre"),
)
_DATES = (
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)([-_. ]?)(?P<m>\d\d)\2(?P<d>\d\d)(?!\d(?!\d{5}(?!\d)))"),
    re.compile(r"(?<!\d)(?P<d>\d\d?)([-_. ])(?P<m>\d\d?)\2(?P<y>(?:19|20)\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>\d\d)(?P<m>\d\d)(?P<y>(?:19|20)\d\d)(?!\d)"),
    re.compile(rf"(?<!\d)(?P<d>\d\d?)(?:er)?[-_. ]+(?P<m>{'|'.join(_MONTHS)})[-_. ]+(?P<y>(?:19|20)\d\d)(?!\d)"),
)

# What cameras, scanners and word processors call a file: it tells a reader nothing.
_MEANINGLESS = re.compile(
    r"microsoft|word|powerpoint|excel|img|images?|dsc[a-z]?|dcim|pxl|mvimg|wp|photo|picture|pic|scan|scanned|numerisation|"
    r"numerise|screenshot|capture|d|ecran|document|doc|fichier|file|whatsapp|received|sans|titre|untitled|unnamed|new|"
    r"nouveau|nouvelle|copie|copy|final|de|a|at|edited|hdr|cover|burst|am|pm|jpe?g|pdf|docx?|txt|rtf|tiff?|heic|png|"
    r"(?=\w*\d)[0-9a-f]{8,}|(?:img|image|photo|dsc[a-z]?|wa|scan|doc|document|p|v)?\d+h?"
)
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}$")

_CATEGORIES = (
    (PatientCategory.DIR_ANT, r"directives? anticipees?"),
    (PatientCategory.ORD_SOIN, r"ordonnances?|prescriptions?|protocole de soins?|plan de soins?"),
    (PatientCategory.DEPISTAG, r"vaccin\w*|depistages?|mammographies?|frottis|m t dents"),
    (PatientCategory.RADIO_SC, r"radio\w*|irm|scanners?|echo\w*|doppler|tdm|scintigraphies?|panoramique"),
    (
        PatientCategory.BIOLOGIE,
        r"biologi\w+|analyses?|bilans? (sanguins?|biologiques?|lipidiques?|hepatiques?)|labo\w*|"
        r"prises? de sang|resultats?|nfs|hemogramme|ecbu|pcr|groupe sanguin|anapath\w*|bilan",
    ),
    (PatientCategory.CERT_MED, r"certificats?|arret de travail|avis d arret"),
    (
        PatientCategory.CPT_REND,
        r"comptes? rendus?|cr|crh|cro|consultations?|hospitalisations?|operatoire|urgences|sortie",
    ),
    (PatientCategory.SYNTHESE, r"syntheses?|resume medical|vsm|lettre de (liaison|transfert)"),
    (PatientCategory.DOC_ADM, r"attestations?|mutuelle|carte|factures?|devis|autorisations?|droits|identite|passeport"),
)
_CATEGORY_WORDS = tuple((category, re.compile(rf"\b(?:{words})\b")) for category, words in _CATEGORIES)


def plain(text: str) -> str:
    """Lower case without accents, apostrophes and separators as spaces: what keywords are compared with."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", " ", bare).strip()


def clean_title(text: str) -> str | None:
    """Make a title of at most 50 characters from words found in a file; None when they tell a reader nothing."""
    printable = "".join(c if c.isprintable() else " " for c in unicodedata.normalize("NFC", text))
    words = re.sub(r"^microsoft (?:word|powerpoint|excel) - ", "", printable.strip(), flags=re.IGNORECASE)
    words = re.sub(r"\s+", " ", _EXTENSION.sub("", words)).strip(" -_.,;:")
    if all(_MEANINGLESS.fullmatch(word) for word in plain(words).split()):
        return None
    if len(words) > TITLE_MAX:
        cut = words[: TITLE_MAX + 1].rfind(" ")
        words = words[: cut if cut > TITLE_MAX // 2 else TITLE_MAX].rstrip(" -_.,;:")
    return words[0].upper() + words[1:]


def family_of_name(name: str) -> str:
    """Return what a file's name says that it is: photo, PDF or texte; empty where the name says nothing."""
    return _FAMILY.get(name.rpartition(".")[2].lower(), "")


def family_of_content(media_type: str) -> str:
    """Return what a file is: photo, PDF or texte."""
    return _FAMILY[FORMATS[media_type].extension]


def propose_title(filename: str) -> str | None:
    """Propose a title from a file's name; None for the names that cameras and scanners give."""
    name = _EXTENSION.sub("", re.split(r"[/\\]", filename)[-1])
    without_date = name
    for pattern in _DATES:
        without_date = pattern.sub(" ", without_date)
    spaced = re.sub(r"[_+]|%20|(?<=\w)-(?=\w)", " ", without_date)
    return clean_title(re.sub(r"\(\s*\d*\s*\)", " ", spaced))


def propose_date(filename: str, *, today: date) -> date | None:
    """Propose a document's date from its file's name (2026-03-12, 20260312, 12-03-2026, 12 mars 2026)."""
    text = unicodedata.normalize("NFD", filename.lower())
    text = "".join(c for c in text if not unicodedata.combining(c))
    for pattern in _DATES:
        for found in pattern.finditer(text):
            month = found["m"]
            proposed = plausible_date(
                int(found["y"]),
                month=int(month) if month.isdigit() else _MONTHS.index(month) + 1,
                day=int(found["d"]),
                today=today,
            )
            if proposed:
                return proposed
    return None


def plausible_date(year: int, *, month: int, day: int, today: date) -> date | None:
    """A date of the calendar between 1900 and today, or None."""
    try:
        proposed = date(year, month, day)
    except ValueError:
        return None
    return proposed if date(1900, 1, 1) <= proposed <= today else None


def propose_category(filename: str, title: str) -> PatientCategory | None:
    """Propose the folder that the words of the name or title point to (R-DO-14); None when they point nowhere."""
    text = f"{plain(title)} | {plain(_EXTENSION.sub('', filename))}"
    return next((category for category, words in _CATEGORY_WORDS if words.search(text)), None)
