"""Reading the list of agents of the assistance: accounts with a one-time code; those who left are switched off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import select
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.core.actor import Quality
from csn_app.core.errors import CsnError
from csn_app.core.work import Untraced, Work
from csn_app.identity import accounts
from csn_app.identity.leaving import CompleteRefused, check_share
from csn_app.identity.login_id import MOST as LONGEST
from csn_app.identity.login_id import normal_login_id
from csn_app.identity.model import Account

NEEDED = ("login_id", "name")


class AgentFlaw(StrEnum):
    """Why a line about an agent is left out."""

    LOGIN_ID = "LOGIN_ID"
    NAME = "NAME"
    TAKEN = "TAKEN"


@dataclass(eq=False)
class AgentRefused(CsnError):
    """A line about an agent does not hold."""

    flaw: AgentFlaw


@dataclass(eq=False)
class AgentsUnreadable(CsnError):
    """The file is no list of agents: columns are missing."""

    missing: tuple[str, ...]


@dataclass(slots=True)
class AgentsReport:
    """What an import did; ``refused`` gives the number of each bad line (the header is line 1) and why."""

    known: int = 0
    back: int = 0
    switched_off: int = 0
    made: list[accounts.FirstAccess] = field(default_factory=list)
    refused: list[tuple[int, AgentFlaw]] = field(default_factory=list)


def import_agents(
    work: Work, lines: Sequence[Mapping[str, str | None]], *, complete: bool = False, confirmed: bool = False
) -> AgentsReport:
    """Make the accounts of agents from lines with ``login_id``, ``name`` and ``email``; those known stay as they are.

    An agent who was switched off comes back with the same password and authenticator. The code is sent to the address
    where one is given, and returned in any case. With ``complete``, agents absent from the lines lose sign-in and
    sessions at once; nothing at all is then done where a line does not hold (``CompleteRefused``) or where many would
    leave and that was not ``confirmed`` (``ManyWouldLeave``).
    """
    policy.require(work, Permission.ACCOUNT_IMPORT)
    missing = tuple(column for column in NEEDED if lines and column not in lines[0])
    if missing:
        raise AgentsUnreadable(missing)
    report, named = AgentsReport(), set[str]()
    for number, line in enumerate(lines, start=2):
        try:
            named.add(_import_agent(work, line, report=report))
        except AgentRefused as refused:
            report.refused.append((number, refused.flaw))
    if complete:
        if report.refused or not named:
            raise CompleteRefused(tuple(report.refused))
        _leave_agents(work, named, confirmed=confirmed, report=report)
    work.commit(untraced=Untraced.IMPORT)
    return report


def _import_agent(work: Work, line: Mapping[str, str | None], *, report: AgentsReport) -> str:
    login_id, name = normal_login_id(line["login_id"] or ""), (line["name"] or "").strip()
    if not 0 < len(login_id) <= LONGEST or "\x00" in login_id + name:
        raise AgentRefused(AgentFlaw.LOGIN_ID)
    if not name:
        raise AgentRefused(AgentFlaw.NAME)
    found = work.db.scalar(select(Account).where(col(Account.login_id) == login_id))
    if found is None:
        account = accounts.new_account(work, login_id, quality=Quality.AGENT, name=name)
        access = accounts.give_first_access(work, account)
        accounts.tell_first_access(work, access, email=line.get("email") or "")
        report.made.append(access)
    elif found.quality != Quality.AGENT:
        raise AgentRefused(AgentFlaw.TAKEN)
    else:
        report.known += found.active
        report.back += not found.active
        found.active = True
    return login_id


def _leave_agents(work: Work, named: set[str], *, confirmed: bool, report: AgentsReport) -> None:
    agents = col(Account.quality) == Quality.AGENT, col(Account.active).is_(True)
    active = {
        login_id: account_id
        for account_id, login_id in work.db.execute(select(col(Account.id), col(Account.login_id)).where(*agents))
    }
    gone = [account_id for login_id, account_id in active.items() if login_id not in named]
    check_share(leaving=len(gone), of=len(active), confirmed=confirmed)
    accounts.switch_off(work, gone)
    report.switched_off = len(gone)
