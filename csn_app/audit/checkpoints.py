"""Signed checkpoints: what the whole trail was at one moment, said in public and never taken back (R-AU-5)."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.audit import merkle
from csn_app.audit.model import Checkpoint, CheckpointLeaf
from csn_app.config import settings
from csn_app.core.errors import NotFound
from csn_app.core.work import Untraced, Work

PREFIX = "checkpoints/"
"""Where the bucket keeps the newest checkpoints, as they were published."""

_KEPT = 3_000
"""How many of them it keeps: four months of an hourly one, longer than any backup lives."""

_LOCK = 0x43534E40
_LEAVES = text("""
    insert into trail_leaf (number, position, chain_id, seq, hash)
    select :number, row_number() over (order by chain_id) - 1, chain_id, seq, hash from chain_head where seq > 0
""")
_FORGET = text("""
    delete from trail_leaf l where l.number < :number and exists (
        select 1 from trace t where t.chain_id = l.chain_id and t.seq = l.seq and t.hash = l.hash
    )
""")


@dataclass(frozen=True, slots=True)
class Signed:
    """A statement of the installation: the exact text, and its Ed25519 signature."""

    text: str
    signature: bytes


@dataclass(frozen=True, slots=True)
class Inclusion:
    """That one chain is in a checkpoint: where it stood, and the path from there to the signed root."""

    checkpoint: Signed
    seq: int
    hash: bytes
    path: merkle.Path


@dataclass(frozen=True, slots=True)
class PublicTrail:
    """What anybody may read: the public key, and the newest signed checkpoints, newest first."""

    public_key: bytes
    checkpoints: tuple[Signed, ...]


def make_due_checkpoint(work: Work) -> bool:
    """Sign a checkpoint where the newest is older than the setting says; returns whether one was made."""
    policy.open_to_all("a job signs fingerprints; it reads no line")
    newest = work.db.scalar(select(func.max(Checkpoint.at)))
    if newest is not None and work.real_now - newest < timedelta(minutes=settings().checkpoint_minutes):
        return False
    return _make(work)


def inclusion_of(work: Work, chain_id: UUID) -> Inclusion:
    """Prove that the holder's own chain is in the newest checkpoint; a chain younger than it gets a new one."""
    policy.require(work, Permission.TRAIL_READ, chain_id)
    found = _leaf(work, chain_id)
    if found is None:
        _make(work)
        found = _leaf(work, chain_id)
    if found is None:
        raise NotFound
    leaf, kept = found
    group = leaf.position // merkle.GROUP
    near = work.db.scalars(
        select(CheckpointLeaf)
        .where(
            col(CheckpointLeaf.number) == leaf.number,
            col(CheckpointLeaf.position) >= group * merkle.GROUP,
            col(CheckpointLeaf.position) < (group + 1) * merkle.GROUP,
        )
        .order_by(col(CheckpointLeaf.position))
    )
    leaves = [merkle.leaf(row.chain_id, seq=row.seq, fingerprint=row.hash) for row in near]
    groups = [kept.nodes[start : start + 32] for start in range(0, len(kept.nodes), 32)]
    path = merkle.path(leaves, leaf.position % merkle.GROUP) + merkle.path(groups, group)
    return Inclusion(Signed(kept.statement, kept.signature), seq=leaf.seq, hash=leaf.hash, path=path)


def sign_head(work: Work, chain_id: UUID, *, seq: int, fingerprint: bytes) -> Signed:
    """Sign where the holder's own chain stands now, so that lines after the checkpoint cannot be cut off either."""
    policy.require(work, Permission.TRAIL_READ, chain_id)
    return _signed(
        work,
        {
            "kind": "head",
            "chain_id": str(chain_id),
            "seq": seq,
            "hash": fingerprint.hex(),
            "at": work.real_now.astimezone(UTC).isoformat(timespec="seconds"),
        },
    )


def public_trail(work: Work, *, before: int | None = None, limit: int = 100) -> PublicTrail:
    """Return what anybody may read and keep: the key and a hundred checkpoints; they name nobody."""
    policy.open_to_all("fingerprints of fingerprints: they are public so that nobody can change them afterwards")
    statement = select(Checkpoint).order_by(col(Checkpoint.number).desc()).limit(limit)
    if before is not None:
        statement = statement.where(col(Checkpoint.number) < before)
    return PublicTrail(
        public_key=work.keys.public_key(),
        checkpoints=tuple(Signed(row.statement, row.signature) for row in work.db.scalars(statement)),
    )


def go_on_after(work: Work) -> int:
    """Take up, in a restored database, the checkpoints that were published since its copy; returns how many.

    Their numbers are taken and their fingerprints known to others: the next one follows the last of them. The caller
    commits.
    """
    policy.open_to_all("a restore reads what anybody may read")
    last, taken = work.db.scalar(select(func.max(Checkpoint.number))) or 0, 0
    for key in sorted(key for key, _ in work.blobs.list(PREFIX)):
        if int(key.removeprefix(PREFIX)) <= last:
            continue
        statement, signature = json.loads(work.blobs.get(key))
        stated = json.loads(statement)
        made = {"number": stated["number"], "at": datetime.fromisoformat(stated["at"]), "nodes": b""}
        work.db.add(Checkpoint(**made, statement=statement, signature=bytes.fromhex(signature)))
        taken += 1
    work.db.flush()
    return taken


def _leaf(work: Work, chain_id: UUID) -> tuple[CheckpointLeaf, Checkpoint] | None:
    newest = select(func.max(Checkpoint.number)).scalar_subquery()
    found = work.db.execute(
        select(CheckpointLeaf, Checkpoint)
        .join(Checkpoint, col(Checkpoint.number) == col(CheckpointLeaf.number))
        .where(col(CheckpointLeaf.chain_id) == chain_id, col(CheckpointLeaf.number) == newest)
    ).first()
    return (found[0], found[1]) if found else None


def _make(work: Work) -> bool:
    """Note where every chain stands, sign the fingerprint over all; False where no chain exists yet."""
    work.db.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    last = work.db.scalar(select(Checkpoint).order_by(col(Checkpoint.number).desc()).limit(1))
    number = last.number + 1 if last else 1
    work.db.execute(_LEAVES, {"number": number})
    groups, chains = _groups(work, number)
    if not groups:
        return False
    previous = hashlib.sha256(last.statement.encode()).hexdigest() if last else bytes(32).hex()
    stated = {
        "kind": "checkpoint",
        "number": number,
        "at": work.real_now.astimezone(UTC).isoformat(timespec="seconds"),
        "chains": chains,
        "root": merkle.root(groups).hex(),
        "previous": previous,
    }
    signed = _signed(work, stated)
    row = Checkpoint(
        number=number,
        at=work.real_now,
        statement=signed.text,
        signature=signed.signature,
        nodes=b"".join(groups),
    )
    work.db.add(row)
    # What is about to be public is kept outside the database: a restored copy goes on after it, and forks nothing.
    work.blobs.put(f"{PREFIX}{number:09d}", json.dumps([signed.text, signed.signature.hex()]).encode())
    work.blobs.delete(f"{PREFIX}{number - _KEPT:09d}")
    # Leaves that their chains no longer hold stay: they are the evidence.
    work.db.execute(_FORGET, {"number": number})
    work.commit(untraced=Untraced.CHECKPOINT)
    return True


def _groups(work: Work, number: int) -> tuple[list[bytes], int]:
    statement = (
        select(col(CheckpointLeaf.chain_id), col(CheckpointLeaf.seq), col(CheckpointLeaf.hash))
        .where(col(CheckpointLeaf.number) == number)
        .order_by(col(CheckpointLeaf.position))
        .execution_options(yield_per=merkle.GROUP)
    )
    groups, chains = [], 0
    for part in work.db.execute(statement).partitions(merkle.GROUP):
        leaves = [merkle.leaf(row[0], seq=row[1], fingerprint=row[2]) for row in part]
        groups.append(merkle.root(leaves))
        chains += len(leaves)
    return groups, chains


def _signed(work: Work, stated: dict[str, Any]) -> Signed:
    said = json.dumps(stated, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return Signed(said, work.keys.sign(said.encode()))
