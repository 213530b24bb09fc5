"""Every fact that can reach a person has its sentence, and each sentence says what to do."""

import re

import pytest

from csn_app.core.errors import CsnError, Refused
from csn_app.documents import facts
from csn_app.ui import sentences

BANNED = re.compile(r"erreur|invalide|veuillez|!|'", re.IGNORECASE)
FILE_FACTS = sorted({fact for fact in vars(facts).values() if isinstance(fact, type) and issubclass(fact, CsnError)} - {CsnError}, key=str)  # fmt: skip  # noqa: E501


@pytest.mark.parametrize("fact", FILE_FACTS)
def test_every_file_fact_has_its_own_sentence(fact):
    assert fact.__name__ in sentences._SENTENCES


@pytest.mark.parametrize("kind", list(facts.UnsupportedKind))
def test_every_refused_kind_says_what_to_send(kind):
    said = sentences.sentence(facts.UnsupportedFile(kind))
    assert said.count(".") >= 2


def test_limits_are_said_in_words():
    assert "50\u00a0Mo" in sentences.sentence(facts.FileTooLarge(limit=50_000_000))
    assert "100\u00a0millions" in sentences.sentence(facts.ImageTooLarge(max_pixels=100_000_000, max_side=20_000))


def test_a_fact_without_its_sentence_takes_that_of_its_kind():
    class GrantExpired(Refused):
        pass

    assert sentences.sentence(GrantExpired()) == sentences.sentence(Refused())


def test_sentences_blame_nobody():
    said = [words for words in sentences._SENTENCES.values() if isinstance(words, str)]
    assert [words for words in [*said, *sentences._KINDS.values()] if BANNED.search(words)] == []
