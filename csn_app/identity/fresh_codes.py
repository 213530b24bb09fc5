"""Activation codes that the clock sends and forgets: a fresh one when a space opens by silence (R-LC-20)."""

from collections.abc import Collection, Sequence
from typing import Protocol
from uuid import UUID

from sqlalchemy import exists, select, update
from sqlmodel import col

from csn_app.access import lifecycle, policy
from csn_app.access.policy import Permission
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Channel, Notice, Work
from csn_app.identity import activation_codes, codes
from csn_app.identity.model import ActivationCode, InsuredPerson
from csn_app.identity.person import open_person


class NoticeOfCode(Protocol):
    """Writes the message that gives a code."""

    def __call__(self, channel: Channel, *, to: str, name: str, code: str) -> Notice:
        """Return the message."""


def send_opening_codes(work: Work, space_ids: Sequence[UUID]) -> None:
    """Send each person whose space has just been created a code; their first one died that day. The caller commits."""
    policy.require(work, Permission.LIFECYCLE_RUN)
    _send(work, space_ids, notice=activation_codes.opening)


def send_new_code(work: Work, space_id: UUID) -> None:
    """Send a person a code by the way that the insurance knows; their older ones stop working. The caller commits."""
    policy.open_to_all("the person proved with card, number and reference that they refused, and changed their mind")
    if not _send(work, [space_id], notice=activation_codes.after_refusal):
        raise NotFound


def expired_spaces(work: Work, *, limit: int, but: Collection[UUID] = ()) -> list[UUID]:
    """Lock spaces, except ``but``, whose code was sent six weeks ago or more and that have no living code any more."""
    policy.require(work, Permission.LIFECYCLE_RUN)
    return lifecycle.lock_due(
        work,
        SpaceState.CODE_SENT,
        since=work.now - codes.ACTIVATION_LIVES,
        limit=limit,
        but=but,
        unless=lambda space_id: exists().where(
            col(ActivationCode.space_id) == space_id,
            col(ActivationCode.used_at).is_(None),
            col(ActivationCode.replaced_at).is_(None),
            col(ActivationCode.expires_at) > work.now,
        ),
    )


def _send(work: Work, space_ids: Sequence[UUID], *, notice: NoticeOfCode) -> int:
    people = list(work.db.scalars(select(InsuredPerson).where(col(InsuredPerson.space_id).in_(space_ids))))
    work.db.execute(
        update(ActivationCode)
        .where(
            col(ActivationCode.space_id).in_(space_ids),
            col(ActivationCode.used_at).is_(None),
            col(ActivationCode.replaced_at).is_(None),
        )
        .values(replaced_at=work.now)
    )
    kept = []
    for row in people:
        person, code = open_person(work, row), codes.new_activation_code()
        channel, to = activation_codes.channel_to(person.contacts)
        kept.append(activation_codes.CodeToKeep(code, channel, work.now, space_id=row.space_id))
        work.tell(notice(channel, to=to or person.display_name, name=person.display_name, code=code))
    activation_codes.keep_codes(work, kept)
    return len(people)
