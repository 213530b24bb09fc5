"""A person's list of professionals."""

from uuid import uuid4

import pytest
from sqlalchemy import update
from sqlmodel import col

from csn_app.access.rules import Duration
from csn_app.circle import service
from csn_app.circle.rules import Standing
from csn_app.core.actor import JOB, Actor
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import SHOWN_BY_DEFAULT, PatientCategory, Section
from csn_app.core.work import Untraced
from csn_app.identity.model import Professional
from tests.factories import OpenWork, a_grant, a_holder, a_professional


def _authorise(open_work: OpenWork, holder: Actor, professional: Actor, **given: object) -> None:
    asked = {"everything": True, "categories": frozenset(), "duration": Duration.MONTH} | given
    with open_work(holder) as work:
        service.authorise(work, professional.professional_id, **asked)


def _leaves(open_work: OpenWork, professional: Actor) -> None:
    with open_work(JOB) as work:
        work.db.execute(
            update(Professional).where(col(Professional.id) == professional.professional_id).values(active=False)
        )
        work.commit(untraced=Untraced.TECHNICAL)


def test_authorise_puts_a_professional_in_the_list_and_nobody_elses(open_work: OpenWork) -> None:
    alice, noe, doctor = a_holder(open_work), a_holder(open_work), a_professional(open_work)
    _authorise(open_work, alice, doctor)
    with open_work(alice) as work:
        (carer,) = service.my_carers(work).carers
    assert carer.professional.id == doctor.professional_id
    assert carer.standing is Standing.OPEN
    with open_work(noe) as work:
        assert service.my_carers(work).carers == ()


def test_an_access_of_a_day_ends_soon(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    _authorise(open_work, holder, doctor, duration=Duration.DAY)
    with open_work(holder) as work:
        assert service.my_carers(work).carers[0].standing is Standing.ENDS_SOON


def test_authorise_some_categories_wants_at_least_one(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    with pytest.raises(service.NoCategoryChosen):
        _authorise(open_work, holder, doctor, everything=False)
    _authorise(open_work, holder, doctor, everything=False, categories=frozenset({PatientCategory.BIOLOGIE}))
    with open_work(holder) as work:
        (carer,) = service.my_carers(work).carers
    assert carer.sight.whole == (PatientCategory.BIOLOGIE,)


def test_everything_wins_over_what_was_ticked_before(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    _authorise(open_work, holder, doctor, categories=frozenset({PatientCategory.BIOLOGIE}))
    with open_work(holder) as work:
        assert service.my_carers(work).carers[0].grant.categories == ()


def test_authorise_refuses_who_is_not_or_no_longer_in_the_directory(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    _leaves(open_work, doctor)
    with pytest.raises(NotFound):
        _authorise(open_work, holder, doctor)
    with open_work(holder) as work, pytest.raises(NotFound):
        service.draft_access(work, uuid4())


@pytest.mark.parametrize("use_case", ["my_carers", "find_professionals", "draft_access", "authorise", "remove_carer"])
def test_the_list_is_a_holders_affair(open_work: OpenWork, use_case: str) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    grant_id = a_grant(open_work, holder, doctor)
    given = {
        "find_professionals": ("bernard",),
        "draft_access": (doctor.professional_id,),
        "authorise": (doctor.professional_id,),
        "remove_carer": (grant_id,),
    }.get(use_case, ())
    more = {"everything": True, "categories": frozenset(), "duration": Duration.DAY} if use_case == "authorise" else {}
    with open_work(doctor) as work, pytest.raises(NotFound):
        getattr(service, use_case)(work, *given, **more)


def test_remove_carer_takes_off_ones_own_list_only(open_work: OpenWork) -> None:
    alice, noe, doctor = a_holder(open_work), a_holder(open_work), a_professional(open_work)
    grant_id = a_grant(open_work, alice, doctor)
    a_grant(open_work, noe, doctor)
    with open_work(noe) as work, pytest.raises(NotFound):
        service.remove_carer(work, grant_id)
    with open_work(alice) as work:
        service.remove_carer(work, grant_id)
        assert service.my_carers(work).carers == ()
    with open_work(noe) as work:
        assert len(service.my_carers(work).carers) == 1


def test_find_professionals_folds_accents_and_says_who_is_in_the_list(open_work: OpenWork) -> None:
    holder, name = (
        a_holder(open_work),
        f"Hélène {uuid4().hex[:12].translate(str.maketrans('0123456789', 'ghijklmnop'))}",
    )
    with open_work(JOB) as work:
        entry = Professional(
            rpps=str(uuid4().int)[:11],
            family_name=name.split()[1],
            given_name="Hélène",
            profession_code="10",
            search=f" helene {name.split()[1]} medecin",
        )
        work.db.add(entry)
        work.commit(untraced=Untraced.TECHNICAL)
        entry_id = entry.id
    with open_work(holder) as work:
        (found,) = service.find_professionals(work, f"HÉLENE {name.split()[1][:8].upper()}")
        assert (found.professional.id, found.in_list) == (entry_id, False)
        service.authorise(work, entry_id, everything=True, categories=frozenset(), duration=Duration.DAY)
        assert service.find_professionals(work, name)[0].in_list
        assert service.find_professionals(work, "   ") == []


def test_a_profession_that_reads_no_carnet_is_said_closed_before_and_after(open_work: OpenWork) -> None:
    holder, psychologist = a_holder(open_work), a_professional(open_work, profession="93")
    with open_work(holder) as work:
        assert service.draft_access(work, psychologist.professional_id).profession_closed
    _authorise(open_work, holder, psychologist)
    with open_work(holder) as work:
        assert service.my_carers(work).carers[0].profession_closed


def test_authorise_shows_the_sections_that_were_ticked_and_changes_them(open_work: OpenWork) -> None:
    alice, doctor = a_holder(open_work), a_professional(open_work)
    _authorise(open_work, alice, doctor)
    with open_work(alice) as work:
        assert set(service.my_carers(work).carers[0].grant.sections) == SHOWN_BY_DEFAULT
        assert service.draft_access(work, professional_id=doctor.professional_id).grant is not None
    _authorise(open_work, alice, doctor, sections=frozenset({Section.MEASURES}))
    with open_work(alice) as work:
        assert service.my_carers(work).carers[0].grant.sections == (Section.MEASURES,)
    _authorise(open_work, alice, doctor, sections=frozenset())
    with open_work(alice) as work:
        assert service.my_carers(work).carers[0].grant.sections == ()
