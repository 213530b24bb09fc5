"""The ways by which the security code of an account comes: the first one, and the others (R-ID-21, R-ID-23)."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from csn_app.core.vocabulary import INSTALLATION
from csn_app.core.work import Work
from csn_app.identity import second_factor
from csn_app.identity.accounts import contact_of, seal_contact
from csn_app.identity.contacts import mask
from csn_app.identity.model import Account, Visit
from csn_app.identity.model_factors import OtherFactor
from csn_app.identity.second_factor import Factor
from csn_app.identity.throttles import Limit
from csn_app.identity.visits import answers_of


@dataclass(frozen=True, slots=True)
class Way:
    """One way: its name (empty for the first), what it is, and the address or number that it reaches."""

    id: str
    factor: Factor
    to: str

    @property
    def masked(self) -> str:
        """The address or number as it is shown; nothing for an application."""
        return mask(self.to)


def ways_of(work: Work, account: Account) -> list[Way]:
    """Return every way of an account, the first one first."""
    first = "" if account.factor == Factor.APP else contact_of(work, account)
    found = [Way("", Factor(account.factor), first)] if account.factor else []
    return found + [Way(str(row.id), Factor(row.kind), _contact(work, row)) for row in others_of(work, account.id)]


def chosen_way(work: Work, visit: Visit | None, account: Account) -> Way:
    """Return the way that was chosen in this visit for the code, the first one where none was."""
    wanted = answers_of(work, visit).get("facteur", "") if visit else ""
    first, *others = ways_of(work, account)
    return next((way for way in others if way.id == wanted), first)


def others_of(work: Work, account_id: UUID) -> list[OtherFactor]:
    """Return the further factors of an account, as they were added."""
    mine = select(OtherFactor).where(col(OtherFactor.account_id) == account_id)
    return list(work.db.scalars(mine.order_by(col(OtherFactor.added_at), col(OtherFactor.id))))


def check_app(work: Work, account: Account, way: Way, *, typed: str, tries: Limit) -> None:
    """Take the code of an application, the first one or another; raises ``CodeWrong``, ``MustWait``."""
    row = work.db.get_one(OtherFactor, UUID(way.id), with_for_update=True) if way.id else None
    secret = value_of(work, row) if row else second_factor.secret_of(work, account)
    after = row.step if row else account.authenticator_step
    step = second_factor.check_authenticator(work, secret=secret, typed=typed, after_step=after, tries=tries)
    if row:
        row.step = step
    else:
        account.authenticator_step = step


def new_factor(work: Work, account_id: UUID, *, factor: Factor, value: str, device: str = "") -> OtherFactor:
    """Add a further factor; the caller commits."""
    row = OtherFactor(account_id=account_id, kind=factor, value=b"", device=device, added_at=work.real_now)
    row.value = _seal(work, row, value)
    work.db.add(row)
    work.db.flush()
    return row


def value_of(work: Work, row: OtherFactor) -> str:
    """Open the address, number or secret of a further factor."""
    return work.open(INSTALLATION, f"other_factor.value:{row.id}", row.value)


def replace_value(work: Work, row: OtherFactor, value: str) -> None:
    """Give a further factor another address or number; the caller commits."""
    row.value, row.added_at = _seal(work, row, value), work.real_now


def put_first(work: Work, account: Account, factor: Factor, value: str, *, step: int = 0) -> None:
    """Let a factor serve first in place of the one that did, which is forgotten here; the caller commits."""
    account.factor = factor
    account.contact = b"" if factor is Factor.APP else seal_contact(work, account.id, value)
    account.authenticator = second_factor.seal_secret(work, account.id, value) if factor is Factor.APP else b""
    account.authenticator_step = step


def first_value(work: Work, account: Account) -> str:
    """Open what the first factor is: its address, number or secret."""
    if account.factor == Factor.APP:
        return second_factor.secret_of(work, account)
    return contact_of(work, account)


def _contact(work: Work, row: OtherFactor) -> str:
    return "" if row.kind == Factor.APP else value_of(work, row)


def _seal(work: Work, row: OtherFactor, value: str) -> bytes:
    return work.seal(INSTALLATION, f"other_factor.value:{row.id}", value)
