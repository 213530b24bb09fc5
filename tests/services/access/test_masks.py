"""What a person hides, from whom, and that nothing of it shows: lists, counts, pages, readings, sections (R-AC-19)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlmodel import col

from csn_app.access import policy, service, sharing
from csn_app.access.model import Grant
from csn_app.access.policy import Permission
from csn_app.access.rules import Duration
from csn_app.access.rules_masks import EVERYBODY, EVERYTHING, Audience, Masked
from csn_app.access.terms import NOTE_LENGTH, NoteTooLong, Terms
from csn_app.audit.model import TraceRow
from csn_app.config import settings
from csn_app.core.actor import JOB, Actor
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import PatientCategory, Section
from csn_app.core.work import Untraced
from csn_app.documents import service as documents
from csn_app.documents import visibility
from csn_app.documents.model import CategoryCount, Document
from csn_app.profile.service import add_entry, read_summary, who_sees
from tests.factories import OpenWork, a_grant, a_holder, a_professional, an_open_record
from tests.services.access.documents import BLOOD, SCAN, a_row, sees


@contextmanager
def chosen(**names: object) -> Iterator[None]:
    """Change settings of the installation for a moment."""
    before = {name: getattr(settings(), name) for name in names}
    for name, value in names.items():
        setattr(settings(), name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(settings(), name, value)


def _a_pair(open_work: OpenWork, *, profession: str = "10") -> tuple[Actor, Actor]:
    holder, doctor = a_holder(open_work), a_professional(open_work, profession=profession)
    a_grant(open_work, holder, doctor)
    an_open_record(open_work, doctor, holder)
    return holder, doctor


def _seen(open_work: OpenWork, actor: Actor, holder: Actor) -> set[UUID]:
    with open_work(actor) as work:
        return sees(work, holder.space_id)


def _hide(open_work: OpenWork, holder: Actor, thing: Masked, audience: Audience = EVERYBODY) -> None:
    with open_work(holder) as work:
        sharing.hide(work, holder.space_id, thing, audience=audience)


def _show(open_work: OpenWork, holder: Actor, thing: Masked, audience: Audience = EVERYBODY, code: str = "") -> None:
    with open_work(holder) as work:
        sharing.show(work, holder.space_id, thing, audience=audience, profession_code=code)


def _lines(open_work: OpenWork, holder: Actor) -> list[Any]:
    with open_work(JOB) as work:
        mine = select(TraceRow).where(col(TraceRow.chain_id) == holder.space_id).order_by(col(TraceRow.seq))
        return [(row.action, dict(row.detail), row.target_id) for row in work.db.scalars(mine)]


def test_a_document_is_masked_from_one_a_profession_or_all(open_work: OpenWork) -> None:
    holder, doctor = _a_pair(open_work)
    nurse = a_professional(open_work, profession="60")
    a_grant(open_work, holder, nurse)
    an_open_record(open_work, nurse, holder)
    row = a_row(open_work, holder)
    for audience, doctor_sees, nurse_sees in (
        (Audience(doctor.professional_id), False, True),
        (Audience(profession_code="60"), True, False),
        (Audience(), False, False),
    ):
        _hide(open_work, holder, Masked(row), audience)
        assert (row in _seen(open_work, doctor, holder)) is doctor_sees
        assert (row in _seen(open_work, nurse, holder)) is nurse_sees
        assert row in _seen(open_work, holder, holder)
        _show(open_work, holder, Masked(row), audience)
        assert row in _seen(open_work, doctor, holder)
        assert row in _seen(open_work, nurse, holder)


def test_a_masked_document_leaves_no_hint_to_a_professional(open_work: OpenWork) -> None:
    holder, doctor = _a_pair(open_work)
    shown, masked = a_row(open_work, holder), a_row(open_work, holder, kind=SCAN)
    with open_work(JOB) as work:
        work.db.add(CategoryCount(space_id=holder.space_id, category="BIOLOGIE", documents=1))
        work.db.add(CategoryCount(space_id=holder.space_id, category="RADIO_SC", documents=1))
        work.commit(untraced=Untraced.TECHNICAL)
    _hide(open_work, holder, Masked(masked))
    with open_work(doctor) as work:
        page = documents.list_documents(work, space_id=holder.space_id)
        assert [row.id for row in page.rows] == [shown]
        assert page.counts == {PatientCategory.BIOLOGIE: 1}
        assert not page.older
        assert not page.newer
        assert [row.id for row in documents.describe_documents(work, [masked, shown])] == [shown]
        assert documents.titles_of(work, space_id=holder.space_id, document_ids=[masked]) == {}
        counts = policy.visible(work, Permission.DOCUMENT_LIST, CategoryCount)
        assert work.db.scalars(select(CategoryCount).where(counts)).all() == []
    for use_case in (documents.describe_document, documents.ask_again):
        with open_work(doctor) as work, pytest.raises(NotFound):
            use_case(work, masked)
    with open_work(doctor) as work, pytest.raises(NotFound):
        documents.open_file(work, document_id=masked, shown=False, again=True)


def test_the_author_keeps_seeing_what_is_masked_from_all(open_work: OpenWork) -> None:
    holder, doctor = _a_pair(open_work)
    row = a_row(open_work, holder, author=doctor)
    _hide(open_work, holder, Masked(row))
    _hide(open_work, holder, EVERYTHING)
    assert row in _seen(open_work, doctor, holder)
    with open_work(holder) as work:
        (reader,) = visibility.who_sees(work, row).readers
    assert reader.author
    assert reader.answer == "YES"


def test_a_masked_section_is_read_by_nobody_it_is_masked_from(open_work: OpenWork) -> None:
    holder, doctor = _a_pair(open_work)
    with open_work(holder) as work:
        add_entry(work, section=Section.ALLERGIES, typed={"allergene": "Pollen"})
    _hide(open_work, holder, Masked(section=Section.ALLERGIES), Audience(profession_code="10"))
    with open_work(doctor) as work:
        assert Section.ALLERGIES not in policy.sections_shown(work, holder.space_id)
        assert not read_summary(work, space_id=holder.space_id).sections[Section.ALLERGIES].filled
    with open_work(holder) as work:
        (watcher,) = who_sees(work)
        assert Section.ALLERGIES not in watcher.sections
    assert "PROFILE_READ_ALLERGIES" not in [action for action, _, _ in _lines(open_work, holder)]


def test_everything_is_masked_at_once_then_shown_one_by_one(open_work: OpenWork) -> None:
    holder, doctor = _a_pair(open_work)
    first, second = a_row(open_work, holder), a_row(open_work, holder, kind=SCAN)
    _hide(open_work, holder, EVERYTHING)
    later = a_row(open_work, holder)
    assert _seen(open_work, doctor, holder) == set()
    _show(open_work, holder, Masked(first))
    assert _seen(open_work, doctor, holder) == {first}
    person = Audience(doctor.professional_id)
    _show(open_work, holder, Masked(second), person, doctor.profession_code)
    assert _seen(open_work, doctor, holder) == {first, second}
    # Masked again as a whole, no older exception survives.
    _hide(open_work, holder, EVERYTHING)
    assert _seen(open_work, doctor, holder) == set()
    _show(open_work, holder, EVERYTHING)
    assert _seen(open_work, doctor, holder) == {first, second, later}


def test_an_exception_for_one_holds_against_the_mask_from_all_for_that_one(open_work: OpenWork) -> None:
    holder, doctor = _a_pair(open_work)
    other = a_professional(open_work)
    a_grant(open_work, holder, other)
    an_open_record(open_work, other, holder)
    row = a_row(open_work, holder)
    _hide(open_work, holder, Masked(row))
    with open_work(holder) as work:
        visibility.set_reader(work, row, professional_id=doctor.professional_id, sees=True)
    assert _seen(open_work, doctor, holder) == {row}
    assert _seen(open_work, other, holder) == set()
    with open_work(holder) as work:
        visibility.set_reader(work, row, professional_id=doctor.professional_id, sees=False)
    assert _seen(open_work, doctor, holder) == set()
    _show(open_work, holder, Masked(row))
    assert _seen(open_work, doctor, holder) == {row}


def test_masks_of_one_space_do_nothing_in_another(open_work: OpenWork) -> None:
    holder, doctor = _a_pair(open_work)
    stranger = a_holder(open_work)
    row = a_row(open_work, holder)
    with open_work(stranger) as work:
        sharing.hide(work, stranger.space_id, Masked(row))
        sharing.hide(work, stranger.space_id, EVERYTHING)
    assert _seen(open_work, doctor, holder) == {row}


@pytest.mark.parametrize("act", ["hide", "show", "list", "block", "unblock", "blocked", "let_see", "keep_from"])
def test_nobody_but_the_holder_changes_or_reads_masks(open_work: OpenWork, act: str) -> None:
    holder, doctor = _a_pair(open_work)
    row, stranger, space = a_row(open_work, holder), a_holder(open_work), holder.space_id
    whom = {"professional_id": doctor.professional_id}
    acts: dict[str, Any] = {
        "hide": lambda work: sharing.hide(work, space, Masked(row)),
        "show": lambda work: sharing.show(work, space, Masked(row)),
        "list": lambda work: sharing.list_masks(work, space),
        "block": lambda work: sharing.block(work, space, **whom),
        "unblock": lambda work: sharing.unblock(work, space, **whom),
        "blocked": lambda work: sharing.list_blocked(work, space),
        "let_see": lambda work: sharing.let_see(work, space, row, category="BIOLOGIE", profession_code="10", **whom),
        "keep_from": lambda work: sharing.keep_from(work, space, row, profession_code="10", **whom),
    }
    for actor in (stranger, doctor):
        with open_work(actor) as work, pytest.raises(NotFound):
            acts[act](work)
    assert _seen(open_work, doctor, holder) == {row}


def test_masking_is_traced_once_with_the_audience_and_no_title(open_work: OpenWork) -> None:
    holder, doctor = _a_pair(open_work)
    row = a_row(open_work, holder)
    for _ in range(2):
        _hide(open_work, holder, Masked(row), Audience(doctor.professional_id))
    _hide(open_work, holder, Masked(section=Section.DISEASES), Audience(profession_code="60"))
    code = f"PERSON:{doctor.professional_id}"
    assert _lines(open_work, holder) == [
        ("DOC_MASKED", {"audience": code}, doctor.professional_id),
        ("SECTION_MASKED", {"audience": "PROFESSION:60", "section": "DISEASES"}, None),
    ]


def test_a_document_is_added_beyond_the_categories_and_ends_with_the_access(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    row, other = a_row(open_work, holder, kind=SCAN), a_row(open_work, holder, kind=SCAN)
    grant = a_grant(open_work, holder, doctor, categories=("BIOLOGIE",))
    an_open_record(open_work, doctor, holder)
    with open_work(holder) as work:
        visibility.set_reader(work, row, professional_id=doctor.professional_id, sees=True)
    assert _seen(open_work, doctor, holder) == {row}
    assert other not in _seen(open_work, doctor, holder)
    with open_work(holder) as work:
        service.revoke_grant(work, grant)
    a_grant(open_work, holder, doctor, categories=("BIOLOGIE",))
    an_open_record(open_work, doctor, holder)
    assert _seen(open_work, doctor, holder) == set()


def test_what_the_law_closes_stays_closed_when_added(open_work: OpenWork) -> None:
    holder, nurse = _a_pair(open_work, profession="60")
    row = a_row(open_work, holder, kind=("CERT_MED", "89601-9", "52"))
    with open_work(holder) as work:
        visibility.set_reader(work, row, professional_id=nurse.professional_id, sees=True)
        (reader,) = visibility.who_sees(work, row).readers
    assert reader.answer == "MATRIX_SAYS_NO"
    assert _seen(open_work, nurse, holder) == set()


def test_an_access_of_single_documents_shows_these_only(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    row, _ = a_row(open_work, holder), a_row(open_work, holder)
    terms = Terms(single_only=True, documents=frozenset({row}), note="Pour le genou")
    asked: dict[str, Any] = {"categories": frozenset(), "duration": Duration.MONTH, "terms": terms}
    with open_work(holder) as work:
        service.give_grant(work, holder.space_id, professional_id=doctor.professional_id, **asked)
        (grant,) = service.list_grants(work, holder.space_id)
    an_open_record(open_work, doctor, holder)
    assert _seen(open_work, doctor, holder) == {row}
    assert (grant.single_only, grant.documents, grant.note) == (True, (row,), "Pour le genou")


def test_a_note_is_sealed_and_short(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    asked: dict[str, Any] = {"professional_id": doctor.professional_id, "categories": frozenset()}
    terms = Terms(note="x" * (NOTE_LENGTH + 1))
    with open_work(holder) as work, pytest.raises(NoteTooLong):
        service.give_grant(work, holder.space_id, duration=Duration.DAY, terms=terms, **asked)
    with open_work(holder) as work:
        terms = Terms(note="Vu pour mon secret")
        grant = service.give_grant(work, holder.space_id, duration=Duration.DAY, terms=terms, **asked)
    with open_work(JOB) as work:
        assert b"secret" not in work.db.get_one(Grant, grant).note


def test_there_is_one_attending_doctor(open_work: OpenWork) -> None:
    holder, first, second = a_holder(open_work), a_professional(open_work), a_professional(open_work)
    for doctor in (first, second):
        with open_work(holder) as work:
            service.give_grant(
                work,
                holder.space_id,
                professional_id=doctor.professional_id,
                categories=frozenset(),
                duration=Duration.MONTH,
                terms=Terms(attending=True),
            )
    with open_work(holder) as work:
        attending = {g.professional_id for g in service.list_grants(work, holder.space_id) if g.attending}
    assert attending == {second.professional_id}


def test_a_mask_holds_against_the_attending_doctor_unless_the_installation_says_otherwise(open_work: OpenWork) -> None:
    holder, doctor = _a_pair(open_work)
    row = a_row(open_work, holder)
    with open_work(JOB) as work:
        grant = work.db.scalars(select(Grant).where(col(Grant.space_id) == holder.space_id)).one()
        grant.attending = True
        work.commit(untraced=Untraced.TECHNICAL)
    _hide(open_work, holder, Masked(row))
    _hide(open_work, holder, Masked(section=Section.ALLERGIES))
    assert _seen(open_work, doctor, holder) == set()
    with chosen(attending_sees_masked=True):
        assert _seen(open_work, doctor, holder) == {row}
        with open_work(holder) as work:
            (reader,) = visibility.who_sees(work, row).readers
        assert reader.always
        with open_work(doctor) as work:
            assert Section.ALLERGIES in policy.sections_shown(work, holder.space_id)


def test_where_masks_know_no_persons_what_was_masked_from_one_is_masked_from_all(open_work: OpenWork) -> None:
    holder, doctor = _a_pair(open_work)
    other = a_professional(open_work)
    a_grant(open_work, holder, other)
    an_open_record(open_work, other, holder)
    row, shown = a_row(open_work, holder), a_row(open_work, holder)
    _hide(open_work, holder, Masked(row), Audience(doctor.professional_id))
    with chosen(mask_per_person=False):
        assert _seen(open_work, other, holder) == {shown}
        with open_work(holder) as work:
            assert {r.answer for r in visibility.who_sees(work, row).readers} == {"MASKED_FROM_ALL"}
        with open_work(holder) as work, pytest.raises(sharing.MasksKnowNoPersons):
            sharing.hide(work, holder.space_id, Masked(shown), audience=Audience(doctor.professional_id))
        _hide(open_work, holder, Masked(shown))
        assert _seen(open_work, other, holder) == set()


def test_deleting_a_document_takes_its_masks_and_additions(open_work: OpenWork) -> None:
    holder, doctor = _a_pair(open_work)
    row = a_row(open_work, holder, kind=BLOOD)
    _hide(open_work, holder, Masked(row), Audience(doctor.professional_id))
    with open_work(JOB) as work:
        work.db.delete(work.db.get_one(Document, row))
        work.commit(untraced=Untraced.TECHNICAL)
    with open_work(holder) as work:
        assert sharing.list_masks(work, holder.space_id) == []
