"""Reading in an emergency: who may, under which refusal, until when, and what is left of it in the trail."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlmodel import col

from csn_app.access import emergency, lifecycle, policy
from csn_app.access import emergency_access as accesses
from csn_app.access import emergency_choices as choosing
from csn_app.access import service as access
from csn_app.access.emergency_access import EmergencyRefused, SituationNotGiven, WordsNotGiven
from csn_app.access.emergency_rules import LASTS, Choices, Situation
from csn_app.access.permissions import READ_IN_EMERGENCY
from csn_app.access.policy import Permission
from csn_app.audit.model import TraceRow
from csn_app.config import settings
from csn_app.core.actor import Actor, Quality
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import OpeningReason, Section, SpaceState
from csn_app.core.work import Channel, Notice
from csn_app.documents import service as documents
from csn_app.documents.model import Document
from csn_app.notifications.model import OutboxLine
from csn_app.profile import service as profile
from tests.factories import OpenWork, a_grant, a_holder, a_professional, an_operator
from tests.services.home.test_home import deposited

WORDS = "Inconsciente, on cherche ses allergies."
READING = sorted(READ_IN_EMERGENCY)


def an_emergency_doctor(open_work: OpenWork, *, profession: str = "10") -> Actor:
    return replace(a_professional(open_work, profession=profession, name="Yann Lebreton"), breaks_glass=True)


def a_regulator(open_work: OpenWork) -> Actor:
    return replace(a_professional(open_work, name="Odette Sarrazin"), regulates=True)


def broken(
    open_work: OpenWork, doctor: Actor, holder: Actor, *, situation: Situation = Situation.INCAPABLE, words: str = WORDS
) -> None:
    with open_work(doctor) as work:
        accesses.open_in_emergency(work, _space(holder), situation=situation, words=words)


def chosen(open_work: OpenWork, holder: Actor, choices: Choices) -> None:
    with open_work(holder) as work:
        choosing.choose(work, _space(holder), choices=choices)


def may(
    open_work: OpenWork, actor: Actor, permission: Permission, holder: Actor, *, later: timedelta = timedelta()
) -> bool:
    with open_work(actor) as work:
        work.now += later
        return policy.allowed(work, permission, holder.space_id)


def actions(open_work: OpenWork, holder: Actor) -> list[str]:
    with open_work(holder) as work:
        return list(work.db.scalars(select(col(TraceRow.action)).where(col(TraceRow.chain_id) == holder.space_id)))


def _space(holder: Actor) -> UUID:
    assert holder.space_id
    return holder.space_id


@pytest.mark.parametrize("permission", READING)
def test_break_glass_lets_one_professional_read_for_24_hours(open_work: OpenWork, permission: Permission) -> None:
    holder, doctor, other = a_holder(open_work), an_emergency_doctor(open_work), an_emergency_doctor(open_work)
    assert not may(open_work, doctor, permission, holder)
    broken(open_work, doctor, holder)
    assert may(open_work, doctor, permission, holder)
    assert may(open_work, doctor, permission, holder, later=LASTS - timedelta(minutes=1))
    assert not may(open_work, doctor, permission, holder, later=LASTS + timedelta(seconds=1))
    assert not may(open_work, other, permission, holder)
    assert not may(open_work, doctor, permission, a_holder(open_work))


def test_an_emergency_deposits_nothing_and_opens_no_other_session(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), an_emergency_doctor(open_work)
    broken(open_work, doctor, holder)
    assert not may(open_work, doctor, Permission.DOCUMENT_ADD, holder)
    elsewhere = replace(doctor, session_id=uuid4())
    assert not may(open_work, elsewhere, Permission.DOCUMENT_READ, holder)
    with open_work(elsewhere) as work:
        accesses.reopen_in_emergency(work, _space(holder))
    assert may(open_work, elsewhere, Permission.DOCUMENT_READ, holder)


def test_only_an_emergency_quality_opens_and_anybody_else_is_refused_like_a_stranger(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    closed = an_emergency_doctor(open_work, profession="zz")
    for actor in (a_professional(open_work), closed, holder, a_holder(open_work), an_operator(open_work)):
        for act in (accesses.my_situations, lambda work: accesses.situations_let(work, _space(holder))):
            with open_work(actor) as work, pytest.raises(NotFound):
                act(work)
        with pytest.raises(NotFound):
            broken(open_work, actor, holder)
    assert actions(open_work, holder) == []


def test_each_quality_gives_its_own_situations(open_work: OpenWork) -> None:
    holder, doctor, regulator = a_holder(open_work), an_emergency_doctor(open_work), a_regulator(open_work)
    for actor, wrong in ((doctor, Situation.CALL), (regulator, Situation.INCAPABLE)):
        with pytest.raises(SituationNotGiven):
            broken(open_work, actor, holder, situation=wrong)
    broken(open_work, regulator, holder, situation=Situation.CALL, words="")
    assert may(open_work, regulator, Permission.DOCUMENT_LIST, holder)


def test_incapacity_is_asked_for_where_the_setting_says_so(
    open_work: OpenWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "emergency_needs_incapacity", True)
    holder = a_holder(open_work)
    with pytest.raises(SituationNotGiven):
        broken(open_work, an_emergency_doctor(open_work), holder, situation=Situation.URGENT_CARE)
    with pytest.raises(SituationNotGiven):
        broken(open_work, a_regulator(open_work), holder, situation=Situation.CALL)
    broken(open_work, an_emergency_doctor(open_work), holder)


@pytest.mark.parametrize("words", ["", "Urgence", "x" * 501, " a  " * 6])
def test_breaking_the_glass_needs_a_sentence(open_work: OpenWork, words: str) -> None:
    holder, doctor = a_holder(open_work), an_emergency_doctor(open_work)
    with pytest.raises(WordsNotGiven):
        broken(open_work, doctor, holder, words=words)
    assert not may(open_work, doctor, Permission.RECORD_OPEN, holder)
    assert actions(open_work, holder) == []


@pytest.mark.parametrize(
    ("choices", "samu", "glass"),
    [
        (Choices(), True, True),
        (Choices(allowed=False), False, False),
        (Choices(samu=False), False, True),
        (Choices(glass=False), True, False),
    ],
)
def test_a_refusal_is_respected_and_said_as_one(open_work: OpenWork, choices: Choices, samu: bool, glass: bool) -> None:
    holder, doctor, regulator = a_holder(open_work), an_emergency_doctor(open_work), a_regulator(open_work)
    chosen(open_work, holder, choices)
    for actor, situation, let in ((regulator, Situation.CALL, samu), (doctor, Situation.INCAPABLE, glass)):
        with open_work(actor) as work:
            assert bool(accesses.situations_let(work, _space(holder))) is let
        if let:
            broken(open_work, actor, holder, situation=situation)
        else:
            with pytest.raises(EmergencyRefused):
                broken(open_work, actor, holder, situation=situation)
        assert may(open_work, actor, Permission.DOCUMENT_READ, holder) is let
    refused = actions(open_work, holder).count("EMERGENCY_REFUSED")
    assert refused == (not samu) + (not glass)


def test_where_details_are_not_shown_the_master_switch_alone_decides(
    open_work: OpenWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder = a_holder(open_work)
    chosen(open_work, holder, Choices(glass=False))
    monkeypatch.setattr(settings(), "emergency_detail", False)
    broken(open_work, an_emergency_doctor(open_work), holder)
    chosen(open_work, holder, Choices(allowed=False))
    with pytest.raises(EmergencyRefused):
        broken(open_work, an_emergency_doctor(open_work), holder)


def test_opposing_cuts_what_runs_at_once_and_it_does_not_come_back(open_work: OpenWork) -> None:
    holder, doctor, regulator = a_holder(open_work), an_emergency_doctor(open_work), a_regulator(open_work)
    broken(open_work, doctor, holder)
    broken(open_work, regulator, holder, situation=Situation.CALL)
    chosen(open_work, holder, Choices(glass=False))
    assert not may(open_work, doctor, Permission.DOCUMENT_READ, holder)
    assert may(open_work, regulator, Permission.DOCUMENT_READ, holder)
    chosen(open_work, holder, Choices(allowed=False))
    assert not may(open_work, regulator, Permission.DOCUMENT_READ, holder)
    chosen(open_work, holder, Choices())
    for actor in (doctor, regulator):
        assert not may(open_work, actor, Permission.DOCUMENT_READ, holder)
        with open_work(actor) as work, pytest.raises(NotFound):
            accesses.reopen_in_emergency(work, _space(holder))
    assert actions(open_work, holder).count("EMERGENCY_ENDED") == 2


def test_opposing_and_breaking_at_once_never_leave_an_access(open_work: OpenWork) -> None:
    for _ in range(6):
        holder, doctor = a_holder(open_work), an_emergency_doctor(open_work)

        def attempt(act: Callable[[], None]) -> None:
            try:
                act()
            except EmergencyRefused:
                return

        with ThreadPoolExecutor(2) as both:
            list(
                both.map(
                    attempt,
                    (
                        lambda d=doctor, h=holder: broken(open_work, d, h),
                        lambda h=holder: chosen(open_work, h, Choices(allowed=False)),
                    ),
                )
            )
        assert not may(open_work, doctor, Permission.DOCUMENT_READ, holder)


def test_two_clicks_make_one_emergency_and_one_notice(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), an_emergency_doctor(open_work)
    to = f"{uuid4().hex}@example.fr"

    def once(_: int) -> None:
        with open_work(doctor) as work:
            notice = Notice(Channel.EMAIL, to, "Votre carnet a été ouvert", "texte")
            accesses.open_in_emergency(work, _space(holder), situation=Situation.INCAPABLE, words=WORDS, notice=notice)

    with ThreadPoolExecutor(3) as many:
        list(many.map(once, range(3)))
    with open_work(holder) as work:
        assert len(accesses.emergencies_of(work, _space(holder))) == 1
        mark = work.keys.mac("outbox.to", to)
        assert len(work.db.scalars(select(OutboxLine).where(col(OutboxLine.to_mark) == mark)).all()) == 1
    assert actions(open_work, holder).count("RECORD_OPENED_EMERGENCY") == 1


def test_a_day_later_the_glass_is_broken_again_with_a_new_reason(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), an_emergency_doctor(open_work)
    broken(open_work, doctor, holder)
    with open_work(doctor) as work:
        work.now += timedelta(hours=25)
        accesses.open_in_emergency(work, _space(holder), situation=Situation.URGENT_CARE, words=WORDS)
    with open_work(holder) as work:
        work.now += timedelta(hours=26)
        found = accesses.emergencies_of(work, _space(holder))
        assert [one.situation for one in found] == [Situation.URGENT_CARE, Situation.INCAPABLE]
        assert [one.running for one in found] == [True, False]


def test_every_reading_carries_its_purpose_and_the_sentence_is_sealed(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), an_emergency_doctor(open_work)
    document_id = deposited(open_work, holder, holder)
    with open_work(holder) as work:
        profile.add_entry(work, section=Section.FAMILY, typed={"maladie": "Diabète", "lien": "MOTHER"})
    broken(open_work, doctor, holder)
    with open_work(doctor) as work:
        assert [row.id for row in documents.list_documents(work, space_id=_space(holder)).rows] == [document_id]
        assert profile.read_summary(work, space_id=_space(holder)).sections[Section.FAMILY].filled
        documents.open_file(work, document_id=document_id, shown=False)
    with open_work(holder) as work:
        lines = work.db.scalars(select(TraceRow).where(col(TraceRow.chain_id) == holder.space_id)).all()
        theirs = [line for line in lines if line.quality == Quality.PROFESSIONAL]
        assert {"RECORD_OPENED_EMERGENCY", "PROFILE_READ_FAMILY_HISTORY"} < {line.action for line in theirs}
        for line in theirs:
            assert line.reason_code == OpeningReason.EMERGENCY
            assert WORDS.encode() not in line.reason
            assert work.open(_space(holder), "trace.reason", line.reason) == WORDS


def test_an_ordinary_opening_is_not_widened_and_an_emergency_one_does_not_outlive_its_hour(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), an_emergency_doctor(open_work)
    a_grant(open_work, holder, doctor, categories=("RADIO_SC",))
    biology = deposited(open_work, holder, holder)
    with open_work(doctor) as work:
        access.open_record(work, _space(holder), reason=OpeningReason.CONSULTATION)
    other_tab = replace(doctor, session_id=uuid4())
    broken(open_work, other_tab, holder)
    for actor, reads in ((doctor, False), (other_tab, True)):
        with open_work(actor) as work:
            seen = policy.visible(work, Permission.DOCUMENT_READ, Document)
            assert (work.db.scalar(select(Document).where(col(Document.id) == biology, seen)) is not None) is reads
    assert not may(open_work, other_tab, Permission.DOCUMENT_LIST, holder, later=timedelta(hours=25))
    assert may(open_work, doctor, Permission.DOCUMENT_LIST, holder, later=timedelta(hours=25))


def test_an_emergency_is_no_ordinary_reason(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), an_emergency_doctor(open_work)
    broken(open_work, doctor, holder)
    with open_work(doctor) as work, pytest.raises(NotFound):
        access.open_record(work, _space(holder), reason=OpeningReason.CONSULTATION)
    a_grant(open_work, holder, doctor)
    with open_work(doctor) as work, pytest.raises(access.ReasonNotGiven):
        access.open_record(work, _space(holder), reason=OpeningReason.EMERGENCY)


def test_closing_the_carnet_ends_emergencies_for_good(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), an_emergency_doctor(open_work)
    broken(open_work, doctor, holder)
    with open_work(holder) as work:
        traces = lifecycle.switch_grants_off(work, _space(holder))
        lifecycle.move_space(work, _space(holder), to=SpaceState.CLOSED_ARCHIVED)
        work.commit(*traces)
    assert [trace.action for trace in traces] == ["EMERGENCY_ENDED"]
    with pytest.raises(NotFound):
        broken(open_work, doctor, holder)
    with open_work(holder) as work:
        work.commit(*lifecycle.reopen_space(work, _space(holder)))
    assert not may(open_work, doctor, Permission.DOCUMENT_READ, holder)


def test_masks_are_lifted_only_under_an_emergency_and_where_the_person_said_so(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), an_emergency_doctor(open_work)

    def lifted(actor: Actor) -> bool:
        with open_work(actor) as work:
            return emergency.reads_masked(work, _space(holder))

    chosen(open_work, holder, Choices(masked=True))
    assert not lifted(doctor)
    broken(open_work, doctor, holder)
    assert lifted(doctor)
    assert not lifted(a_professional(open_work))
    assert not lifted(holder)
    chosen(open_work, holder, Choices(masked=False))
    assert not lifted(doctor)


def test_a_stranger_changes_and_reads_no_choice(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), an_emergency_doctor(open_work)
    broken(open_work, doctor, holder)
    for actor in (a_holder(open_work), doctor, an_operator(open_work)):
        for act in (choosing.choices_of, choosing.card_sections, choosing.list_codes, accesses.emergencies_of):
            with open_work(actor) as work, pytest.raises(NotFound):
                act(work, _space(holder))
        with open_work(actor) as work, pytest.raises(NotFound):
            choosing.choose(work, _space(holder), choices=Choices(allowed=False))
    assert may(open_work, doctor, Permission.DOCUMENT_READ, holder)
