"""The entries of a profile on real parts: whose they are, what each reader sees, and what is written of it."""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlmodel import col

from csn_app.access import service as access
from csn_app.access.model import Grant
from csn_app.audit.model import TraceRow
from csn_app.core.actor import JOB, VISITOR, Actor
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import SHOWN_BY_DEFAULT, Section, SpaceState
from csn_app.core.work import Untraced
from csn_app.profile import service
from csn_app.profile.model import ProfileEntry
from csn_app.profile.rules import AlreadyAnswered, ChangedSince, FieldsWrong, NoneBesideEntries, SectionFull
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


def _seen(open_work: OpenWork, holder: Actor, section: Section) -> datetime:
    """Return when the one entry of a section was last changed."""
    (entry,) = _read(open_work, holder).sections[section].entries
    return entry.changed_at


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
    seen = _seen(open_work, alice, Section.DISEASES)
    _do(open_work, alice, service.change_entry, entry_id=entry, typed=ASTHMA | {"debut-mois": "4"}, seen=seen)
    (held,) = (e.held for e in _read(open_work, alice).sections[Section.DISEASES].entries)
    assert held == {"maladie": "Asthme", "debut": "1996-04"}
    _do(open_work, alice, service.end_entry, entry_id=entry, seen=_seen(open_work, alice, Section.DISEASES))
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


@pytest.mark.parametrize("unseen", [False, True], ids=["seen", "unseen"])
def test_a_section_of_one_answer_is_never_replaced_by_an_addition(
    open_work: OpenWork, monkeypatch: pytest.MonkeyPatch, *, unseen: bool
) -> None:
    alice = a_holder(open_work)
    _add(open_work, alice, Section.TRUSTED, PERSON)
    if unseen:
        # What the database alone would stop.
        monkeypatch.setattr(service, "_rows", lambda *_: [])
    with pytest.raises(AlreadyAnswered):
        _add(open_work, alice, Section.TRUSTED, PERSON | {"prenom": "Chloé"})
    (entry,) = _read(open_work, alice).sections[Section.TRUSTED].entries
    assert entry.held["prenom"] == "Julien"
    assert len(_actions(open_work, alice)) == 1


@pytest.mark.parametrize("use_case", ["change_entry", "end_entry"])
def test_nothing_is_written_over_what_changed_elsewhere(open_work: OpenWork, use_case: str) -> None:
    alice = a_holder(open_work)
    entry = _add(open_work, alice, Section.DISEASES, ASTHMA)
    seen = _seen(open_work, alice, Section.DISEASES)
    _do(open_work, alice, service.change_entry, entry_id=entry, typed=ASTHMA | {"debut-mois": "4"}, seen=seen)
    given = {"typed": ASTHMA | {"commentaire": "ailleurs"}} if use_case == "change_entry" else {}
    with pytest.raises(ChangedSince):
        _do(open_work, alice, getattr(service, use_case), entry_id=entry, seen=seen, **given)
    (held,) = (e.held for e in _read(open_work, alice).sections[Section.DISEASES].entries)
    assert held == {"maladie": "Asthme", "debut": "1996-04"}


def test_none_and_an_entry_at_once_never_both_stay(open_work: OpenWork) -> None:
    for _ in range(5):
        alice = a_holder(open_work)
        together = threading.Barrier(2)

        def act(use_case: Any, given: dict[str, Any], alice: Actor = alice, gate: Any = together) -> None:
            gate.wait()
            with contextlib.suppress(NoneBesideEntries):
                _do(open_work, alice, use_case, section=Section.ALLERGIES, **given)

        with ThreadPoolExecutor(2) as pool:
            for done in [
                pool.submit(act, service.add_entry, {"typed": LATEX}),
                pool.submit(act, service.declare_none, {}),
            ]:
                done.result()
        with open_work(JOB) as work:
            here = select(col(ProfileEntry.id)).where(col(ProfileEntry.space_id) == alice.space_id)
            assert len(work.db.scalars(here).all()) == 1
        (entry,) = _read(open_work, alice).sections[Section.ALLERGIES].entries
        assert entry.held["allergene"] == "Latex"


def test_a_none_hidden_beside_an_entry_goes_with_it(open_work: OpenWork, monkeypatch: pytest.MonkeyPatch) -> None:
    alice = a_holder(open_work)
    entry = _add(open_work, alice, Section.ALLERGIES, LATEX)
    with monkeypatch.context() as blind:
        blind.setattr(service, "_rows", lambda *_: [])
        _do(open_work, alice, service.declare_none, section=Section.ALLERGIES)
    assert _read(open_work, alice).sections[Section.ALLERGIES].none is None
    _do(open_work, alice, service.delete_entry, entry_id=entry)
    assert not _read(open_work, alice).sections[Section.ALLERGIES].filled


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
    seen = _seen(open_work, alice, Section.ALLERGIES)
    a_grant(open_work, alice, doctor)
    an_open_record(open_work, doctor, alice)
    for stranger in (noe, doctor, VISITOR):
        for use_case, given in (
            (service.change_entry, {"typed": LATEX, "seen": seen}),
            (service.end_entry, {"seen": seen}),
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
    typed = {"vaccin": "DTP", "debut-annee": "2021"}
    with pytest.raises(NotFound):
        _do(open_work, alice, service.change_entry, entry_id=entry, typed=typed, seen=seen.changed_at)


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


def test_a_wide_grant_taken_back_shows_no_section_beside_a_narrower_one(open_work: OpenWork) -> None:
    alice, doctor = a_holder(open_work), a_professional(open_work)
    _add(open_work, alice, Section.ALLERGIES, LATEX)
    _add(open_work, alice, Section.DISEASES, ASTHMA)
    _do(open_work, alice, access.revoke_grant, grant_id=a_grant(open_work, alice, doctor))
    _shows(open_work, a_grant(open_work, alice, doctor), Section.ALLERGIES)
    an_open_record(open_work, doctor, alice)
    seen = _do(open_work, doctor, service.read_summary, space_id=alice.space_id).sections
    assert seen[Section.ALLERGIES].filled
    assert not seen[Section.DISEASES].filled
    assert _do(open_work, doctor, service.sections_shown, space_id=alice.space_id) == {Section.ALLERGIES}


def test_a_grant_that_ended_shows_nothing_in_an_open_record(open_work: OpenWork) -> None:
    alice, doctor = a_holder(open_work), a_professional(open_work)
    _add(open_work, alice, Section.ALLERGIES, LATEX)
    grant_id = a_grant(open_work, alice, doctor)
    an_open_record(open_work, doctor, alice)
    assert _do(open_work, doctor, service.read_summary, space_id=alice.space_id).sections[Section.ALLERGIES].filled
    with open_work(JOB) as work:
        grant = work.db.get(Grant, grant_id)
        assert grant is not None
        grant.ends_at = work.now - timedelta(seconds=1)
        work.commit(untraced=Untraced.TECHNICAL)
    for use_case in (service.read_summary, service.sections_shown):
        with pytest.raises(NotFound):
            _do(open_work, doctor, use_case, space_id=alice.space_id)


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


def test_the_length_of_what_lies_sealed_tells_neither_none_nor_an_entry(open_work: OpenWork) -> None:
    alice, noe = a_holder(open_work), a_holder(open_work)
    _add(open_work, alice, Section.ALLERGIES, LATEX | {"reaction": "Gonflement du visage"})
    _do(open_work, noe, service.declare_none, section=Section.ALLERGIES)
    with open_work(JOB) as work:
        of_both = col(ProfileEntry.space_id).in_([alice.space_id, noe.space_id])
        lengths = [len(body) for body in work.db.scalars(select(col(ProfileEntry.body)).where(of_both))]
    assert len(lengths) == 2
    assert lengths[0] == lengths[1]


def test_what_was_entered_lies_sealed(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    marker = f"zinzoline{uuid4().hex}"
    _add(open_work, alice, Section.DISEASES, {"maladie": marker, "commentaire": marker})
    with open_work(JOB) as work:
        rows = work.db.execute(text("select to_jsonb(p)::text, body from profile_entry p")).all()
        assert all(marker not in row[0] and marker.encode() not in bytes(row[1]) for row in rows)
        traces = work.db.execute(text("select to_jsonb(t)::text from trace t")).scalars()
        assert not any(marker in line for line in traces)
