"""A professional with an emergency quality finds a person and opens their record (R-AC-23, R-AC-26)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from csn_app.access import emergency_access as accesses
from csn_app.access import policy
from csn_app.access.emergency_rules import Situation
from csn_app.access.policy import Permission
from csn_app.core.errors import CsnError
from csn_app.core.work import Untraced, Work
from csn_app.identity import emergencies as identities
from csn_app.identity import notices
from csn_app.identity import service as identity
from csn_app.identity.emergencies import FoundPerson
from csn_app.identity.throttles import Limit, count_try, forget_tries, limit

FREE_SEARCHES = 40
"""Searches without an opening, after which the next ones wait: nobody walks through the population (R-AC-14)."""


class SeveralFound(CsnError):
    """Several persons have these traits: nobody is chosen for the professional (R-ID-11)."""


@dataclass(frozen=True, slots=True)
class Found:
    """The person whom a search found, and the situations that they let; none is a refusal, said as one."""

    person: FoundPerson
    situations: tuple[Situation, ...]


def may_open(work: Work) -> tuple[Situation, ...]:
    """Return the situations that the account of the professional may give; raises ``NotFound`` without a quality."""
    policy.require(work, Permission.EMERGENCY_OPEN)
    return accesses.my_situations(work)


def find_by_number(work: Work, *, ins: str, birth_date: date) -> Found:
    """Find anyone by matricule INS and birth date; unknown and without an active carnet raise ``NotFound`` alike.

    Raises ``MustWait`` after many searches that led to no opening.
    """
    policy.require(work, Permission.EMERGENCY_OPEN)
    _count(work)
    return _found(work, identity.find_by_ins(work, ins, birth_date=birth_date))


def find_by_traits(work: Work, traits: identity.Traits) -> Found:
    """Find anyone by the five traits; unknown and without an active carnet raise ``NotFound`` alike.

    Raises ``SeveralFound``, ``MustWait``.
    """
    policy.require(work, Permission.EMERGENCY_OPEN)
    _count(work)
    found = identities.find_anyone_by_traits(work, traits)
    if len(found) > 1:
        raise SeveralFound
    return _found(work, found[0] if found else None)


def break_glass(work: Work, space_id: UUID, *, situation: Situation, words: str) -> datetime:
    """Open a record in an emergency, for 24 hours; the person is told at once. Returns when it ends.

    Raises ``NotFound``, ``SituationNotGiven``, ``WordsNotGiven``, ``EmergencyRefused``.
    """
    policy.require(work, Permission.EMERGENCY_OPEN)
    forget_tries(work, _searches(work))
    notice = notices.emergency_notice(work, space_id)
    return accesses.open_in_emergency(work, space_id, situation=situation, words=words, notice=notice)


def _found(work: Work, space_id: UUID | None) -> Found:
    person = identities.describe_found(work, space_id)
    return Found(person, accesses.situations_let(work, person.space_id))


def _searches(work: Work) -> Limit:
    return limit(work, "emergency.search", str(work.actor.account_id), free=FREE_SEARCHES)


def _count(work: Work) -> None:
    """Count a search before it is made, and commit: a burst of searches gains nothing."""
    count_try(work, _searches(work))
    work.commit(untraced=Untraced.TECHNICAL)
