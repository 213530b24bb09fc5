"""Identifiant or password forgotten: the answer is the same whether the person exists or not (R-ID-24)."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import delete, select
from sqlmodel import col

from csn_app.access import lifecycle, policy
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Channel, Notice, Trace, Untraced, Work
from csn_app.identity import notices, second_factor, signin
from csn_app.identity.candidate import WHO, Candidate, contact_for, limits_of, number_holder, recognise, visit_of
from csn_app.identity.model import Account, InsuredPerson, KnownBrowser, Passkey, Visit
from csn_app.identity.opening import personal_of
from csn_app.identity.password import Personal
from csn_app.identity.person import Person, open_person
from csn_app.identity.second_factor import Factor, Purpose
from csn_app.identity.sessions import chain_of, end_sessions_of
from csn_app.identity.signin import Browser
from csn_app.identity.throttles import count_try, limit
from csn_app.identity.visits import VisitOver, answers_of, begin_journey, keep_answers


def remind_login_id(work: Work, *, who: Mapping[str, str], channel: Channel, browser: Browser) -> None:
    """Send the identifiant to a known contact of whoever has this number and birth date. Raises ``MustWait``."""
    policy.open_to_all("nobody is signed in yet, and the answer tells nothing")
    count_try(work, *limits_of(work, browser, who))
    found = number_holder(work, who)
    account = _account(work, found)
    to = contact_for(found.person, Factor(channel)) if found else ""
    if account and to:
        words = (
            f"Votre identifiant pour le carnet de santé numérique\u00a0: {account.login_id}. Ne le donnez à personne."
        )
        work.tell(Notice(channel, to, "Votre identifiant", words))
    work.commit(untraced=Untraced.OUTBOX)


def begin_reset(work: Work, *, who: Mapping[str, str], channel: Channel, browser: Browser) -> None:
    """Send a code to a known contact of whoever has this number, card and birth date. Raises ``MustWait``.

    Somebody unknown gets a code that nobody can know, so that the next page behaves the same.
    """
    policy.open_to_all("nobody is signed in yet, and the answer tells nothing")
    visit = visit_of(work, browser)
    count_try(work, *limits_of(work, browser, who))
    found = recognise(work, who)
    account = _account(work, found)
    to = contact_for(found.person, Factor(channel)) if found else ""
    # The account is named now: what is typed afterwards in this visit must not turn the code against another one.
    named = {"oubli_de": str(account.id) if account else "", "oubli_pour": _subject(work, account, who)}
    code_for = _purpose(named)
    begin_journey(work, visit, code_for=code_for, oubli="code", oubli_nir=who.get("nir_lu", ""), **named)
    free = not second_factor.resend_wait(work, code_for, Factor(channel))
    if account and to and free:
        second_factor.send_code(work, visit, code_for=code_for, factor=Factor(channel), to=to)
    elif free or visit.code_mark is None:
        second_factor.pretend_code(work, visit, code_for=code_for, factor=Factor(channel))
    work.commit(untraced=Untraced.OUTBOX)


def check_reset_code(work: Work, *, typed: str, browser: Browser) -> None:
    """Take the code that was sent; raises what ``second_factor`` raises, and ``VisitOver``."""
    policy.open_to_all("the visit asked for a new password")
    visit = visit_of(work, browser)
    answers = _at(work, visit, "code")
    tries = limit(work, "reset", answers.get("oubli_nir", ""))
    second_factor.check_code(work, visit, typed, code_for=_purpose(answers), tries=tries)
    keep_answers(work, visit, oubli="nouveau")
    work.commit(untraced=Untraced.DRAFT)


def known_of(work: Work, *, browser: Browser) -> Personal:
    """Return what the new password must not hold; raises ``VisitOver`` before the right code."""
    policy.open_to_all("the visit proved a contact by a code")
    account, person = _proved(work, visit_of(work, browser))
    personal = personal_of(person)
    return Personal((*personal.words, account.login_id), personal.birth_date)


def reset_password(work: Work, *, password_hash: str, browser: Browser) -> None:
    """Change the password: every clé d’accès, session, sign-in under way and known browser ends; the person is told.

    Whoever knew the former password starts again from nothing, a key that they added too. Raises ``VisitOver``.
    """
    policy.open_to_all("the visit proved a contact by a code")
    visit = visit_of(work, browser)
    account, _ = _proved(work, visit)
    account.password_hash = password_hash
    # Before the sessions: a sign-in under way holds its key until its session is there to be ended.
    gone = delete(Passkey).where(col(Passkey.account_id) == account.id).returning(col(Passkey.id))
    keys = work.db.scalars(gone).all()
    end_sessions_of(work, [account.id])
    work.db.execute(delete(Visit).where(col(Visit.account_id) == account.id))
    work.db.execute(delete(KnownBrowser).where(col(KnownBrowser.account_id) == account.id))
    notices.tell_password_changed(work, account)
    if keys:
        notices.tell_passkey(work, account, added=False)
    work.db.delete(visit)
    work.actor = signin.actor_of(account)
    acts = [("PASSWORD_CHANGED", account.id), *(("PASSKEY_REMOVED", key) for key in keys)]
    chain = chain_of(work.actor)
    work.commit(*(Trace(action, chain, object_type="account", object_id=named) for action, named in acts))


def _at(work: Work, visit: Visit, step: str) -> Mapping[str, str]:
    answers = answers_of(work, visit)
    if visit.account_id is not None or answers.get("oubli") != step:
        raise VisitOver
    return answers


def _subject(work: Work, account: Account | None, who: Mapping[str, str]) -> str:
    """Somebody unknown has a name too, so that the next pages and the wait between codes behave the same."""
    nobody = work.keys.mac("reset.nobody", "\x00".join(who.get(name, "") for name in WHO))
    return str(account.id if account else UUID(bytes=nobody[:16]))


def _purpose(answers: Mapping[str, str]) -> str:
    if "oubli_pour" not in answers:
        raise VisitOver
    return Purpose.RESET.of(UUID(answers["oubli_pour"]))


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
