"""How a person wants to be told, in one place (R-NO-2); and stopping one kind of e-mail from the e-mail itself."""

from dataclasses import dataclass, replace
from uuid import UUID

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.work import Trace, Work
from csn_app.identity import service as identity
from csn_app.identity.own_account import has_mobile
from csn_app.identity.sessions import be_discreet, chain_of
from csn_app.notifications import center, mail
from csn_app.notifications.rules import Choices

GROUPS = ("NOTIF_ACCESS", "NOTIF_DOCUMENT", "NOTIF_MESSAGE", "NOTIF_APPOINTMENT", "NOTIF_DEPISTAGE")
"""What one may switch off by mail, in the order of the page; alerts stand above them and cannot be."""


class LinkUnknown(CsnError):
    """An address to unsubscribe that this installation did not sign, or whose account is gone."""


@dataclass(frozen=True, slots=True)
class Alerts:
    """A person's choices, and whether text messages can reach them at all."""

    choices: Choices
    mobile: bool


def read_alerts(work: Work) -> Alerts:
    """Return how the one who is signed in wants to be told."""
    policy.require(work, Permission.NOTICE_CHOOSE)
    return Alerts(center.choices_of(work, _account(work)), mobile=has_mobile(work))


def save_alerts(work: Work, choices: Choices) -> None:
    """Keep how the one who is signed in wants to be told; saving the same again changes nothing."""
    policy.require(work, Permission.NOTICE_CHOOSE)
    account_id = _account(work)
    if choices == center.choices_of(work, account_id):
        return
    center.keep_choices(work, account_id, choices)
    if choices.discreet:
        be_discreet(work)
    work.commit(Trace("NOTIF_PREFS_CHANGED", chain_of(work.actor), object_type="settings"))


def check_link(work: Work, token: str) -> str:
    """Return which group of e-mails a signed address stops; raises ``LinkUnknown``."""
    policy.open_to_all("the address itself is the right to stop one kind of e-mail, and to nothing else")
    return _asked(work, token)[1]


def unsubscribe(work: Work, token: str) -> str:
    """Stop the e-mails of one group, without a session (RFC 8058); returns the group. Raises ``LinkUnknown``."""
    policy.open_to_all("the address itself is the right to stop one kind of e-mail, and to nothing else")
    account_id, group = _asked(work, token)
    choices = center.choices_of(work, account_id)
    if group not in choices.no_email:
        space_id = identity.spaces_of_accounts(work, [account_id]).get(account_id, account_id)
        center.keep_choices(work, account_id, replace(choices, no_email=choices.no_email | {group}))
        work.commit(Trace("NOTIF_PREFS_CHANGED", space_id, object_type="settings", detail={"by": "mail"}))
    return group


def _asked(work: Work, token: str) -> tuple[UUID, str]:
    found = mail.read_token(work, token)
    if found is None or not identity.spaces_of_accounts(work, [found[0]]):
        raise LinkUnknown
    return found


def _account(work: Work) -> UUID:
    if work.actor.account_id is None:
        raise NotFound
    return work.actor.account_id
