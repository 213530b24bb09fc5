"""Writing the trail, reading it and proving it."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    text,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased
from sqlmodel import col

from csn_app.access import delegation, policy
from csn_app.access.policy import Permission
from csn_app.audit import rules
from csn_app.audit.model import AccessToTell, ChainHead, CheckpointLeaf, TraceRow, UnusualAccess
from csn_app.core.actor import Quality
from csn_app.core.errors import NotFound
from csn_app.core.reference import labels
from csn_app.core.work import Trace, Work

CONTEXT = "trace.reason"
"""What a sealed reason is bound to; the line's number cannot be known before its chain is locked."""


class UnknownAction(TypeError):
    """A trace names an action that ``trace_actions.csv`` does not list."""


class ChainedTrail:
    """The port ``core.work.Trail``: traces chained by hash, one chain per space, in the act's transaction."""

    def append(self, work: Work, traces: tuple[Trace, ...]) -> None:
        """Add the traces at the end of their chains; chains are locked in one order, so that none waits in a ring."""
        heads = _locked_heads(work, sorted({t.chain_id for t in traces}))
        rows = [_next(work, heads[trace.chain_id], trace) for trace in traces]
        if work.actor.quality is Quality.PROFESSIONAL:
            secret = delegation.secret_among(work, heads)
            for row in rows:
                row.secret = row.chain_id in secret
        work.db.add_all(rows)
        if work.actor.quality is Quality.PROFESSIONAL:
            told = [row for row in rows if _is_told(row) and not row.secret]
            work.db.add_all([AccessToTell(chain_id=r.chain_id, seq=r.seq, at=r.at) for r in told])
        work.db.flush()


def _locked_heads(work: Work, chain_ids: list[UUID]) -> dict[UUID, ChainHead]:
    """Lock the heads of chains, in the order of their identifiers; three statements however many there are."""
    first = [{"chain_id": chain_id, "seq": 0, "hash": rules.FIRST} for chain_id in chain_ids]
    work.db.execute(insert(ChainHead).on_conflict_do_nothing(), first)
    locked = (
        select(ChainHead)
        .where(col(ChainHead.chain_id).in_(chain_ids))
        .order_by(col(ChainHead.chain_id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {head.chain_id: head for head in work.db.scalars(locked)}


def _is_told(row: TraceRow) -> bool:
    """Say whether the holder may want to be told of a professional's act: a reading, or an opening."""
    return row.chain_id != row.account_id and row.action in rules.TOLD


def _next(work: Work, head: ChainHead, trace: Trace) -> TraceRow:
    if trace.action not in labels("trace_actions", key="action"):
        raise UnknownAction(trace.action)
    actor = work.actor
    row = TraceRow(
        chain_id=trace.chain_id,
        seq=head.seq + 1,
        at=work.now,
        action=trace.action,
        quality=actor.traced_as,
        account_id=actor.account_id,
        professional_id=actor.professional_id,
        place_id=actor.place_id,
        object_type=trace.object_type,
        object_id=trace.object_id,
        target_id=trace.target_id,
        reason_code=trace.reason_code,
        reason=work.seal(trace.chain_id, CONTEXT, trace.reason) if trace.reason else b"",
        # An assistant's account is named by the line; that it acted for the professional is said too.
        detail=dict(trace.detail) | ({"assistant": "1"} if actor.assistant else {}),
        previous_hash=head.hash,
        hash=b"",
    )
    row.hash = rules.fingerprint(row, previous=head.hash)
    head.seq, head.hash = row.seq, row.hash
    return row


def traces_of(
    work: Work,
    space_id: UUID,
    *,
    whose: rules.Whose = rules.Whose.EVERYONE,
    by: UUID | None = None,
    actions: Collection[str] | None = None,
    since: datetime | None = None,
    before_seq: int | None = None,
    limit: int = 50,
    not_yet: Select[Any] | None = None,
) -> list[TraceRow]:
    """Return the newest lines of a space's trail, for the room that puts them in words (R-AU-2); 50 a page.

    ``before_seq`` is the last line of the page before. ``not_yet`` selects what the holder does not see yet (R-DO-15):
    its lines wait with it. ``by`` names one professional; ``actions`` the codes to keep.
    """
    policy.require(work, Permission.TRAIL_READ, space_id)
    asked = [col(TraceRow.chain_id) == space_id, _of(whose), delegation.told_line(work, TraceRow)]
    if by is not None:
        asked.append(col(TraceRow.professional_id) == by)
    if since is not None:
        asked.append(col(TraceRow.at) >= since)
    if not_yet is not None:
        about = col(TraceRow.object_id)
        asked.append(or_(about.is_(None), about.not_in(not_yet)))
    if before_seq is not None:
        at = select(col(TraceRow.at)).where(col(TraceRow.chain_id) == space_id, col(TraceRow.seq) == before_seq)
        asked.append(tuple_(col(TraceRow.at), col(TraceRow.seq)) < tuple_(at.scalar_subquery(), literal(before_seq)))
    if actions is not None:
        asked = [asked[0], col(TraceRow.seq).in_(_of_each(actions, asked, limit=limit))]
    # By the hour of the acts, as people read them: two units of work may be written in another order.
    statement = select(TraceRow).where(*asked).order_by(col(TraceRow.at).desc(), col(TraceRow.seq).desc()).limit(limit)
    return list(work.db.scalars(statement))


def _of_each(actions: Collection[str], asked: list[ColumnElement[bool]], *, limit: int) -> Select[Any]:
    """Find the newest lines of each action by its index: a rare kind is not looked for in a whole trail."""
    newest = (
        select(col(TraceRow.seq))
        .where(*asked, col(TraceRow.action) == action)
        .order_by(col(TraceRow.at).desc(), col(TraceRow.seq).desc())
        for action in sorted(actions)
    )
    found = union_all(*(select(lines.limit(limit).subquery().c.seq) for lines in newest)).subquery()
    return select(found.c.seq)


_PROFESSIONALS = text("""
    with recursive found as (
        (select professional_id from trace where chain_id = :chain_id and professional_id is not null
            order by professional_id limit 1)
        union all
        select (select professional_id from trace where chain_id = :chain_id
            and professional_id > found.professional_id order by professional_id limit 1)
        from found where found.professional_id is not null
    )
    select professional_id from found where professional_id is not null limit 200
""")
"""Jumps from one professional to the next in the index: as many steps as people, however long the trail."""


def professionals_of(work: Work, space_id: UUID) -> set[UUID]:
    """Return the professionals who left a line in a space's trail; at most 200."""
    policy.require(work, Permission.TRAIL_READ, space_id)
    found = set(work.db.scalars(_PROFESSIONALS, {"chain_id": space_id}))
    if work.actor.mandate is None:
        return found
    # Whom a minor saw in secret is no name to choose from either (R-ID-30).
    told = delegation.told_line(work, TraceRow)
    by_them = col(TraceRow.chain_id) == space_id, col(TraceRow.professional_id).in_(found), told
    return {one for one in work.db.scalars(select(col(TraceRow.professional_id)).where(*by_them).distinct()) if one}


def line_of(work: Work, space_id: UUID, seq: int, *, not_yet: Select[Any]) -> TraceRow:
    """Return one line of the holder's own trail; ``not_yet`` as in ``traces_of``. Raises ``NotFound``."""
    policy.require(work, Permission.TRAIL_READ, space_id)
    here = col(TraceRow.chain_id) == space_id, col(TraceRow.seq) == seq, delegation.told_line(work, TraceRow)
    about = col(TraceRow.object_id)
    found = work.db.scalar(select(TraceRow).where(*here, or_(about.is_(None), about.not_in(not_yet))))
    if found is None:
        raise NotFound
    return found


def is_untold(work: Work, space_id: UUID, seq: int) -> bool:
    """Say whether a line is not shown to those who represent the person: what they do about it is not either."""
    policy.require(work, Permission.TRAIL_READ, space_id)
    here = col(TraceRow.chain_id) == space_id, col(TraceRow.seq) == seq, delegation.untold(TraceRow)
    return bool(work.db.scalar(select(exists().where(*here))))


def unusual_lines(work: Work, space_id: UUID, seqs: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Return, among lines of the holder's own trail, those that are unusual with the codes of the reasons (R-AU-7)."""
    policy.require(work, Permission.TRAIL_READ, space_id)
    found = select(UnusualAccess).where(col(UnusualAccess.chain_id) == space_id, col(UnusualAccess.seq).in_(seqs))
    return {row.seq: tuple(row.reasons) for row in work.db.scalars(found)}


def lines_about(work: Work, space_id: UUID, *, action: str, object_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return the number of the first line of a space's trail that says an action of each of some things."""
    policy.require(work, Permission.TRAIL_READ, space_id)
    if not object_ids:
        return {}
    found = work.db.execute(
        select(col(TraceRow.object_id), func.min(TraceRow.seq))
        .where(
            col(TraceRow.chain_id) == space_id, col(TraceRow.action) == action, col(TraceRow.object_id).in_(object_ids)
        )
        .group_by(col(TraceRow.object_id))
    )
    return {object_id: seq for object_id, seq in found if object_id is not None}


def reason_of(work: Work, trace: TraceRow) -> str:
    """Open the reason that was typed with a line; raises ``Unreadable`` once the space's key is gone."""
    policy.require(work, Permission.TRAIL_READ, trace.chain_id)
    return work.open(trace.chain_id, CONTEXT, trace.reason) if trace.reason else ""


def prove_chain(work: Work, chain_id: UUID) -> rules.Proof:
    """Check every line of one chain; the holder may check their own (R-AU-5)."""
    policy.require(work, Permission.TRAIL_PROVE, chain_id)
    return _prove(work, chain_id)


def head_of(work: Work, chain_id: UUID) -> tuple[int, bytes]:
    """Return the number and the fingerprint of the last line of a chain; the holder may read their own."""
    policy.require(work, Permission.TRAIL_PROVE, chain_id)
    head = work.db.get(ChainHead, chain_id)
    return (head.seq, head.hash) if head else (0, rules.FIRST)


def followed(chain_id: Any, action: str, *, about: Any, by: str, not_of: Any = None) -> ColumnElement[bool]:
    """Return the condition that, in a row's chain, a line ``by`` came after the line ``action`` about the row.

    ``not_of``: a line of that account does not count.
    """
    policy.open_to_all("a condition on rows that their own use case asks the policy for; no line is shown")
    first, then = aliased(TraceRow), aliased(TraceRow)
    others = true() if not_of is None else col(then.account_id).is_distinct_from(not_of)
    return exists().where(
        col(first.chain_id) == chain_id,
        col(first.action) == action,
        col(first.object_id) == about,
        col(then.chain_id) == col(first.chain_id),
        col(then.seq) > col(first.seq),
        col(then.action) == by,
        others,
    )


def export_lines(work: Work, chain_id: UUID, *, after_seq: int, limit: int = 1000) -> list[dict[str, Any]]:
    """Return the next lines of a chain as their fingerprints cover them, so that anyone can check them (R-AU-5)."""
    policy.require(work, Permission.TRAIL_PROVE, chain_id)
    statement = (
        select(TraceRow)
        .where(col(TraceRow.chain_id) == chain_id, col(TraceRow.seq) > after_seq)
        .order_by(col(TraceRow.seq))
        .limit(limit)
    )
    return [
        {"line": rules.fields_of(row, previous=row.previous_hash), "hash": row.hash.hex()}
        for row in work.db.scalars(statement)
    ]


def prove_all(work: Work) -> Iterator[tuple[UUID, rules.Proof]]:
    """Check every chain of the installation, one at a time, for ``verify-trail``."""
    policy.open_to_all("the operator's command line reads no content: only fingerprints")
    for chain_id in work.db.scalars(select(col(ChainHead.chain_id)).order_by(col(ChainHead.chain_id))).all():
        yield chain_id, _prove(work, chain_id)


def _of(whose: rules.Whose) -> ColumnElement[bool]:
    quality, action = col(TraceRow.quality), col(TraceRow.action)
    signed_in = and_(quality == Quality.VISITOR, action.not_in(rules.NOT_THE_HOLDER))
    mine = or_(quality == Quality.HOLDER, signed_in)
    return {
        rules.Whose.EVERYONE: true(),
        rules.Whose.HOLDER: mine,
        rules.Whose.OTHERS: not_(mine),
        rules.Whose.PROFESSIONALS: quality == Quality.PROFESSIONAL,
    }[whose]


def _prove(work: Work, chain_id: UUID) -> rules.Proof:
    # One statement sees the head and the last line at one moment: a line added meanwhile is no broken chain.
    head = select(ChainHead).where(col(ChainHead.chain_id) == chain_id).subquery()
    last = select(func.max(TraceRow.seq)).where(col(TraceRow.chain_id) == chain_id).scalar_subquery()
    seq, fingerprint, last_seq = work.db.execute(
        select(select(head.c.seq).scalar_subquery(), select(head.c.hash).scalar_subquery(), last)
    ).one()
    head_seq = seq or 0
    statement = (
        select(TraceRow)
        .where(col(TraceRow.chain_id) == chain_id, col(TraceRow.seq) <= head_seq)
        .order_by(col(TraceRow.seq))
    )
    lines = work.db.scalars(statement.execution_options(yield_per=500))
    proof = rules.prove(lines, head_seq=head_seq, head_hash=fingerprint or rules.FIRST)
    if proof.whole and (last_seq or 0) > head_seq:
        return rules.Proof(proof.lines, broken_at=head_seq + 1)
    signed: int | None = work.db.scalar(broken_leaves(chain_id).limit(1)) if proof.whole else None
    return proof if signed is None else rules.Proof(proof.lines, broken_at=min(signed, proof.lines + 1))


def broken_leaves(chain_id: UUID) -> Select[int]:
    """Return the numbers of the lines that a signed checkpoint names and that a chain no longer holds as they were.

    A chain that somebody cut and closed again is whole in itself: only what was signed before shows it.
    """
    still = exists().where(
        col(TraceRow.chain_id) == col(CheckpointLeaf.chain_id),
        col(TraceRow.seq) == col(CheckpointLeaf.seq),
        col(TraceRow.hash) == col(CheckpointLeaf.hash),
    )
    mine = select(col(CheckpointLeaf.seq)).where(col(CheckpointLeaf.chain_id) == chain_id, not_(still))
    return mine.order_by(col(CheckpointLeaf.seq))
