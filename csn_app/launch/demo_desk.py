"""What the demonstration lives from at the desk: a secretary, a correction that is asked, a request for access."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select
from sqlmodel import col

from csn_app.core.actor import Actor
from csn_app.core.work import Channel, Work
from csn_app.documents.corrections import ask_correction
from csn_app.documents.model import Document
from csn_app.identity import accounts, assistants
from csn_app.identity.asking import ask_by_traits
from csn_app.identity.model import Account, InsuredPerson
from csn_app.identity.person import open_person
from csn_app.identity.service import Traits

SECRETARY = "Nadia Ferrand"


def furnish(work: Work, people: dict[str, Account], *, doctor: Actor, alice: Actor) -> None:
    """Give Dr Bernard a secretary and a correction to answer, and Alice a request from a doctor whom she knows not."""
    today = work.now
    _secretary(work, doctor, of=people["camille.bernard"])
    work.actor, work.now = alice, today - timedelta(days=2)
    certificate = work.db.scalar(
        select(col(Document.id))
        .where(col(Document.space_id) == alice.space_id, col(Document.category) == "CERT_MED")
        .where(col(Document.author_professional_id) == doctor.professional_id)
    )
    if certificate is not None:
        ask_correction(work, certificate, words="Le certificat dit course à pied. Je l’avais demandé pour le vélo.")
    work.now = today - timedelta(hours=5)
    stranger = next((a for login, a in people.items() if login == "claire.fontenay"), None)
    if stranger is not None and stranger.professional_id:
        work.actor = replace(doctor, account_id=stranger.id, professional_id=stranger.professional_id, place_id=None)
        ask_by_traits(work, _traits(work, alice))
    work.actor, work.now = doctor, today


def _secretary(work: Work, doctor: Actor, *, of: Account) -> None:
    work.actor = doctor
    first = assistants.add_assistant(work, name=SECRETARY)
    account = work.db.get_one(Account, first.account_id)
    # As for everyone of the demonstration: one password, and codes that its outbox shows.
    account.password_hash, account.factor = of.password_hash, Channel.EMAIL
    account.contact = accounts.seal_contact(work, account.id, f"{account.login_id}@mssante.example.fr")


def _traits(work: Work, alice: Actor) -> Traits:
    row = work.db.scalars(select(InsuredPerson).where(col(InsuredPerson.space_id) == alice.space_id)).one()
    person = open_person(work, row)
    given = person.birth_given_names.split(" ")[0]
    return Traits(person.birth_family_name, given, row.birth_date, person.sex, person.birth_place_code)
