"""Advance directives: one version in force, the earlier ones for their person alone, adults only (R-PR-9, R-PR-10)."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from csn_app.core.actor import JOB, Actor
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import Section
from csn_app.profile import service, wishes
from csn_app.profile.rules import FieldsWrong, NothingAnswered, WishesOfAdults
from tests.factories import OpenWork, a_grant, a_holder, a_professional, an_identity, an_open_record

DAY = {"debut-jour": "3", "debut-mois": "2", "debut-annee": "2024"}
FIRST = {"souhaits": "Pas d’acharnement.\nÊtre chez moi."} | DAY
SECOND = {"souhaits": "Être à l’hôpital.", "lieu": "Chez ma fille"} | DAY


def _do(open_work: OpenWork, actor: Actor, use_case: Any, **given: Any) -> Any:
    with open_work(actor) as work:
        return use_case(work, **given)


def _write_twice(open_work: OpenWork, alice: Actor) -> None:
    entry = _do(open_work, alice, service.add_entry, section=Section.DIRECTIVES, typed=FIRST)
    (held,) = _do(open_work, alice, service.read_profile).sections[Section.DIRECTIVES].entries
    _do(open_work, alice, service.change_entry, entry_id=entry, typed=SECOND, seen=held.changed_at)


def test_one_version_is_in_force_and_the_earlier_one_stays_until_it_is_forgotten(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    _write_twice(open_work, alice)
    (now,) = _do(open_work, alice, service.read_profile).sections[Section.DIRECTIVES].entries
    assert now.held["souhaits"] == SECOND["souhaits"]
    (before,) = _do(open_work, alice, wishes.earlier_versions)
    assert before.held["souhaits"] == FIRST["souhaits"]
    _do(open_work, alice, wishes.forget_version, version_id=before.id)
    assert _do(open_work, alice, wishes.earlier_versions) == ()


def test_deleting_directives_leaves_no_version(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    _write_twice(open_work, alice)
    (now,) = _do(open_work, alice, service.read_profile).sections[Section.DIRECTIVES].entries
    _do(open_work, alice, service.delete_entry, entry_id=now.id)
    assert _do(open_work, alice, wishes.earlier_versions) == ()


def test_nobody_else_reads_or_forgets_an_earlier_version(open_work: OpenWork) -> None:
    alice, noe, doctor = a_holder(open_work), a_holder(open_work), a_professional(open_work)
    _write_twice(open_work, alice)
    (before,) = _do(open_work, alice, wishes.earlier_versions)
    a_grant(open_work, alice, doctor)
    an_open_record(open_work, doctor, alice)
    assert _do(open_work, noe, wishes.earlier_versions) == ()
    for stranger in (noe, doctor):
        with pytest.raises(NotFound):
            _do(open_work, stranger, wishes.forget_version, version_id=before.id)
    with pytest.raises(NotFound):
        _do(open_work, doctor, wishes.earlier_versions)
    with open_work(JOB) as work:
        lying = work.db.scalar(text("select string_agg(encode(body, 'escape'), '') from profile_earlier_wish"))
    assert "acharnement" not in lying


def test_directives_say_something_and_when(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    with pytest.raises(FieldsWrong):
        _do(open_work, alice, service.add_entry, section=Section.DIRECTIVES, typed={"souhaits": "Rien"})
    with pytest.raises(NothingAnswered):
        _do(open_work, alice, service.add_entry, section=Section.DIRECTIVES, typed=DAY)


def test_a_minor_writes_no_directives(open_work: OpenWork) -> None:
    with open_work(JOB) as work:
        born = (work.now - timedelta(days=17 * 365)).date()
    child = a_holder(open_work)
    an_identity(open_work, child, born=born)
    with pytest.raises(WishesOfAdults):
        _do(open_work, child, service.add_entry, section=Section.DIRECTIVES, typed=FIRST)


def test_organ_donation_keeps_only_that_one_is_informed(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    _do(open_work, alice, service.add_entry, section=Section.ORGAN_DONATION, typed={"informe": "INFORMED"})
    (held,) = _do(open_work, alice, service.read_profile).sections[Section.ORGAN_DONATION].entries
    assert held.held == {"informe": "INFORMED"}
    with pytest.raises(FieldsWrong):
        _do(open_work, a_holder(open_work), service.add_entry, section=Section.ORGAN_DONATION, typed={"informe": "NO"})
