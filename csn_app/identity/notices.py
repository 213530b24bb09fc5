"""Messages about an account: what happened, when, and what to do; no link, no health word (R-ID-26, R-NO-3)."""

from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from csn_app.access import policy
from csn_app.config import settings
from csn_app.core.work import Channel, Notice, Work
from csn_app.identity.accounts import contact_of
from csn_app.identity.activation_codes import channel_to
from csn_app.identity.contacts import normal_email
from csn_app.identity.model import Account, InsuredPerson
from csn_app.identity.person import open_person
from csn_app.identity.second_factor import Factor

_CLOSING = "Nous ne demandons jamais votre mot de passe ni un code par message."


def tell_activated(work: Work, account: Account) -> None:
    """Tell the person that their carnet is active: whoever did not do it learns of it."""
    _tell(
        work,
        account,
        subject="Votre carnet est actif",
        text="Votre carnet de santé numérique vient d’être activé.",
    )


def tell_new_device(work: Work, account: Account, *, device: str) -> None:
    """Tell the person of a sign-in from a browser that never signed them in before."""
    _tell(
        work,
        account,
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
        subject="Premier accès d’un soignant à votre carnet",
        text="Un soignant que vous avez autorisé vient d’ouvrir votre carnet pour la première fois. "
        "Pour savoir qui et pourquoi, ouvrez votre carnet, à la page «\u00a0Qui a consulté\u00a0».",
    )


def deposit_notice(work: Work, space_id: UUID) -> Notice | None:
    """Write what the holder is told when a professional deposits a document; neither is named (R-NO-3)."""
    return _to_holder(
        work,
        space_id,
        subject="Un nouveau document dans votre carnet",
        text="Un soignant que vous avez autorisé vient d’ajouter un document à votre carnet. "
        "Pour le lire, ouvrez votre carnet, à la page «\u00a0Documents\u00a0».",
    )


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


def _to_holder(work: Work, space_id: UUID, *, subject: str, text: str) -> Notice | None:
    policy.open_to_all("a message to the holder; the one who acts never sees where it goes")
    account = work.db.scalar(select(Account).where(col(Account.space_id) == space_id))
    channel, to = _reach(work, account) if account else (Channel.EMAIL, "")
    return Notice(channel=channel, to=to, subject=subject, text=f"{text} {_CLOSING}") if to else None


def tell_passkey(work: Work, account: Account, *, added: bool) -> None:
    """Tell the person that a way in was added or taken away: whoever did not do it learns of it."""
    done = "ajoutée à" if added else "retirée de"
    _tell(work, account, subject="Clé d’accès", text=f"Une clé d’accès vient d’être {done} votre compte.")


def tell_password_changed(work: Work, account: Account) -> None:
    """Tell the person that their password changed: whoever did not do it learns of it."""
    _tell(work, account, subject="Mot de passe modifié", text="Le mot de passe de votre compte vient d’être changé.")


def _tell(work: Work, account: Account, *, subject: str, text: str) -> None:
    channel, to = _reach(work, account)
    if not to:
        return
    number = settings().helpline_number
    what_to_do = (
        f"Ce n’est pas vous\u00a0? Appelez le {number}."
        if number
        else "Ce n’est pas vous\u00a0? Changez votre mot de passe\u00a0: «\u00a0Mot de passe oublié\u00a0»."
        if account.space_id
        else "Ce n’est pas vous\u00a0? Prévenez qui gère votre accès."
    )
    work.tell(Notice(channel=channel, to=to, subject=subject, text=f"{text} {what_to_do} {_CLOSING}"))


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
