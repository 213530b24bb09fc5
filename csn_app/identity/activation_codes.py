"""Activation codes: drawn, told to the person, found again; only their fingerprint is kept (R-ID-12 to R-ID-14)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import insert, update
from sqlmodel import col

from csn_app.core.work import Channel, Notice, Work
from csn_app.identity import codes
from csn_app.identity.model import ActivationCode
from csn_app.identity.person import Contacts


@dataclass(frozen=True, slots=True)
class CodeToKeep:
    """A code for a space or, for those who are not insured persons, for an account."""

    code: str
    channel: Channel
    sent_at: datetime
    space_id: UUID | None = None
    account_id: UUID | None = None
    used_at: datetime | None = None


def keep_codes(work: Work, kept: Iterable[CodeToKeep]) -> None:
    """Keep the fingerprints of codes; the caller commits."""
    made = [
        {
            "id": uuid4(),
            "space_id": code.space_id,
            "account_id": code.account_id,
            "code_mark": code_mark(work, code.code),
            "channel": code.channel,
            "sent_at": code.sent_at,
            "expires_at": code.sent_at + codes.ACTIVATION_LIVES,
            "used_at": code.used_at,
            "replaced_at": None,
        }
        for code in kept
    ]
    if made:
        work.db.execute(insert(ActivationCode), made)


def replace_codes(work: Work, *, space_id: UUID | None = None, account_id: UUID | None = None) -> None:
    """Make the older codes of a space or an account stop working (R-ID-14); the caller commits."""
    theirs = col(ActivationCode.space_id) == space_id if space_id else col(ActivationCode.account_id) == account_id
    work.db.execute(
        update(ActivationCode)
        .where(theirs, col(ActivationCode.used_at).is_(None), col(ActivationCode.replaced_at).is_(None))
        .values(replaced_at=work.now)
    )


def code_mark(work: Work, code: str) -> bytes:
    """Return the fingerprint of a normalised activation code."""
    return work.keys.mac("activation_code", code)


def channel_to(contacts: Contacts) -> tuple[Channel, str]:
    """Return how to reach somebody: by SMS, else by e-mail, else by letter, with the address of the channel."""
    if contacts.mobile:
        return Channel.SMS, contacts.mobile
    if contacts.email:
        return Channel.EMAIL, contacts.email
    return Channel.LETTER, ""


def announcement(channel: Channel, *, to: str, name: str, code: str) -> Notice:
    """Write the message that tells a person of their carnet and gives their first code; no link (R-ID-26)."""
    return Notice(
        channel=channel,
        to=to,
        subject="Votre carnet de santé numérique",
        text=(
            f"{name}, votre carnet de santé numérique est prévu. "
            "Sans refus de votre part, il sera créé dans 6 semaines. "
            f"Votre code d’activation\u00a0: {codes.in_fours(code)}. Il est valable 6 semaines et sert une seule fois. "
            "Pour l’activer ou le refuser, tapez vous-même l’adresse du site. "
            "Ne donnez ce code à personne, même par téléphone."
        ),
    )


def opening(channel: Channel, *, to: str, name: str, code: str) -> Notice:
    """Write the message of the day when a carnet is created by silence, with a fresh code (R-LC-20)."""
    return Notice(
        channel=channel,
        to=to,
        subject="Votre carnet de santé numérique est créé",
        text=(
            f"{name}, votre carnet de santé numérique est créé. Il est vide. Personne n’y lit ni n’y dépose rien "
            f"avant que vous l’activiez. Votre nouveau code d’activation\u00a0: {codes.in_fours(code)}. "
            "Il est valable 6 semaines. L’ancien code ne marche plus. "
            "Pour activer le carnet ou le refuser, tapez vous-même l’adresse du site. "
            "Ne donnez ce code à personne, même par téléphone."
        ),
    )


def after_refusal(channel: Channel, *, to: str, name: str, code: str) -> Notice:
    """Write the message to somebody who withdrew their refusal, with the code that lets them activate (R-LC-4)."""
    return Notice(
        channel=channel,
        to=to,
        subject="Votre refus du carnet est retiré",
        text=(
            f"{name}, votre refus du carnet de santé numérique est retiré. "
            f"Votre code d’activation\u00a0: {codes.in_fours(code)}. Il est valable 6 semaines et sert une seule fois. "
            "Pour activer le carnet ou le refuser à nouveau, tapez vous-même l’adresse du site. "
            "Ne donnez ce code à personne, même par téléphone."
        ),
    )


def new_code(channel: Channel, *, to: str, code: str) -> Notice:
    """Write the message that gives a code that was asked for; it names nobody: a wrong reader learns nothing."""
    return Notice(
        channel=channel,
        to=to,
        subject="Votre code d’activation",
        text=(
            f"Carnet de santé numérique. Votre nouveau code d’activation\u00a0: {codes.in_fours(code)}. "
            "Il est valable 6 semaines. L’ancien code ne marche plus. "
            "Si vous n’avez rien demandé, ne faites rien et ne donnez ce code à personne."
        ),
    )


def first_access(channel: Channel, *, to: str, code: str) -> Notice:
    """Write the message that gives a professional or an agent their first access."""
    return Notice(
        channel=channel,
        to=to,
        subject="Votre premier accès au carnet de santé numérique",
        text=(
            f"Votre code de première connexion\u00a0: {codes.in_fours(code)}. Il est valable 6 semaines "
            "et sert une seule fois. Tapez-le sur la page de première connexion des professionnels. "
            "Ne le donnez à personne."
        ),
    )
