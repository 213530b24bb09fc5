"""The emergency card: only what is ticked, by a code that is told, counted, and worth nothing once taken back."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlmodel import col

from csn_app.access import policy
from csn_app.access.emergency_choices import NothingTicked, TooManyCodes
from csn_app.access.emergency_rules import CODES_MOST, CardLife, Support
from csn_app.access.model import Space
from csn_app.access.model_emergency import CardCode
from csn_app.access.policy import Permission
from csn_app.audit.model import TraceRow
from csn_app.core.actor import JOB, VISITOR, Actor
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import Section, SpaceState
from csn_app.core.work import Untraced
from csn_app.emergency import service
from csn_app.identity.throttles import MustWait
from csn_app.notifications.service import messages_to
from csn_app.profile import service as profile
from csn_app.profile.measures import note_measure
from csn_app.profile.model import Measure
from tests.factories import OpenWork, a_holder, a_professional
from tests.services.desk.people import a_known_holder
from tests.services.emergency.people import reachable


def with_profile(open_work: OpenWork, holder: Actor) -> None:
    person = {"prenom": "Julien", "nom": "Martin", "mobile": "0639980427", "code-postal": "44000", "ville": "Nantes"}
    with open_work(holder) as work:
        profile.add_entry(work, section=Section.ALLERGIES, typed={"allergene": "Amoxicilline", "gravite": "SEVERE"})
        profile.add_entry(work, section=Section.TREATMENTS, typed={"traitement": "Salbutamol"})
        profile.add_entry(work, section=Section.TREATMENTS, typed={"traitement": "Fer", "fin-annee": "2020"})
        profile.add_entry(work, section=Section.DISEASES, typed={"maladie": "Asthmecache"})
        profile.add_entry(work, section=Section.CONTACTS, typed={"role": "EMERGENCY", **person})
        profile.add_entry(work, section=Section.CONTACTS, typed={"role": "CARED", **person, "prenom": "Jeanne"})


def ticked(open_work: OpenWork, holder: Actor, *sections: Section) -> None:
    for section in sections:
        with open_work(holder) as work:
            service.tick(work, section=section, on=True)


def a_code(open_work: OpenWork, holder: Actor, support: Support = Support.PAPER) -> str:
    with open_work(holder) as work:
        return service.make_copy(work, support=support, life=CardLife.YEAR).code.token


def read(open_work: OpenWork, token: str, *, later: timedelta = timedelta()) -> service.Card:
    with open_work(VISITOR) as work:
        work.now += later
        return service.open_card(work, token=token, address=str(uuid4()))


def test_a_code_shows_what_is_ticked_and_nothing_else(open_work: OpenWork) -> None:
    known = a_known_holder(open_work)
    to = f"{known.holder.space_id}@example.fr"
    reachable(open_work, known, to)
    with_profile(open_work, known.holder)
    ticked(open_work, known.holder, Section.TREATMENTS, Section.ALLERGIES, Section.CONTACTS)
    token = a_code(open_work, known.holder)
    card = read(open_work, token)
    assert card.holder is not None
    assert card.holder.family_name == "MARTIN"
    assert [content.section for content in card.contents] == [Section.ALLERGIES, Section.TREATMENTS, Section.CONTACTS]
    shown = repr(card)
    assert "Salbutamol" in shown
    for hidden in ("Fer'", "Asthmecache", "Jeanne"):
        assert hidden not in shown
    with open_work(JOB) as work:
        (message,) = messages_to(work, to)
        assert "carte d’urgence" in message.subject
        mine = select(TraceRow).where(col(TraceRow.chain_id) == known.holder.space_id)
        line = work.db.scalars(mine.order_by(col(TraceRow.seq).desc())).first()
        assert line is not None
        assert (line.action, line.quality) == ("CARD_OPENED", "VISITOR")
    ticked_off = Section.TREATMENTS
    with open_work(known.holder) as work:
        service.tick(work, section=ticked_off, on=False)
    assert "Salbutamol" not in repr(read(open_work, token))
    with open_work(known.holder) as work:
        (code,) = service.read_my_emergencies(work).codes
        assert code.openings == 2


def test_unknown_revoked_expired_and_closed_look_the_same(open_work: OpenWork) -> None:
    holder, closed = a_holder(open_work), a_holder(open_work)
    for one in (holder, closed):
        with_profile(open_work, one)
        ticked(open_work, one, Section.ALLERGIES)
    revoked, expired, of_closed = (a_code(open_work, one) for one in (holder, holder, closed))
    with open_work(holder) as work:
        first = min(service.read_my_emergencies(work).codes, key=lambda code: code.made_at)
        service.revoke_copy(work, code_id=first.id)
    with open_work(JOB) as work:
        space = work.db.get(Space, closed.space_id)
        assert space is not None
        space.state = SpaceState.SUSPENDED
        work.commit(untraced=Untraced.TECHNICAL)
    assert read(open_work, expired, later=timedelta(days=364))
    for token, later in ((revoked, 0), (expired, 366), (of_closed, 0), ("A" * 22, 0), ("", 0), ("é" * 40, 0)):
        with pytest.raises(NotFound):
            read(open_work, token, later=timedelta(days=later))
    with open_work(holder) as work:
        assert service.revoke_copies(work) == 1
    with pytest.raises(NotFound):
        read(open_work, expired)


def test_the_code_itself_is_kept_nowhere(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    ticked(open_work, holder, Section.ALLERGIES)
    token = a_code(open_work, holder)
    assert len(token) == 22
    with open_work(JOB) as work:
        rows = work.db.scalars(text("select t::text from emergency_card_code t")).all()
        lines = work.db.scalars(text("select t::text from trace t")).all()
        assert not [row for row in (*rows, *lines) if token in row or token.encode().hex() in row]
        code = work.db.scalars(select(CardCode).where(col(CardCode.space_id) == holder.space_id)).one()
        assert len(code.mark) == 32


def test_a_card_code_reads_nothing_but_the_ticked_sections(open_work: OpenWork) -> None:
    holder, other = a_holder(open_work), a_holder(open_work)
    for one in (holder, other):
        with_profile(open_work, one)
        ticked(open_work, one, Section.ALLERGIES)
    a_code(open_work, holder)
    with open_work(JOB) as work:
        code = work.db.scalars(select(CardCode).where(col(CardCode.space_id) == holder.space_id)).one()
    bearer = replace(VISITOR, card_code_id=code.id)
    assert holder.space_id
    assert other.space_id
    with open_work(bearer) as work:
        sections = profile.read_card(work, space_id=holder.space_id).sections
        assert [section for section, content in sections.items() if content.filled] == [Section.ALLERGIES]
        with pytest.raises(NotFound):
            profile.read_card(work, space_id=other.space_id)
    for actor in (VISITOR, holder, a_professional(open_work)):
        with open_work(actor) as work, pytest.raises(NotFound):
            profile.read_card(work, space_id=holder.space_id)


def test_a_card_code_reads_no_measure(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    with open_work(holder) as work:
        measure = {"systolique": "128", "diastolique": "82", "date": "2026-01-05", "heure": "08:10"}
        note_measure(work, code="BLOOD_PRESSURE", typed=measure)
    ticked(open_work, holder, Section.ALLERGIES)
    a_code(open_work, holder)
    with open_work(JOB) as work:
        code = work.db.scalars(select(CardCode).where(col(CardCode.space_id) == holder.space_id)).one()
    with open_work(replace(VISITOR, card_code_id=code.id)) as work:
        seen = policy.visible(work, Permission.PROFILE_READ, Measure)
        assert work.db.scalars(select(Measure).where(col(Measure.space_id) == holder.space_id, seen)).all() == []


def test_nothing_ticked_makes_no_card_and_ten_are_enough(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    with pytest.raises(NothingTicked):
        a_code(open_work, holder)
    ticked(open_work, holder, Section.ALLERGIES)
    for _ in range(CODES_MOST):
        a_code(open_work, holder)
    with pytest.raises(TooManyCodes):
        a_code(open_work, holder)


def test_only_the_person_makes_and_takes_back(open_work: OpenWork) -> None:
    holder, other = a_holder(open_work), a_holder(open_work)
    ticked(open_work, holder, Section.ALLERGIES)
    a_code(open_work, holder)
    with open_work(holder) as work:
        (code,) = service.read_my_emergencies(work).codes
    with open_work(other) as work, pytest.raises(NotFound):
        service.revoke_copy(work, code_id=code.id)
    for act in (
        service.read_my_emergencies,
        service.revoke_copies,
        lambda work: service.make_copy(work, support=Support.PAPER, life=CardLife.YEAR),
        lambda work: service.tick(work, section=Section.ALLERGIES, on=False),
        lambda work: service.change_choice(work, name="allowed", on=False),
    ):
        with open_work(a_professional(open_work)) as work, pytest.raises(NotFound):
            act(work)


def test_too_many_readings_wait_whether_the_code_works_or_not(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    with_profile(open_work, holder)
    ticked(open_work, holder, Section.ALLERGIES)
    for token in (a_code(open_work, holder), "B" * 22):
        seen = []
        for _ in range(service.READINGS_FREE + 1):
            try:
                read(open_work, token)
                seen.append("read")
            except NotFound:
                seen.append("none")
            except MustWait:
                seen.append("wait")
        assert seen[-1] == "wait"
        assert seen.count("wait") == 1


def test_the_paper_is_outdated_once_what_it_shows_has_changed(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    with_profile(open_work, holder)
    ticked(open_work, holder, Section.ALLERGIES)

    def outdated() -> bool:
        with open_work(holder) as work:
            return service.read_my_emergencies(work).outdated

    assert not outdated()
    a_code(open_work, holder)
    assert not outdated()
    with open_work(holder) as work:
        profile.add_entry(work, section=Section.DISEASES, typed={"maladie": "Autre"})
    assert not outdated()
    with open_work(holder) as work:
        profile.add_entry(work, section=Section.ALLERGIES, typed={"allergene": "Latex", "gravite": "MILD"})
    assert outdated()
    a_code(open_work, holder, Support.PHONE)
    assert outdated()
    a_code(open_work, holder)
    assert not outdated()


def test_a_choice_of_another_name_is_none(open_work: OpenWork) -> None:
    with open_work(a_holder(open_work)) as work:
        for name in ("space_id", "card_sections", "", "__class__"):
            with pytest.raises(NotFound):
                service.change_choice(work, name=name, on=True)
