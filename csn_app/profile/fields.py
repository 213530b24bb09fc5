"""What each section of the profile asks: its fields, their limits, and which lists propose words."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from csn_app.core.reference import rows
from csn_app.core.vocabulary import Section

COMMENT = 3000
NAME = 100
TREATMENT_NAME = 50
WISHES = 6000
MOST_ENTRIES = 200
"""How many entries a section holds at most: beyond, something writes in the person's place."""


class Kind(StrEnum):
    """How a field is asked."""

    TEXT = "TEXT"
    LONG = "LONG"
    DATE = "DATE"
    CHOICE = "CHOICE"
    CARDS = "CARDS"
    NUMBER = "NUMBER"
    PHONE = "PHONE"
    POSTCODE = "POSTCODE"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a list."""

    code: str
    words: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One question. ``words`` names the kinds of our list that are proposed, ``more`` puts it among the optional ones.

    ``parent`` and ``parent_answer``: the question is asked only after this answer to that one.
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    hint: str = ""
    most: int = NAME
    required: bool = False
    options: tuple[Option, ...] = ()
    words: tuple[str, ...] = ()
    more: bool = False
    low: int = 0
    high: int = 0
    parent: str = ""
    parent_answer: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a section asks. ``title`` names the field under which an entry is found; ``one`` holds one answer only."""

    section: Section
    heading: str
    title: str
    fields: tuple[Field, ...]
    one: bool = False

    @property
    def ends(self) -> bool:
        """Say whether an entry can come to its end."""
        return any(field.name == "fin" for field in self.fields)


def _options(*pairs: tuple[str, str]) -> tuple[Option, ...]:
    return tuple(Option(code, words) for code, words in pairs)


_COMMENT = Field("commentaire", "Remarque", Kind.LONG, most=COMMENT, more=True)
_START = Field("debut", "Depuis quand\u00a0?", Kind.DATE, "L’année suffit.")
_END = Field("fin", "Jusqu’à quand, si c’est terminé\u00a0?", Kind.DATE, "L’année suffit.", more=True)
_LINKS = _options(
    ("MOTHER", "Ma mère"),
    ("FATHER", "Mon père"),
    ("GRANDPARENT", "Un grand-parent"),
    ("GREAT_GRANDPARENT", "Un arrière-grand-parent"),
    ("SISTER", "Une sœur"),
    ("BROTHER", "Un frère"),
    ("AUNT", "Une tante"),
    ("UNCLE", "Un oncle"),
    ("OTHER", "Une autre personne"),
)
_HANDICAPS = _options(
    ("MOTOR", "Moteur (bouger, marcher)"),
    ("VISUAL", "Visuel (voir)"),
    ("HEARING", "Auditif (entendre)"),
    ("MENTAL", "Intellectuel (comprendre)"),
    ("COGNITIVE", "Cognitif (mémoire, attention, langage)"),
    ("PSYCHIC", "Psychique (humeur, relations)"),
    ("DISABLING_DISEASE", "Maladie invalidante"),
)
_GROUPS = _options(
    ("O+", "O positif (O+)"),
    ("O-", "O négatif (O−)"),
    ("A+", "A positif (A+)"),
    ("A-", "A négatif (A−)"),
    ("B+", "B positif (B+)"),
    ("B-", "B négatif (B−)"),
    ("AB+", "AB positif (AB+)"),
    ("AB-", "AB négatif (AB−)"),
)
_ROLES = _options(
    ("EMERGENCY", "À prévenir en cas d’urgence"), ("CAREGIVER", "Mon aidant"), ("CARED", "La personne que j’aide")
)
_SEVERITY = (
    Option("MILD", "Gênant", "Boutons, nez qui coule, démangeaisons"),
    Option("SEVERE", "Grave", "Gonflement, malaise, passage aux urgences"),
    Option("UNKNOWN", "Je ne sais pas"),
)
_PERSON = (
    Field("prenom", "Prénom", required=True),
    Field("nom", "Nom", required=True),
    Field("mobile", "Téléphone mobile", Kind.PHONE, "Par exemple\u00a0: 06 39 98 04 27", required=True),
    Field("code-postal", "Code postal", Kind.POSTCODE, required=True),
    Field("ville", "Ville", required=True),
    Field("lien", "Qui est-ce pour vous\u00a0?", hint="Par exemple\u00a0: mon mari, une voisine", more=True),
    _COMMENT,
)


def _vaccines() -> tuple[Option, ...]:
    found = (
        Option(row["id"], row["label_fr"] if row["short_label_fr"].lower() in row["label_fr"].lower() else _both(row))
        for row in rows("vaccines")
        if not row["valid_to"]
    )
    return tuple(sorted(found, key=lambda option: option.words))


def _both(row: dict[str, str]) -> str:
    return f"{row['label_fr']} ({row['short_label_fr']})"


def _questions() -> tuple[Field, ...]:
    """Return the questions of ``lifestyle_questions.csv`` in their order (R-PR-18)."""
    found = []
    for row in rows("lifestyle_questions"):
        pairs = [option.partition("=") for option in row["options"].split(";") if option]
        found.append(
            Field(
                row["id"],
                row["question_fr"].replace(" ?", "\u00a0?"),
                Kind.CHOICE if row["answer_kind"] == "single" else Kind.NUMBER,
                options=tuple(Option(code, words) for code, _, words in pairs),
                low=int(row["min"] or 0),
                high=int(row["max"] or 0),
                parent=row["depends_on"],
                parent_answer=row["depends_value"],
            )
        )
    return tuple(found)


_ALL = (
    Asked(
        Section.DISEASES,
        "une maladie ou un sujet de santé",
        "maladie",
        (
            Field("maladie", "De quoi s’agit-il\u00a0?", required=True, words=("DISEASE",)),
            _START,
            _END,
            _COMMENT,
        ),
    ),
    Asked(
        Section.TREATMENTS,
        "un traitement",
        "traitement",
        (
            Field(
                "traitement",
                "Quel traitement\u00a0?",
                hint="Le nom écrit sur la boîte",
                most=300,
                required=True,
                words=("SUBSTANCE",),
            ),
            Field(
                "posologie",
                "Comment le prenez-vous\u00a0?",
                hint="Par exemple\u00a0: 1 comprimé le soir",
                most=1000,
            ),
            _START,
            _END,
            _COMMENT,
        ),
    ),
    Asked(
        Section.STAYS,
        "une hospitalisation ou une opération",
        "motif",
        (
            Field("motif", "Pour quelle raison\u00a0?", required=True, words=("DISEASE",)),
            Field("debut", "Date d’entrée ou de l’opération", Kind.DATE, "L’année suffit.", required=True),
            Field("fin", "Date de sortie", Kind.DATE, "L’année suffit.", more=True),
            Field("lieu", "Dans quel hôpital ou quelle clinique\u00a0?", more=True),
            _COMMENT,
        ),
    ),
    Asked(
        Section.ALLERGIES,
        "une allergie",
        "allergene",
        (
            Field(
                "allergene",
                "À quoi êtes-vous allergique\u00a0?",
                hint="Un médicament, un aliment, le pollen, le latex…",
                required=True,
                words=("ALLERGEN", "SUBSTANCE"),
            ),
            Field("gravite", "C’était grave\u00a0?", Kind.CARDS, options=_SEVERITY),
            Field("reaction", "Que s’est-il passé\u00a0?", most=200, more=True),
            Field("debut", "Depuis quand\u00a0?", Kind.DATE, "L’année suffit.", more=True),
            _END,
            _COMMENT,
        ),
    ),
    Asked(
        Section.FAMILY,
        "une maladie de ma famille",
        "maladie",
        (
            Field("lien", "Chez qui\u00a0?", Kind.CHOICE, required=True, options=_LINKS),
            Field("maladie", "Quelle maladie\u00a0?", required=True, words=("DISEASE",)),
            Field("age", "À quel âge a-t-elle commencé\u00a0?", Kind.NUMBER, "En années", high=120, more=True),
            _COMMENT,
        ),
    ),
    Asked(
        Section.DISABILITIES,
        "un handicap",
        "handicap",
        (
            Field("handicap", "Quel handicap\u00a0?", Kind.CHOICE, required=True, options=_HANDICAPS),
            Field(
                "taux",
                "Taux reconnu",
                Kind.CHOICE,
                options=_options(
                    ("BELOW_50", "Moins de 50\u00a0%"),
                    ("FROM_50_TO_79", "De 50 à 79\u00a0%"),
                    ("FROM_80", "80\u00a0% et plus"),
                    ("UNKNOWN", "Je ne sais pas"),
                ),
            ),
            Field(
                "aide",
                "Quelqu’un vous aide chaque jour\u00a0?",
                Kind.CHOICE,
                options=_options(
                    ("YES", "Oui"), ("NO", "Non, mais j’en aurais besoin"), ("NONE", "Je n’en ai pas besoin")
                ),
            ),
            Field("debut", "Depuis quand\u00a0?", Kind.DATE, "L’année suffit.", more=True),
            _COMMENT,
        ),
    ),
    Asked(Section.LIFESTYLE, "mes habitudes de vie", "", _questions(), one=True),
    Asked(
        Section.BLOOD_GROUP,
        "mon groupe sanguin",
        "groupe",
        (
            Field("groupe", "Quel est votre groupe\u00a0?", Kind.CHOICE, required=True, options=_GROUPS),
            Field(
                "source",
                "D’où vient cette information\u00a0?",
                hint="Par exemple\u00a0: carte du laboratoire",
                most=150,
            ),
            Field("debut", "Date de la carte ou de l’analyse", Kind.DATE, "L’année suffit.", more=True),
            _COMMENT,
        ),
        one=True,
    ),
    Asked(
        Section.CONTACTS,
        "un proche",
        "nom",
        (Field("role", "Son rôle", Kind.CHOICE, required=True, options=_ROLES), *_PERSON),
    ),
    Asked(Section.TRUSTED, "ma personne de confiance", "nom", _PERSON, one=True),
    Asked(
        Section.DIRECTIVES,
        "mes directives anticipées",
        "",
        (
            Field(
                "souhaits",
                "Que souhaitez-vous, ou refusez-vous, à la fin de votre vie\u00a0?",
                Kind.LONG,
                "Avec vos mots. Si elles sont déjà écrites sur papier, dites seulement où elles se trouvent.",
                most=WISHES,
            ),
            Field("lieu", "Où se trouve le papier signé\u00a0?", hint="Par exemple\u00a0: chez ma fille", most=200),
            Field("debut", "Date à laquelle vous les avez écrites", Kind.DATE, required=True),
        ),
        one=True,
    ),
    Asked(
        Section.ORGAN_DONATION,
        "le don d’organes",
        "",
        (
            Field(
                "informe",
                "Avez-vous lu ces explications\u00a0?",
                Kind.CHOICE,
                "En France, la loi considère que chacun est donneur, sauf s’il l’a refusé. Un refus ne s’écrit pas "
                "ici\u00a0: il s’inscrit sur registrenationaldesrefus.fr, et vous pouvez le dire à vos proches.",
                required=True,
                options=_options(("INFORMED", "Oui, je les ai lues")),
            ),
        ),
        one=True,
    ),
    Asked(
        Section.VACCINATIONS,
        "un vaccin",
        "vaccin",
        (
            Field("vaccin", "Quel vaccin\u00a0?", Kind.CHOICE, required=True, options=_vaccines()),
            Field("debut", "Quand\u00a0?", Kind.DATE, "L’année suffit.", required=True),
            Field(
                "injection",
                "C’était…",
                Kind.CHOICE,
                options=_options(
                    ("INITIMMUNIZ", "Une première vaccination"),
                    ("BOOSTER", "Un rappel"),
                    ("IMMUNIZ", "Je ne sais pas"),
                ),
            ),
            Field("dose", "Quelle dose\u00a0?", hint="Par exemple\u00a0: 2e dose sur 3", most=50, more=True),
            Field("lot", "Numéro de lot", hint="Il est écrit sur l’étiquette collée dans le carnet.", more=True),
            Field("vaccinateur", "Qui vous a vacciné\u00a0?", more=True),
            _COMMENT,
        ),
    ),
)


@cache
def asked(section: Section) -> Asked:
    """Return what a section asks; ``KeyError`` for the measures, which are noted on their own page."""
    return {found.section: found for found in _ALL}[section]
