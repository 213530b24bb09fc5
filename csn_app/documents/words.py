"""The words of a text as a search knows them: without accents or case, by their French stem."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock

import snowballstemmer
from rapidfuzz import process
from rapidfuzz.distance import OSA

WORDS_ASKED = 8
"""So many words of a question count."""

WORDS_KEPT = 20_000
"""So many different words of a document are kept."""

_WORD = re.compile(r"[^\W_]+")
_LONGEST = 40
_PREFIX_FROM = 3
_TYPO_FROM = 4
_TWO_TYPOS_FROM = 8
_stemmer, _one_at_a_time = snowballstemmer.stemmer("french"), Lock()

# Words that every French text has find nothing.
_COMMON = frozenset(
    """
    au aux avec ce ces cette dans de des du elle elles en est et il ils je la le les leur leurs lui ma mais me mes mon
    ne nos notre nous on ou par pas pour qu que qui sa se ses son sont sur ta te tes ton tu un une vos votre vous
    """.split()  # noqa: SIM905 - read as words, changed as words
)


def _plain_letters() -> dict[int, str]:
    found = {}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        first = unicodedata.normalize("NFD", chr(code))[0]
        if first.isascii():
            found[code] = first.lower()
    return found


_PLAIN = _plain_letters()


@dataclass(slots=True)
class Entry:
    """A stem of a document: the first page that has it (0: only its title or description), and how it is written."""

    page: int
    forms: set[str] = field(default_factory=set)


def fold(text: str) -> str:
    """Return a text without accents or case, letter for letter: positions stay those of ``text``."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(c if len(c.lower()) != 1 else c.lower() for c in text)
    return lower.translate(_PLAIN)


def words_of(text: str) -> list[str]:
    """Return the words of a text that a search knows, in order: two letters at least, or digits."""
    found = (word.replace("œ", "oe").replace("æ", "ae") for word in _WORD.findall(fold(compose(text))))
    return [w for w in found if (len(w) > 1 or w.isdigit()) and len(w) <= _LONGEST and w not in _COMMON]


def compose(text: str) -> str:
    """Return a text in which an accented letter is one character."""
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the French stem of a word without accents, so that plurals and genders meet (Snowball)."""
    with _one_at_a_time:
        found: str = _stemmer.stemWord(word)
    return found


def asked(typed: str) -> list[str]:
    """Return the different words of a question, in order; eight at most."""
    return list(dict.fromkeys(words_of(typed[:200])))[:WORDS_ASKED]


def entries_of(about: Iterable[str], pages: Iterable[str]) -> dict[str, Entry]:
    """Return the stems of a document: of what is known about it (page 0), and of its pages (from 1)."""
    found: dict[str, Entry] = {}
    for word in (w for text in about for w in words_of(text)):
        found.setdefault(stem(word), Entry(0)).forms.add(word)
    for number, page in enumerate(pages, 1):
        for word in dict.fromkeys(words_of(page)):
            if len(found) >= WORDS_KEPT:
                return found
            entry = found.setdefault(stem(word), Entry(number))
            entry.page = entry.page or number
            entry.forms.add(word)
    return found


def written(entries: dict[str, Entry]) -> str:
    """Write entries down, a line each."""
    return "\n".join(f"{s}\t{e.page}\t{' '.join(sorted(e.forms))}" for s, e in entries.items())


def read(text: str) -> dict[str, Entry]:
    """Read what ``written`` wrote."""
    found = {}
    for line in text.splitlines():
        one, page, forms = line.split("\t")
        found[one] = Entry(int(page), set(forms.split(" ")))
    return found


def near(word: str, known: Iterable[str]) -> list[tuple[int, str]]:
    """Return which known words somebody may have meant: begun with it, or one or two slips away; nearest first."""
    among = list(known)
    found = [(0, one) for one in among if len(word) >= _PREFIX_FROM and one.startswith(word)]
    slips = 0 if len(word) < _TYPO_FROM or word.isdigit() else 1 if len(word) < _TWO_TYPOS_FROM else 2
    if slips:
        matched = process.extract(word, among, scorer=OSA.distance, score_cutoff=slips, limit=None)
        found += [(int(distance), one) for one, distance, _ in matched]
    return sorted(set(found))


def spans(text: str, forms: Iterable[str]) -> list[tuple[int, int]]:
    """Return where the words of ``forms`` stand in ``text`` (already composed), the first 200."""
    patterns = [re.escape(f).replace("oe", "(?:oe|œ)").replace("ae", "(?:ae|æ)") for f in sorted(forms, key=len)]
    if not patterns:
        return []
    wanted = re.compile(rf"(?<![^\W_])(?:{'|'.join(reversed(patterns))})(?![^\W_])")
    found = []
    for match in wanted.finditer(fold(text)):
        found.append(match.span())
        if len(found) == 200:
            break
    return found
