"""How precise the proposals are, and how much they find, kind by kind; with what was missed and what was wrong."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from csn_app.documents.proposals_found import find_proposals
from csn_app.documents.proposals_text import Found, Kind, fold
from tests.corpus.papers import Paper

TODAY = date(2026, 11, 24)


@dataclass
class Score:
    """What was proposed rightly, wrongly, and not at all."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Return the part of what was proposed that is right."""
        proposed = self.right + len(self.wrong)
        return self.right / proposed if proposed else 1.0

    @property
    def recall(self) -> float:
        """Return the part of what the papers say that was proposed."""
        said = self.right + len(self.missed)
        return self.right / said if said else 1.0


def score(read: Iterable[tuple[Paper, list[str]]]) -> dict[tuple[str, str], Score]:
    """Return the score of each kind and form."""
    scores: dict[tuple[str, str], Score] = defaultdict(Score)
    for paper, pages in read:
        found = find_proposals(pages, today=TODAY)
        _about(scores, paper, found)
        values = {(one.code, one.value) for one in found if one.kind is Kind.MEASURE}
        _sets(scores, paper, values, paper.truth.values)
        doses = {(one.code, date.fromisoformat(one.more["date"])) for one in found if one.kind is Kind.DOSE}
        _compare(scores["doses de vaccin", paper.form], paper, doses, paper.truth.doses)
    return scores


def _about(scores: dict[tuple[str, str], Score], paper: Paper, found: tuple[Found, ...]) -> None:
    truth, said = paper.truth, {one.kind: one.value for one in found}
    rights = {
        "catégorie": (Kind.CATEGORY, lambda v: v == truth.category),
        "date": (Kind.DATE, lambda v: v == truth.day.isoformat()),
        "auteur": (Kind.AUTHOR, lambda v: _same(v) == _same(truth.author)),
        "titre": (Kind.TITLE, lambda v: any(_begins(v, title) for title in truth.titles)),
    }
    for name, (kind, right) in rights.items():
        one = scores[name, paper.form]
        if kind not in said:
            one.missed.append(paper.layout)
        elif right(said[kind]):
            one.right += 1
        else:
            one.wrong.append(f"{paper.layout} : « {said[kind]} »")


def _same(text: str) -> str:
    return " ".join(fold(text).replace("docteur", "dr").split())


def _begins(said: str, title: str) -> bool:
    a, b = _same(said).replace("-", " "), _same(title).replace("-", " ")
    return a.startswith(b) or (len(a) > 12 and b.startswith(a))


_GROUPS = {
    "WEIGHT": "poids",
    "HEIGHT": "taille",
    "BLOOD_PRESSURE": "tension",
    "GLUCOSE": "glycémie",
    "GLYCATED_HEMOGLOBIN": "HbA1c",
}


def _sets(
    scores: dict[tuple[str, str], Score], paper: Paper, found: set[tuple[str, str]], said: set[tuple[str, str]]
) -> None:
    for name in dict.fromkeys([*_GROUPS.values(), "autres analyses"]):
        one = scores[name, paper.form]
        mine = {value for value in found if _GROUPS.get(value[0], "autres analyses") == name}
        theirs = {value for value in said if _GROUPS.get(value[0], "autres analyses") == name}
        _compare(one, paper, mine, theirs)


def _compare(one: Score, paper: Paper, found: set, said: set) -> None:  # type: ignore[type-arg]
    one.right += len(found & said)
    one.wrong += [f"{paper.layout} : {value}" for value in sorted(found - said, key=str)]
    one.missed += [f"{paper.layout} : {value[0]}" for value in sorted(said - found, key=str)]
