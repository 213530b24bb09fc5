"""What a person reads on their settings page."""

from dataclasses import dataclass
from datetime import datetime

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.core.vocabulary import PatientCategory
from csn_app.core.work import Work
from csn_app.documents.held import at_once
from csn_app.identity.contact_changes import ChangeView, list_changes
from csn_app.identity.factors import FactorView, list_factors
from csn_app.identity.own_account import OwnAccount, describe_own_account
from csn_app.identity.passkeys import PasskeyView, list_passkeys
from csn_app.identity.sessions import SessionView, list_sessions
from csn_app.identity.trusted import count_trusted


@dataclass(frozen=True, slots=True)
class MySettings:
    """One's account, the browsers signed in to it, the categories of results wanted at once; ``now`` is real time."""

    account: OwnAccount
    factors: tuple[FactorView, ...]
    changes: tuple[ChangeView, ...]
    trusted: int
    passkeys: tuple[PasskeyView, ...]
    sessions: tuple[SessionView, ...]
    at_once: frozenset[PatientCategory]
    now: datetime


def read_my_settings(work: Work) -> MySettings:
    """Read one's own account and its open sessions."""
    policy.require(work, Permission.ACCOUNT_READ)
    space_id = work.actor.space_id
    return MySettings(
        describe_own_account(work),
        tuple(list_factors(work)),
        tuple(list_changes(work)),
        count_trusted(work),
        tuple(list_passkeys(work)),
        tuple(list_sessions(work)),
        at_once=at_once(work, space_id) if space_id else frozenset(),
        now=work.real_now,
    )
