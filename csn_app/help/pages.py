"""The help pages and the words explained, from data files of ours; searching keeps nothing."""

from dataclasses import dataclass
from functools import cache

from csn_app.core.reference import rows
from csn_app.identity.names import fold

MOST_TYPED = 100
_TITLE, _WORDS, _BODY = 5, 3, 1


@dataclass(frozen=True, slots=True)
class HelpPage:
    """One answer: its address, its question, a sentence, the paragraphs, and where to go next."""

    slug: str
    title: str
    lead: str
    paragraphs: tuple[str, ...]
    words: str
    href: str
    link: str


@dataclass(frozen=True, slots=True)
class Word:
    """A word of health and what it means; ours, not reviewed by a professional."""

    word: str
    meaning: str
    also: tuple[str, ...]


@cache
def all_pages() -> tuple[HelpPage, ...]:
    """Return every help page, in the order of the file."""
    return tuple(
        HelpPage(
            row["slug"],
            row["title_fr"],
            row["lead_fr"],
            tuple(row["body_fr"].split("|")),
            row["words_fr"],
            row["href"],
            row["link_fr"],
        )
        for row in rows("help_pages")
    )


def page_named(slug: str) -> HelpPage | None:
    """Return one page, or None."""
    return next((page for page in all_pages() if page.slug == slug), None)


def search_pages(typed: str) -> list[HelpPage]:
    """Return the pages that hold a word that begins as one of those typed, best first; at most ten."""
    asked = [word for word in fold(typed[:MOST_TYPED]).split() if len(word) > 2]
    scored = [(sum(_score(page, word) for word in asked), page) for page in all_pages()]
    found = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
    return [page for _, page in found[:10]]


@cache
def all_words() -> tuple[Word, ...]:
    """Return every word explained, in alphabetical order."""
    read = (
        Word(row["word_fr"], row["meaning_fr"], tuple(also for also in row["also_fr"].split(";") if also))
        for row in rows("glossary_words")
    )
    return tuple(sorted(read, key=lambda word: fold(word.word)))


def search_words(typed: str) -> list[Word]:
    """Return the words that begin as what was typed, or hold such a word."""
    asked = fold(typed[:MOST_TYPED])
    if not asked:
        return list(all_words())
    return [word for word in all_words() if any(_begins(name, asked) for name in (word.word, *word.also))]


def _score(page: HelpPage, asked: str) -> int:
    # The last letter of a plural or of a verb's ending is not what one looks for.
    stem = asked[:-1] if len(asked) > 4 else asked
    texts = ((page.title, _TITLE), (page.words, _WORDS), (" ".join((page.lead, *page.paragraphs)), _BODY))
    return sum(worth for text, worth in texts if _begins(text, stem))


def _begins(text: str, asked: str) -> bool:
    return f" {asked}" in f" {fold(text)}"
