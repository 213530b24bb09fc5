"""Who the invented papers are about: nobody. Telephones, towns and dates lie where no real ones do."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

GIVEN = ("Aurore", "Basile", "Célimène", "Désiré", "Églantine", "Fulbert", "Gersende", "Hippolyte", "Iseult", "Ludovic")
FAMILY = ("Boisfleury", "Clairambault", "Desprésnoirs", "Évrardot", "Fontvieille-Test", "Grandmoulin", "Hautefage")
DOCTORS = ("Lévrier", "Montjoie", "Nervalet", "Orsonneau", "Pimprenelle", "Quatrebarbes", "Rivesaltes", "Saintonge")
TOWNS = ("Ville-Exemple", "Bourg-Fictif", "Saint-Essai", "Pont-du-Test")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


@dataclass
class Truth:
    """What a paper says, for whoever reads it right: values are « 72.5 » or « 132 / 78 », in the measure's unit."""

    category: str
    day: date
    author: str
    titles: tuple[str, ...]
    values: set[tuple[str, str]] = field(default_factory=set)
    doses: set[tuple[str, date]] = field(default_factory=set)


@dataclass(frozen=True)
class Person:
    """Somebody invented, with what their papers may say of them."""

    given: str
    family: str
    born: date
    town: str
    doctor: str
    other_doctor: str
    day: date

    @property
    def name(self) -> str:
        """Return the name as papers write it."""
        return f"{self.given} {self.family.upper()}"


def person(dice: Random) -> Person:
    """Return one more invented person."""
    doctor, other = dice.sample(DOCTORS, 2)
    givens = dice.sample(GIVEN, 3)
    return Person(
        given=givens[0],
        family=dice.choice(FAMILY),
        born=date(1931, 1, 1) + timedelta(days=dice.randrange(27000)),
        town=dice.choice(TOWNS),
        doctor=f"{givens[1]} {doctor}",
        other_doctor=f"{givens[2]} {other}",
        day=date(2021, 1, 5) + timedelta(days=dice.randrange(1900)),
    )


def slashed(day: date) -> str:
    """Write « 12/03/2024 »."""
    return f"{day:%d/%m/%Y}"


def long(day: date) -> str:
    """Write « 12 mars 2024 »."""
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


def comma(value: float, decimals: int) -> str:
    """Write a figure as French papers do."""
    return f"{value:.{decimals}f}".replace(".", ",")


def plain(text: str) -> str:
    """Write a figure as the profile keeps it: a point, no useless zeros."""
    said = text.replace(",", ".").replace(" ", "")
    return said.rstrip("0").rstrip(".") if "." in said else said
