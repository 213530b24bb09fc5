"""Reading the directory of professionals: entries, places, accounts; those who left lose everything at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlmodel import col

from csn_app.access import emergency_review, policy
from csn_app.access import service as access
from csn_app.access.policy import Permission
from csn_app.core.actor import Quality
from csn_app.core.errors import CsnError
from csn_app.core.reference import labels
from csn_app.core.work import Trace, Untraced, Work
from csn_app.identity import accounts
from csn_app.identity.contacts import normal_email
from csn_app.identity.directory_line import EMERGENCY, NEEDED, EntryFlaw, EntryRefused, Line, quality_of, read_entry
from csn_app.identity.leaving import CompleteRefused, check_share
from csn_app.identity.model import Account, Place, Practice, Professional
from csn_app.identity.names import fold


@dataclass(eq=False)
class DirectoryUnreadable(CsnError):
    """The file is no directory: columns are missing."""

    missing: tuple[str, ...]


@dataclass(slots=True)
class DirectoryReport:
    """What an import did; ``refused`` gives the number of each bad line (the header is line 1) and why."""

    created: int = 0
    updated: int = 0
    switched_off: int = 0
    refused: list[tuple[int, EntryFlaw]] = field(default_factory=list)
    first_accesses: list[accounts.FirstAccess] = field(default_factory=list)


def import_professionals(
    work: Work, lines: Sequence[Mapping[str, str | None]], *, complete: bool = False, confirmed: bool = False
) -> DirectoryReport:
    """Read the directory; a professional may have one line for each place. May be run again: known entries are renewed.

    With ``complete``, whoever is absent from the lines loses sign-in, sessions and every grant at once; nothing at all
    is then done where a line does not hold (``CompleteRefused``) or where many would leave and that was not
    ``confirmed`` (``ManyWouldLeave``).
    """
    policy.require(work, Permission.ACCOUNT_IMPORT)
    missing = tuple(column for column in NEEDED if lines and column not in lines[0])
    if missing:
        raise DirectoryUnreadable(missing)
    report = DirectoryReport()
    held = list(_held(lines, report=report))
    if complete and (report.refused or not held):
        raise CompleteRefused(tuple(report.refused))
    seen: dict[str, UUID] = {}
    for line in held:
        entry = seen.get(line["rpps"]) or _entry(work, line, report=report)
        if line["rpps"] not in seen:
            work.db.execute(delete(Practice).where(col(Practice.professional_id) == entry))
            seen[line["rpps"]] = entry
        work.db.merge(Practice(professional_id=entry, place_id=_place(work, line)))
        work.db.flush()
    if complete:
        _leave(work, _absent(work, seen, confirmed=confirmed), report=report)
    else:
        _commit(work, _without_quality(work, seen))
    return report


def _held(lines: Sequence[Mapping[str, str | None]], *, report: DirectoryReport) -> Iterator[Line]:
    for number, line in enumerate(lines, start=2):
        try:
            yield read_entry(line)
        except EntryRefused as refused:
            report.refused.append((number, refused.flaw))


def _absent(work: Work, seen: Mapping[str, UUID], *, confirmed: bool) -> list[UUID]:
    active = set(work.db.scalars(select(col(Professional.id)).where(col(Professional.active).is_(True))))
    gone = active - set(seen.values())
    check_share(leaving=len(gone), of=len(active), confirmed=confirmed)
    return list(gone)


def deactivate_professional(work: Work, rpps: str) -> DirectoryReport:
    """Take one professional out of the directory: sign-in, sessions and grants end at once."""
    policy.require(work, Permission.ACCOUNT_IMPORT)
    report = DirectoryReport()
    gone = select(col(Professional.id)).where(col(Professional.rpps) == rpps, col(Professional.active).is_(True))
    _leave(work, list(work.db.scalars(gone)), report=report)
    return report


def _leave(work: Work, professional_ids: list[UUID], *, report: DirectoryReport) -> None:
    work.db.execute(update(Professional).where(col(Professional.id).in_(professional_ids)).values(active=False))
    theirs = select(col(Account.id)).where(col(Account.professional_id).in_(professional_ids))
    accounts.switch_off(work, list(work.db.scalars(theirs)))
    traces = access.revoke_all_of(work, professional_ids)
    report.switched_off = len(professional_ids)
    _commit(work, (*traces, *emergency_review.end_emergencies_of(work, professional_ids)))


def _without_quality(work: Work, seen: Mapping[str, UUID]) -> tuple[Trace, ...]:
    """End what was being read in an emergency by those of a file who have no such quality any more."""
    none = col(Professional.regulates).is_(False) & col(Professional.breaks_glass).is_(False)
    lost = select(col(Professional.id)).where(col(Professional.id).in_(seen.values()), none)
    return emergency_review.end_emergencies_of(work, list(work.db.scalars(lost)))


def _commit(work: Work, traces: tuple[Trace, ...]) -> None:
    if traces:
        work.commit(*traces)
    else:
        work.commit(untraced=Untraced.IMPORT)


def _entry(work: Work, line: Line, *, report: DirectoryReport) -> UUID:
    found = work.db.scalar(select(Professional).where(col(Professional.rpps) == line["rpps"]))
    report.updated += found is not None
    report.created += found is None
    entry = found or Professional(rpps=line["rpps"], family_name="", given_name="", profession_code="", search="")
    back = found is not None and not found.active
    entry.civility = line["civility"]
    entry.family_name = _as_written(line["family_name"])
    entry.given_name = line["given_name"]
    entry.profession_code = line["profession_code"]
    entry.specialty_id = line["specialty_id"]
    entry.search = _search(line)
    entry.active = True
    regulates, breaks_glass = (quality_of(line, column) for column in EMERGENCY)
    entry.regulates = entry.regulates if regulates is None else regulates
    entry.breaks_glass = entry.breaks_glass if breaks_glass is None else breaks_glass
    work.db.add(entry)
    work.db.flush()
    account = work.db.scalar(
        select(Account).where(col(Account.professional_id) == entry.id, col(Account.assistant).is_(False))
    )
    if account is None:
        _open_account(work, entry, email=line.get("mss_address", ""), report=report)
    elif back:
        account.active = True
    return entry.id


def _open_account(work: Work, entry: Professional, *, email: str, report: DirectoryReport) -> None:
    (login_id,) = accounts.free_login_ids(work, given_name=entry.given_name, family_name=entry.family_name)
    name = " ".join(filter(None, (entry.civility, entry.given_name, entry.family_name)))
    account = accounts.new_account(work, login_id, quality=Quality.PROFESSIONAL, name=name, professional_id=entry.id)
    account.contact = accounts.seal_contact(work, account.id, normal_email(email))
    first = accounts.give_first_access(work, account)
    accounts.tell_first_access(work, first, email=email)
    report.first_accesses.append(first)


def _place(work: Work, line: Line) -> UUID:
    finess = line["structure_finess"]
    place = work.db.scalar(select(Place).where(col(Place.finess) == finess)) or Place(finess=finess, name="")
    place.name = line["structure_name"][:120]
    place.kind = line.get("structure_type", "")[:40]
    place.commune_code = line["commune_code"]
    place.town = labels("communes").get(place.commune_code, "")
    work.db.add(place)
    work.db.flush()
    return place.id


def _as_written(family_name: str) -> str:
    """Directories write family names in capitals; people read « Fontenay »."""
    return family_name.title() if family_name.isupper() else family_name


def _search(line: Line) -> str:
    """Every word under which a professional is looked for, each after a space: a search matches beginnings of words."""
    specialty = labels("specialties", key="id").get(line["specialty_id"], "")
    words = (
        line["given_name"],
        line["family_name"],
        labels("professions").get(line["profession_code"], ""),
        specialty,
        line["structure_name"],
        labels("communes").get(line["commune_code"], ""),
    )
    return (" " + fold(" ".join(words)))[:400]
