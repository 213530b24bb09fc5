"""Refusing a carnet before anyone has opened it, proving it, and changing one's mind (R-LC-3, R-LC-4)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from csn_app.access import lifecycle, policy
from csn_app.access.policy import Permission
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.vocabulary import INSTALLATION, SpaceState
from csn_app.core.work import Trace, Untraced, Work
from csn_app.identity import activation_codes, codes, fresh_codes, notices, refusal
from csn_app.identity.signin import Browser
from csn_app.identity.throttles import count_try, forget_tries
from csn_app.identity.visits import answers_of, find_visit, keep_answers, open_visit
from csn_app.rights.model import Objection


@dataclass(eq=False)
class ReferenceUnknown(CsnError):
    """Reference, card and number do not go together; which of them is not told."""


@dataclass(frozen=True, slots=True)
class Attestation:
    """What the proof says when it is read: reference, whose refusal, since when, until when where it was withdrawn."""

    id: UUID
    reference: str
    name: str
    born: date
    opposed_at: datetime
    withdrawn_at: datetime | None
    read_at: datetime


@dataclass(frozen=True, slots=True)
class Verified:
    """What whoever checks a reference is told: no name, only initials to compare."""

    initials: str
    opposed_at: datetime
    withdrawn_at: datetime | None


def oppose(work: Work, *, serial: str, nir: str, code: str, browser: Browser) -> None:
    """Refuse a carnet with the code received, for oneself or a child; no reason is asked, and the proof is dated.

    Refusing again with the same code shows the same proof. Raises what ``recognise_by_code`` raises.
    """
    policy.open_to_all("refusing comes before any account: the code, card and number are the proof (R-LC-3)")
    refuser = refusal.recognise_by_code(work, serial=serial, nir=nir, typed=code, browser=browser)
    if refuser.again:
        objection = work.db.scalars(
            select(Objection).where(col(Objection.space_id) == refuser.space_id, col(Objection.withdrawn_at).is_(None))
        ).one()
        _remember(work, objection, browser=browser)
        work.commit(untraced=Untraced.DRAFT)
        return
    lifecycle.move_space(work, refuser.space_id, to=SpaceState.OPPOSED)
    refusal.use_code(work, refuser)
    objection = _write(work, refuser.space_id)
    _remember(work, objection, browser=browser)
    _tell(work, objection)
    work.commit(Trace("SPACE_OPPOSED", refuser.space_id, object_type="lifecycle", object_id=objection.id))


def oppose_at_desk(work: Work, space_id: UUID) -> None:
    """Refuse a carnet for the person whom an agent helps (R-LC-3, R-AS-3); the proof goes to the person alone.

    Raises ``MoveRefused`` where there is a carnet to close, or nothing to refuse.
    """
    policy.require(work, Permission.PERSON_HELP, space_id)
    lifecycle.move_space(work, space_id, to=SpaceState.OPPOSED)
    activation_codes.replace_codes(work, space_id=space_id)
    objection = _write(work, space_id)
    _tell(work, objection)
    work.commit(Trace("SPACE_OPPOSED", space_id, object_type="lifecycle", object_id=objection.id))


def withdraw_at_desk(work: Work, space_id: UUID) -> None:
    """Withdraw the refusal of the person whom an agent helps; a code leaves for the person (R-LC-4)."""
    policy.require(work, Permission.PERSON_HELP, space_id)
    lifecycle.move_space(work, space_id, to=SpaceState.CODE_SENT)
    in_force = col(Objection.space_id) == space_id, col(Objection.withdrawn_at).is_(None)
    objection = work.db.scalar(select(Objection).where(*in_force).with_for_update())
    if objection is not None:
        objection.withdrawn_at = work.now
    fresh_codes.send_new_code(work, space_id)
    work.commit(Trace("OPPOSITION_WITHDRAWN", space_id, object_type="lifecycle", object_id=space_id))


def own_attestation(work: Work, *, browser: Browser) -> Attestation:
    """Return the attestation of the refusal made in this visit, for 24 hours; raises ``NotFound``."""
    policy.open_to_all("the secret of the visit's cookie names the refusal that was made in it")
    visit = find_visit(work, browser.visit)
    kept = answers_of(work, visit).get("opposition", "") if visit else ""
    objection = work.db.get(Objection, UUID(kept)) if kept else None
    if objection is None:
        raise NotFound
    return _attestation(work, objection)


def my_attestations(work: Work) -> list[Attestation]:
    """Return the holder's own past refusals, newest first; they are the person's alone."""
    policy.require(work, Permission.SPACE_CLOSE, work.actor.space_id)
    mine = select(Objection).where(col(Objection.space_id) == work.actor.space_id)
    return [_attestation(work, o) for o in work.db.scalars(mine.order_by(col(Objection.opposed_at).desc()))]


def verify(work: Work, *, reference: str, browser: Browser) -> Verified:
    """Say what a reference proves today, to whoever holds the paper; raises ``ReferenceUnknown``, ``MustWait``."""
    policy.open_to_all("whoever holds the attestation may check it; 59 random bits are its key")
    tries = refusal.refusal_limits(work, browser)
    count_try(work, *tries)
    objection = _found(work, reference)
    if objection is not None:
        forget_tries(work, *tries)
    work.commit(untraced=Untraced.TECHNICAL)
    if objection is None:
        raise ReferenceUnknown
    name, _ = refusal.name_of(work, objection.space_id)
    initials = " ".join(f"{word[0]}." for word in name.split())
    return Verified(initials, objection.opposed_at, objection.withdrawn_at)


def withdraw(work: Work, *, serial: str, nir: str, reference: str, browser: Browser) -> None:
    """Change one's mind: the person gets a code and may activate (R-LC-4). Withdrawn already, nothing changes.

    Raises ``ReferenceUnknown``, ``MustWait``.
    """
    policy.open_to_all("withdrawing comes before any account: reference, card and number are the proof (R-LC-4)")
    tries = refusal.refusal_limits(work, browser, nir=nir)
    count_try(work, *tries)
    objection = _found(work, reference)
    if objection is None or not refusal.holds_card(work, objection.space_id, serial=serial, nir=nir):
        work.commit(untraced=Untraced.TECHNICAL)
        raise ReferenceUnknown
    forget_tries(work, *tries)
    if objection.withdrawn_at is not None:
        work.commit(untraced=Untraced.TECHNICAL)
        return
    lifecycle.move_space(work, objection.space_id, to=SpaceState.CODE_SENT)
    objection.withdrawn_at = work.now
    fresh_codes.send_new_code(work, objection.space_id)
    work.commit(Trace("OPPOSITION_WITHDRAWN", objection.space_id, object_type="lifecycle", object_id=objection.id))


def reference_of(work: Work, objection: Objection) -> str:
    """Open the reference of a refusal."""
    return work.open(INSTALLATION, _context(objection), objection.reference)


def _write(work: Work, space_id: UUID) -> Objection:
    reference = codes.new_activation_code()
    objection = Objection(space_id=space_id, reference_mark=_mark(work, reference), reference=b"", opposed_at=work.now)
    objection.reference = work.seal(INSTALLATION, _context(objection), reference)
    work.db.add(objection)
    work.db.flush()
    return objection


def _tell(work: Work, objection: Objection) -> None:
    notices.tell_person(
        work,
        objection.space_id,
        subject="Votre refus du carnet est enregistré",
        text="Votre refus du carnet de santé numérique est enregistré. Aucun carnet n’est ouvert à votre nom. "
        f"Référence de l’attestation\u00a0: {codes.in_fours(reference_of(work, objection))}. "
        "Vous pouvez changer d’avis quand vous voulez.",
    )


def _remember(work: Work, objection: Objection, *, browser: Browser) -> None:
    keep_answers(work, open_visit(work, browser.visit), opposition=str(objection.id))


def _found(work: Work, reference: str) -> Objection | None:
    mark = _mark(work, codes.normalise(reference))
    return work.db.scalar(select(Objection).where(col(Objection.reference_mark) == mark).with_for_update())


def _attestation(work: Work, objection: Objection) -> Attestation:
    name, born = refusal.name_of(work, objection.space_id)
    reference = reference_of(work, objection)
    return Attestation(objection.id, reference, name, born, objection.opposed_at, objection.withdrawn_at, work.now)


def _mark(work: Work, reference: str) -> bytes:
    return work.keys.mac("objection.reference", reference)


def _context(objection: Objection) -> str:
    return f"objection.reference:{objection.id}"
