"""The trail in the holder's words: who did what to the carnet, when, why, and whether a line is missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from csn_app.access import policy
from csn_app.access.partners import names_of_services
from csn_app.access.policy import Permission
from csn_app.audit import checkpoints
from csn_app.audit import service as audit
from csn_app.audit.rules import Proof, Whose
from csn_app.core.actor import DelegationKind, Quality
from csn_app.core.errors import NotFound
from csn_app.core.reference import rows
from csn_app.core.work import Trace, Work
from csn_app.documents import service as documents
from csn_app.history import contests, rules
from csn_app.history.rules import Kind, Period
from csn_app.identity import service as identity
from csn_app.identity.relatives import names_of_accounts

PAGE = 50
_LASTS = {Period.MONTH: timedelta(days=30), Period.QUARTER: timedelta(days=91), Period.YEAR: timedelta(days=365)}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the trail with what its identifiers name today; ``title`` is None once the document is gone.

    ``by`` names who acted for ``person`` (R-AC-33), ``relative`` whom a delegation is about; ``mine``: the reader did.
    ``assistant`` is who acted under their own name for the professional, if somebody did; ``service`` names a service.
    """

    seq: int
    at: datetime
    action: str
    quality: str
    professional: identity.ProfessionalCard | None
    place: identity.PlaceCard | None
    target: identity.ProfessionalCard | None
    document_id: UUID | None
    title: str | None
    reason_code: str
    reason: str
    detail: dict[str, str]
    by: str = ""
    mine: bool = False
    relative: str = ""
    person: str = "vous"
    assistant: str = ""
    service: str = ""
    unusual: tuple[str, ...] = ()
    contest: contests.Contest | None = None


@dataclass(frozen=True, slots=True)
class TrailPage:
    """Fifty lines, newest first; ``older`` is where the next page begins, None on the last."""

    lines: tuple[Line, ...]
    older: int | None
    now: datetime
    people: tuple[identity.ProfessionalCard, ...] = ()


@dataclass(frozen=True, slots=True)
class Verified:
    """What checking the whole trail found, and when it was done."""

    proof: Proof
    at: datetime


@dataclass(frozen=True, slots=True)
class Head:
    """Where a trail stands: the number and the fingerprint of its last line, signed, and its place among all."""

    chain_id: UUID
    seq: int
    hash: bytes
    signed: checkpoints.Signed
    inclusion: checkpoints.Inclusion
    public_key: bytes


def read_trail(
    work: Work,
    *,
    whose: Whose = Whose.OTHERS,
    by: UUID | None = None,
    kind: Kind | None = None,
    period: Period = Period.QUARTER,
    before: int | None = None,
) -> TrailPage:
    """Return a page of the holder's own trail (R-AU-2); nothing is hidden from them.

    ``by`` names one professional, ``kind`` one kind of act.
    """
    policy.require(work, Permission.TRAIL_READ, work.actor.space_id)
    space_id = _space(work)
    found = audit.traces_of(
        work,
        space_id,
        whose=Whose.EVERYONE if by else whose,
        by=by,
        actions=rules.actions_of(kind, known=rows("trace_actions")) if kind else None,
        since=work.now - _LASTS[period] if period in _LASTS else None,
        before_seq=before,
        limit=PAGE + 1,
        not_yet=documents.not_yet_shown(work, space_id),
    )
    shown = found[:PAGE]
    everyone = audit.professionals_of(work, space_id)
    named = {i for row in shown for i in (row.professional_id, row.target_id) if i}
    people = identity.describe_professionals(work, named | everyone)
    return TrailPage(
        _lines(work, space_id, shown, people=people),
        older=shown[-1].seq if len(found) > PAGE else None,
        now=work.now,
        people=tuple(sorted((people[i] for i in everyone if i in people), key=lambda card: card.name)),
    )


def _lines(
    work: Work, space_id: UUID, shown: list[Any], *, people: dict[UUID, identity.ProfessionalCard]
) -> tuple[Line, ...]:
    asked = {row.object_id for row in shown if row.object_type == "document" and row.object_id}
    titles = documents.titles_of(work, space_id=space_id, document_ids=asked)
    places = identity.describe_places(work, {row.place_id for row in shown if row.place_id})
    relatives = names_of_accounts(work, _accounts(shown))
    helpers = identity.describe_assistants(work, {row.account_id for row in shown if row.detail.get("assistant")})
    services = names_of_services(work, {r.account_id for r in shown if r.account_id and r.quality == Quality.SERVICE})
    seqs = [row.seq for row in shown]
    unusual, contested = audit.unusual_lines(work, space_id, seqs), contests.contests_on(work, space_id, seqs)
    return tuple(
        Line(
            seq=row.seq,
            at=row.at,
            action=row.action,
            quality=row.quality,
            professional=people.get(row.professional_id) if row.professional_id else None,
            place=places.get(row.place_id) if row.place_id else None,
            target=people.get(row.target_id) if row.target_id else None,
            by=relatives.get(row.account_id, "") if row.account_id and row.quality in set(DelegationKind) else "",
            person=work.actor.mandate.name if work.actor.mandate else "vous",
            mine=row.account_id == work.actor.account_id,
            relative=relatives.get(row.target_id, "") if row.target_id and row.object_type == "delegation" else "",
            document_id=row.object_id if row.object_type == "document" else None,
            title=titles.get(row.object_id) if row.object_id else None,
            reason_code=row.reason_code,
            reason=audit.reason_of(work, row) if row.reason else "",
            detail=dict(row.detail),
            assistant=helpers.get(row.account_id, "") if row.account_id else "",
            service=services.get(row.account_id, "") if row.account_id else "",
            unusual=unusual.get(row.seq, ()),
            contest=contested.get(row.seq),
        )
        for row in shown
    )


def _accounts(rows: Iterable[Any]) -> set[UUID]:
    """Return the accounts of relatives that lines name: who acted for the person, and whom a delegation is about."""
    acted = {row.account_id for row in rows if row.account_id and row.quality in set(DelegationKind)}
    return acted | {row.target_id for row in rows if row.target_id and row.object_type == "delegation"}


def verify_trail(work: Work) -> Verified:
    """Check every line of the holder's own trail (R-AU-5); that a whole trail was checked is a line of its own."""
    policy.require(work, Permission.TRAIL_PROVE, work.actor.space_id)
    proof = audit.prove_chain(work, _space(work))
    if proof.whole:
        # A broken trail stays as it was found: it is evidence.
        work.commit(Trace("ACTIVITY_VERIFIED", _space(work), object_type="audit", detail={"lines": str(proof.lines)}))
    return Verified(proof, at=work.now)


def begin_export(work: Work) -> Head:
    """Leave the trace that the holder takes a copy of their trail, and say and sign where it stands (R-AU-5)."""
    policy.require(work, Permission.TRAIL_PROVE, work.actor.space_id)
    space_id = _space(work)
    work.commit(Trace("ACTIVITY_EXPORTED", space_id, object_type="audit"))
    inclusion = checkpoints.inclusion_of(work, space_id)
    seq, fingerprint = audit.head_of(work, space_id)
    return Head(
        space_id,
        seq=seq,
        hash=fingerprint,
        signed=checkpoints.sign_head(work, space_id, seq=seq, fingerprint=fingerprint),
        inclusion=inclusion,
        public_key=work.keys.public_key(),
    )


def export_lines(work: Work, *, after_seq: int) -> list[dict[str, Any]]:
    """Return the next thousand lines of the holder's own trail, as their fingerprints cover them."""
    policy.require(work, Permission.TRAIL_PROVE, work.actor.space_id)
    return audit.export_lines(work, _space(work), after_seq=after_seq)


def _space(work: Work) -> UUID:
    if work.actor.space_id is None:
        raise NotFound
    return work.actor.space_id
