"""Letters wait until the operator prints them: one a page, the code in large type, none lost."""

import io
from pathlib import Path
from uuid import uuid4

import pikepdf
import pytest

from csn_app.core.actor import JOB
from csn_app.core.errors import NotFound
from csn_app.core.work import Channel, Notice, Untraced
from csn_app.identity import activation_codes
from csn_app.notifications import letters
from tests.factories import OpenWork, an_operator


def _waits(open_work: OpenWork, name: str) -> None:
    with open_work(JOB) as work:
        work.tell(activation_codes.opening(Channel.LETTER, to=name, name=name, code="K7M2Q9XA4B3Z"))
        work.tell(Notice(Channel.EMAIL, "a@example.fr", "Autre", "Autre"))
        work.commit(untraced=Untraced.OUTBOX)


def test_letters_are_printed_once_with_their_code(open_work: OpenWork, tmp_path: Path) -> None:
    _waits(open_work, "Jeanne *Lefèvre* #x")
    with open_work(JOB) as work:
        mine = [one for one in letters.waiting_letters(work) if one.to == "Jeanne *Lefèvre* #x"]
        letters.write_file(mine, tmp_path / "lettres.pdf")
        letters.mark_printed(work, mine)
    assert [one.code for one in mine] == ["K7M2 Q9XA 4B3Z"]
    body = (tmp_path / "lettres.pdf").read_bytes()
    assert len(pikepdf.open(io.BytesIO(body)).pages) == 1
    assert (tmp_path / "lettres.pdf").stat().st_mode & 0o077 == 0
    with open_work(JOB) as work:
        assert mine[0].id not in [one.id for one in letters.waiting_letters(work)]


def test_a_file_that_exists_is_never_written_over(tmp_path: Path) -> None:
    kept = tmp_path / "lettres.pdf"
    kept.write_bytes(b"avant")
    with pytest.raises(FileExistsError):
        letters.write_file([letters.Letter(uuid4(), "A", "B", "", ("C",))], kept)
    assert kept.read_bytes() == b"avant"


def test_nobody_signed_in_reads_letters(open_work: OpenWork) -> None:
    with open_work(an_operator(open_work)) as work, pytest.raises(NotFound):
        letters.waiting_letters(work)
