"""Messages about an account: what happened, when, and what to do; no link, no health word (R-ID-26, R-NO-3)."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from csn_app.access import policy
from csn_app.config import settings
from csn_app.core.work import Channel, Notice, Work
from csn_app.identity import ways
from csn_app.identity.accounts import contact_of
from csn_app.identity.activation_codes import channel_to
from csn_app.identity.contacts import normal_email
from csn_app.identity.model import Account, InsuredPerson
from csn_app.identity.person import open_person
from csn_app.identity.second_factor import Factor
from csn_app.notifications.center import choices_of
from csn_app.notifications.rules import ALERTS

_CLOSING = "Nous ne demandons jamais votre mot de passe ni un code par message."
_NEWS = "Du nouveau dans votre carnet"
_READ_IT = "Une notification vous attend dans votre carnet de santé numérique. Connectez-vous pour la lire."


def tell_activated(work: Work, account: Account) -> None:
    """Tell the person that their carnet is active: whoever did not do it learns of it."""
    _tell(
        work,
        account,
        kind="ACTIVATED",
        subject="Votre carnet est actif",
        text="Votre carnet de santé numérique vient d’être activé.",
    )


def tell_new_device(work: Work, account: Account, *, device: str) -> None:
    """Tell the person of a sign-in from a browser that never signed them in before."""
    _tell(
        work,
        account,
        kind="LOGIN_NEW_DEVICE",
        subject="Nouvelle connexion à votre carnet",
        text=f"Quelqu’un s’est connecté à votre compte depuis un nouvel appareil ({device}).",
    )


def tell_reopened(work: Work, account: Account) -> None:
    """Tell the person that their carnet is open again, and that nobody else reads it yet."""
    _tell(
        work,
        account,
        subject="Votre carnet est rouvert",
        text="Votre carnet de santé numérique est rouvert. Vos soignants ne le lisent pas\u00a0: "
        "vous choisissez de nouveau qui peut lire.",
    )


def tell_blocked(work: Work, account: Account) -> None:
    """Tell the person that somebody failed once too often; how many of the tries were for this account is not known."""
    _tell(
        work,
        account,
        kind="ACCOUNT_LOCKED",
        subject="Connexion bloquée",
        text="Quelqu’un a tapé votre identifiant avec un mot de passe qui ne va pas. Après plusieurs essais, "
        "la connexion est bloquée quelques minutes pour son appareil.",
    )


def first_opening_notice(work: Work, space_id: UUID) -> Notice | None:
    """Write what the holder is told when a professional opens their carnet for the first time (R-AC-15).

    Neither the professional nor their trade is named: that alone may tell of an illness (R-NO-3).
    None where nothing can be sent.
    """
    return _to_holder(
        work,
        space_id,
        kind="RECORD_FIRST_ACCESS",
        professional_id=work.actor.professional_id,
        subject="Premier accès d’un soignant à votre carnet",
        text="Un soignant que vous avez autorisé vient d’ouvrir votre carnet pour la première fois. "
        "Pour savoir qui et pourquoi, ouvrez votre carnet, à la page «\u00a0Qui a consulté\u00a0».",
    )


def deposit_notice(work: Work, space_id: UUID) -> Notice | None:
    """Write what the holder is told when a professional deposits a document; neither is named (R-NO-3)."""
    return _to_holder(
        work,
        space_id,
        kind="DOCUMENT_ADDED",
        professional_id=work.actor.professional_id,
        subject="Un nouveau document dans votre carnet",
        text="Un soignant que vous avez autorisé vient d’ajouter un document à votre carnet. "
        "Pour le lire, ouvrez votre carnet, à la page «\u00a0Documents\u00a0».",
    )


def request_notice(work: Work, space_id: UUID) -> Notice | None:
    """Write what the holder is told when a professional asks for access; neither is named (R-NO-3)."""
    return _to_holder(
        work,
        space_id,
        kind="ACCESS_REQUESTED",
        professional_id=work.actor.professional_id,
        subject="Une demande d’accès à votre carnet",
        text="Un soignant demande à lire votre carnet. Rien ne lui est ouvert\u00a0: vous seul décidez. "
        "Pour répondre oui ou non, ouvrez votre carnet, à la page «\u00a0Mes soignants\u00a0».",
    )


def revision_notice(work: Work, space_id: UUID, *, withdrawn: bool) -> Notice | None:
    """Write what the holder is told when an author corrects or withdraws a document (R-DO-10); nobody is named."""
    done = "retirer un document qu’il avait déposé dans" if withdrawn else "corriger un document de"
    return _to_holder(
        work,
        space_id,
        kind="DOCUMENT_DELETED_BY_AUTHOR" if withdrawn else "DOCUMENT_UPDATED",
        professional_id=work.actor.professional_id,
        subject="Un document de votre carnet a changé",
        text=f"Un soignant vient de {done} votre carnet. "
        "Pour savoir qui et pourquoi, ouvrez votre carnet, à la page «\u00a0Qui a consulté\u00a0».",
    )


def answer_notice(work: Work, space_id: UUID) -> Notice | None:
    """Write what the holder is told when an author answers their request for a correction (R-DO-9)."""
    return _to_holder(
        work,
        space_id,
        kind="CORRECTION_ANSWERED",
        professional_id=work.actor.professional_id,
        subject="Réponse à votre demande de correction",
        text="Un soignant a répondu à votre demande de correction. "
        "Pour lire sa réponse, ouvrez votre carnet, à la page du document.",
    )


def consult_notice(work: Work, space_id: UUID) -> Notice | None:
    """Write what the holder is told two weeks after a result was held back: to consult (R-DO-15)."""
    return _to_holder(
        work,
        space_id,
        kind="RESULT_CONSULT_REMINDER",
        subject="Un soignant souhaite vous voir",
        text="Un soignant que vous avez autorisé souhaite vous parler de vive voix. Prenez rendez-vous avec lui. "
        "Pour savoir qui, ouvrez votre carnet, à la page d’accueil.",
    )


def professional_notice(work: Work, professional_id: UUID, *, subject: str, text: str) -> Notice | None:
    """Write to a professional, by the way of their own account; no patient is named. None where nothing can be sent."""
    policy.open_to_all("a message to a professional; the one who acts never sees where it goes")
    theirs = col(Account.professional_id) == professional_id, col(Account.assistant).is_(False)
    account = work.db.scalar(select(Account).where(*theirs, col(Account.active).is_(True)))
    channel, to = _reach(work, account) if account else (Channel.EMAIL, "")
    return Notice(channel=channel, to=to, subject=subject, text=text) if to else None


def message_notice(work: Work, space_id: UUID) -> Notice | None:
    """Write what the holder is told when a professional wrote to them: that something is new, and no more (R-NO-3)."""
    return _to_holder(
        work,
        space_id,
        kind="MESSAGE_RECEIVED",
        professional_id=work.actor.professional_id,
        subject="Du nouveau dans votre carnet",
        text="Il y a du nouveau dans votre carnet de santé numérique. Pour le lire, ouvrez votre carnet.",
    )


def reply_notice(work: Work, professional_id: UUID) -> Notice | None:
    """Write what a professional is told when a patient answered: that something is new, and no more (R-NO-3)."""
    return professional_notice(
        work,
        professional_id,
        subject="Du nouveau dans le carnet de santé numérique",
        text="Il y a du nouveau pour vous dans le carnet de santé numérique. "
        f"Pour le lire, ouvrez votre bureau. {_CLOSING}",
    )


def emergency_notice(work: Work, space_id: UUID) -> Notice | None:
    """Write what the holder is told at once when their carnet is opened in an emergency; nobody is named (R-AC-26)."""
    return _to_holder(
        work,
        space_id,
        kind="EMERGENCY_ACCESS",
        subject="Votre carnet a été ouvert en urgence",
        text="Un soignant vient d’ouvrir votre carnet en urgence, sans votre accord. Pour savoir qui et pourquoi, "
        "ouvrez votre carnet, à la page «\u00a0Urgences\u00a0». Vous pouvez y contester cette ouverture.",
    )


def card_notice(work: Work, space_id: UUID) -> Notice | None:
    """Write what the holder is told when the code of their emergency card was scanned (R-AC-28)."""
    return _to_holder(
        work,
        space_id,
        kind="CARD_OPENED",
        subject="Votre carte d’urgence a été lue",
        text="Quelqu’un vient de scanner le code de votre carte d’urgence. Ce n’est pas normal\u00a0? "
        "Ouvrez votre carnet, à la page «\u00a0Urgences\u00a0», et changez le code.",
    )


def review_notice(work: Work, space_id: UUID) -> Notice | None:
    """Write what the holder is told when an opening of their carnet in an emergency has been reviewed (R-AC-26)."""
    return _to_holder(
        work,
        space_id,
        kind="EMERGENCY_REVIEWED",
        subject="Une ouverture en urgence a été contrôlée",
        text="L’ouverture de votre carnet en urgence a été contrôlée. Pour lire la réponse, ouvrez votre carnet, "
        "à la page «\u00a0Urgences\u00a0».",
    )


def tell_quality_suspended(work: Work, account: Account) -> None:
    """Tell a professional that they may not open a record in an emergency any more, and whom to ask."""
    channel, to = _reach(work, account)
    if to:
        text = (
            "Une de vos ouvertures de carnet en urgence a été jugée non justifiée après contrôle. "
            "Votre compte ne peut plus ouvrir de carnet en urgence. Vos autres accès ne changent pas. "
            "Pour en parler, adressez-vous à qui gère votre accès."
        )
        subject = "Ouvertures en urgence suspendues"
        work.tell(Notice(channel=channel, to=to, subject=subject, text=f"{text} {_CLOSING}"))


def tell_person(work: Work, space_id: UUID, *, subject: str, text: str) -> None:
    """Tell a person of their carnet: by the way of their account, else as the insurance knows it, else by letter."""
    account = work.db.scalar(select(Account).where(col(Account.space_id) == space_id))
    channel, to = _reach(work, account) if account else (Channel.EMAIL, "")
    row = None if to else work.db.scalar(select(InsuredPerson).where(col(InsuredPerson.space_id) == space_id))
    if row is not None:
        person = open_person(work, row)
        channel, to = channel_to(person.contacts)
        to = to or person.display_name
    if to:
        work.tell(Notice(channel=channel, to=to, subject=subject, text=f"{text} {_CLOSING}"))


def tell_holder(
    work: Work,
    space_id: UUID,
    *,
    kind: str,
    subject: str = _NEWS,
    text: str = _READ_IT,
    professional_id: UUID | None = None,
    object_type: str = "",
    object_id: UUID | None = None,
    product_only: bool = False,
) -> None:
    """Tell the holder of a space of something of a kind of ``notification_types.csv``, by the ways that they chose.

    Without words of its own a message says only that there is something new (R-NO-3). No account, no message.
    ``product_only``: it is an entry of their list, and no message.
    """
    policy.open_to_all("a message to the holder; the one who acts never sees where it goes")
    notice = _to_holder(
        work,
        space_id,
        kind=kind,
        subject=subject,
        text=text,
        professional_id=professional_id,
        object_type=object_type,
        object_id=object_id,
    )
    if notice is not None:
        work.tell(replace(notice, to="", mobile="") if product_only else notice)


def _to_holder(work: Work, space_id: UUID, *, kind: str, subject: str, text: str, **about: Any) -> Notice | None:
    policy.open_to_all("a message to the holder; the one who acts never sees where it goes")
    account = work.db.scalar(select(Account).where(col(Account.space_id) == space_id))
    return _notice(work, account, kind=kind, subject=subject, text=f"{text} {_CLOSING}", **about) if account else None


def _notice(work: Work, account: Account, *, kind: str, subject: str, text: str, **about: Any) -> Notice:
    channel, to = _reach(work, account)
    mobile = mobile_of(work, account)
    if channel is Channel.SMS and not mobile:
        mobile = to
    return Notice(channel, to, subject, text, kind=kind, account_id=account.id, mobile=mobile, **about)


def mobile_of(work: Work, account: Account) -> str:
    """Return the number that receives text messages for an account: that of its codes, else the insurance's."""
    contact = contact_of(work, account)
    if contact and not normal_email(contact):
        return contact
    other = next((way.to for way in ways.ways_of(work, account) if way.factor is Factor.SMS), "")
    if other:
        return other
    row = work.db.scalar(select(InsuredPerson).where(col(InsuredPerson.space_id) == account.space_id))
    return open_person(work, row).contacts.mobile if row and account.space_id else ""


def tell_passkey(work: Work, account: Account, *, added: bool) -> None:
    """Tell the person, also in discreet mode, of a way in added or taken away: whoever did not do it learns of it."""
    done = "ajoutée à" if added else "retirée de"
    text = f"Une clé d’accès vient d’être {done} votre compte. {_what_to_do(account)}"
    tell_whatever_was_chosen(work, account, kind="PASSKEY_CHANGED", subject="Clé d’accès", text=text)


def tell_password_changed(work: Work, account: Account) -> None:
    """Tell the person that their password changed, also in discreet mode: whoever did not do it learns of it."""
    text = f"Le mot de passe de votre compte vient d’être changé. {_what_to_do(account)}"
    tell_whatever_was_chosen(work, account, kind="PASSWORD_CHANGED", subject="Mot de passe modifié", text=text)


def tell_factors_changed(work: Work, account: Account, *, text: str, also: Iterable[ways.Way] = ()) -> None:
    """Tell the owner of an account that how they sign in changed, as it was before: whoever did not do it learns of it.

    Discreet mode does not silence it; ``also`` are contacts that serve no more, and hear of it one last time.
    """
    subject, words = "Double vérification", f"{text} {_what_to_do(account)}"
    tell_whatever_was_chosen(work, account, kind="FACTOR_CHANGED", subject=subject, text=words)
    for way in also:
        if way.to:
            work.tell(Notice(channel=Channel(way.factor), to=way.to, subject=subject, text=f"{words} {_CLOSING}"))


def tell_whatever_was_chosen(work: Work, account: Account, *, kind: str, subject: str, text: str) -> None:
    """Tell it in the product and outside, even in discreet mode: a thief must not silence it by choosing that first."""
    channel, to = _reach(work, account)
    if account.space_id:
        entry = _notice(work, account, kind=kind, subject=subject, text=f"{text} {_CLOSING}")
        work.tell(replace(entry, to="", mobile=""))
    by_text = {mobile_of(work, account)} if ALERTS in choices_of(work, account.id).with_sms else set()
    for way, where in [(channel, to), *((Channel.SMS, mobile) for mobile in by_text - {to})]:
        if where:
            work.tell(Notice(channel=way, to=where, subject=subject, text=f"{text} {_CLOSING}"))


def _tell(work: Work, account: Account, *, subject: str, text: str, kind: str = "") -> None:
    words = f"{text} {_what_to_do(account)} {_CLOSING}"
    if kind and account.space_id:
        work.tell(_notice(work, account, kind=kind, subject=subject, text=words))
        return
    channel, to = _reach(work, account)
    if to:
        work.tell(Notice(channel=channel, to=to, subject=subject, text=words))


def _what_to_do(account: Account) -> str:
    number = settings().helpline_number
    return (
        f"Ce n’est pas vous\u00a0? Appelez le {number}."
        if number
        else "Ce n’est pas vous\u00a0? Changez votre mot de passe\u00a0: «\u00a0Mot de passe oublié\u00a0»."
        if account.space_id
        else "Ce n’est pas vous\u00a0? Prévenez qui gère votre accès."
    )


def _reach(work: Work, account: Account) -> tuple[Channel, str]:
    """Codes and notices take the same way; an authenticator sends nothing, so the known contacts serve."""
    contact = contact_of(work, account)
    if contact:
        return (Channel.EMAIL if normal_email(contact) else Channel.SMS), contact
    if account.factor == Factor.APP and account.space_id:
        row = work.db.scalar(select(InsuredPerson).where(col(InsuredPerson.space_id) == account.space_id))
        contacts = open_person(work, row).contacts if row else None
        if contacts and contacts.email:
            return Channel.EMAIL, contacts.email
        if contacts:
            return Channel.SMS, contacts.mobile
    return Channel.EMAIL, ""
