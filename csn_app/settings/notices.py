"""The list of a person's notifications in words, and the two numbers by which a page knows that something is new."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.audit import service as audit
from csn_app.core.work import Work
from csn_app.documents import service as documents
from csn_app.identity import service as identity
from csn_app.notifications import center


@dataclass(frozen=True, slots=True)
class Notice:
    """One entry with what its identifiers name today: a title is empty once its document is gone."""

    entry: center.Entry
    who: str
    profession: str
    title: str


@dataclass(frozen=True, slots=True)
class NoticePage:
    """Thirty entries, newest first; ``older`` is where the next page begins."""

    notices: tuple[Notice, ...]
    older: tuple[datetime, UUID] | None
    unread: int
    now: datetime


@dataclass(frozen=True, slots=True)
class News:
    """How many entries are unread, and how many lines the trail has."""

    unread: int
    lines: int


def list_notices(work: Work, *, after: tuple[datetime, UUID] | None = None) -> NoticePage:
    """Return a page of one's own notifications; from another person's space, without what they are about."""
    policy.require(work, Permission.NOTICE_READ)
    page = center.list_entries(work, after=after)
    if work.actor.mandate is not None:
        # They speak of one's own carnet: its documents are read there, and are not "deleted" for being looked for here.
        page = replace(page, entries=tuple(replace(entry, object_id=None) for entry in page.entries))
    people = identity.describe_professionals(work, {e.professional_id for e in page.entries if e.professional_id})
    titles = {}
    if work.actor.space_id is not None and work.actor.mandate is None:
        asked = {e.object_id for e in page.entries if e.object_type == "document" and e.object_id}
        titles = documents.titles_of(work, space_id=work.actor.space_id, document_ids=asked)
    found = []
    for entry in page.entries:
        card = people.get(entry.professional_id) if entry.professional_id else None
        found.append(
            Notice(
                entry,
                who=card.name if card else "",
                profession=card.profession if card else "",
                title=titles.get(entry.object_id, "") if entry.object_id else "",
            )
        )
    return NoticePage(tuple(found), older=page.older, unread=center.count_unread(work), now=work.now)


def read_news(work: Work) -> News:
    """Return what a page asks for again and again while it is seen: two numbers, nothing else."""
    policy.require(work, Permission.NOTICE_READ)
    # How long a trail is would tell a parent of lines that a minor keeps from them (R-ID-30).
    space_id = work.actor.space_id if work.actor.for_oneself else None
    return News(center.count_unread(work), lines=audit.head_of(work, space_id)[0] if space_id else 0)
