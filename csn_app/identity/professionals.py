"""Reading the directory of professionals: entries, places, accounts; those who left lose everything at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlmodel import col

from csn_app.access import policy
from csn_app.access import service as access
from csn_app.access.policy import Permission
from csn_app.core.actor import Quality
from csn_app.core.errors import CsnError
from csn_app.core.reference import labels, rows
from csn_app.core.work import Untraced, Work
from csn_app.identity import accounts
from csn_app.identity.contacts import normal_email
from csn_app.identity.model import Account, Place, Practice, Professional
from csn_app.identity.names import fold

NEEDED = (
    "rpps",
    "civility",
    "family_name",
    "given_name",
    "profession_code",
    "specialty_id",
    "structure_name",
    "structure_finess",
    "commune_code",
)

Line = Mapping[str, str]


@dataclass(eq=False)
class DirectoryUnreadable(CsnError):
    """The file is no directory: columns are missing."""

    missing: tuple[str, ...]


@dataclass(slots=True)
class DirectoryReport:
    """What an import did; ``refused`` gives the number of each bad line (the header is line 1)."""

    created: int = 0
    updated: int = 0
    switched_off: int = 0
    refused: list[int] = field(default_factory=list)
    first_accesses: list[accounts.FirstAccess] = field(default_factory=list)


def import_professionals(work: Work, lines: list[Line], *, complete: bool = False) -> DirectoryReport:
    """Read the directory; a professional may have one line for each place. May be run again: known entries are renewed.

    With ``complete``, whoever is absent from the lines loses sign-in, sessions and every grant at once.
    A wrong check digit of the RPPS refuses nothing: an official sample has one (R-ID-10).
    """
    policy.require(work, Permission.ACCOUNT_IMPORT)
    missing = tuple(column for column in NEEDED if lines and column not in lines[0])
    if missing:
        raise DirectoryUnreadable(missing)
    report = DirectoryReport()
    seen: dict[str, UUID] = {}
    for number, line in enumerate(lines, start=2):
        if not _holds(line):
            report.refused.append(number)
            continue
        entry = seen.get(line["rpps"]) or _entry(work, line, report=report)
        if line["rpps"] not in seen:
            work.db.execute(delete(Practice).where(col(Practice.professional_id) == entry))
            seen[line["rpps"]] = entry
        work.db.merge(Practice(professional_id=entry, place_id=_place(work, line)))
        work.db.flush()
    if complete:
        gone = select(col(Professional.id)).where(
            col(Professional.active).is_(True), col(Professional.id).not_in(seen.values())
        )
        _leave(work, list(work.db.scalars(gone)), report=report)
    else:
        work.commit(untraced=Untraced.IMPORT)
    return report


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
    entry.civility = line["civility"].strip()
    entry.family_name = _as_written(line["family_name"])
    entry.given_name = line["given_name"].strip()
    entry.profession_code = line["profession_code"].strip()
    entry.specialty_id = line["specialty_id"].strip()
    entry.search = _search(line)
    entry.active = True
    work.db.add(entry)
    work.db.flush()
    account = work.db.scalar(select(Account).where(col(Account.professional_id) == entry.id))
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
    finess = line["structure_finess"].strip()
    place = work.db.scalar(select(Place).where(col(Place.finess) == finess)) or Place(finess=finess, name="")
    place.name = line["structure_name"].strip()[:120]
    place.kind = line.get("structure_type", "").strip()[:40]
    place.commune_code = line["commune_code"].strip()
    place.town = labels("communes").get(place.commune_code, "")
    work.db.add(place)
    work.db.flush()
    return place.id


def _holds(line: Line) -> bool:
    rpps, finess = line["rpps"].strip(), line["structure_finess"].strip()
    return (
        len(rpps) == 11
        and rpps.isdigit()
        and 0 < len(finess) <= 9
        and bool(line["family_name"].strip())
        and len(line["family_name"]) <= 80
        and len(line["given_name"]) <= 80
        and line["profession_code"].strip() in {row["code"] for row in rows("professions")}
    )


def _as_written(family_name: str) -> str:
    """Directories write family names in capitals; people read « Fontenay »."""
    name = family_name.strip()
    return name.title() if name.isupper() else name


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
