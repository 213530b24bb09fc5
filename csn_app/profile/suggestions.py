"""Words proposed while one types, from our own list: accents and typos are forgiven; free text stays free."""

from functools import cache

from rapidfuzz import fuzz, process

from csn_app.core.reference import rows
from csn_app.identity.names import fold

SHOWN = 6
ENOUGH = 2
"""From how many letters on something is proposed."""
_ALIKE = 78.0
"""How alike a mistyped word must be, out of 100: « astme » finds « asthme », « toux » does not find « goutte »."""


def suggest(kinds: tuple[str, ...], typed: str) -> tuple[str, ...]:
    """Return at most six names: those that begin so, then those with a word that begins so, then the near ones."""
    asked = fold(typed[:100])
    if len(asked) < ENOUGH:
        return ()
    known = [entry for kind in kinds for entry in _known(kind)]
    begin = [label for label, folded in known if folded.startswith(asked)]
    within = [label for label, folded in known if f" {asked}" in folded]
    found = list(dict.fromkeys([*begin, *within]))
    if len(found) < SHOWN and len(asked) > ENOUGH:
        found = list(dict.fromkeys([*found, *_near(known, asked)]))
    return tuple(found[:SHOWN])


def _near(known: list[tuple[str, str]], asked: str) -> list[str]:
    names = [folded for _, folded in known]
    near = process.extract(asked, names, scorer=_score, score_cutoff=_ALIKE, limit=SHOWN)
    return [known[index][0] for _, _, index in near]


def _score(asked: str, name: str, **_options: object) -> float:
    """Compare whole names, or the typed beginning with the beginning of the name."""
    return max(fuzz.ratio(asked, name), fuzz.ratio(asked, name[: len(asked) + 1]) - 4)


@cache
def _known(kind: str) -> tuple[tuple[str, str], ...]:
    """Return each name and other name of a kind, folded, with the name that is proposed for it."""
    found = []
    for row in rows("health_words"):
        if row["kind"] == kind and not row["valid_to"]:
            found.append((row["label_fr"], fold(row["label_fr"])))
            found.extend((row["label_fr"], fold(other)) for other in row["also_fr"].split(";") if other)
    return tuple(found)
