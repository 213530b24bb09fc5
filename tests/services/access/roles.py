"""Everybody whom the law and the rules name, as actors: each with the space that concerns them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from csn_app.access import calls, sharing
from csn_app.access import service as access
from csn_app.access.emergency_rules import Choices, Situation
from csn_app.access.rules import Duration
from csn_app.access.terms import Terms
from csn_app.core.actor import JOB, VISITOR, Actor, Quality, Scope
from csn_app.core.work import Trace
from tests.factories import OpenWork, a_grant, a_holder, a_linked_service, a_professional, an_open_record, an_operator
from tests.family import a_child, a_member, helps, represent
from tests.services.access.test_emergency import an_emergency_doctor, broken, chosen


@dataclass(frozen=True)
class Role:
    """Somebody, and the space where the table says what they may."""

    actor: Actor
    space_id: UUID


def holder(open_work: OpenWork) -> Role:
    someone = a_holder(open_work)
    return _in(someone, someone)


def parent(open_work: OpenWork) -> Role:
    mother = a_member(open_work)
    return _own(represent(open_work, mother, a_child(open_work, mother)))


def caregiver(*scopes: Scope) -> Callable[[OpenWork], Role]:
    def made(open_work: OpenWork) -> Role:
        host, guest = a_member(open_work, name="Odile Roux"), a_member(open_work, name="Karim Roux")
        return _own(helps(open_work, host.actor, guest, *scopes))

    return made


def attending(open_work: OpenWork) -> Role:
    patient, doctor = a_holder(open_work), a_professional(open_work)
    with open_work(patient) as work:
        access.give_grant(
            work,
            _space(patient),
            professional_id=_professional(doctor),
            categories=frozenset(),
            duration=Duration.NO_END,
            terms=Terms(attending=True),
        )
    an_open_record(open_work, doctor, patient)
    return _in(doctor, patient)


def specialist(open_work: OpenWork) -> Role:
    patient, doctor = a_holder(open_work), a_professional(open_work)
    a_grant(open_work, patient, doctor, categories=("BIOLOGIE",))
    an_open_record(open_work, doctor, patient)
    return _in(doctor, patient)


def record_not_opened(open_work: OpenWork) -> Role:
    patient, doctor = a_holder(open_work), a_professional(open_work)
    a_grant(open_work, patient, doctor)
    return _in(doctor, patient)


def assistant(open_work: OpenWork) -> Role:
    role = specialist(open_work)
    return replace(role, actor=replace(role.actor, assistant=True))


def unlisted(open_work: OpenWork) -> Role:
    return _in(a_professional(open_work), a_holder(open_work))


def removed(open_work: OpenWork) -> Role:
    patient, doctor = a_holder(open_work), a_professional(open_work)
    grant = a_grant(open_work, patient, doctor)
    an_open_record(open_work, doctor, patient)
    with open_work(patient) as work:
        access.revoke_grant(work, grant)
    return _in(doctor, patient)


def ended(open_work: OpenWork) -> Role:
    patient, doctor = a_holder(open_work), a_professional(open_work)
    a_grant(open_work, patient, doctor, lasts=timedelta(microseconds=1))
    an_open_record(open_work, doctor, patient)
    return _in(doctor, patient)


def blocked(open_work: OpenWork) -> Role:
    patient, doctor = a_holder(open_work), a_professional(open_work)
    a_grant(open_work, patient, doctor)
    an_open_record(open_work, doctor, patient)
    with open_work(patient) as work:
        sharing.block(work, _space(patient), professional_id=_professional(doctor))
    return _in(doctor, patient)


def closed_profession(open_work: OpenWork) -> Role:
    patient, other = a_holder(open_work), a_professional(open_work, profession="301")
    a_grant(open_work, patient, other)
    an_open_record(open_work, other, patient)
    return _in(other, patient)


def in_emergency(open_work: OpenWork) -> Role:
    patient, doctor = a_holder(open_work), an_emergency_doctor(open_work)
    broken(open_work, doctor, patient, situation=Situation.INCAPABLE)
    return _in(doctor, patient)


def emergency_refused(open_work: OpenWork) -> Role:
    patient, doctor = a_holder(open_work), an_emergency_doctor(open_work)
    broken(open_work, doctor, patient, situation=Situation.INCAPABLE)
    chosen(open_work, patient, Choices(allowed=False))
    return _in(doctor, patient)


def agent(open_work: OpenWork) -> Role:
    helped, helper = a_holder(open_work), an_operator(open_work, quality=Quality.AGENT)
    with open_work(helper) as work:
        work.commit(Trace("DESK_CALL_BEGUN", _space(helped), object_id=calls.begin_call(work, _space(helped))))
    return _in(helper, helped)


def operator(open_work: OpenWork) -> Role:
    return _in(an_operator(open_work), a_holder(open_work))


def linked_service(open_work: OpenWork) -> Role:
    patient = a_holder(open_work)
    a_linked_service(open_work, patient, "SVC-04-ORDONNANCES-R", code="SVC-04")
    return _in(a_linked_service(open_work, patient, "SVC-04-AGENDA-W", code="SVC-04"), patient)


def visitor(open_work: OpenWork) -> Role:
    return _in(VISITOR, a_holder(open_work))


def clock(open_work: OpenWork) -> Role:
    return _in(JOB, a_holder(open_work))


ROLES: dict[str, Callable[[OpenWork], Role]] = {
    "titulaire": holder,
    "parent": parent,
    "aidant : lecture": caregiver(Scope.READ),
    "aidant : documents": caregiver(Scope.DOCUMENTS),
    "aidant : lecture et documents": caregiver(Scope.READ, Scope.DOCUMENTS),
    "aidant : agenda": caregiver(Scope.AGENDA),
    "aidant : messages": caregiver(Scope.MESSAGES),
    "médecin traitant": attending,
    "spécialiste": specialist,
    "autorisé, dossier non ouvert": record_not_opened,
    "secrétariat": assistant,
    "non autorisé": unlisted,
    "retiré de la liste": removed,
    "autorisation finie": ended,
    "bloqué": blocked,
    "profession fermée": closed_profession,
    "urgence en cours": in_emergency,
    "urgence refusée": emergency_refused,
    "agent d’assistance": agent,
    "exploitant": operator,
    "visiteur": visitor,
    "horloge": clock,
    "service relié": linked_service,
}


def _in(actor: Actor, patient: Actor) -> Role:
    return Role(actor, _space(patient))


def _own(actor: Actor) -> Role:
    return _in(actor, actor)


def _space(holder: Actor) -> UUID:
    assert holder.space_id
    return holder.space_id


def _professional(doctor: Actor) -> UUID:
    assert doctor.professional_id
    return doctor.professional_id
