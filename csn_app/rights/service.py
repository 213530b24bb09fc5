"""What a person reads on the page of their rights."""

from dataclasses import dataclass

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.core.work import Trace, Work
from csn_app.rights.closing import Days, days_if_closed_now
from csn_app.rights.copies import CopyView, my_copy
from csn_app.rights.opposition import Attestation, my_attestations
from csn_app.rights.representing import ClosedCarnet, my_closed_carnets


@dataclass(frozen=True, slots=True)
class MyRights:
    """The newest copy, the days that closing today would promise, and the proofs of past refusals.

    ``closed``: the closed carnets of those whom the actor represents, in their own carnet only.
    """

    copy: CopyView
    days: Days
    attestations: tuple[Attestation, ...]
    closed: tuple[ClosedCarnet, ...] = ()


def my_rights(work: Work) -> MyRights:
    """Return what the page shows; that it was read is a line of the trail, since closing begins there."""
    policy.require(work, Permission.SPACE_CLOSE, work.actor.space_id)
    mine = MyRights(
        copy=my_copy(work),
        days=days_if_closed_now(work),
        attestations=tuple(my_attestations(work)),
        closed=my_closed_carnets(work) if work.actor.for_oneself else (),
    )
    if work.actor.space_id is not None:
        work.commit(Trace("CLOSURE_PAGE_READ", work.actor.space_id, object_type="lifecycle"))
    return mine
