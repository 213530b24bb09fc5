"""Reading the roster: insured persons, their announced spaces, their first codes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, select
from sqlmodel import col

from csn_app.access import policy
from csn_app.access import service as access
from csn_app.access.policy import Permission
from csn_app.core.errors import CsnError
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Untraced, Work
from csn_app.identity import activation_codes, codes
from csn_app.identity.model import Guardian, InsuredPerson
from csn_app.identity.person import Person, ins_mark, open_person, seal_person, traits_mark
from csn_app.identity.roster_line import NEEDED, LineFlaw, LineRefused, guardians_of, read_line

BATCH = 1_000

Line = Mapping[str, str]


@dataclass(eq=False)
class RosterUnreadable(CsnError):
    """The file is no roster: columns are missing."""

    missing: tuple[str, ...]


@dataclass(slots=True)
class RosterReport:
    """What an import did. ``refused`` gives the number of each bad line in the file (the header is line 1) and why."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[tuple[int, LineFlaw]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Entry:
    line: Line
    person: Person
    mark: bytes


@dataclass(frozen=True, slots=True)
class Announced:
    """A person whose space was just announced, for what the demonstration adds to it."""

    space_id: UUID
    person: Person
    line: Line
    mark: bytes


def import_roster(
    work: Work,
    lines: Iterable[Line],
    *,
    demo: bool = False,
    progress: Callable[[int], None] | None = None,
    then: Callable[[Work, list[Announced]], None] | None = None,
) -> RosterReport:
    """Read a roster, 1,000 people a transaction; reading it again changes only contacts and cards.

    ``lines`` are the rows of the CSV by column name. A bad line is left out and reported; raises ``RosterUnreadable``.
    ``then`` takes the place of the announcement, for the demonstration.
    """
    policy.require(work, Permission.ACCOUNT_IMPORT)
    report = RosterReport()
    seen: set[bytes] = set()
    remaining = enumerate(lines, start=2)
    while batch := list(islice(remaining, BATCH)):
        if report.read == 0:
            _check_columns(batch[0][1])
        entries = list(_entries(work, batch, demo=demo, seen=seen, report=report))
        _load(work, entries, report=report, then=then or _announce)
        work.commit(untraced=Untraced.IMPORT)
        work.db.expunge_all()
        report.read += len(batch)
        if progress:
            progress(report.read)
    return report


def _check_columns(line: Line) -> None:
    missing = tuple(column for column in NEEDED if column not in line)
    if missing:
        raise RosterUnreadable(missing)


def _entries(
    work: Work, batch: list[tuple[int, Line]], *, demo: bool, seen: set[bytes], report: RosterReport
) -> Iterator[_Entry]:
    for number, line in batch:
        try:
            person = read_line(line, demo=demo)
            mark = ins_mark(work, person.ins)
        except LineRefused as refused:
            report.refused.append((number, refused.flaw))
            continue
        if mark in seen:
            report.refused.append((number, LineFlaw.TWICE))
            continue
        seen.add(mark)
        yield _Entry(line, person, mark)


def _load(
    work: Work,
    entries: list[_Entry],
    *,
    report: RosterReport,
    then: Callable[[Work, list[Announced]], None],
) -> None:
    marks = [entry.mark for entry in entries]
    known = {
        row.ins_mark: row
        for row in work.db.scalars(select(InsuredPerson).where(col(InsuredPerson.ins_mark).in_(marks)))
    }
    for entry in entries:
        if entry.mark in known:
            _update(work, known[entry.mark], entry.person, report=report)
    announced = [Announced(uuid4(), e.person, e.line, e.mark) for e in entries if e.mark not in known]
    # Keys first: a keyset without its space is harmless, a space without its keyset is not.
    work.keys.create_many([a.space_id for a in announced])
    then(work, announced)
    if announced:
        work.db.execute(insert(InsuredPerson), [_row(work, a) for a in announced])
    report.created += len(announced)
    spaces = {mark: row.space_id for mark, row in known.items()} | {a.mark: a.space_id for a in announced}
    _keep_guardians(work, [(spaces[entry.mark], entry.line) for entry in entries])


def _keep_guardians(work: Work, lines: list[tuple[UUID, Line]]) -> None:
    """Keep who represents whom, as the line says today: what it no longer says goes."""
    work.db.execute(delete(Guardian).where(col(Guardian.space_id).in_([space_id for space_id, _ in lines])))
    made = [
        {"space_id": space_id, "reference": reference, "kind": kind}
        for space_id, line in lines
        for reference, kind in guardians_of(line).items()
    ]
    if made:
        work.db.execute(insert(Guardian), made)


def _row(work: Work, announced: Announced) -> dict[str, object]:
    row_id, person = uuid4(), announced.person
    born = date.fromisoformat(person.birth_date)
    return {
        "id": row_id,
        "space_id": announced.space_id,
        "reference": (announced.line["id"] or "").strip()[:40],
        "ins_mark": announced.mark,
        "traits_mark": traits_mark(
            work,
            family_name=person.birth_family_name,
            given_names=person.birth_given_names,
            birth_date=born,
            sex=person.sex,
            birth_place_code=person.birth_place_code,
        ),
        "identity": seal_person(work, row_id, person),
        "birth_date": born,
        "imported_at": work.now,
        "died_on": None,
    }


def _update(work: Work, row: InsuredPerson, person: Person, *, report: RosterReport) -> None:
    """The roster's contacts and card replace the known ones; an identity already announced is not rewritten."""
    kept = open_person(work, row)
    renewed = replace(
        kept,
        contacts=person.contacts,
        card_type=person.card_type,
        card_serial=person.card_serial,
        card_holder=person.card_holder,
    )
    if kept == renewed:
        report.unchanged += 1
        return
    row.identity = seal_person(work, row.id, renewed)
    report.updated += 1


def _announce(work: Work, announced: list[Announced]) -> None:
    """Each person is told, with a code of their own that lives six weeks (R-ID-12, R-LC-2)."""
    access.announce_spaces(
        work, [access.NewSpace(a.space_id, SpaceState.INFORMED_WAITING, work.now) for a in announced]
    )
    kept = []
    for a in announced:
        code = codes.new_activation_code()
        channel, to = activation_codes.channel_to(a.person.contacts)
        kept.append(activation_codes.CodeToKeep(code, channel, work.now, space_id=a.space_id))
        name = a.person.display_name
        work.tell(activation_codes.announcement(channel, to=to or name, name=name, code=code))
    activation_codes.keep_codes(work, kept)
