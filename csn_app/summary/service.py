"""« Ma santé en résumé »: what the profile says at one instant, and the documents that go with it to a doctor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from csn_app.access import policy, sharing, withheld
from csn_app.access.policy import Permission
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.work import Work
from csn_app.documents import service as documents
from csn_app.documents.views import DocumentRow, OpenedFile
from csn_app.identity.service import HolderCard, describe_holder
from csn_app.profile.figures import MeasureKind
from csn_app.profile.measures import Point, read_own_latest
from csn_app.profile.service import Profile, read_profile

MOST_CHOSEN = 25
"""How many documents go with a summary at most: those of one page of the list."""


@dataclass(eq=False)
class TooManyChosen(CsnError):
    """More documents were chosen than go with a summary."""

    most: int = MOST_CHOSEN


@dataclass(frozen=True, slots=True)
class Summary:
    """What a carnet says of a person's health at one instant; ``latest`` is the last measure of each kind.

    ``kept_from_parents``: it says something that a minor keeps from them, and is kept like it (R-ID-30).
    ``masked``: a section is masked from somebody, who must not read it in a kept summary either (R-AC-19).
    """

    holder: HolderCard
    profile: Profile
    latest: Sequence[tuple[MeasureKind, Point]]
    at: datetime
    kept_from_parents: bool = False
    masked: bool = False


def read_summary(work: Work) -> Summary:
    """Return the summary of the carnet where one is; who acts for its person leaves the traces of a reading."""
    policy.require(work, Permission.PROFILE_READ, work.actor.space_id)
    if work.actor.space_id is None:
        raise NotFound
    holder = describe_holder(work, work.actor.space_id)
    profile = read_profile(work)
    latest = read_own_latest(work)
    kept = _says_kept(work, work.actor.space_id, profile, latest)
    masked = _masks_a_section(work, work.actor.space_id)
    return Summary(holder, profile, latest, at=work.now, kept_from_parents=kept, masked=masked)


def documents_to_choose(work: Work) -> tuple[DocumentRow, ...]:
    """Return the newest documents that may go with the summary; none for whoever may not read them."""
    policy.require(work, Permission.PROFILE_READ, work.actor.space_id)
    if work.actor.space_id is None or not policy.allowed(work, Permission.DOCUMENT_LIST, work.actor.space_id):
        return ()
    return documents.list_documents(work, space_id=work.actor.space_id).rows


def open_chosen(work: Work, *, document_ids: Sequence[UUID]) -> list[tuple[DocumentRow, OpenedFile]]:
    """Open the chosen documents to take them along, each reading traced; raises ``NotFound``, ``TooManyChosen``."""
    policy.require(work, Permission.PROFILE_READ, work.actor.space_id)
    wanted = list(dict.fromkeys(document_ids))
    if len(wanted) > MOST_CHOSEN:
        raise TooManyChosen
    rows = [row for row in documents.describe_documents(work, wanted) if row.space_id == work.actor.space_id]
    if len(rows) != len(wanted):
        raise NotFound
    return [(row, documents.open_file(work, document_id=row.id, shown=False)) for row in rows]


def _says_kept(work: Work, space_id: UUID, profile: Profile, latest: Sequence[tuple[MeasureKind, Point]]) -> bool:
    """Say whether a summary holds what its person keeps from those who represent them."""
    if not policy.allowed(work, Permission.DELEGATION_HIDE, space_id):
        return False
    said = {entry.id for content in profile.sections.values() for entry in content.entries}
    said |= {content.none.id for content in profile.sections.values() if content.none}
    said |= {point.id for _, point in latest if point.id}
    return bool(withheld.kept_among(work, space_id, object_ids=said))


def _masks_a_section(work: Work, space_id: UUID) -> bool:
    """Say whether a section of the profile is masked from somebody; only who masks is told."""
    if not policy.allowed(work, Permission.MASK_CHANGE, space_id):
        return False
    return any(line.hidden and line.thing.section for line in sharing.list_masks(work, space_id))
