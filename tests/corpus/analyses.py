"""Laboratory results for invented papers: how a paper names them, its unit, and how the profile keeps the figure."""

from dataclasses import dataclass
from random import Random

from tests.corpus.people import comma, plain


@dataclass(frozen=True)
class Analysis:
    """One line of results; ``kept`` is the figure in the unit of the measure, ``second`` the same in another unit."""

    code: str
    name: str
    figure: str
    unit: str
    low: str
    high: str
    kept: str
    second: str = ""
    family: str = ""


_KNOWN = (
    # code, names, unit, decimals, low, high, spread, family
    ("ERYTHROCYTES", ("Hématies", "Globules rouges"), "T/L", 2, 4.28, 5.79, "HÉMATOLOGIE"),
    ("HEMOGLOBIN", ("Hémoglobine",), "g/dL", 1, 13.4, 16.7, "HÉMATOLOGIE"),
    ("HEMATOCRIT", ("Hématocrite",), "%", 1, 39.2, 48.6, "HÉMATOLOGIE"),
    ("MCV", ("VGM", "V.G.M.", "Volume globulaire moyen"), "fL", 1, 79.0, 97.0, "HÉMATOLOGIE"),
    ("MCH", ("TCMH", "T.C.M.H."), "pg", 1, 27.3, 32.8, "HÉMATOLOGIE"),
    ("MCHC", ("CCMH", "C.C.M.H."), "g/dL", 1, 32.4, 36.3, "HÉMATOLOGIE"),
    ("LEUKOCYTES", ("Leucocytes", "Globules blancs"), "G/L", 2, 4.05, 11.00, "HÉMATOLOGIE"),
    ("PLATELETS", ("Plaquettes",), "G/L", 0, 161, 398, "HÉMATOLOGIE"),
    ("GLUCOSE", ("Glycémie à jeun", "Glucose à jeun"), "g/L", 2, 0.74, 1.06, "BIOCHIMIE"),
    ("GLYCATED_HEMOGLOBIN", ("HbA1c", "Hémoglobine glyquée (HbA1c)"), "%", 1, 4.0, 6.0, "BIOCHIMIE"),
    ("CREATININE", ("Créatinine", "Créatininémie"), "µmol/L", 0, 64, 104, "BIOCHIMIE"),
    ("UREA", ("Urée",), "mmol/L", 1, 2.8, 7.2, "BIOCHIMIE"),
    ("SODIUM", ("Sodium", "Natrémie"), "mmol/L", 0, 136, 145, "BIOCHIMIE"),
    ("POTASSIUM", ("Potassium", "Kaliémie"), "mmol/L", 1, 3.5, 5.1, "BIOCHIMIE"),
    ("CRP", ("Protéine C réactive (CRP)", "CRP", "Protéine C réactive"), "mg/L", 1, 0.0, 5.0, "BIOCHIMIE"),
    ("CHOLESTEROL_TOTAL", ("Cholestérol total",), "g/L", 2, 1.50, 2.00, "BILAN LIPIDIQUE"),
    (
        "CHOLESTEROL_HDL",
        ("Cholestérol HDL", "HDL-cholestérol", "HDL Cholestérol"),
        "g/L",
        2,
        0.40,
        0.60,
        "BILAN LIPIDIQUE",
    ),
    (
        "CHOLESTEROL_LDL",
        ("Cholestérol LDL", "LDL-cholestérol", "LDL Cholestérol"),
        "g/L",
        2,
        1.00,
        1.60,
        "BILAN LIPIDIQUE",
    ),
    ("TRIGLYCERIDES", ("Triglycérides",), "g/L", 2, 0.50, 1.50, "BILAN LIPIDIQUE"),
    ("ALT", ("ALAT (TGP)", "ALAT", "Transaminases ALAT (TGP)"), "UI/L", 0, 10, 49, "BIOCHIMIE"),
    ("AST", ("ASAT (TGO)", "ASAT", "Transaminases ASAT (TGO)"), "UI/L", 0, 10, 34, "BIOCHIMIE"),
    ("GGT", ("Gamma-GT", "Gamma GT", "GGT"), "UI/L", 0, 9, 64, "BIOCHIMIE"),
    ("TSH", ("TSH", "TSH ultrasensible"), "mUI/L", 2, 0.35, 4.94, "HORMONOLOGIE"),
    ("FERRITIN", ("Ferritine", "Ferritinémie"), "µg/L", 0, 22, 275, "BIOCHIMIE"),
    ("VITAMIN_D", ("Vitamine D (25-OH D2 + D3)", "25-OH-Vitamine D"), "ng/mL", 0, 30, 60, "BIOCHIMIE"),
    ("INR", ("INR",), "", 2, 0.90, 1.20, "HÉMOSTASE"),
)

# A figure of the paper in another unit: what doubles it, how many decimals, and the unit.
_SECOND = {
    "GLUCOSE": (5.55, 2, "mmol/L"),
    "CHOLESTEROL_TOTAL": (2.586, 2, "mmol/L"),
    "CHOLESTEROL_HDL": (2.586, 2, "mmol/L"),
    "CHOLESTEROL_LDL": (2.586, 2, "mmol/L"),
    "TRIGLYCERIDES": (1.143, 2, "mmol/L"),
    "CREATININE": (0.1131, 1, "mg/L"),
    "UREA": (0.06, 2, "g/L"),
}


def analyses(dice: Random, most: int = 14, *, names: int = 0) -> list[Analysis]:
    """Return some results of one person, by family, as a laboratory lists them; ``names`` picks how it names them."""
    chosen = dice.sample(_KNOWN, most)
    return [_one(dice, row, names) for row in _KNOWN if row in chosen and row[2]]


def _one(dice: Random, row: tuple, names: int) -> Analysis:  # type: ignore[type-arg]
    code, labels, unit, decimals, low, high, family = row
    spread = high - low
    value = max(low + (dice.random() * 1.8 - 0.4) * spread, low * 0.6, 10**-decimals)
    figure = comma(value, decimals)
    kept = plain(figure)
    if code == "GLUCOSE":
        kept = str(round(float(kept) * 100))
    second = ""
    if code in _SECOND:
        factor, digits, other = _SECOND[code]
        second = f"{comma(float(plain(figure)) * factor, digits)} {other}"
    label = labels[names % len(labels)]
    return Analysis(code, label, figure, unit, comma(low, decimals), comma(high, decimals), kept, second, family)


def before(dice: Random, one: Analysis) -> str:
    """Return the figure of an earlier day, which is not that of the paper."""
    decimals = len(one.figure.partition(",")[2])
    value = float(one.figure.replace(",", ".")) * dice.choice((0.87, 0.93, 1.08, 1.14))
    said = comma(value, decimals)
    return said if said != one.figure else comma(value + 10**-decimals, decimals)
