"""Identifiant or password forgotten: the answer is the same whether the person exists or not (R-ID-24)."""

from collections.abc import Mapping
from secrets import token_bytes
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from csn_app.access import lifecycle, policy
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Channel, Notice, Trace, Untraced, Work
from csn_app.identity import notices, second_factor, signin
from csn_app.identity.candidate import Candidate, contact_for, limits_of, number_holder, recognise, visit_of
from csn_app.identity.model import Account, InsuredPerson, Visit
from csn_app.identity.opening import personal_of
from csn_app.identity.password import Personal
from csn_app.identity.person import Person, open_person
from csn_app.identity.second_factor import Factor
from csn_app.identity.sessions import chain_of, end_sessions_of
from csn_app.identity.signin import Browser
from csn_app.identity.throttles import count_try, limit
from csn_app.identity.visits import VisitOver, answers_of, keep_answers


def remind_login_id(work: Work, *, channel: Channel, browser: Browser) -> None:
    """Send the identifiant to a known contact of whoever has this number and birth date. Raises ``MustWait``."""
    policy.open_to_all("nobody is signed in yet, and the answer tells nothing")
    answers = answers_of(work, visit_of(work, browser))
    count_try(work, *limits_of(work, browser, answers))
    found = number_holder(work, answers)
    account = _account(work, found)
    to = contact_for(found.person, Factor(channel)) if found else ""
    if account and to:
        words = (
            f"Votre identifiant pour le carnet de santé numérique\u00a0: {account.login_id}. Ne le donnez à personne."
        )
        work.tell(Notice(channel, to, "Votre identifiant", words))
    work.commit(untraced=Untraced.OUTBOX)


def begin_reset(work: Work, *, channel: Channel, browser: Browser) -> None:
    """Send a code to a known contact of whoever has this number, card and birth date. Raises ``MustWait``.

    Somebody unknown gets a code that nobody can know, so that the next page behaves the same.
    """
    policy.open_to_all("nobody is signed in yet, and the answer tells nothing")
    visit = visit_of(work, browser)
    answers = answers_of(work, visit)
    count_try(work, *limits_of(work, browser, answers))
    found = recognise(work, answers)
    account = _account(work, found)
    to = contact_for(found.person, Factor(channel)) if found else ""
    visit.account_id = None
    visit.code_mark = None
    if account and to:
        second_factor.send_code(work, visit, factor=Factor(channel), to=to)
    else:
        visit.code_mark, visit.code_sent_at, visit.code_tries = token_bytes(32), work.real_now, 0
    # The account is named now: what is typed afterwards in this visit must not turn the code against another one.
    keep_answers(work, visit, oubli="code", oubli_de=str(account.id) if account else "")
    work.commit(untraced=Untraced.OUTBOX)


def check_reset_code(work: Work, *, typed: str, browser: Browser) -> None:
    """Take the code that was sent; raises what ``second_factor`` raises, and ``VisitOver``."""
    policy.open_to_all("the visit asked for a new password")
    visit = visit_of(work, browser)
    answers = _at(work, visit, "code")
    second_factor.check_code(work, visit, typed, tries=limit(work, "reset", answers.get("nir_lu", "")))
    keep_answers(work, visit, oubli="nouveau")
    work.commit(untraced=Untraced.DRAFT)


def known_of(work: Work, *, browser: Browser) -> Personal:
    """Return what the new password must not hold; raises ``VisitOver`` before the right code."""
    policy.open_to_all("the visit proved a contact by a code")
    account, person = _proved(work, visit_of(work, browser))
    personal = personal_of(person)
    return Personal((*personal.words, account.login_id), personal.birth_date)


def reset_password(work: Work, *, password_hash: str, browser: Browser) -> None:
    """Change the password: every session ends, and the person is told. Raises ``VisitOver``."""
    policy.open_to_all("the visit proved a contact by a code")
    visit = visit_of(work, browser)
    account, _ = _proved(work, visit)
    account.password_hash = password_hash
    end_sessions_of(work, [account.id])
    notices.tell_password_changed(work, account)
    work.db.delete(visit)
    work.actor = signin.actor_of(account)
    work.commit(
        Trace("PASSWORD_CHANGED", chain_of(signin.actor_of(account)), object_type="account", object_id=account.id)
    )


def _at(work: Work, visit: Visit, step: str) -> Mapping[str, str]:
    answers = answers_of(work, visit)
    if answers.get("oubli") != step:
        raise VisitOver
    return answers


def _proved(work: Work, visit: Visit) -> tuple[Account, Person]:
    account_id = _at(work, visit, "nouveau").get("oubli_de", "")
    account = work.db.get(Account, UUID(account_id)) if account_id else None
    if account is None or not account.active:
        raise VisitOver
    row = work.db.scalars(select(InsuredPerson).where(col(InsuredPerson.space_id) == account.space_id)).one()
    return account, open_person(work, row)


def _account(work: Work, found: Candidate | None) -> Account | None:
    if found is None or found.state not in {SpaceState.ACTIVATED, *lifecycle.CLOSED}:
        return None
    mine = select(Account).where(col(Account.space_id) == found.row.space_id, col(Account.active).is_(True))
    return work.db.scalar(mine)
