"""The first filling: what is done is read from the carnet, so that it is taken up again from any device."""

from typing import Any

import pytest

from csn_app.core.actor import Actor
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import Section
from csn_app.home.first import Step, read_steps
from csn_app.home.first_words import left_words, lines_of
from csn_app.profile.measures import note_measure
from csn_app.profile.service import declare_none
from tests.factories import OpenWork, a_grant, a_holder, a_professional


def _do(open_work: OpenWork, actor: Actor, use_case: Any, **given: Any) -> Any:
    with open_work(actor) as work:
        return use_case(work, **given)


def test_what_is_noted_is_done_and_the_next_step_is_the_first_that_remains(open_work: OpenWork) -> None:
    alice, doctor = a_holder(open_work), a_professional(open_work)
    assert not any(_do(open_work, alice, read_steps).values())
    _do(open_work, alice, note_measure, code="WEIGHT", typed={"valeur": "62", "date": "2026-11-01"})
    _do(open_work, alice, declare_none, section=Section.ALLERGIES)
    a_grant(open_work, alice, doctor)
    steps = _do(open_work, alice, read_steps)
    assert [step for step, done in steps.items() if done] == [Step.WEIGHT, Step.ALLERGIES, Step.DOCTOR]
    assert [line.code for line in lines_of(steps) if line.next] == ["height"]
    assert all(line.href.startswith("/") for line in lines_of(steps))
    assert left_words(dict.fromkeys(Step, True)) == "L’essentiel est noté."


def test_a_professional_fills_nobodys_first_steps(open_work: OpenWork) -> None:
    with pytest.raises(NotFound):
        _do(open_work, a_professional(open_work), read_steps)
