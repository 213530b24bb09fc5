"""What somebody reads about their own account."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.core.errors import NotFound
from csn_app.core.work import Work
from csn_app.identity import notices
from csn_app.identity.accounts import contact_of
from csn_app.identity.contacts import mask_email, mask_phone
from csn_app.identity.model import Account, InsuredPerson, RecoveryCode
from csn_app.identity.person import open_person

SECURITY = "securite"
"""The purpose for which password and code are asked again before any change of how one signs in."""


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """An account as its owner sees it; where codes go is masked, and ``ins`` is empty for who has none."""

    shown_name: str
    login_id: str
    ins: str
    email: str
    phone: str
    authenticator: bool
    recovery_codes: int
    recovery_codes_left: int


def describe_own_account(work: Work) -> OwnAccount:
    """Return what the actor's account holds, its secrets left out (R-ID-22)."""
    policy.require(work, Permission.ACCOUNT_READ)
    account = work.db.get(Account, work.actor.account_id)
    if account is None:
        raise NotFound
    contact = contact_of(work, account)
    codes, left = work.db.execute(
        select(func.count(), func.count().filter(col(RecoveryCode.used_at).is_(None))).where(
            col(RecoveryCode.account_id) == account.id
        )
    ).one()
    return OwnAccount(
        shown_name=account.shown_name,
        login_id=account.login_id,
        ins=_ins(work, account),
        email=mask_email(contact) if "@" in contact else "",
        phone=mask_phone(contact) if contact and "@" not in contact else "",
        authenticator=bool(account.authenticator),
        recovery_codes=codes,
        recovery_codes_left=left,
    )


def has_mobile(work: Work) -> bool:
    """Say whether text messages can reach the one who is signed in."""
    policy.require(work, Permission.ACCOUNT_READ)
    account = work.db.get(Account, work.actor.account_id)
    return account is not None and bool(notices.mobile_of(work, account))


def _ins(work: Work, account: Account) -> str:
    if account.space_id is None:
        return ""
    row = work.db.scalar(select(InsuredPerson).where(col(InsuredPerson.space_id) == account.space_id))
    return open_person(work, row).ins if row else ""
