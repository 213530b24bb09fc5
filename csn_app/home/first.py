"""The first filling: eight short steps that one may leave and take up again, from any device.

Nothing is kept of where one stopped: what the carnet holds says what remains.
"""

from enum import StrEnum

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.access.service import list_grants
from csn_app.core.errors import NotFound
from csn_app.core.work import Work
from csn_app.profile.measures import noted_kinds
from csn_app.profile.service import read_profile


class Step(StrEnum):
    """A step of the first filling, in its order: what is quick to say comes first."""

    WEIGHT = "WEIGHT"
    HEIGHT = "HEIGHT"
    DISEASES = "DISEASES"
    ALLERGIES = "ALLERGIES"
    TREATMENTS = "TREATMENTS"
    BLOOD_GROUP = "BLOOD_GROUP"
    DOCTOR = "DOCTOR"
    CONTACTS = "CONTACTS"


def read_steps(work: Work) -> dict[Step, bool]:
    """Return the steps in their order and whether each is done; « je n’en ai pas » is an answer (R-PR-1, R-PR-3).

    The doctor's step is absent for whoever may not choose who reads this carnet.
    """
    policy.require(work, Permission.PROFILE_ADD, work.actor.space_id)
    space_id = work.actor.space_id
    if space_id is None:
        raise NotFound
    done = {section.value for section, content in read_profile(work).sections.items() if content.filled}
    done |= noted_kinds(work)
    steps = list(Step)
    if not policy.allowed(work, Permission.GRANT_LIST, space_id):
        steps.remove(Step.DOCTOR)
    elif any(grant.in_force for grant in list_grants(work, space_id)):
        done.add(Step.DOCTOR)
    return {step: step.value in done for step in steps}
