"""Print how precise the proposals are and what they find, as docs/extraction.md shows it: ``python -m tests.corpus``.

The layouts that are held out give the figures; ``--known`` prints those that the rules were written beside.
"""

import sys
import tempfile
from pathlib import Path

from tests.corpus.figures import score
from tests.corpus.papers import FORMS, HELD, KNOWN, papers
from tests.corpus.reading import pages_of

EACH = 8


def main() -> None:
    """Read the corpus and print a table, then what was wrong and what was missed."""
    known = "--known" in sys.argv
    kept = Path(tempfile.gettempdir()) / "csn-corpus"
    scores = score((paper, pages_of(paper, kept)) for paper in papers(KNOWN if known else HELD, each=EACH))
    print("| | " + " | ".join(f"{form} : précision | rappel | dits" for form in FORMS) + " |")
    print("|---|" + "---|" * 9)
    for name in dict.fromkeys(name for name, _ in scores):
        cells = [scores[name, form] for form in FORMS]
        said = [f"{c.precision:.3f} | {c.recall:.3f} | {c.right + len(c.missed)}" for c in cells]
        if any(c.right or c.missed for c in cells):
            print(f"| {name} | " + " | ".join(said) + " |")
    for what in ("wrong", "missed"):
        print(f"\n{'Faux' if what == 'wrong' else 'Manqués'} :")
        for (name, form), one in scores.items():
            found = getattr(one, what)
            for words in sorted(set(found)):
                print(f"- {name}, {form} : {words} × {found.count(words)}")


main()
