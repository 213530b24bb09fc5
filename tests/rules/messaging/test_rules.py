"""What is true about messages: lengths, names, words to search by."""

from datetime import UTC, datetime, timedelta

import pytest

from csn_app.messaging import rules, wording
from csn_app.messaging.rules import AnswersIn


def test_a_subject_is_one_line() -> None:
    assert rules.check_subject("  Votre\n IRM\t ") == "Votre IRM"
    assert rules.check_subject("x" * 80)
    with pytest.raises(rules.SubjectTooLong):
        rules.check_subject("x" * 81)
    with pytest.raises(rules.SubjectMissing):
        rules.check_subject("\u200b \n")


def test_a_message_keeps_its_lines_and_nothing_that_cannot_be_shown() -> None:
    assert rules.check_body(" Un\r\n\r\n\r\n\r\nDeux\x00 ", attached=0) == "Un\n\nDeux"
    assert rules.check_body("", attached=1) == ""
    with pytest.raises(rules.MessageEmpty):
        rules.check_body("  ", attached=0)
    with pytest.raises(rules.MessageTooLong):
        rules.check_body("x" * 5001, attached=0)


@pytest.mark.parametrize(
    ("given", "extension", "shown"),
    [
        ("Exercices-genou.pdf", "pdf", "Exercices-genou.pdf"),
        ("../../etc/passwd", "txt", "passwd.txt"),
        ("C:\\photos\\IMG 1.HEIC", "jpg", "IMG 1.jpg"),
        ("", "pdf", "fichier.pdf"),
        ("a\r\nSet-Cookie: x", "pdf", "a Set-Cookie: x.pdf"),
        ("x" * 300, "pdf", "x" * 74 + ".pdf"),
    ],
)
def test_a_file_s_name_is_text_and_says_what_the_file_is(given: str, extension: str, shown: str) -> None:
    assert rules.shown_name(given, extension=extension) == shown


@pytest.mark.parametrize("key", ["", "court", "é" * 10, "a b c d e f", "x" * 65, "../../../x"])
def test_a_sending_has_a_plain_name(key: str) -> None:
    with pytest.raises(rules.SendingNotUnderstood):
        rules.check_key(key)


def test_words_are_found_without_accents_capitals_or_plural() -> None:
    assert rules.words_of("Les ménisques d’Alice, à 14 h 30") == {"les", "menisque", "alice", "14", "30"}
    assert rules.asked_words("MENISQUE alice menisques") == ("menisque", "alice")
    assert len(rules.asked_words(" ".join(f"mot{n}" for n in range(40)))) == 8


def test_what_is_left_is_never_less_than_nothing() -> None:
    assert rules.room_left([10, 5], limit=20) == 5
    assert rules.room_left([30], limit=20) == 0


def test_the_reply_box_says_the_usual_time_and_what_to_do_in_an_emergency() -> None:
    said = wording.hint(AnswersIn.TWO_DAYS).replace("\u00a0", " ")
    assert said.startswith("Réponse habituelle sous 2 jours. ")
    assert said.endswith("appelez le 15 ou le 112.")
    assert wording.hint(AnswersIn.UNSAID) == wording.URGENT


def test_moments_are_short_in_a_list() -> None:
    now = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    said = [
        wording.when(now - ago, now=now).replace("\u00a0", " ")
        for ago in (timedelta(hours=1), timedelta(days=1), timedelta(days=5), timedelta(days=400))
    ]
    assert said == ["9 h 30", "Hier", "19 nov.", "20 oct. 2025"]


@pytest.mark.parametrize("asked", [{}, {"apres": "x"}, {"apres": "2026-11-24T00:00:00_x"}, {"avant": "2026-11-24_1"}])
def test_an_address_that_says_nothing_begins_at_the_newest(asked: dict[str, str]) -> None:
    assert wording.place_of(asked) is None
