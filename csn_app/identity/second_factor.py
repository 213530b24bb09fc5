"""The second step: six digits by SMS or e-mail, an authenticator application, or a recovery code (R-ID-21 to R-ID-23).

Everything here lives in real time: a tester's clock does not move it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from secrets import token_bytes
from uuid import UUID, uuid4

import pyotp
from sqlalchemy import delete, insert, select
from sqlalchemy.dialects.postgresql import insert as insert_or_update
from sqlmodel import col

from csn_app.core.errors import CsnError
from csn_app.core.vocabulary import INSTALLATION
from csn_app.core.work import Channel, Notice, Untraced, Work
from csn_app.identity import codes
from csn_app.identity.model import Account, RecoveryCode, Throttle, Visit
from csn_app.identity.rules import minutes_after, tries_left
from csn_app.identity.throttles import Limit, count_try, forget_tries, limit

ISSUER = "Carnet de santé"
_STEP = 30


class Factor(StrEnum):
    """Where the security code comes from."""

    SMS = "SMS"
    EMAIL = "EMAIL"
    APP = "APP"


@dataclass(eq=False)
class CodeWrong(CsnError):
    """The code is not the one expected; ``left`` tries remain, and where none does, ``minutes`` to wait."""

    left: int
    minutes: int = 0


class CodeExpired(CsnError):
    """The code is older than ten minutes, or was never sent."""


class CodeDead(CsnError):
    """Five wrong tries: this code will not work any more, a new one must be asked for."""


@dataclass(eq=False)
class TooSoon(CsnError):
    """A new code may be asked for in ``seconds``."""

    seconds: int


class Purpose(StrEnum):
    """What a security code opens."""

    LOGIN = "login"
    ACTIVATION = "activation"
    RESET = "reset"
    AGAIN = "again"
    CONTACT = "contact"

    def of(self, subject: UUID) -> str:
        """Name the purpose with whom it concerns, as the code's fingerprint holds it."""
        return f"{self}:{subject}"


def send_code(work: Work, visit: Visit, *, code_for: str, factor: Factor, to: str) -> None:
    """Send six new digits for one purpose; the code before stops working. Raises ``TooSoon``. The caller commits."""
    if not _take_turn(work, code_for, factor):
        raise TooSoon(max(1, resend_wait(work, code_for, factor)))
    code = codes.new_security_code()
    visit.code_for = code_for
    visit.code_mark = _mark(work, visit, code)
    visit.code_sent_at = work.real_now
    visit.code_tries = 0
    work.tell(
        Notice(
            channel=Channel(factor),
            to=to,
            subject="Votre code de sécurité",
            text=(
                f"{code} est votre code de sécurité pour le carnet de santé numérique. Il est valable 10 minutes. "
                "Ne le donnez à personne, même à quelqu’un qui dit vous appeler de notre part."
            ),
            urgent=True,
        )
    )


def pretend_code(work: Work, visit: Visit, *, code_for: str, factor: Factor) -> None:
    """Keep a code that nobody can know, for somebody unknown: the next pages behave as if it had left."""
    _take_turn(work, code_for, factor)
    visit.code_for, visit.code_mark = code_for, token_bytes(32)
    visit.code_sent_at, visit.code_tries = work.real_now, 0


def resend_wait(work: Work, code_for: str, factor: Factor) -> int:
    """Return in how many seconds a new code may be asked for, whichever browser asked for the last one."""
    until = work.db.scalar(select(col(Throttle.until)).where(col(Throttle.mark) == _turn(work, code_for, factor)))
    left = until - work.real_now if until else timedelta()
    return max(0, -(-int(left / timedelta(milliseconds=1)) // 1000))


def _turn(work: Work, code_for: str, factor: Factor) -> bytes:
    return work.keys.mac("throttle.sent", f"{code_for}:{factor}")


def _take_turn(work: Work, code_for: str, factor: Factor) -> bool:
    """Say whether 30 seconds passed since the last code, and begin them anew, in one statement."""
    until = work.real_now + codes.SECURITY_EVERY
    taken = (
        insert_or_update(Throttle)
        .values(mark=_turn(work, code_for, factor), failures=0, until=until)
        .on_conflict_do_update(
            index_elements=["mark"], set_={"until": until}, where=col(Throttle.until) <= work.real_now
        )
        .returning(col(Throttle.mark))
    )
    return work.db.scalar(taken) is not None


def check_code(work: Work, visit: Visit, typed: str, *, code_for: str, tries: Limit) -> None:
    """Take the six digits that were sent for this purpose, once.

    Raises ``CodeExpired``, ``CodeDead``, ``CodeWrong``, ``MustWait``. A wrong try is counted and committed at
    once, on the code and on ``tries``, which outlives the code.
    """
    if visit.code_for != code_for or visit.code_mark is None or visit.code_sent_at is None:
        raise CodeExpired
    if _is_old(work, visit.code_sent_at):
        raise CodeExpired
    if visit.code_tries >= codes.SECURITY_TRIES:
        raise CodeDead
    visit.code_tries += 1
    counted = count_try(work, tries)
    if visit.code_mark != _mark(work, visit, codes.normalise(typed)):
        left = codes.SECURITY_TRIES - max(visit.code_tries, counted)
        work.commit(untraced=Untraced.TECHNICAL)
        if left <= 0:
            raise CodeDead
        raise CodeWrong(left)
    visit.code_mark = None
    forget_tries(work, tries)
    # It arrived: whoever signs out and in again does not wait for the next one.
    turns = [_turn(work, code_for, factor) for factor in (Factor.SMS, Factor.EMAIL)]
    work.db.execute(delete(Throttle).where(col(Throttle.mark).in_(turns)))


def check_authenticator(work: Work, *, secret: str, typed: str, after_step: int, tries: Limit) -> int:
    """Take an authenticator's code and return its step; raises ``CodeWrong``, ``MustWait``.

    A code already used is refused. A step of 30 seconds before or after now is accepted, for clocks that drift.
    """
    counted = count_try(work, tries)
    now = int(work.real_now.timestamp()) // _STEP
    totp, digits = pyotp.TOTP(secret), codes.normalise(typed)
    for step in (now - 1, now, now + 1):
        if step > after_step and pyotp.utils.strings_equal(totp.at(step * _STEP), digits):
            forget_tries(work, tries)
            return step
    work.commit(untraced=Untraced.TECHNICAL)
    raise CodeWrong(tries_left(counted), minutes_after(counted))


def new_secret() -> str:
    """Draw an authenticator's secret (160 bits)."""
    return pyotp.random_base32()


def authenticator_uri(secret: str, *, login_id: str) -> str:
    """Return what the QR code says to an authenticator application."""
    return pyotp.TOTP(secret).provisioning_uri(name=login_id, issuer_name=ISSUER)


def seal_secret(work: Work, account_id: UUID, secret: str) -> bytes:
    """Seal an authenticator's secret for its account."""
    return work.seal(INSTALLATION, f"account.authenticator:{account_id}", secret)


def secret_of(work: Work, account: Account) -> str:
    """Open the authenticator's secret of an account."""
    return work.open(INSTALLATION, f"account.authenticator:{account.id}", account.authenticator)


def give_recovery_codes(work: Work, account_id: UUID) -> tuple[str, ...]:
    """Draw eight recovery codes in place of the former ones; the caller commits and shows them once."""
    drawn = codes.new_recovery_codes()
    work.db.execute(delete(RecoveryCode).where(col(RecoveryCode.account_id) == account_id))
    work.db.execute(
        insert(RecoveryCode),
        [
            {
                "id": uuid4(),
                "account_id": account_id,
                "code_mark": _recovery_mark(work, account_id, code),
                "used_at": None,
            }
            for code in drawn
        ],
    )
    return drawn


def check_recovery_code(work: Work, account_id: UUID, typed: str, *, tries: Limit) -> int:
    """Take a recovery code, once, and return how many are left; raises ``CodeWrong``, ``MustWait``."""
    counted = count_try(work, tries)
    theirs = col(RecoveryCode.account_id) == account_id
    unused = list(
        work.db.scalars(select(RecoveryCode).where(theirs, col(RecoveryCode.used_at).is_(None)).with_for_update())
    )
    mark = _recovery_mark(work, account_id, codes.normalise(typed))
    for kept in unused:
        if kept.code_mark == mark:
            kept.used_at = work.real_now
            forget_tries(work, tries)
            return len(unused) - 1
    work.commit(untraced=Untraced.TECHNICAL)
    raise CodeWrong(tries_left(counted), minutes_after(counted))


def tries_of(work: Work, account_id: UUID, *, known: str = "") -> Limit:
    """Name the count of wrong codes of one account, or of one browser that the account knows."""
    return limit(work, "code", str(account_id), known) if known else limit(work, "code", str(account_id))


def _is_old(work: Work, sent_at: datetime) -> bool:
    return work.real_now - sent_at > codes.SECURITY_LIVES


def _mark(work: Work, visit: Visit, code: str) -> bytes:
    return work.keys.mac("security_code", f"{visit.id}:{visit.code_for}:{code}")


def _recovery_mark(work: Work, account_id: UUID, code: str) -> bytes:
    return work.keys.mac("recovery_code", f"{account_id}:{code}")
