"""Looking at a carnet with a professional's eyes: the professional is the actor, and the policy decides as for them."""

from dataclasses import replace
from uuid import UUID

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.core.actor import Actor, Quality
from csn_app.core.errors import NotFound
from csn_app.core.work import Work


def eyes_of(work: Work, *, professional_id: UUID, profession_code: str, account_id: UUID | None) -> Work:
    """Return a unit of work in which a professional looks at the holder's own carnet (R-AC-3).

    What it reads is what their desk would show once they opened the record; it writes and traces nothing, and it
    reaches no other space. Raises ``NotFound`` for whoever is not the holder.
    """
    policy.require(work, Permission.GRANT_LIST, work.actor.space_id)
    if work.actor.space_id is None:
        raise NotFound
    eyes = Actor(
        Quality.PROFESSIONAL,
        account_id=account_id,
        professional_id=professional_id,
        profession_code=profession_code,
        preview_of=work.actor.space_id,
        # What a minor keeps from their parents stays so for a parent who looks with a doctor's eyes (R-ID-30).
        mandate=work.actor.mandate,
    )
    return replace(work, actor=eyes)
