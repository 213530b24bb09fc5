"""The families of the demonstration: who acts for whom, by the product's own use cases."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from csn_app.access import mandate_views, mandates
from csn_app.access import service as access
from csn_app.access.model_delegation import Delegation
from csn_app.access.rules import Duration
from csn_app.circle import relatives
from csn_app.circle.rules import HelpLasts
from csn_app.core.actor import Actor, DelegationKind, Mandate, Scope
from csn_app.core.vocabulary import DelegationState, OpeningReason, PatientCategory, Section
from csn_app.core.work import Channel, Trace, Work
from csn_app.identity import activation_codes, guardianship
from csn_app.identity.codes import new_activation_code
from csn_app.identity.guardianship import Tie
from csn_app.identity.model import Account, InsuredPerson, Professional
from csn_app.identity.person import Person, open_person
from csn_app.identity.relatives import Typed
from csn_app.launch.demo_dossier import Sheet, actor_of, deposit, doctor_of
from csn_app.profile import service as profile
from csn_app.profile.measures import note_measure


@dataclass(frozen=True, slots=True)
class _Known:
    """Somebody of the demonstration, with their line of the roster."""

    row: InsuredPerson
    person: Person


def furnish(work: Work, people: Mapping[str, Account], *, doctors: Mapping[str, Professional]) -> None:
    """Let parents, helpers and a tutor act, at the time that each thing happened."""
    family = _Family(work, people, now=work.now)
    family.noe()
    family.helpers()
    family.others(doctors)
    work.now = family.now


@dataclass(slots=True)
class _Family:
    work: Work
    people: Mapping[str, Account]
    now: datetime

    def noe(self) -> None:
        """Alice opened Noé's carnet with his code, Julien accepted to manage it with her."""
        alice, noe = self.people["alice.martin"], self._known("noe")
        self._at(alice, days=150)
        code = new_activation_code()
        kept = activation_codes.CodeToKeep(code, Channel.EMAIL, self.work.now, space_id=noe.row.space_id)
        activation_codes.keep_codes(self.work, [kept])
        card = self._of_account(alice).person.card_serial
        ward = {"tie": Tie.PARENT, "serial": card, "born": noe.row.birth_date, "space_id": noe.row.space_id}
        made = guardianship.become_guardian(self.work, **ward, typed=code, certified=True)  # type: ignore[arg-type]
        self._into(alice, made)
        typed = {"vaccin": "ROR", "debut-annee": "2021", "debut-mois": "3"}
        profile.add_entry(self.work, section=Section.VACCINATIONS, typed=typed)
        for days, height, weight in ((140, "116", "21,0"), (60, "118", "21,8"), (12, "119", "22,4")):
            day = {"date": (self.now - timedelta(days=days)).date().isoformat(), "heure": "18:30"}
            # Noted a day later: in the evening of the same day would lie ahead of a demonstration begun at noon.
            self.work.now = self.now - timedelta(days=days - 1)
            note_measure(self.work, code="HEIGHT", typed={"valeur": height, **day})
            note_measure(self.work, code="WEIGHT", typed={"valeur": weight, **day})
        deposit(
            self.work,
            Sheet(120, "Carnet de santé, pages des vaccins", PatientCategory.DEPISTAG, about="Noé Martin"),
            space_id=noe.row.space_id,
        )
        self._invited(alice, made, "julien.martin", kind=DelegationKind.REPRESENTATIVE)

    def helpers(self) -> None:
        """Jeanne asked Alice for help, Alice asked Julien; Marguerite is helped by Monique."""
        self._helps("jeanne.lefevre", "alice.martin", Scope.READ, Scope.AGENDA, days=90)
        self._helps("alice.martin", "julien.martin", Scope.AGENDA, days=45)
        self._helps("marguerite.andrieu", "monique.vasseur", Scope.READ, Scope.DOCUMENTS, days=80)
        self._at(self.people["martin.dubuisson"], days=3)
        # One invitation waits for its answer.
        self._invite("estelle.joly", Scope.READ)

    def others(self, doctors: Mapping[str, Professional]) -> None:
        """Parents and a tutor whom the roster knows, and what a minor keeps from his mother."""
        eva = self._certified("gregory.moulin", "TI-049", tie=Tie.PARENT)
        self._invited(self.people["gregory.moulin"], eva, "patricia.dasilva", kind=DelegationKind.REPRESENTATIVE)
        self._certified("sandrine.texier", "TI-045", tie=Tie.PARENT)
        self._certified("monique.vasseur", "TI-021", tie=Tie.TUTOR)
        made = self._certified("karima.hamidi", "TI-047", tie=Tie.PARENT)
        self._into(self.people["karima.hamidi"], made)
        sofiane = self._known("TI-047").row.space_id
        doctor = doctors["camille.bernard"]
        access.give_grant(self.work, sofiane, professional_id=doctor.id, categories=frozenset(), duration=Duration.YEAR)
        self.work.actor = doctor_of(self.work, self.people["camille.bernard"], doctor)
        for secret, title in ((False, "Certificat de sport"), (True, "Consultation à sa demande")):
            self.work.now = self.now - timedelta(days=9 if secret else 30)
            access.open_record(self.work, sofiane, reason=OpeningReason.CONSULTATION, secret=secret)
            sheet = Sheet(9, title, PatientCategory.CPT_REND, about="Sofiane Hamidi")
            deposit(self.work, sheet, space_id=sofiane, opened=True)
            access.close_record(self.work, sofiane)

    def _helps(self, host: str, guest: str, *scopes: Scope, days: int) -> None:
        self._at(self.people[host], days=days)
        made = self._invite(guest, *scopes)
        self._at(self.people[guest], days=days - 1)
        relatives.answer_invitation(self.work, delegation_id=made, accepts=True)

    def _invited(self, host: Account, mandate: UUID, guest: str, *, kind: DelegationKind) -> None:
        self._into(host, mandate)
        made = self._invite(guest, kind=kind)
        self.work.actor, self.work.now = actor_of(self.people[guest]), self.work.now + timedelta(days=1)
        relatives.answer_invitation(self.work, delegation_id=made, accepts=True)

    def _invite(self, guest: str, *scopes: Scope, kind: DelegationKind = DelegationKind.CAREGIVER) -> UUID:
        person = self._of_account(self.people[guest]).person
        typed = Typed(person.ins, person.birth_family_name, person.birth_given_names.split()[0], person.birth_date)
        space_id = self.work.actor.space_id
        if space_id is None:
            raise LookupError(guest)
        relatives.invite_relative(self.work, kind=kind, person=typed, scopes=frozenset(scopes), lasts=HelpLasts.YEAR)
        given = mandate_views.list_given(self.work, space_id)
        return [row.id for row in given if row.state is DelegationState.INVITED][-1]

    def _certified(self, guardian: str, reference: str, *, tie: Tie) -> UUID:
        """These carnets are active in the roster of the demonstration: their representatives certified long ago."""
        ward = self._known(reference)
        self._at(self.people[guardian], days=190)
        born: date = ward.row.birth_date
        made = mandates.certify(
            self.work,
            ward.row.space_id,
            kind=DelegationKind.REPRESENTATIVE if tie is Tie.PARENT else DelegationKind.TUTOR,
            ends_at=guardianship.majority_moment(born) if tie is Tie.PARENT else None,
        )
        self.work.commit(Trace("GUARDIAN_CERTIFIED", ward.row.space_id, object_type="delegation", object_id=made))
        return made

    def _at(self, account: Account, *, days: int) -> None:
        self.work.actor, self.work.now = actor_of(account), self.now - timedelta(days=days)

    def _into(self, account: Account, delegation_id: UUID) -> None:
        row = self.work.db.get_one(Delegation, delegation_id)
        own: Actor = actor_of(account)
        if own.space_id is None:
            raise LookupError(account.login_id)
        mandate = Mandate(row.id, DelegationKind(row.kind), frozenset(Scope(s) for s in row.scopes), own.space_id)
        self.work.actor = replace(own, space_id=row.space_id, mandate=mandate)

    def _known(self, reference: str) -> _Known:
        row = self.work.db.scalars(select(InsuredPerson).where(col(InsuredPerson.reference) == reference)).one()
        return _Known(row, open_person(self.work, row))

    def _of_account(self, account: Account) -> _Known:
        row = self.work.db.scalars(select(InsuredPerson).where(col(InsuredPerson.space_id) == account.space_id)).one()
        return _Known(row, open_person(self.work, row))
