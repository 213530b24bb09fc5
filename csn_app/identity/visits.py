"""What a visitor typed before they are signed in: sealed, kept 24 hours, found by a cookie of its own."""

import json
from collections.abc import Mapping
from datetime import timedelta
from secrets import token_urlsafe

from sqlalchemy import delete, select
from sqlmodel import col

from csn_app.access import policy
from csn_app.core.errors import CsnError
from csn_app.core.vocabulary import INSTALLATION
from csn_app.core.work import Untraced, Work
from csn_app.identity.model import Visit
from csn_app.identity.sessions import mark_of
from csn_app.identity.throttles import address_limit, count_try

LIVES = timedelta(hours=24)
VISITS_OF_ADDRESS = 1_000
"""Opened in a quarter of an hour: each is a row kept for a day, and one address may stand for a town."""

_LONGEST = 400
_TYPED = {"carte", "serie", "nir", "naissance", "naissance-m", "naissance-a"}
"""What boxes show again: it proves nothing, and may follow from one journey to another."""


class VisitOver(CsnError):
    """What was typed is no longer kept: more than 24 hours passed, or it was finished elsewhere."""


def read_visit(work: Work, *, token: str) -> dict[str, str]:
    """Return what the browser's owner typed so far, or nothing."""
    policy.open_to_all("a visitor reads back what they typed, by the secret of their own cookie")
    visit = find_visit(work, token)
    return answers_of(work, visit) if visit else {}


def keep_typed(work: Work, *, token: str, answers: Mapping[str, str], address: str = "") -> None:
    """Keep what was typed, right or wrong, so that it survives a wrong answer and a reload.

    A first page gives the ``address`` that asks: a visit is opened for it, unless it opened too many (``MustWait``).
    The pages after it keep nothing without a visit.
    """
    policy.open_to_all("a visitor's own answers, under the secret of their own cookie")
    visit = find_visit(work, token)
    if visit is None and address:
        count_try(work, address_limit(work, "visit", address, free=VISITS_OF_ADDRESS))
        visit = open_visit(work, token)
    if visit is not None:
        keep_answers(work, visit, **answers)
        work.commit(untraced=Untraced.DRAFT)


def forget_visit(work: Work, *, token: str) -> None:
    """Forget what was typed at once."""
    policy.open_to_all("a visitor forgets their own answers")
    work.db.execute(delete(Visit).where(col(Visit.token_mark) == mark_of(token)))
    work.commit(untraced=Untraced.DRAFT)


def renew_visit(work: Work, *, token: str) -> str:
    """Give a visit another secret and return it: whoever knew the first one does not follow beyond the password."""
    policy.open_to_all("the password was checked in this visit")
    renewed = token_urlsafe(32)
    open_visit(work, token).token_mark = mark_of(renewed)
    work.commit(untraced=Untraced.TECHNICAL)
    return renewed


def find_visit(work: Work, token: str) -> Visit | None:
    """Return the live visit of a cookie, locked: two answers at once are taken one after the other."""
    if not token:
        return None
    return work.db.scalar(
        select(Visit)
        .where(col(Visit.token_mark) == mark_of(token), col(Visit.seen_at) > work.real_now - LIVES)
        .with_for_update()
    )


def open_visit(work: Work, token: str) -> Visit:
    """Return the visit of a cookie, made where there is none."""
    visit = find_visit(work, token)
    if visit is None:
        work.db.execute(delete(Visit).where(col(Visit.token_mark) == mark_of(token)))
        visit = Visit(token_mark=mark_of(token), sealed=b"", seen_at=work.real_now)
        work.db.add(visit)
    return visit


def answers_of(work: Work, visit: Visit) -> dict[str, str]:
    """Open what a visit keeps."""
    if not visit.sealed:
        return {}
    opened: dict[str, str] = json.loads(work.open(INSTALLATION, f"visit.sealed:{visit.id}", visit.sealed))
    return opened


def begin_journey(work: Work, visit: Visit, *, code_for: str = "", **answers: str) -> None:
    """Sign-in, activation, new password: what one of them proved in this visit never serves another.

    Everything but what the boxes show is forgotten, and the code, unless it was sent for this very purpose.
    """
    typed = {name: value for name, value in answers_of(work, visit).items() if name in _TYPED}
    visit.sealed = b""
    visit.account_id = None
    if visit.code_for != code_for:
        visit.code_for, visit.code_mark, visit.code_sent_at, visit.code_tries = code_for, None, None, 0
    keep_answers(work, visit, **typed, **answers)


def keep_answers(work: Work, visit: Visit, **answers: str) -> None:
    """Add answers to a visit; an empty one is forgotten. The caller commits."""
    kept = answers_of(work, visit) | {name: value[:_LONGEST] for name, value in answers.items()}
    kept = {name: value for name, value in kept.items() if value}
    visit.sealed = work.seal(INSTALLATION, f"visit.sealed:{visit.id}", json.dumps(kept))
    visit.seen_at = work.real_now
