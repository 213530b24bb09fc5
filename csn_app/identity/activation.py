"""Activating a carnet, first half: card, number, code (R-ID-7 to R-ID-17).

Nothing is told about anyone before number, card and birth date match together: whoever guesses gets the same answers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlmodel import col

from csn_app.access import lifecycle, policy
from csn_app.core.errors import CsnError
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Channel, Untraced, Work
from csn_app.identity import activation_codes, codes
from csn_app.identity.candidate import (
    STOPS,
    WHO,
    ActivationStopped,
    Candidate,
    Obstacle,
    awaits_owner,
    code_of,
    contact_for,
    limits_of,
    recognise,
    stop_at,
    visit_of,
)
from csn_app.identity.contacts import mask
from csn_app.identity.model import ActivationCode
from csn_app.identity.rules import minutes_after, tries_left
from csn_app.identity.second_factor import Factor, Purpose, TooSoon
from csn_app.identity.signin import Browser
from csn_app.identity.throttles import count_try, forget_tries
from csn_app.identity.visits import answers_of, begin_journey, keep_answers

_RENEWED = {
    SpaceState.INFORMED_WAITING,
    SpaceState.CREATED_NOT_ACTIVATED,
    SpaceState.CODE_SENT,
    SpaceState.CODE_EXPIRED,
}
_MOVED = {SpaceState.CREATED_NOT_ACTIVATED, SpaceState.CODE_EXPIRED}


@dataclass(eq=False)
class CodeUnknown(CsnError):
    """Code, number, card and birth date do not go together; which of them is not told. ``left`` tries remain."""

    left: int
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Ways:
    """How a code may reach the person, masked; where nobody was recognised, no contact at all."""

    sms: str
    email: str
    recognised: bool


def check_identity(work: Work, *, who: Mapping[str, str], browser: Browser) -> None:
    """Card, number and birth date were typed: stop here where the person is known and cannot activate.

    Whoever does not match goes on to the next page as if they did. Raises ``ActivationStopped``, ``MustWait``: then
    nothing is kept of ``who``, so that no page answers about somebody without a counted try.
    """
    policy.open_to_all("activation comes before any account")
    visit = visit_of(work, browser)
    tries = limits_of(work, browser, who)
    count_try(work, *tries)
    found = recognise(work, who)
    if found:
        forget_tries(work, *tries)
    keep_answers(work, visit, **who, reconnu=str(found.row.id) if found else "", code_tenu="")
    work.commit(untraced=Untraced.TECHNICAL)
    if found and found.state in STOPS:
        raise ActivationStopped(STOPS[found.state])


def ways_to_send(work: Work, *, browser: Browser) -> Ways:
    """Return how a new code may be sent (R-ID-14); contacts are masked, and shown once ``check_identity`` matched."""
    policy.open_to_all("activation comes before any account")
    answers = answers_of(work, visit_of(work, browser))
    found = recognise(work, answers)
    if found is None or answers.get("reconnu") != str(found.row.id):
        return Ways("", "", recognised=False)
    contacts = found.person.contacts
    return Ways(mask(contacts.mobile), mask(contacts.email), recognised=True)


def request_code(work: Work, *, channel: Channel, browser: Browser) -> None:
    """Send a new code if the person is known; the answer is the same if not. The older code stops working (R-ID-14).

    Raises ``TooSoon`` where this browser asked less than 30 seconds ago, ``MustWait``, ``ActivationStopped``.
    """
    policy.open_to_all("activation comes before any account")
    visit = visit_of(work, browser)
    answers = answers_of(work, visit)
    since = work.real_now.timestamp() - float(answers.get("demande", "0"))
    if since < codes.ACTIVATION_EVERY.total_seconds():
        raise TooSoon(max(1, round(codes.ACTIVATION_EVERY.total_seconds() - since)))
    keep_answers(work, visit, demande=str(work.real_now.timestamp()))
    tries = limits_of(work, browser, answers)
    count_try(work, *tries)
    found = recognise(work, answers)
    if found:
        forget_tries(work, *tries)
        _renew(work, found, channel=channel)
    work.commit(untraced=Untraced.OUTBOX)
    if found:
        _stop_unreachable(work, found)


def check_code(work: Work, *, typed: str, browser: Browser) -> None:
    """Take the activation code for this visit; it is used up only at the end. Raises ``CodeUnknown``, ``MustWait``.

    ``ActivationStopped`` says that the code expired, was used or was replaced, or that the carnet is active already.
    """
    policy.open_to_all("activation comes before any account")
    visit = visit_of(work, browser)
    answers = answers_of(work, visit)
    tries = limits_of(work, browser, answers)
    counted = count_try(work, *tries)
    found = recognise(work, answers)
    code = code_of(work, found, typed) if found else None
    if found is None or code is None:
        work.commit(untraced=Untraced.TECHNICAL)
        if found and found.state is SpaceState.ACTIVATED and not awaits_owner(work, found):
            raise ActivationStopped(Obstacle.ALREADY_ACTIVE)
        raise CodeUnknown(tries_left(counted), minutes_after(counted))
    forget_tries(work, *tries)
    if answers.get("code_tenu") != str(code.id):
        # Another person, or another journey: nothing that was chosen or received before may serve here.
        who = {name: answers[name] for name in (*WHO, "reconnu") if name in answers}
        begin_journey(work, visit, code_for=Purpose.ACTIVATION.of(found.row.id), **who, code_tenu=str(code.id))
    work.commit(untraced=Untraced.DRAFT)
    stop_at(work, found, code)


def _renew(work: Work, found: Candidate, *, channel: Channel) -> None:
    to = contact_for(found.person, Factor(channel))
    space_id = found.row.space_id
    if not (found.state in _RENEWED or awaits_owner(work, found)) or not to or _just_sent(work, found):
        return
    code = codes.new_activation_code()
    activation_codes.replace_codes(work, space_id=space_id)
    activation_codes.keep_codes(work, [activation_codes.CodeToKeep(code, channel, work.now, space_id=space_id)])
    work.tell(activation_codes.new_code(channel, to=to, code=code))
    if found.state in _MOVED:
        lifecycle.move_space(work, space_id, to=SpaceState.CODE_SENT)


def _just_sent(work: Work, found: Candidate) -> bool:
    """Another browser asked for this person a moment ago: nothing more is sent, and nothing is said of it."""
    last = work.db.scalar(
        select(func.max(col(ActivationCode.sent_at))).where(col(ActivationCode.space_id) == found.row.space_id)
    )
    return last is not None and timedelta() <= work.now - last < codes.ACTIVATION_EVERY


def _stop_unreachable(work: Work, found: Candidate) -> None:
    if found.state is SpaceState.ACTIVATED and not awaits_owner(work, found):
        raise ActivationStopped(Obstacle.ALREADY_ACTIVE)
    if found.state in STOPS:
        raise ActivationStopped(STOPS[found.state])
    if not found.person.contacts.mobile and not found.person.contacts.email:
        raise ActivationStopped(Obstacle.NO_CONTACT)
