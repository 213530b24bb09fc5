"""A file is checked before it is taken (R-DO-5, R-DO-6): by a child process, never by the one that serves people."""

import contextlib
import dataclasses
import json
import signal
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import monotonic
from typing import IO, Any, cast

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


class Checker:
    """The child process of one file: it may be started while the file arrives, since starting takes it a while.

    Until it is asked it reads nothing of the file but its first bytes, to load what such a file needs.
    """

    def __init__(self, source: PrivateFile) -> None:
        """Start the child process for ``source``, which need not be whole yet."""
        self.kept, self.view, self._answer = PrivateFile(), PrivateFile(), PrivateFile()
        self._source = source
        self._process = subprocess.Popen(
            [sys.executable, "-s", "-P", "-m", "csn_app.documents.inspection_child", str(source.fd)],
            # Nothing of this process's environment: it holds secrets.
            env={"PYTHONPATH": str(_ROOT), "LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "2"},
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=self._answer.fd,
            stderr=subprocess.DEVNULL,
            pass_fds=(source.fd, self.kept.fd, self.view.fd),
            start_new_session=True,
        )

    def ask(self, *, password: str | None, limits: Limits) -> tuple[Findings, str]:
        """Have the whole file checked; returns what was found, and the file's SHA-256, made meanwhile."""
        order = {
            "source": self._source.fd,
            "kept": self.kept.fd,
            "view": self.view.fd,
            "password": password,
            "limits": dataclasses.asdict(limits),
        }
        until = monotonic() + limits.wall_seconds
        try:
            with contextlib.suppress(BrokenPipeError), cast("IO[bytes]", self._process.stdin) as told:
                told.write(json.dumps(order).encode())
            digest = self._source.sha256()
            status = self._process.wait(max(until - monotonic(), 0))
        except subprocess.TimeoutExpired as error:
            raise facts.InspectionTimeout from error
        finally:
            self._stop()
        return _answer_of(status, written=self._answer.read(0, _ANSWER_MAX)), digest

    def close(self) -> None:
        """Stop the child process if it still runs, and give back the memory of what it made."""
        self._stop()
        for file in (self.kept, self.view, self._answer):
            file.close()

    def _stop(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        if self._process.stdin:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()


def inspect_file(
    source: PrivateFile,
    *,
    declared_name: str,
    password: str | None = None,
    today: date,
    limits: Limits | None = None,
    antivirus_url: str = "",
    checker: Checker | None = None,
) -> Inspected:
    """Check a file, clean it, and propose its title, date and category.

    Blocks for at most ``limits.wall_seconds``; the memory of this process does not grow. ``source`` is frozen; it is
    closed, or becomes the file kept, when the check succeeds, and stays the caller's to close when a fact is raised:
    those of ``documents.facts``, and Unavailable when the configured antivirus does not answer. ``checker`` is a child
    process that was started for the file before; it is of no use afterwards.
    """
    limits = limits or Limits()
    if source.size == 0:
        raise facts.EmptyFile
    if source.size > limits.file_bytes:
        raise facts.FileTooLarge(limits.file_bytes)
    source.freeze()
    if antivirus_url:
        antivirus.scan(source, url=antivirus_url)
    child = checker or Checker(source)
    try:
        found, digest = child.ask(password=password, limits=limits)
        _check_name(declared_name, media_type=found.media_type)
        return _inspected(found, digest, source=source, child=child, declared_name=declared_name, today=today)
    except BaseException:
        child.close()
        raise


def _check_name(name: str, *, media_type: str) -> None:
    """A PNG named .jpg is a photo all the same; a text named .jpg is not what its owner believes."""
    named, found = formats.family_of_name(name), formats.family_of_content(media_type)
    if named and named != found:
        raise facts.MislabelledFile(named, found)


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
    found: Findings, digest: str, *, source: PrivateFile, child: Checker, declared_name: str, today: date
) -> Inspected:
    view = child.view
    stored, spare = (child.kept, source) if found.rewritten else (source, child.kept)
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
        sha256=stored.sha256() if found.rewritten else digest,
        pages=found.pages,
        proposed_title=title,
        proposed_date=formats.propose_date(name, today=today) or _not_later(found.day, today=today),
        proposed_category=formats.propose_category(name, title or ""),
        neutralised=found.neutralised,
        position_removed=found.position_removed,
    )


def _not_later(day: date | None, *, today: date) -> date | None:
    return day and formats.plausible_date(day.year, month=day.month, day=day.day, today=today)
