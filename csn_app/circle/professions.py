"""What the law permits to each profession, as the data of this installation says it today (R-AC-5)."""

from dataclasses import dataclass

from csn_app.access import matrix, policy
from csn_app.access.policy import Permission
from csn_app.access.rules import Permit
from csn_app.core.work import Work


@dataclass(frozen=True, slots=True)
class Law:
    """What a profession may read today; ``closed``: it reads no carnet at all (R-AC-8)."""

    profession_code: str
    permits: tuple[Permit, ...]
    closed: bool


def law_of(work: Work, profession_code: str) -> Law:
    """Return what the law permits to a profession on the day; one that the data does not know may read nothing."""
    policy.require(work, Permission.GRANT_LIST, work.actor.space_id)
    code = profession_code[:16]
    return Law(code, matrix.permits_of(work, code), closed=not policy.profession_open(code))
