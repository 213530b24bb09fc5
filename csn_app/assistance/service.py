"""What an agent of the assistance does for one person at a time, without ever reading what their carnet holds."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from csn_app.access import calls, help_sessions, lifecycle, policy
from csn_app.access.calls import OtherCallOpen
from csn_app.access.policy import Permission
from csn_app.assistance import demands, rules
from csn_app.assistance.demands import DemandView
from csn_app.assistance.rules import Act
from csn_app.core.work import Trace, Work
from csn_app.identity import caller
from csn_app.identity.caller import PersonAtDesk
from csn_app.rights import opposition


@dataclass(frozen=True, slots=True)
class CallView:
    """The call on the agent's screen: the person, what may be done, and what waits for a second agent."""

    person: PersonAtDesk
    until_minutes: int
    acts: tuple[Act, ...]
    demands: tuple[DemandView, ...]
    space_id: UUID
    help_until: datetime | None


def begin(work: Work, *, nir: str, born: str, family_name: str, given_name: str) -> None:
    """Check who calls and begin to help them; raises ``OtherCallOpen``, ``CallerUnknown``, ``MustWait`` (R-AS-8)."""
    policy.require(work, Permission.CALL_BEGIN)
    if calls.current_call(work) is not None:
        # Before anyone is looked for: an agent in a call learns nothing about somebody else.
        raise OtherCallOpen
    space_id = caller.recognise_caller(work, nir=nir, born=born, family_name=family_name, given_name=given_name)
    call_id = calls.begin_call(work, space_id)
    work.commit(Trace("DESK_CALL_BEGUN", space_id, object_type="assistance", object_id=call_id))


def read_call(work: Work) -> CallView | None:
    """Return the call that the agent is in, or None: then nobody is on the screen."""
    policy.require(work, Permission.CALL_BEGIN)
    call = calls.current_call(work)
    if call is None:
        return None
    person = caller.describe_caller(work, call.space_id)
    helping = help_sessions.help_here(work)
    waiting = demands.demands_of(work, call.space_id)
    return CallView(
        person=person,
        until_minutes=max(1, round((call.until - work.now).total_seconds() / 60)),
        acts=rules.acts_for(
            person.state,
            minor=person.minor,
            reachable=bool(person.email or person.mobile),
            waiting=frozenset(demand.kind for demand in waiting),
        ),
        demands=tuple(waiting),
        space_id=call.space_id,
        help_until=helping.until if helping else None,
    )


def send_code(work: Work) -> str:
    """Send a new activation code by the known way, masked in the answer; the agent never hears it (R-AS-7).

    Raises ``NoWayToSend``, ``SentJustNow``, ``MoveRefused``.
    """
    policy.require(work, Permission.CALL_BEGIN)
    space_id = calls.space_in_call(work)
    sent_to = caller.send_code_for_caller(work, space_id)
    work.commit(Trace("DESK_CODE_SENT", space_id, object_type="assistance"))
    return sent_to


def oppose(work: Work) -> None:
    """Record the person's refusal; the proof leaves for them (R-AS-3). Raises ``MoveRefused``."""
    policy.require(work, Permission.CALL_BEGIN)
    opposition.oppose_at_desk(work, calls.space_in_call(work))


def withdraw_refusal(work: Work) -> None:
    """Record that the person changed their mind; a code leaves for them. Raises ``MoveRefused``."""
    policy.require(work, Permission.CALL_BEGIN)
    space_id = calls.space_in_call(work)
    if lifecycle.standing_of(work, space_id).state not in rules.WITHDRAWN_FROM:
        raise rules.ActNotPossible
    opposition.withdraw_at_desk(work, space_id)


def end(work: Work) -> None:
    """End the call: nothing of the person stays on the screen or within reach."""
    policy.require(work, Permission.CALL_BEGIN)
    calls.end_call(work)
