"""Activating a carnet, second half: identifiant, password, first security code, and the carnet is active."""

from collections.abc import Mapping
from dataclasses import dataclass

from csn_app.access import lifecycle, policy
from csn_app.core.actor import Quality
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Trace, Untraced, Work
from csn_app.identity import notices, second_factor, signin
from csn_app.identity.accounts import free_login_ids, is_free, new_account, seal_contact
from csn_app.identity.candidate import (
    ActivationStopped,
    Candidate,
    Obstacle,
    born_on,
    contact_for,
    proved,
    visit_of,
)
from csn_app.identity.contacts import mask
from csn_app.identity.login_id import LoginIdFlaw, LoginIdRefused
from csn_app.identity.model import Visit
from csn_app.identity.password import Personal
from csn_app.identity.person import Person
from csn_app.identity.second_factor import Factor, Purpose
from csn_app.identity.signin import Browser, SecondStep, SignedIn
from csn_app.identity.visits import VisitOver, answers_of, keep_answers


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the page of the identifiant starts from: a free one, and what the password must not hold."""

    login_id: str
    personal: Personal


def propose(work: Work, *, browser: Browser) -> Proposal:
    """Return a free identifiant and what the password must not hold; raises ``VisitOver`` without a right code."""
    policy.open_to_all("the activation code was checked in this visit")
    found, _ = proved(work, answers_of(work, visit_of(work, browser)))
    return Proposal(_free(work, found.person, count=1)[0], personal_of(found.person))


def reserve(work: Work, *, login_id: str, password_hash: str, browser: Browser) -> None:
    """Keep a checked identifiant and a hashed password for the end; raises ``LoginIdRefused`` where it is taken."""
    policy.open_to_all("the activation code was checked in this visit")
    visit = visit_of(work, browser)
    found, _ = proved(work, answers_of(work, visit))
    _check_free(work, login_id, person=found.person)
    keep_answers(work, visit, identifiant=login_id, condense=password_hash)
    work.commit(untraced=Untraced.DRAFT)


def choose_factor(work: Work, *, factor: Factor, browser: Browser) -> None:
    """The person says where security codes come from and accepts the terms; the first code leaves (R-ID-21).

    Raises ``ActivationStopped`` where that contact is not known, ``VisitOver``.
    """
    policy.open_to_all("the activation code was checked in this visit")
    visit = visit_of(work, browser)
    answers = answers_of(work, visit)
    found, _ = proved(work, answers)
    _kept(answers, "condense")
    secret = answers.get("secret") or second_factor.new_secret()
    contact = contact_for(found.person, factor)
    if factor is not Factor.APP and not contact:
        raise ActivationStopped(Obstacle.NO_CONTACT)
    if factor is not Factor.APP and (
        answers.get("canal") != factor or not second_factor.resend_wait(work, _purpose(found), factor)
    ):
        second_factor.send_code(work, visit, code_for=_purpose(found), factor=factor, to=contact)
    visit.account_id = None
    keep_answers(work, visit, canal=factor, conditions="oui", secret=secret, oubli="", oubli_de="")
    work.commit(untraced=Untraced.OUTBOX)


def contacts_to_choose(work: Work, *, browser: Browser) -> dict[Factor, str]:
    """Return the known contacts for security codes, masked; only those may be chosen."""
    policy.open_to_all("the activation code was checked in this visit")
    found, _ = proved(work, answers_of(work, visit_of(work, browser)))
    masked = {factor: mask(contact_for(found.person, factor)) for factor in (Factor.SMS, Factor.EMAIL)}
    return {factor: contact for factor, contact in masked.items() if contact}


def first_code_step(work: Work, *, browser: Browser) -> tuple[SecondStep, str]:
    """Return where the first security code went and, for an application, its secret; raises ``VisitOver``."""
    policy.open_to_all("the activation code was checked in this visit")
    visit = visit_of(work, browser)
    answers = answers_of(work, visit)
    found, _ = proved(work, answers)
    factor = Factor(_kept(answers, "canal"))
    step = SecondStep(
        factor,
        mask(contact_for(found.person, factor)),
        second_factor.resend_wait(work, _purpose(found), factor),
        _kept(answers, "identifiant"),
    )
    return step, answers.get("secret", "") if factor is Factor.APP else ""


def send_first_code_again(work: Work, *, browser: Browser) -> None:
    """Send the first security code once more; raises ``TooSoon``, ``VisitOver``."""
    policy.open_to_all("the activation code was checked in this visit")
    visit = visit_of(work, browser)
    answers = answers_of(work, visit)
    found, _ = proved(work, answers)
    factor = Factor(_kept(answers, "canal"))
    if factor is not Factor.APP:
        second_factor.send_code(
            work, visit, code_for=_purpose(found), factor=factor, to=contact_for(found.person, factor)
        )
    work.commit(untraced=Untraced.OUTBOX)


def activate(work: Work, *, typed: str, browser: Browser) -> SignedIn:
    """The first security code came back: the carnet is active, and its holder signed in.

    Raises what ``second_factor`` raises, ``LoginIdRefused`` where another person took the identifiant meanwhile,
    ``ActivationStopped`` where the carnet was activated elsewhere, ``VisitOver``.
    """
    policy.open_to_all("every step before was checked in this visit")
    visit = visit_of(work, browser)
    answers = answers_of(work, visit)
    found, code = proved(work, answers)
    step = _check_first_code(work, visit, answers, found=found, typed=typed)
    login_id, factor = _kept(answers, "identifiant"), Factor(_kept(answers, "canal"))
    _check_free(work, login_id, person=found.person)
    if found.state is not SpaceState.ACTIVATED:
        # A carnet that one's parents opened is active already: at 18 it only gets its owner (R-ID-29).
        lifecycle.move_space(work, found.row.space_id, to=SpaceState.ACTIVATED)
    name = found.person.display_name
    account = new_account(work, login_id, quality=Quality.HOLDER, name=name, space_id=found.row.space_id)
    account.password_hash, account.factor = _kept(answers, "condense"), factor
    account.contact = seal_contact(work, account.id, contact_for(found.person, factor))
    if factor is Factor.APP:
        account.authenticator = second_factor.seal_secret(work, account.id, _kept(answers, "secret"))
        account.authenticator_step = step
    code.used_at = work.now
    recovery = second_factor.give_recovery_codes(work, account.id)
    visit.sealed = b""
    given = {"identifiant": login_id, "nom": found.person.display_name, "secours": " ".join(recovery)}
    keep_answers(work, visit, **given)
    signed_in = signin.begin(work, account, browser=browser, shared=False)
    notices.tell_activated(work, account)
    work.actor = signin.actor_of(account)
    actions = ("TERMS_ACCEPTED", "ACCOUNT_ACTIVATED", "LOGIN")
    work.commit(*(Trace(a, found.row.space_id, object_type="account", object_id=account.id) for a in actions))
    return signed_in


def personal_of(person: Person) -> Personal:
    """Return what a stranger may know of a person and would try first as a password."""
    names = (person.birth_family_name, person.birth_given_names, person.used_family_name, person.used_given_name)
    others = (person.contacts.email.partition("@")[0], person.contacts.mobile, person.ins[:13])
    return Personal(tuple(word for word in (*names, *others) if word), born_on(person))


def _check_first_code(work: Work, visit: Visit, answers: Mapping[str, str], *, found: Candidate, typed: str) -> int:
    tries = second_factor.tries_of(work, found.row.id)
    if Factor(_kept(answers, "canal")) is Factor.APP:
        secret = _kept(answers, "secret")
        return second_factor.check_authenticator(work, secret=secret, typed=typed, after_step=0, tries=tries)
    second_factor.check_code(work, visit, typed, code_for=_purpose(found), tries=tries)
    return 0


def _purpose(found: Candidate) -> str:
    return Purpose.ACTIVATION.of(found.row.id)


def _check_free(work: Work, login_id: str, *, person: Person) -> None:
    if not is_free(work, login_id):
        raise LoginIdRefused(LoginIdFlaw.TAKEN, _free(work, person, count=3))


def _free(work: Work, person: Person, *, count: int) -> tuple[str, ...]:
    return free_login_ids(work, given_name=person.used_given_name, family_name=person.used_family_name, count=count)


def _kept(answers: Mapping[str, str], name: str) -> str:
    if name not in answers:
        raise VisitOver
    return answers[name]
