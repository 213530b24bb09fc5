"""Emergencies of the demonstration: one that was reviewed, one that waits for its review, a refusal, a card."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from csn_app.access.emergency_access import emergencies_of
from csn_app.access.emergency_rules import Decision, Situation
from csn_app.core.actor import Actor, Quality
from csn_app.core.vocabulary import Section
from csn_app.core.work import Work
from csn_app.emergency import service as emergency
from csn_app.emergency.finding import break_glass
from csn_app.identity.model import Account, InsuredPerson
from csn_app.operations.emergencies import decide_review

_ON_CARD = (Section.ALLERGIES, Section.TREATMENTS, Section.DISEASES)


def furnish(work: Work, people: dict[str, Account], *, as_doctor: Callable[[str], Actor]) -> None:
    """Let emergencies have happened, through the product's own use cases, as each person, at their time."""
    today = work.now
    alice = _holder(people["alice.martin"])
    if alice.space_id is None:
        return
    work.actor, work.now = as_doctor("yann.lebreton"), today - timedelta(days=57)
    _open(work, alice.space_id, Situation.INCAPABLE, "Chute à vélo, patiente confuse : recherche d’allergies.")
    work.now = today - timedelta(days=41)
    work.actor = Actor(Quality.OPERATOR, account_id=people["operateur-1"].id)
    _decide(work, alice)
    work.actor, work.now = as_doctor("yann.lebreton"), today - timedelta(days=6)
    _open(work, _space_of(work, "TI-007"), Situation.URGENT_CARE, "Malaise en salle d’attente, antécédents inconnus.")
    work.actor, work.now = as_doctor("odette.sarrazin"), today - timedelta(days=4)
    _open(work, _space_of(work, "TI-012"), Situation.CALL, "")
    work.actor, work.now = alice, today - timedelta(days=30)
    for section in _ON_CARD:
        emergency.tick(work, section=section, on=True)
    work.actor = _holder(people["leila.amari"])
    emergency.change_choice(work, name="allowed", on=False)
    work.now = today


def _open(work: Work, space_id: UUID | None, situation: Situation, words: str) -> None:
    if space_id is not None:
        break_glass(work, space_id, situation=situation, words=words)


def _decide(work: Work, holder: Actor) -> None:
    operator, work.actor = work.actor, holder
    found = emergencies_of(work, holder.space_id) if holder.space_id else []
    work.actor = operator
    words = "La personne ne pouvait pas répondre et le service des urgences la soignait. L’ouverture était justifiée."
    for one in found:
        decide_review(work, case_id=one.id, decision=Decision.JUSTIFIED, words=words)


def _holder(account: Account) -> Actor:
    return Actor(Quality.HOLDER, account_id=account.id, space_id=account.space_id, shown_name=account.shown_name)


def _space_of(work: Work, reference: str) -> UUID | None:
    return work.db.scalar(select(col(InsuredPerson.space_id)).where(col(InsuredPerson.reference) == reference))
