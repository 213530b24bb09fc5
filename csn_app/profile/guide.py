"""The guide: the next most useful thing to note, one at a time; it can be put away, or silenced (R-PR-1)."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.core.errors import NotFound
from csn_app.core.work import Untraced, Work
from csn_app.profile.measures import noted_kinds
from csn_app.profile.model import ProfileSilence
from csn_app.profile.service import read_profile

LATER = timedelta(days=30)
"""How long a proposal that was put away stays away."""
ALL = "ALL"


class Topic(StrEnum):
    """What the guide proposes, the most useful first: what a professional asks for first."""

    ALLERGIES = "ALLERGIES"
    TREATMENTS = "TREATMENTS"
    DISEASES = "DISEASES"
    WEIGHT = "WEIGHT"
    HEIGHT = "HEIGHT"
    CONTACTS = "CONTACTS"
    VACCINATIONS = "VACCINATIONS"
    BLOOD_GROUP = "BLOOD_GROUP"
    FAMILY = "FAMILY"
    TRUSTED = "TRUSTED"
    STAYS = "STAYS"
    LIFESTYLE = "LIFESTYLE"


@dataclass(frozen=True, slots=True)
class Guide:
    """The next proposal, if any, and whether the guide was silenced."""

    topic: Topic | None
    silenced: bool


def read_guide(work: Work) -> Guide:
    """Return the next most useful thing that the holder's profile lacks and that was not put away."""
    policy.require(work, Permission.PROFILE_READ, work.actor.space_id)
    away = _away(work)
    if ALL in away:
        return Guide(None, silenced=True)
    sections = read_profile(work).sections
    filled = {section.value for section, content in sections.items() if content.filled} | noted_kinds(work)
    return Guide(next((topic for topic in Topic if topic not in filled | away), None), silenced=False)


def put_away(work: Work, *, topic: Topic | None) -> None:
    """Put one proposal away for thirty days; without a topic, silence the guide until it is asked for again."""
    policy.require(work, Permission.PROFILE_ADD, work.actor.space_id)
    here = {"space_id": _own(work), "topic": topic.value if topic else ALL, "since": work.now}
    statement = insert(ProfileSilence).values(here)
    work.db.execute(statement.on_conflict_do_update(index_elements=["space_id", "topic"], set_={"since": work.now}))
    work.commit(untraced=Untraced.TECHNICAL)


def wake(work: Work) -> None:
    """Let the guide propose again, all of it."""
    policy.require(work, Permission.PROFILE_ADD, work.actor.space_id)
    work.db.execute(delete(ProfileSilence).where(col(ProfileSilence.space_id) == _own(work)))
    work.commit(untraced=Untraced.TECHNICAL)


def _away(work: Work) -> set[str]:
    own = col(ProfileSilence.space_id) == _own(work), policy.visible(work, Permission.PROFILE_READ, ProfileSilence)
    found = work.db.scalars(select(ProfileSilence).where(*own))
    return {row.topic for row in found if row.topic == ALL or row.since > work.now - LATER}


def _own(work: Work) -> UUID:
    if work.actor.space_id is None:
        raise NotFound
    return work.actor.space_id
