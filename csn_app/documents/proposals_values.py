"""Figures that a document gives of a person: only where name, figure and unit stand together and leave no doubt.

Precision before recall: a figure of another day, of a relative, a target or a range of reference is not taken, and two
different figures of one kind in a document are none. What OCR could have bent (a lost comma) is refused by its form.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from csn_app.core.reference import rows
from csn_app.documents.proposals_text import Found, Kind, Line, fold

_FIGURE = r"(?P<figure>\d{1,3}(?: \d{3})+|\d{1,5}(?:[.,]\d{1,3})?)"
# Between a name and its figure: dots, a colon, a word in brackets, the mark of a result outside the range.
_BETWEEN = r"[\s.:_=*·•>-]{0,300}?(?:\([a-z' +-]{1,30}\))?[\s.:_=*·•-]{0,300}?(?:[*+hlb]\s+)?"
_ANOTHER = re.compile(
    r"objectif|cible|ideal|naissance|precedent|anteri|ancien|normal|seuil|mere|pere|frere|soeur|fils|fille|avant|souhait|"
    r"perte|perdu|prise|pris|forme|visee?|max|min(?:imum|imale)|foetal|estime|si\b|inferieur|superieur|contre|sous|habituel|conjoint"
)
_RANGE = re.compile(r"^\s*(?:-|a|et|/)\s*\d")
_FLUID = re.compile(r"urin|\becbu\b|uroculture|selles|liquide|ponction|\blcr\b|sperm|crachat")
_BLOOD = re.compile(r"hematologie|biochimie|hemostase|hormono|lipid|immuno|serologie|sang|ionogramme|enzym|marqueur")
_EARLIER_FIRST = re.compile(r"(?:anteri|precedent|antecedent).*resultat")


@dataclass(frozen=True, slots=True)
class _Form:
    """How a kind of figure is printed: a pattern, the factor to the kept unit by unit, decimals, and what is likely."""

    code: str
    pattern: re.Pattern[str]
    units: dict[str, Decimal]
    decimals: int
    low: Decimal
    high: Decimal


def find_values(lines: Sequence[Line]) -> list[Found]:
    """Return the figures of a document, at most one of each kind."""
    found: dict[str, dict[str, Found]] = {}
    fluid = False
    closed = {line.page for line in lines if _EARLIER_FIRST.search(line.folded)}
    for line in lines:
        fluid = bool(_FLUID.search(line.folded)) or (fluid and not _BLOOD.search(line.folded))
        if fluid or line.page in closed:
            continue
        for one in _of_line(line):
            found.setdefault(one.code, {}).setdefault(one.value, one)
    return [next(iter(values.values())) for values in found.values() if len(values) == 1]


def _of_line(line: Line) -> Iterator[Found]:
    yield from _tension(line)
    yield from _height(line)
    for form in _forms():
        for met in form.pattern.finditer(line.folded):
            if _doubtful(line.folded, met):
                continue
            unit = re.sub(r"\s", "", met.group("unit")) if form.units else ""
            value = _kept(form, met.group("figure"), unit)
            if value is not None:
                yield _measure(line, form.code, value, met)


def _kept(form: _Form, figure: str, unit: str) -> str | None:
    """Return the figure in the kept unit; None where it is unlikely, or printed as that kind never is."""
    said = figure.replace(" ", "").replace(",", ".")
    factor = next((factor for known, factor in form.units.items() if re.fullmatch(known, unit)), Decimal(1))
    if form.decimals and factor == 1 and "." not in said:
        return None
    value = Decimal(said) * factor
    if not form.low <= value <= form.high:
        return None
    return f"{value.normalize():f}"


def _doubtful(text: str, met: re.Match[str]) -> bool:
    """Say whether the words around make it somebody else's figure, another day's, a target or a range."""
    clause = re.split(r"[.;](?=\s)", text[: met.start("figure")])[-1]
    return bool(_ANOTHER.search(clause[-70:]) or re.search(r"[<≤≥]\s*$", clause) or _RANGE.match(text[met.end() :]))


def _measure(line: Line, code: str, value: str, met: re.Match[str]) -> Found:
    more = {}
    if code == "GLUCOSE":
        more["moment"] = "FASTING" if "jeun" in met.group() else "OTHER"
    return Found(Kind.MEASURE, value, line.page, line.evidence, code=code, more=more)


_TENSION = re.compile(
    r"(?<![\w.])(?:t\.?a\.?|p\.?a\.?|tension(?: arterielle)?|pression arterielle)"
    r"(?:\s+(?:est|a|de|mesuree|humerale))*[\s:.=]{1,12}"
    r"(?P<figure>\d{2,3})\s?/\s?(?P<low>\d{1,3})(?![\d/])\s*(?P<unit>mm ?hg|cm ?hg)?"
)


def _tension(line: Line) -> Iterator[Found]:
    for met in _TENSION.finditer(line.folded):
        high, low = int(met.group("figure")), int(met.group("low"))
        if "cm" in (met.group("unit") or "") or (high <= 25 and low <= 15 and not met.group("unit")):
            # « 13/8 » is said in centimetres of mercury.
            high, low = high * 10, low * 10
        if 70 <= high <= 250 and 35 <= low <= 150 and high > low + 10 and not _doubtful(line.folded, met):
            yield _measure(line, "BLOOD_PRESSURE", f"{high} / {low}", met)


_HEIGHT = re.compile(
    r"(?<![\w])(?<!tour de )taille(?:\s+(?:est|de|a))*[\s:.=]{1,12}"
    r"(?:(?P<figure>\d[.,]\d{2})\s?m(?![a-z])|(?P<m>\d)\s?m\s?(?P<c>\d{2})(?!\d)|(?P<cm>\d{2,3}(?:[.,]\d)?)\s?cm(?![a-z]))"
)


def _height(line: Line) -> Iterator[Found]:
    for met in _HEIGHT.finditer(line.folded):
        if met.group("figure"):
            value = Decimal(met.group("figure").replace(",", ".")) * 100
        elif met.group("m"):
            value = Decimal(met.group("m") + met.group("c"))
        else:
            value = Decimal(met.group("cm").replace(",", "."))
        clause = re.split(r"[.;](?=\s)", line.folded[: met.start()])[-1]
        # Below 45 cm a size is rather that of an organ or of something seen on an image.
        if Decimal(45) <= value <= Decimal(230) and not _ANOTHER.search(clause[-40:]):
            yield _measure(line, "HEIGHT", f"{value.normalize():f}", met)


# What the profile always knew, in the words of papers: name, unit, factor, decimals that are printed, what is likely.
_KNOWN = (
    ("WEIGHT", r"poids(?:\s+(?:actuel|est|de sortie|a|de|ce jour))*", {"kgs?": "1", "kilos?": "1"}, 0, "2", "250"),
    (
        "GLYCATED_HEMOGLOBIN",
        r"(?:hemoglobine (?:glyquee|glycosylee|a1c)(?: ?\(hba[1li]c\))?|l?'?hba[1li]c)(?:\s+(?:est|a|de))*",
        {"%": "1"},
        1,
        "3.2",
        "18",
    ),
    (
        "GLUCOSE",
        r"(?:glycemie|glucose)(?: (?:a jeun|veineuse|plasmatique))*(?:\s+(?:est|a|de))*",
        {"g/[li1]": "100"},
        0,
        "30",
        "600",
    ),
)


@cache
def _forms() -> tuple[_Form, ...]:
    forms = [_known(*known) for known in _KNOWN]
    for row in rows("analyte_forms"):
        if row["valid_to"]:
            continue
        units = dict(part.rsplit(":", 1) for part in row["units_fr"].split(";"))
        names = sorted(row["names_fr"].split(";"), key=len, reverse=True)
        forms.append(
            _Form(
                row["code"],
                _pattern("(?:" + "|".join(re.escape(name) for name in names) + ")", [_unit(u) for u in units]),
                {_unit(unit): Decimal(factor) for unit, factor in units.items()},
                int(row["decimals"]),
                Decimal(row["min_plausible"]),
                Decimal(row["max_plausible"]),
            )
        )
    return tuple(forms)


def _known(code: str, name: str, units: dict[str, str], decimals: int, low: str, high: str) -> _Form:
    factors = {unit: Decimal(factor) for unit, factor in units.items()}
    return _Form(code, _pattern(name, list(units)), factors, decimals, Decimal(low), Decimal(high))


def _pattern(name: str, units: list[str]) -> re.Pattern[str]:
    begins = r"(?:^[\W_]{0,6}|[,;:.(-]\s*|\b(?:et|le|la)\s+|\bl')"
    unit = "|".join(units)
    return re.compile(rf"{begins}(?<!\w){name}{_BETWEEN}(?<![\d,.]){_FIGURE}\s*[*]?\s*(?P<unit>{unit})(?![\w/])")


def _unit(said: str) -> str:
    """Return the pattern of a printed unit, with what OCR makes of its bars and of its µ."""
    pattern = re.escape(fold(said))
    pattern = pattern.replace(r"10\^", r"10\s?\^?").replace("µmol", "[µup]mol").replace("µ", "[µu]")
    if said in {"g/l", "ui/l", "u/l"}:
        return {"g/l": r"g[/i]?[li1|]", "ui/l": r"u(?:i/|i|v|1/|l/|u|/)[li1|]", "u/l": r"u[/i][li1|]"}[said]
    return re.sub(r"/(d?)l$", r"\\s?/?\\s?\1[li1|]", pattern)
