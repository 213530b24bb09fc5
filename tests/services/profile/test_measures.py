"""Measures on real parts: whose they are, what is found by kind and period, what lies on the disk."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlmodel import col

from csn_app.access.model import Grant
from csn_app.audit.model import TraceRow
from csn_app.config import settings
from csn_app.core.actor import JOB, Actor
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import Section
from csn_app.core.work import Untraced
from csn_app.profile import guide, measures
from csn_app.profile.figures import MeasureWrong, TooManyMeasures
from csn_app.profile.guide import Topic
from csn_app.profile.measures import Period
from csn_app.profile.service import add_entry, declare_none
from tests.factories import OpenWork, a_grant, a_holder, a_professional, an_open_record


def _do(open_work: OpenWork, actor: Actor, use_case: Any, **given: Any) -> Any:
    with open_work(actor) as work:
        return use_case(work, **given)


def _note(open_work: OpenWork, holder: Actor, code: str, value: str, *, days_ago: int = 0, **more: str) -> None:
    with open_work(holder) as work:
        day = (work.now - timedelta(days=days_ago)).date().isoformat()
        measures.note_measure(work, code=code, typed={"valeur": value, "date": day} | more)


def _figures(open_work: OpenWork, holder: Actor, code: str, period: Period = Period.ALL) -> list[str]:
    series = _do(open_work, holder, measures.read_series, code=code, period=period)
    return [" / ".join(point.figures) for point in series.points]


def test_several_measures_a_day_are_kept_by_kind_and_period(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    for value, days in (("70", 400), ("71", 60), ("72", 2), ("72.5", 2)):
        _note(open_work, alice, "WEIGHT", value, days_ago=days)
    _note(open_work, alice, "HEART_RATE", "64")
    assert sorted(_figures(open_work, alice, "WEIGHT", Period.WEEK)) == ["72", "72.5"]
    assert _figures(open_work, alice, "WEIGHT", Period.QUARTER)[0] == "71"
    assert len(_figures(open_work, alice, "WEIGHT")) == 4
    series = _do(open_work, alice, measures.read_series, code="HEART_RATE", period=Period.WEEK)
    assert series.noted == {"WEIGHT", "HEART_RATE"}


def test_a_form_that_is_sent_twice_is_noted_once(open_work: OpenWork) -> None:
    alice, noe = a_holder(open_work), a_holder(open_work)
    with open_work(alice) as work:
        typed = {"valeur": "70", "date": work.now.date().isoformat()}
    for holder in (alice, alice, noe):
        _do(open_work, holder, measures.note_measure, code="WEIGHT", typed=typed, once="ab12")
    assert _figures(open_work, alice, "WEIGHT") == ["70"]
    assert _figures(open_work, noe, "WEIGHT") == ["70"]
    _do(open_work, alice, measures.note_measure, code="WEIGHT", typed=typed, once="cd34")
    assert len(_figures(open_work, alice, "WEIGHT")) == 2


def test_a_form_that_is_sent_twice_at_once_is_noted_once(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    with open_work(alice) as work:
        typed = {"valeur": "70", "date": work.now.date().isoformat()}

    def note(_: int) -> object:
        return _do(open_work, alice, measures.note_measure, code="WEIGHT", typed=typed, once="ab12")

    with ThreadPoolExecutor(max_workers=4) as threads:
        list(threads.map(note, range(4)))
    assert _figures(open_work, alice, "WEIGHT") == ["70"]


def test_a_day_holds_so_many_measures_and_no_more(open_work: OpenWork, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "measures_a_day", 2)
    alice = a_holder(open_work)
    for value in ("70", "71"):
        _note(open_work, alice, "WEIGHT", value)
    with pytest.raises(TooManyMeasures):
        _note(open_work, alice, "WEIGHT", "72")
    assert sorted(_figures(open_work, alice, "WEIGHT")) == ["70", "71"]


def test_the_last_measure_is_known_even_before_the_period(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    _note(open_work, alice, "WEIGHT", "70", days_ago=90)
    series = _do(open_work, alice, measures.read_series, code="WEIGHT", period=Period.WEEK)
    assert series.points == ()
    assert series.latest.figures == ("70",)


def test_the_index_is_computed_and_never_noted(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    _note(open_work, alice, "WEIGHT", "72.5")
    assert _figures(open_work, alice, "BODY_MASS_INDEX") == []
    _note(open_work, alice, "HEIGHT", "170")
    assert _figures(open_work, alice, "BODY_MASS_INDEX") == ["25.1"]
    series = _do(open_work, alice, measures.read_series, code="BODY_MASS_INDEX", period=Period.ALL)
    assert not series.points[0].timed
    _note(open_work, alice, "WEIGHT", "73", days_ago=1, heure="00:10")
    series = _do(open_work, alice, measures.read_series, code="BODY_MASS_INDEX", period=Period.ALL)
    assert [point.timed for point in series.points] == [True, False]
    with pytest.raises(NotFound):
        _note(open_work, alice, "BODY_MASS_INDEX", "25")


def test_nobody_else_reads_or_deletes_a_measure(open_work: OpenWork) -> None:
    alice, noe, doctor = a_holder(open_work), a_holder(open_work), a_professional(open_work)
    _note(open_work, alice, "WEIGHT", "70")
    point = _do(open_work, alice, measures.read_series, code="WEIGHT", period=Period.ALL).points[0]
    a_grant(open_work, alice, doctor)
    an_open_record(open_work, doctor, alice)
    for stranger in (noe, doctor):
        with pytest.raises(NotFound):
            _do(open_work, stranger, measures.delete_measure, measure_id=point.id)
    assert _figures(open_work, noe, "WEIGHT") == []
    with pytest.raises(NotFound):
        _do(open_work, doctor, measures.export_measures)
    _do(open_work, alice, measures.delete_measure, measure_id=point.id)
    assert _figures(open_work, alice, "WEIGHT") == []


def test_a_professional_sees_the_last_measures_only_where_they_are_shown(open_work: OpenWork) -> None:
    alice, doctor = a_holder(open_work), a_professional(open_work)
    _note(open_work, alice, "WEIGHT", "70", days_ago=3)
    _note(open_work, alice, "WEIGHT", "71")
    grant_id = a_grant(open_work, alice, doctor)
    an_open_record(open_work, doctor, alice)
    assert _do(open_work, doctor, measures.read_latest, space_id=alice.space_id) == []
    with open_work(JOB) as work:
        grant = work.db.get(Grant, grant_id)
        assert grant is not None
        grant.sections = [Section.MEASURES]
        work.commit(untraced=Untraced.TECHNICAL)
    ((kind, point),) = _do(open_work, doctor, measures.read_latest, space_id=alice.space_id)
    assert (kind.code, point.figures) == ("WEIGHT", ("71",))
    with open_work(JOB) as work:
        read = select(col(TraceRow.action)).where(col(TraceRow.chain_id) == alice.space_id)
        assert list(work.db.scalars(read)).count("PROFILE_READ_MEASURES") == 1


def test_figures_kinds_and_remarks_lie_sealed(open_work: OpenWork) -> None:
    alice, noe = a_holder(open_work), a_holder(open_work)
    marker = f"zinzoline{uuid4().hex}"
    for holder in (alice, noe):
        _note(open_work, holder, "GLUCOSE", "123", moment="FASTING", remarque=marker)
    with open_work(JOB) as work:
        found = work.db.execute(
            text("select to_jsonb(m)::text, body, kind from profile_measure m where space_id in (:a, :b)"),
            {"a": alice.space_id, "b": noe.space_id},
        ).all()
    assert len(found) == 2
    for row, body, _ in found:
        assert "GLUCOSE" not in row
        assert b"GLUCOSE" not in bytes(body)
        assert marker.encode() not in bytes(body)
    # Two people with the same kind of measure cannot be told from it.
    assert bytes(found[0][2]) != bytes(found[1][2])


def test_the_length_of_what_lies_sealed_does_not_tell_the_kind(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    _note(open_work, alice, "GLUCOSE", "123", moment="FASTING", remarque="après une nuit courte")
    _note(open_work, alice, "WEIGHT", "70")
    with open_work(JOB) as work:
        found = text("select length(body) from profile_measure where space_id = :a")
        lengths = work.db.execute(found, {"a": alice.space_id}).scalars().all()
    assert len(lengths) == 2
    assert lengths[0] == lengths[1]


def test_what_cannot_be_is_refused_and_leaves_nothing(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    with pytest.raises(MeasureWrong):
        _note(open_work, alice, "WEIGHT", "-1")
    for code in ("NONSENSE", "SYSTOLIC_BLOOD_PRESSURE", ""):
        with pytest.raises(NotFound):
            _note(open_work, alice, code, "70")
        with pytest.raises(NotFound):
            _do(open_work, alice, measures.read_series, code=code, period=Period.ALL)


def test_the_guide_proposes_one_thing_then_the_next(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    assert _do(open_work, alice, guide.read_guide).topic is Topic.ALLERGIES
    _do(open_work, alice, declare_none, section=Section.ALLERGIES)
    assert _do(open_work, alice, guide.read_guide).topic is Topic.TREATMENTS
    _do(open_work, alice, guide.put_away, topic=Topic.TREATMENTS)
    assert _do(open_work, alice, guide.read_guide).topic is Topic.DISEASES
    UUID(str(_do(open_work, alice, add_entry, section=Section.DISEASES, typed={"maladie": "Asthme"})))
    assert _do(open_work, alice, guide.read_guide).topic is Topic.WEIGHT
    _note(open_work, alice, "WEIGHT", "70")
    assert _do(open_work, alice, guide.read_guide).topic is Topic.HEIGHT


def test_the_guide_is_silenced_and_woken_by_its_holder_only(open_work: OpenWork) -> None:
    alice, noe, doctor = a_holder(open_work), a_holder(open_work), a_professional(open_work)
    _do(open_work, alice, guide.put_away, topic=None)
    _do(open_work, alice, guide.put_away, topic=None)
    assert _do(open_work, alice, guide.read_guide) == guide.Guide(None, silenced=True)
    assert _do(open_work, noe, guide.read_guide).topic is Topic.ALLERGIES
    for use_case, given in ((guide.read_guide, {}), (guide.wake, {}), (guide.put_away, {"topic": None})):
        with pytest.raises(NotFound):
            _do(open_work, doctor, use_case, **given)
    _do(open_work, alice, guide.wake)
    assert _do(open_work, alice, guide.read_guide).topic is Topic.ALLERGIES
