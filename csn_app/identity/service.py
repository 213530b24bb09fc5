"""What the rooms to the left ask of this one: finding and describing professionals, places and insured persons."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, bindparam, func, select
from sqlalchemy import text as sql
from sqlmodel import col

from csn_app.access import policy, prepared
from csn_app.access.policy import Permission
from csn_app.core.errors import NotFound
from csn_app.core.reference import labels
from csn_app.core.work import Work
from csn_app.identity.model import SEARCHED_WORDS, Account, InsuredPerson, Place, Practice, Professional
from csn_app.identity.names import fold
from csn_app.identity.nir import NirNotUnderstood, parse_nir
from csn_app.identity.person import Person, ins_mark, open_person, traits_mark


@dataclass(frozen=True, slots=True)
class ProfessionalCard:
    """A professional as people read them: « Dr Claire Fontenay », « Médecin », place and town."""

    id: UUID
    name: str
    profession: str
    profession_code: str
    specialty: str
    place: str
    town: str
    active: bool


@dataclass(frozen=True, slots=True)
class PlaceCard:
    """A structure that professionals work from."""

    id: UUID
    name: str
    town: str


@dataclass(frozen=True, slots=True)
class HolderCard:
    """An insured person as the banner of their record shows them. ``sex`` is M or F."""

    space_id: UUID
    name: str
    used_family_name: str
    used_given_name: str
    birth_family_name: str
    birth_given_names: str
    sex: str
    birth_date: date
    birth_date_precision: str
    birth_place: str
    birth_place_code: str
    ins: str
    ins_oid: str
    deceased: bool


@dataclass(frozen=True, slots=True)
class Traits:
    """The five traits, as somebody typed them (R-ID-1)."""

    family_name: str
    given_names: str
    birth_date: date
    sex: str
    birth_place_code: str


def search_directory(work: Work, text: str, *, limit: int = 20) -> list[ProfessionalCard]:
    """Return active professionals of whom every typed word begins a word: name, profession, place or town."""
    policy.require(work, Permission.DIRECTORY_SEARCH)
    words = fold(text[:100]).split()
    if not words:
        return []
    # Folded words are letters and figures only.
    beginnings = " & ".join(f"'{word}':*" for word in words)
    found = work.db.scalars(
        select(Professional)
        .where(col(Professional.active), sql(f"{SEARCHED_WORDS} @@ cast(:beginnings as tsquery)"))
        .params(beginnings=beginnings)
        .order_by(col(Professional.family_name), col(Professional.given_name), col(Professional.id))
        .limit(limit)
    )
    return _cards(work, list(found))


def describe_professionals(work: Work, professional_ids: Iterable[UUID]) -> dict[UUID, ProfessionalCard]:
    """Return the cards of professionals by identifier; those who left the directory too, for past acts."""
    policy.open_to_all("the directory of professionals is public")
    found = work.db.scalars(select(Professional).where(col(Professional.id).in_(set(professional_ids))))
    return {card.id: card for card in _cards(work, list(found))}


def describe_assistants(work: Work, account_ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Return the names of those who acted for a professional under their own name, for the lines of a trail."""
    policy.open_to_all("a person reads who acted in their carnet; the caller asked for the trail")
    found = select(col(Account.id), col(Account.shown_name)).where(
        col(Account.id).in_({i for i in account_ids if i}), col(Account.assistant)
    )
    return {row[0]: row[1] for row in work.db.execute(found)}


def name_professionals(work: Work, professional_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return what professionals are called, « Dr Claire Fontenay », by identifier."""
    policy.open_to_all("the directory of professionals is public")
    found = prepared.rows(work, _names, asked=list(set(professional_ids)))
    return {name[0]: _called(*name[1:]) for name in found}


def describe_places(work: Work, place_ids: Iterable[UUID]) -> dict[UUID, PlaceCard]:
    """Return structures by identifier."""
    policy.open_to_all("the directory of structures is public")
    found = work.db.scalars(select(Place).where(col(Place.id).in_(set(place_ids))))
    return {place.id: PlaceCard(place.id, place.name, place.town) for place in found}


def account_of_space(work: Work, space_id: UUID) -> UUID | None:
    """Return the account of a space's holder, where there is one."""
    policy.open_to_all("an identifier for a notice; it opens nothing")
    return work.db.scalar(select(col(Account.id)).where(col(Account.space_id) == space_id))


def spaces_of_accounts(work: Work, account_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return the spaces of some holders' accounts."""
    policy.open_to_all("identifiers for notices; they open nothing")
    found = work.db.execute(select(col(Account.id), col(Account.space_id)).where(col(Account.id).in_(set(account_ids))))
    return {row[0]: row[1] for row in found if row[1] is not None}


def my_places(work: Work) -> list[PlaceCard]:
    """Return the structures among which the professional who acts may choose."""
    policy.require(work, Permission.PLACE_CHOOSE)
    found = work.db.scalars(
        select(Place)
        .join(Practice, col(Practice.place_id) == col(Place.id))
        .where(col(Practice.professional_id) == work.actor.professional_id)
        .order_by(col(Place.name))
    )
    return [PlaceCard(place.id, place.name, place.town) for place in found]


def find_by_ins(work: Work, ins: str, *, birth_date: date) -> UUID | None:
    """Return the space of the person with this matricule and birth date, or None; the desk asks for a grant next."""
    policy.require(work, Permission.PATIENT_FIND)
    try:
        mark = ins_mark(work, parse_nir(ins))
    except NirNotUnderstood:
        return None
    return work.db.scalar(
        select(col(InsuredPerson.space_id)).where(
            col(InsuredPerson.ins_mark) == mark, col(InsuredPerson.birth_date) == birth_date
        )
    )


def find_by_traits(work: Work, traits: Traits) -> list[UUID]:
    """Return the spaces of those with these traits who authorised the professional; namesakes stay apart (R-ID-11).

    Nobody else's identity is opened, so that the time of the answer tells nothing either (R-AC-14).
    """
    policy.require(work, Permission.PATIENT_FIND)
    mark = traits_mark(
        work,
        family_name=traits.family_name,
        given_names=traits.given_names,
        birth_date=traits.birth_date,
        sex=traits.sex,
        birth_place_code=traits.birth_place_code,
    )
    reachable = policy.visible(work, Permission.RECORD_OPEN, InsuredPerson)
    found = work.db.scalars(select(InsuredPerson).where(col(InsuredPerson.traits_mark) == mark, reachable).limit(20))
    typed = fold(traits.given_names)
    return [
        row.space_id for row in found if f"{fold(open_person(work, row).birth_given_names)} ".startswith(f"{typed} ")
    ]


def describe_holder(work: Work, space_id: UUID) -> HolderCard:
    """Return who the holder of a space is; raises ``NotFound`` for whoever may not read the space."""
    policy.require(work, Permission.SPACE_READ, space_id)
    row = work.db.scalar(select(InsuredPerson).where(col(InsuredPerson.space_id) == space_id))
    if row is None:
        raise NotFound
    return _holder(row, open_person(work, row))


def describe_patients(work: Work, space_ids: Iterable[UUID]) -> dict[UUID, HolderCard]:
    """Return, among some spaces, the holders of those that authorised the professional who acts."""
    policy.require(work, Permission.PATIENT_LIST)
    reachable = policy.visible(work, Permission.RECORD_OPEN, InsuredPerson)
    found = work.db.scalars(select(InsuredPerson).where(col(InsuredPerson.space_id).in_(set(space_ids)), reachable))
    return {row.space_id: _holder(row, open_person(work, row)) for row in found}


def _holder(row: InsuredPerson, person: Person) -> HolderCard:
    return HolderCard(
        space_id=row.space_id,
        name=person.display_name,
        used_family_name=person.used_family_name,
        used_given_name=person.used_given_name,
        birth_family_name=person.birth_family_name,
        birth_given_names=person.birth_given_names,
        sex=person.sex,
        birth_date=row.birth_date,
        birth_date_precision=person.birth_date_precision,
        birth_place=person.birth_place_label,
        birth_place_code=person.birth_place_code,
        ins=person.ins,
        ins_oid=person.ins_oid,
        deceased=row.died_on is not None,
    )


def _names(_work: Work) -> Select[Any]:
    names: tuple[Any, ...] = col(Professional.civility), col(Professional.given_name), col(Professional.family_name)
    return select(col(Professional.id), *names).where(
        col(Professional.id) == func.any(bindparam("asked", type_=ARRAY(Uuid)))
    )


def _called(civility: str, given_name: str, family_name: str) -> str:
    return " ".join(filter(None, (civility, given_name, family_name)))


def _cards(work: Work, professionals: list[Professional]) -> list[ProfessionalCard]:
    places = _first_places(work, [professional.id for professional in professionals])
    return [
        ProfessionalCard(
            id=p.id,
            name=_called(p.civility, p.given_name, p.family_name),
            profession=labels("professions").get(p.profession_code, ""),
            profession_code=p.profession_code,
            specialty=labels("specialties", key="id").get(p.specialty_id, ""),
            place=places[p.id].name if p.id in places else "",
            town=places[p.id].town if p.id in places else "",
            active=p.active,
        )
        for p in professionals
    ]


def _first_places(work: Work, professional_ids: list[UUID]) -> dict[UUID, Place]:
    found = work.db.execute(
        select(col(Practice.professional_id), Place)
        .join(Place, col(Place.id) == col(Practice.place_id))
        .where(col(Practice.professional_id).in_(professional_ids))
        .order_by(col(Place.name).desc())
    )
    return {row[0]: row[1] for row in found}
