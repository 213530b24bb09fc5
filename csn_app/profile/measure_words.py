"""How measures are said: figures with their unit, moments, the curve's words, what to correct. Never a verdict."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from csn_app.profile.addresses import to_measures
from csn_app.profile.chart import (
    NARROW,
    NO_DRAWING,
    WIDE,
    Drawing,
    Mark,
    Spot,
    across,
    down,
    draw,
    scale_of,
    thin,
)
from csn_app.profile.figures import MOMENTS, Fault, MeasureKind, kinds
from csn_app.profile.measures import Period, Point, Series
from csn_app.routes import DOCUMENTS
from csn_app.ui.words import PARIS, french_date, french_time, number, short_date

PERIODS = {
    Period.WEEK: "1\u00a0semaine",
    Period.MONTH: "1\u00a0mois",
    Period.QUARTER: "3\u00a0mois",
    Period.YEAR: "1\u00a0an",
    Period.ALL: "Tout",
}
ROWS, MOST_ROWS = 50, 1000
"""How many lines the table begins with, and shows at most: the file holds them all."""
_SHORT = {
    "WEIGHT": "Poids",
    "BODY_MASS_INDEX": "IMC",
    "BLOOD_PRESSURE": "Tension",
    "GLYCATED_HEMOGLOBIN": "HbA1c",
    "GLUCOSE_MANAGEMENT_INDEX": "IGG",
    "INTERSTITIAL_GLUCOSE": "Glucose (capteur)",
    "PAIN_SEVERITY": "Douleur",
    "STEPS_BY_DAY": "Pas par jour",
}
_ASKS = {"body_site": "Où", "moment": "Quand", "number_of_days": "Jours"}


@dataclass(frozen=True)
class Chip:
    """A kind of measure or a period: where it leads, and whether one is there."""

    code: str
    words: str
    href: str
    here: bool
    noted: bool


@dataclass(frozen=True)
class Row:
    """One measure in the table."""

    id: str
    when: str
    figures: str
    more: str
    mine: bool
    source: str = ""


@dataclass(frozen=True)
class Box:
    """One figure to type."""

    field: str
    label: str
    value: str
    error: str


@dataclass(frozen=True)
class Curve:
    """The curve of a period: two drawings (screen and phone), the points a keyboard walks through, and its title."""

    title: str
    said: str
    wide: Drawing
    narrow: Drawing
    spots: list[Spot]


NO_CURVE = Curve("", "", NO_DRAWING, NO_DRAWING, [])


def chips(noted: frozenset[str], *, here: str, period: Period) -> list[Chip]:
    """List the kinds of measures, those that hold some first; results of laboratories only where some are noted."""
    shown = (kind for kind in kinds().values() if not kind.laboratory or kind.code in noted or kind.code == here)
    ordered = sorted(shown, key=lambda kind: kind.code not in noted)
    return [
        Chip(k.code, short(k), to_measures(k.code, period=period), k.code == here, k.code in noted) for k in ordered
    ]


def periods(code: str, *, here: Period) -> list[Chip]:
    """List the periods of a curve."""
    return [Chip(p, words, to_measures(code, period=p), here=p is here, noted=True) for p, words in PERIODS.items()]


def short(kind: MeasureKind) -> str:
    """Say a kind in a word or two."""
    return _SHORT.get(kind.code, kind.label)


def figures_of(kind: MeasureKind, point: Point, *, unit: bool = True) -> str:
    """Say the figures: « 122 / 78 mmHg », « 72,5 kg »."""
    said = " / ".join(one_figure(figure) for figure in point.figures)
    return f"{said}\u00a0{kind.unit}" if unit else said


def one_figure(figure: str) -> str:
    """Say a figure in French: « 12 500 », « 72,5 »."""
    decimals = len(figure.partition(".")[2])
    return number(float(figure), decimals=decimals)


def when(point: Point) -> str:
    """Say when a measure was taken: « 23 novembre 2026 à 8 h 10 »."""
    day = french_date(point.taken_at.astimezone(PARIS).date())
    return f"{day} à {french_time(point.taken_at)}" if point.timed else day


def more(point: Point) -> str:
    """Say what goes with a measure."""
    held = point.context
    said = [held.get("body_site", ""), MOMENTS.get(held.get("moment", ""), "")]
    if held.get("number_of_days"):
        said.append(f"Sur {held['number_of_days']}\u00a0jours")
    return ". ".join(filter(None, (*said, held.get("remarque", ""))))


def curve(series: Series) -> Curve:
    """Prepare the curve of a period; below two measures there is none."""
    kind, points = series.kind, series.points
    title = f"{kind.label}, {_span(points)}" if points else kind.label
    if len(points) < 2:
        return Curve(title, "", NO_DRAWING, NO_DRAWING, [])
    marks = thin([Mark(p.taken_at, tuple(map(float, p.figures)), place) for place, p in enumerate(points)])
    scale = scale_of(marks, from_zero=kind.bars)
    days = [short_date(mark.at.astimezone(PARIS).date()) for mark in marks]
    if marks[0].at.year == marks[-1].at.year:
        days = [day.rsplit("\u00a0", 1)[0] for day in days]
    figure, ends = [_axis(value) for value in scale], _ends(points[-1])
    wide = draw(marks, WIDE, bars=kind.bars, figure=figure, days=days, ends=ends)
    narrow = draw(marks, NARROW, bars=kind.bars, figure=figure, days=days, ends=ends)
    xs = zip(across(marks, WIDE), across(marks, NARROW), strict=True)
    spots = [
        Spot(
            wide_x,
            narrow_x,
            down(mark.values[0], scale),
            down(mark.values[-1], scale),
            f"{when(points[mark.place])}\u00a0: {figures_of(kind, points[mark.place])}",
        )
        for mark, (wide_x, narrow_x) in zip(marks, xs, strict=True)
    ]
    return Curve(title, _said(points), wide, narrow, spots)


def table(series: Series, *, rows: int) -> list[Row]:
    """Say the newest measures of a period line by line, so many of them."""
    return [row(series.kind, point) for point in series.points[: -rows - 1 : -1]]


def row(kind: MeasureKind, point: Point) -> Row:
    """Say one line of the table."""
    return Row(
        str(point.id or ""), when(point), figures_of(kind, point), more(point), mine=point.mine, source=source(point)
    )


def source(point: Point) -> str:
    """Return the address of the document that a measure was read in, or nothing."""
    return f"{DOCUMENTS}/{point.source.document_id}" if point.source else ""


def boxes(kind: MeasureKind, *, typed: dict[str, str], faults: dict[str, Fault]) -> list[Box]:
    """Prepare the figures to type."""
    labels = {"systolique": "Haut", "diastolique": "Bas"}
    return [
        Box(
            part.field,
            labels.get(part.field, _asked(kind)),
            typed.get(part.field, ""),
            fault_words(kind, part.field, faults[part.field]) if part.field in faults else "",
        )
        for part in kind.parts
    ]


def _asked(kind: MeasureKind) -> str:
    name = short(kind)
    return name if kind.unit in name.lower() else f"{name} ({kind.unit})"


def fault_words(kind: MeasureKind, field: str, fault: Fault) -> str:
    """Say what to correct in a measure."""
    part = next((part for part in kind.parts if part.field == field), None)
    bounds = f" de {one_figure(str(part.lowest))} à {one_figure(str(part.highest))}" if part else ""
    missing = {
        "date": "Indiquez la date.",
        "moment": "Dites à quel moment.",
        "number_of_days": "Sur combien de jours\u00a0?",
    }
    wanted = "un nombre, par exemple 72,5" if part else "un nombre de jours, de 1 à 365"
    return {
        Fault.MISSING: missing.get(field, "Recopiez le chiffre de l’appareil."),
        Fault.NOT_A_NUMBER: f"Écrivez {wanted}.",
        Fault.IMPOSSIBLE: f"Ce chiffre n’est pas possible pour cette mesure. Écrivez un nombre{bounds}.",
        Fault.HIGH_BELOW_LOW: "Le chiffre du haut doit être plus grand que celui du bas. Vérifiez leur ordre.",
        Fault.NOT_A_DATE: "Cette date ou cette heure n’existe pas.",
        Fault.FUTURE: "Ce moment n’est pas encore passé.",
        Fault.TOO_LONG: "C’est trop long. Raccourcissez.",
        Fault.NOT_A_CHOICE: "Choisissez une réponse de la liste.",
    }[fault]


def csv_lines(measures: Sequence[tuple[MeasureKind, Point]]) -> Iterator[list[str]]:
    """Yield the lines of the file that a person takes home, the head first."""
    yield ["Date", "Heure", "Mesure", "Valeur", "Unité", "Précision", "Remarque"]
    for kind, point in measures:
        here = point.taken_at.astimezone(PARIS)
        context = {key: value for key, value in point.context.items() if key != "remarque"}
        precise = more(Point(None, point.taken_at, point.figures, point.timed, context, mine=False))
        figures = " / ".join(figure.replace(".", ",") for figure in point.figures)
        remark = point.context.get("remarque", "")
        hour = here.strftime("%H:%M") if point.timed else ""
        cells = [here.strftime("%d/%m/%Y"), hour, kind.label, figures, kind.unit, precise, remark]
        # A spreadsheet would run a text that begins like a formula.
        yield [f"'{cell}" if cell[:1] in "=+-@\t" and cell else cell for cell in cells]


def _span(points: Sequence[Point]) -> str:
    first, last = (french_date(p.taken_at.astimezone(PARIS).date()) for p in (points[0], points[-1]))
    lasting = points[-1].taken_at - points[0].taken_at
    return f"du {first} au {last}" if lasting > timedelta(days=1) else f"le {last}"


def _said(points: Sequence[Point]) -> str:
    first, last = points[0].figures, points[-1].figures
    names = ("Le chiffre du haut", "Le chiffre du bas") if len(first) > 1 else ("La valeur",)
    figures = zip(names, map(one_figure, first), map(one_figure, last), strict=True)
    said = [f"{name} passe de {begun} à {now}." for name, begun, now in figures]
    return " ".join([*said, "Le détail est dans le tableau."])


def _ends(point: Point) -> list[str]:
    names = (" haut", " bas") if len(point.figures) > 1 else ("",)
    return [one_figure(figure) + name for figure, name in zip(point.figures, names, strict=True)]


def _axis(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return one_figure(text)
