"""A file is checked before it is taken (R-DO-5, R-DO-6): by a child process, never by the one that serves people."""

import dataclasses
import json
import signal
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from csn_app.core.errors import CsnError
from csn_app.core.vocabulary import PatientCategory
from csn_app.documents import antivirus, facts, formats
from csn_app.documents.private_file import PrivateFile
from csn_app.documents.task import Findings, Limits

_ROOT = Path(__file__).resolve().parents[2]
_ANSWER_MAX = 65_536
_NAME_MAX = 255
_FACTS = {fact.__name__: fact for fact in vars(facts).values() if isinstance(fact, type) and issubclass(fact, CsnError)}
_KILLED_BY_LIMITS = {-signal.SIGXCPU, -signal.SIGALRM, -signal.SIGKILL}


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file that may be taken: what to keep, what to show in its place, and what it says of itself.

    ``kept`` is the source itself when nothing had to be changed. ``view`` is None when the kept bytes are shown.
    """

    media_type: str
    kept: PrivateFile
    view: PrivateFile | None
    view_media_type: str
    sha256: str
    pages: int | None
    proposed_title: str | None
    proposed_date: date | None
    proposed_category: PatientCategory | None
    neutralised: bool
    position_removed: bool

    def close(self) -> None:
        """Give the memory of both files back."""
        self.kept.close()
        if self.view:
            self.view.close()


def inspect_file(
    source: PrivateFile,
    *,
    declared_name: str,
    password: str | None = None,
    today: date,
    limits: Limits | None = None,
    antivirus_url: str = "",
) -> Inspected:
    """Check a file, clean it, and propose its title, date and category.

    Blocks for at most ``limits.wall_seconds``; the memory of this process does not grow. ``source`` is frozen; it is
    closed, or becomes the file kept, when the check succeeds, and stays the caller's to close when a fact is raised:
    those of ``documents.facts``, and Unavailable when the configured antivirus does not answer.
    """
    limits = limits or Limits()
    if source.size == 0:
        raise facts.EmptyFile
    if source.size > limits.file_bytes:
        raise facts.FileTooLarge(limits.file_bytes)
    source.freeze()
    if antivirus_url:
        antivirus.scan(source, url=antivirus_url)
    kept, view = PrivateFile(), PrivateFile()
    try:
        found = _ask_child(source, kept=kept, view=view, password=password, limits=limits)
        _check_name(declared_name, media_type=found.media_type)
        return _inspected(found, source=source, kept=kept, view=view, declared_name=declared_name, today=today)
    except BaseException:
        kept.close()
        view.close()
        raise


def _check_name(name: str, *, media_type: str) -> None:
    """A PNG named .jpg is a photo all the same; a text named .jpg is not what its owner believes."""
    named, found = formats.family_of_name(name), formats.family_of_content(media_type)
    if named and named != found:
        raise facts.MislabelledFile(named, found)


def _ask_child(
    source: PrivateFile, *, kept: PrivateFile, view: PrivateFile, password: str | None, limits: Limits
) -> Findings:
    order = {
        "source": source.fd,
        "kept": kept.fd,
        "view": view.fd,
        "password": password,
        "limits": dataclasses.asdict(limits),
    }
    with PrivateFile() as answer:
        try:
            child = subprocess.run(
                [sys.executable, "-s", "-P", "-m", "csn_app.documents.inspection_child"],
                # Nothing of this process's environment: it holds secrets.
                env={"PYTHONPATH": str(_ROOT), "LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "2"},
                cwd="/",
                input=json.dumps(order).encode(),
                stdout=answer.fd,
                stderr=subprocess.DEVNULL,
                pass_fds=(source.fd, kept.fd, view.fd),
                start_new_session=True,
                timeout=limits.wall_seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise facts.InspectionTimeout from error
        return _answer_of(child.returncode, written=answer.read(0, _ANSWER_MAX))


def _answer_of(status: int, *, written: bytes) -> Findings:
    """Read the child's answer as that of a stranger: hostile bytes may have spoken through it."""
    if status in _KILLED_BY_LIMITS:
        raise facts.InspectionTimeout
    try:
        answer = json.loads(written)
        if status == 0 and "findings" in answer:
            return _findings_of(answer["findings"])
        stopped = _FACTS[answer["fact"]](**answer["fields"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        # The child fell on bytes that no reader understands.
        raise facts.TruncatedFile from error
    raise stopped


def _findings_of(said: dict[str, Any]) -> Findings:
    found = Findings(**said)
    if found.view and found.view not in formats.FORMATS[found.media_type].viewed_as:
        raise ValueError(found.view)
    return dataclasses.replace(
        found,
        pages=None if found.pages is None else int(found.pages),
        title=str(found.title),
        day=date.fromisoformat(str(found.day)) if found.day else None,
        neutralised=bool(found.neutralised),
        position_removed=bool(found.position_removed),
    )


def _inspected(
    found: Findings, *, source: PrivateFile, kept: PrivateFile, view: PrivateFile, declared_name: str, today: date
) -> Inspected:
    stored, spare = (kept, source) if found.rewritten else (source, kept)
    if stored.size == 0:
        raise facts.TruncatedFile
    stored.freeze()
    view.freeze()
    spare.close()
    if not found.view:
        view.close()
    name = declared_name[-_NAME_MAX:]
    title = formats.clean_title(found.title) or formats.propose_title(name)
    return Inspected(
        media_type=found.media_type,
        kept=stored,
        view=view if found.view else None,
        view_media_type=found.view or formats.FORMATS[found.media_type].viewed_as[0],
        sha256=stored.sha256(),
        pages=found.pages,
        proposed_title=title,
        proposed_date=formats.propose_date(name, today=today) or _not_later(found.day, today=today),
        proposed_category=formats.propose_category(name, title or ""),
        neutralised=found.neutralised,
        position_removed=found.position_removed,
    )


def _not_later(day: date | None, *, today: date) -> date | None:
    return day and formats.plausible_date(day.year, month=day.month, day=day.day, today=today)
