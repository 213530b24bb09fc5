"""The entries of a profile on real parts: whose they are, what each reader sees, and what is written of it."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlmodel import col

from csn_app.access.model import Grant
from csn_app.audit.model import TraceRow
from csn_app.core.actor import JOB, VISITOR, Actor
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import SHOWN_BY_DEFAULT, Section, SpaceState
from csn_app.core.work import Untraced
from csn_app.profile import service
from csn_app.profile.model import ProfileEntry
from csn_app.profile.rules import FieldsWrong, NoneBesideEntries, SectionFull
from csn_app.profile.service import Profile
from tests.factories import OpenWork, a_grant, a_holder, a_professional, an_open_record

ASTHMA = {"maladie": "Asthme", "debut-annee": "1996"}
LATEX = {"allergene": "Latex", "gravite": "SEVERE"}
PERSON = {"prenom": "Julien", "nom": "Martin", "mobile": "0639980427", "code-postal": "44000", "ville": "Nantes"}


def _do(open_work: OpenWork, actor: Actor, use_case: Any, **given: Any) -> Any:
    with open_work(actor) as work:
        return use_case(work, **given)


def _add(open_work: OpenWork, holder: Actor, section: Section, typed: dict[str, str]) -> UUID:
    return UUID(str(_do(open_work, holder, service.add_entry, section=section, typed=typed)))


def _read(open_work: OpenWork, holder: Actor) -> Profile:
    profile: Profile = _do(open_work, holder, service.read_profile)
    return profile


def _actions(open_work: OpenWork, holder: Actor) -> list[tuple[str, str]]:
    with open_work(JOB) as work:
        found = work.db.execute(
            select(col(TraceRow.action), col(TraceRow.detail))
            .where(col(TraceRow.chain_id) == holder.space_id)
            .order_by(col(TraceRow.seq))
        )
        return [(row[0], dict(row[1]).get("section", "")) for row in found]


def _shows(open_work: OpenWork, grant_id: UUID, *sections: Section) -> None:
    with open_work(JOB) as work:
        grant = work.db.get(Grant, grant_id)
        assert grant is not None
        grant.sections = list(sections)
        work.commit(untraced=Untraced.TECHNICAL)


def test_a_person_adds_corrects_ends_and_deletes_an_entry(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    entry = _add(open_work, alice, Section.DISEASES, ASTHMA)
    _do(open_work, alice, service.change_entry, entry_id=entry, typed=ASTHMA | {"debut-mois": "4"})
    (held,) = (e.held for e in _read(open_work, alice).sections[Section.DISEASES].entries)
    assert held == {"maladie": "Asthme", "debut": "1996-04"}
    _do(open_work, alice, service.end_entry, entry_id=entry)
    profile = _read(open_work, alice)
    assert profile.sections[Section.DISEASES].entries[0].held["fin"] == profile.today.isoformat()
    assert _do(open_work, alice, service.delete_entry, entry_id=entry) is Section.DISEASES
    assert not _read(open_work, alice).sections[Section.DISEASES].filled
    assert _actions(open_work, alice) == [("PROFILE_CHANGED", "DISEASES")] * 3 + [("PROFILE_DELETED", "DISEASES")]


def test_an_entry_that_cannot_be_leaves_nothing(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    with pytest.raises(FieldsWrong):
        _add(open_work, alice, Section.DISEASES, {"maladie": ""})
    assert not _read(open_work, alice).sections[Section.DISEASES].filled
    assert _actions(open_work, alice) == []


def test_none_is_dated_and_an_entry_removes_it(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    _do(open_work, alice, service.declare_none, section=Section.ALLERGIES)
    _do(open_work, alice, service.declare_none, section=Section.ALLERGIES)
    content = _read(open_work, alice).sections[Section.ALLERGIES]
    assert content.none is not None
    assert content.filled
    _add(open_work, alice, Section.ALLERGIES, LATEX)
    content = _read(open_work, alice).sections[Section.ALLERGIES]
    assert content.none is None
    assert len(content.entries) == 1
    with pytest.raises(NoneBesideEntries):
        _do(open_work, alice, service.declare_none, section=Section.ALLERGIES)


def test_none_is_said_only_where_it_has_a_sentence(open_work: OpenWork) -> None:
    with pytest.raises(NotFound):
        _do(open_work, a_holder(open_work), service.declare_none, section=Section.BLOOD_GROUP)


def test_a_section_of_one_answer_holds_the_last_one(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    _add(open_work, alice, Section.TRUSTED, PERSON)
    _add(open_work, alice, Section.TRUSTED, PERSON | {"prenom": "Chloé"})
    (entry,) = _read(open_work, alice).sections[Section.TRUSTED].entries
    assert entry.held["prenom"] == "Chloé"


def test_a_section_does_not_grow_without_end(open_work: OpenWork, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST_ENTRIES", 2)
    alice = a_holder(open_work)
    for _ in range(2):
        _add(open_work, alice, Section.DISEASES, ASTHMA)
    with pytest.raises(SectionFull):
        _add(open_work, alice, Section.DISEASES, ASTHMA)


def test_nobody_else_reads_or_touches_an_entry(open_work: OpenWork) -> None:
    alice, noe, doctor = a_holder(open_work), a_holder(open_work), a_professional(open_work)
    entry = _add(open_work, alice, Section.ALLERGIES, LATEX)
    a_grant(open_work, alice, doctor)
    an_open_record(open_work, doctor, alice)
    for stranger in (noe, doctor, VISITOR):
        for use_case, given in (
            (service.change_entry, {"typed": LATEX}),
            (service.end_entry, {}),
            (service.delete_entry, {}),
        ):
            with pytest.raises(NotFound):
                _do(open_work, stranger, use_case, entry_id=entry, **given)
    assert not _read(open_work, noe).sections[Section.ALLERGIES].filled
    for use_case, given in (
        (service.add_entry, {"section": Section.ALLERGIES, "typed": LATEX}),
        (service.declare_none, {"section": Section.DISEASES}),
        (service.read_profile, {}),
    ):
        with pytest.raises(NotFound):
            _do(open_work, doctor, use_case, **given)
    (held,) = (e.held for e in _read(open_work, alice).sections[Section.ALLERGIES].entries)
    assert held["allergene"] == "Latex"


def test_an_entry_that_a_professional_wrote_is_read_and_not_touched(open_work: OpenWork) -> None:
    alice, doctor = a_holder(open_work), a_professional(open_work)
    entry = _add(open_work, alice, Section.VACCINATIONS, {"vaccin": "DTP", "debut-annee": "2020"})
    with open_work(JOB) as work:
        row = work.db.get(ProfileEntry, entry)
        assert row is not None
        row.author_account_id, row.author_professional_id = doctor.account_id, doctor.professional_id
        work.commit(untraced=Untraced.TECHNICAL)
    (seen,) = _read(open_work, alice).sections[Section.VACCINATIONS].entries
    assert not seen.mine
    assert seen.by_professional == doctor.professional_id
    with pytest.raises(NotFound):
        _do(open_work, alice, service.delete_entry, entry_id=entry)
    with pytest.raises(NotFound):
        _do(open_work, alice, service.change_entry, entry_id=entry, typed={"vaccin": "DTP", "debut-annee": "2021"})


def test_a_professional_sees_the_sections_of_the_default_and_no_other(open_work: OpenWork) -> None:
    alice, doctor = a_holder(open_work), a_professional(open_work)
    _add(open_work, alice, Section.ALLERGIES, LATEX)
    _add(open_work, alice, Section.DISEASES, ASTHMA)
    _add(open_work, alice, Section.TRUSTED, PERSON)
    _do(open_work, alice, service.declare_none, section=Section.TREATMENTS)
    with open_work(JOB) as work:
        assert set(work.db.get(Grant, a_grant(open_work, alice, doctor)).sections) == SHOWN_BY_DEFAULT  # type: ignore[union-attr]
    an_open_record(open_work, doctor, alice)
    seen = _do(open_work, doctor, service.read_summary, space_id=alice.space_id).sections
    assert [e.held["allergene"] for e in seen[Section.ALLERGIES].entries] == ["Latex"]
    assert seen[Section.TREATMENTS].none is not None
    assert not seen[Section.TRUSTED].filled
    read = {action for action, _ in _actions(open_work, alice) if action.startswith("PROFILE_READ")}
    assert read == {"PROFILE_READ_ALLERGIES", "PROFILE_READ_DISEASES", "PROFILE_READ_TREATMENTS"}


def test_each_section_is_shown_by_its_own_choice(open_work: OpenWork) -> None:
    alice, doctor = a_holder(open_work), a_professional(open_work)
    _add(open_work, alice, Section.ALLERGIES, LATEX)
    _add(open_work, alice, Section.TRUSTED, PERSON)
    grant_id = a_grant(open_work, alice, doctor)
    an_open_record(open_work, doctor, alice)
    _shows(open_work, grant_id, Section.TRUSTED)
    seen = _do(open_work, doctor, service.read_summary, space_id=alice.space_id).sections
    assert seen[Section.TRUSTED].filled
    assert not seen[Section.ALLERGIES].filled
    _shows(open_work, grant_id)
    seen = _do(open_work, doctor, service.read_summary, space_id=alice.space_id).sections
    assert not any(content.filled for content in seen.values())


def test_a_professional_reads_nothing_without_opening_or_grant(open_work: OpenWork) -> None:
    alice, doctor, other = a_holder(open_work), a_professional(open_work), a_professional(open_work, profession="313")
    _add(open_work, alice, Section.ALLERGIES, LATEX)
    with pytest.raises(NotFound):
        _do(open_work, doctor, service.read_summary, space_id=alice.space_id)
    a_grant(open_work, alice, doctor)
    with pytest.raises(NotFound):
        _do(open_work, doctor, service.read_summary, space_id=alice.space_id)
    a_grant(open_work, alice, other)
    an_open_record(open_work, other, alice)
    with pytest.raises(NotFound):
        _do(open_work, other, service.read_summary, space_id=alice.space_id)


def test_a_space_that_is_not_active_shows_and_takes_nothing(open_work: OpenWork) -> None:
    closed = a_holder(open_work, state=SpaceState.CLOSED_ARCHIVED)
    for use_case, given in (
        (service.read_profile, {}),
        (service.add_entry, {"section": Section.ALLERGIES, "typed": LATEX}),
        (service.declare_none, {"section": Section.ALLERGIES}),
    ):
        with pytest.raises(NotFound):
            _do(open_work, closed, use_case, **given)


def test_what_was_entered_lies_sealed(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    marker = f"zinzoline{uuid4().hex}"
    _add(open_work, alice, Section.DISEASES, {"maladie": marker, "commentaire": marker})
    with open_work(JOB) as work:
        rows = work.db.execute(text("select to_jsonb(p)::text, body from profile_entry p")).all()
        assert all(marker not in row[0] and marker.encode() not in bytes(row[1]) for row in rows)
        traces = work.db.execute(text("select to_jsonb(t)::text from trace t")).scalars()
        assert not any(marker in line for line in traces)
