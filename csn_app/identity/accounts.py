"""Accounts of those who are not insured persons: made with a one-time code, switched off at once."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.core.actor import Quality
from csn_app.core.errors import CsnError
from csn_app.core.vocabulary import INSTALLATION
from csn_app.core.work import Channel, Untraced, Work
from csn_app.identity import activation_codes, codes
from csn_app.identity.contacts import normal_email
from csn_app.identity.login_id import normal_login_id, proposals
from csn_app.identity.model import Account
from csn_app.identity.sessions import end_sessions_of


@dataclass(eq=False)
class LoginIdTaken(CsnError):
    """Another account has this identifiant."""

    login_id: str


@dataclass(frozen=True, slots=True)
class FirstAccess:
    """The one-time code by which somebody makes their account theirs; shown or sent once, never kept."""

    account_id: UUID
    login_id: str
    code: str


def create_operator(work: Work, login_id: str, *, name: str) -> FirstAccess:
    """Make an operator's account, without password until its first access. Raises ``LoginIdTaken``."""
    policy.require(work, Permission.ACCOUNT_IMPORT)
    made = _create(work, normal_login_id(login_id), quality=Quality.OPERATOR, name=name)
    work.commit(untraced=Untraced.IMPORT)
    return made


def new_account(
    work: Work,
    login_id: str,
    *,
    quality: Quality,
    name: str,
    professional_id: UUID | None = None,
    space_id: UUID | None = None,
    assistant: bool = False,
) -> Account:
    """Add an account without password: nobody can sign in with it yet. The caller commits."""
    account = Account(
        id=uuid4(),
        quality=quality,
        login_id=login_id,
        shown_name=name[:160],
        professional_id=professional_id,
        space_id=space_id,
        assistant=assistant,
        created_at=work.now,
    )
    work.db.add(account)
    work.db.flush()
    return account


def give_first_access(work: Work, account: Account) -> FirstAccess:
    """Draw the one-time code of an account; the caller commits."""
    code = codes.new_activation_code()
    kept = activation_codes.CodeToKeep(code, Channel.LETTER, work.now, account_id=account.id)
    activation_codes.keep_codes(work, [kept])
    return FirstAccess(account.id, account.login_id, code)


def tell_first_access(work: Work, access: FirstAccess, *, email: str) -> None:
    """Send a one-time code where an address is known; the caller commits."""
    address = normal_email(email)
    if address:
        work.tell(activation_codes.first_access(Channel.EMAIL, to=address, code=access.code))


def switch_off(work: Work, account_ids: list[UUID]) -> None:
    """Close accounts: no sign-in, every session ended at once. The caller commits."""
    work.db.execute(update(Account).where(col(Account.id).in_(account_ids)).values(active=False))
    end_sessions_of(work, account_ids)


def free_login_ids(work: Work, *, given_name: str, family_name: str, count: int = 1) -> tuple[str, ...]:
    """Return identifiants that nobody has, best first (R-ID-19)."""
    candidates = proposals(given_name, family_name)
    taken = _taken(work, set(candidates))
    return tuple(candidate for candidate in candidates if candidate not in taken)[:count]


def is_free(work: Work, login_id: str) -> bool:
    """Say whether nobody has this identifiant."""
    return not _taken(work, {login_id})


def contact_of(work: Work, account: Account) -> str:
    """Open the address or number that receives an account's codes; empty for an authenticator."""
    return work.open(INSTALLATION, f"account.contact:{account.id}", account.contact) if account.contact else ""


def seal_contact(work: Work, account_id: UUID, contact: str) -> bytes:
    """Seal the address or number that receives an account's codes."""
    return work.seal(INSTALLATION, f"account.contact:{account_id}", contact) if contact else b""


def _create(work: Work, login_id: str, *, quality: Quality, name: str) -> FirstAccess:
    if _taken(work, {login_id}):
        raise LoginIdTaken(login_id)
    return give_first_access(work, new_account(work, login_id, quality=quality, name=name))


def _taken(work: Work, login_ids: set[str]) -> set[str]:
    return set(work.db.scalars(select(col(Account.login_id)).where(col(Account.login_id).in_(login_ids))))
