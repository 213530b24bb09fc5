"""A professional's secretariat: people who sign in under their own name and act for them (issue 4, the desk).

Every trace names the assistant's own account; the person reads « Nadia Ferrand, pour le Dr X ». An assistant reaches
what the professional reaches and nothing more: the same grants, the same matrix, the same revocations.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.core.actor import Quality
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.work import Trace, Work
from csn_app.identity import accounts
from csn_app.identity.contacts import normal_email
from csn_app.identity.model import Account, Professional

MOST = 10
"""How many people may act for one professional at a time."""

NAME_LENGTH = 80


class NameMissing(CsnError):
    """An assistant is named by a given name and a family name, 80 characters in all."""


class TooManyAssistants(CsnError):
    """Ten people act for this professional already."""


@dataclass(frozen=True, slots=True)
class Assistant:
    """Somebody who acts for the professional. ``begun``: they have made the account theirs."""

    account_id: UUID
    name: str
    login_id: str
    since: datetime
    begun: bool


def add_assistant(work: Work, *, name: str, email: str = "") -> accounts.FirstAccess:
    """Let somebody act for me under their own name; returns the one-time code, shown once, by which they begin.

    Raises ``NameMissing``, ``TooManyAssistants``.
    """
    policy.require(work, Permission.ASSISTANT_MANAGE)
    said = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    given, _, family = said.partition(" ")
    if not family or len(said) > NAME_LENGTH:
        raise NameMissing
    professional_id = work.actor.professional_id
    # Their own entry is locked: ten at most, however many are added at once.
    work.db.execute(select(Professional).where(col(Professional.id) == professional_id).with_for_update())
    theirs = col(Account.professional_id) == professional_id, col(Account.assistant), col(Account.active)
    if (work.db.scalar(select(func.count()).select_from(Account).where(*theirs)) or 0) >= MOST:
        raise TooManyAssistants
    (login_id,) = accounts.free_login_ids(work, given_name=given, family_name=family)
    account = accounts.new_account(
        work, login_id, quality=Quality.PROFESSIONAL, name=said, professional_id=professional_id, assistant=True
    )
    account.contact = accounts.seal_contact(work, account.id, normal_email(email))
    first = accounts.give_first_access(work, account)
    work.commit(Trace("ASSISTANT_ADDED", _chain(work), object_type="account", object_id=account.id))
    return first


def list_assistants(work: Work) -> list[Assistant]:
    """Return who acts for me now, the last added first."""
    policy.require(work, Permission.ASSISTANT_MANAGE)
    theirs = col(Account.professional_id) == work.actor.professional_id, col(Account.assistant), col(Account.active)
    found = work.db.scalars(select(Account).where(*theirs).order_by(col(Account.created_at).desc()).limit(MOST))
    return [Assistant(a.id, a.shown_name, a.login_id, a.created_at, begun=bool(a.password_hash)) for a in found]


def end_assistant(work: Work, account_id: UUID) -> None:
    """Somebody no longer acts for me: no sign-in, and every session of theirs ends at once. Raises ``NotFound``."""
    policy.require(work, Permission.ASSISTANT_MANAGE)
    theirs = col(Account.professional_id) == work.actor.professional_id, col(Account.assistant), col(Account.active)
    account = work.db.scalar(select(Account).where(col(Account.id) == account_id, *theirs).with_for_update())
    if account is None:
        raise NotFound
    accounts.switch_off(work, [account.id])
    work.commit(Trace("ASSISTANT_ENDED", _chain(work), object_type="account", object_id=account.id))


def whom_i_act_for(work: Work) -> str:
    """Return the name of the professional for whom an assistant acts, empty for anybody else."""
    policy.require(work, Permission.PATIENT_LIST)
    if not work.actor.assistant:
        return ""
    entry = work.db.get(Professional, work.actor.professional_id)
    return " ".join(filter(None, (entry.civility, entry.given_name, entry.family_name))) if entry else ""


def _chain(work: Work) -> UUID:
    if work.actor.account_id is None:
        raise NotFound
    return work.actor.account_id
