"""The screen of one record: what it shows, and that nothing of the patient stays once it is closed."""

from typing import Any
from uuid import UUID

import pytest

from csn_app.access import service as access
from csn_app.access.model import Grant
from csn_app.core.actor import JOB, Actor
from csn_app.core.vocabulary import Section
from csn_app.core.work import Untraced
from csn_app.desk.state import DeskState
from csn_app.desk.state_file import FileState
from csn_app.documents.corrections import ask_correction
from csn_app.profile.service import add_entry
from tests.factories import OpenWork, a_grant, a_holder, a_professional
from tests.services.desk.people import Known, a_known_holder
from tests.services.documents.sending import a_document
from tests.services.home.test_home import deposited
from tests.states.tab import Tab, as_somebody

WHY = {"motif": "CONSULTATION"}


def _tab(actor: Actor, space_id: object, *acts: tuple[str, Any]) -> tuple[Any, str]:
    """Stand before a record, call handlers in turn; return the state and what was said."""

    async def act() -> tuple[Any, str]:
        tab = Tab(f"/pro/dossier/{space_id}")
        state = await tab.state(FileState)
        await state.load()
        for name, given in acts:
            await getattr(state, name)(*([given] if given is not None else []))
        return state, await tab.said()

    return as_somebody(actor, act)


def _words(state: Any) -> str:
    """Return everything that the state holds, backend variables included, as one text."""
    return repr({name: getattr(state, name) for name in state.get_fields() if "router" not in name})


def _someone(open_work: OpenWork) -> tuple[Known, Actor, UUID]:
    known, doctor = a_known_holder(open_work), a_professional(open_work)
    grant_id = a_grant(open_work, known.holder, doctor)
    deposited(open_work, known.holder, known.holder)
    return known, doctor, grant_id


def test_a_record_asks_why_before_it_shows_anything(open_work: OpenWork) -> None:
    known, doctor, _ = _someone(open_work)
    state, _ = _tab(doctor, known.holder.space_id)
    assert state.phase == "motif"
    assert state.banner.name == "MARTIN Alice"
    assert state.lines == []
    assert known.ins[:4] not in _words(state).replace(" ", "")


def test_an_opened_record_shows_whose_it_is_why_and_its_documents(open_work: OpenWork) -> None:
    known, doctor, _ = _someone(open_work)
    state, _ = _tab(doctor, known.holder.space_id, ("open", {"motif": "OTHER", "motif-phrase": "Avis demandé"}))
    assert state.phase == "ouvert"
    assert "Motif\u00a0: Avis demandé. Depuis\u00a0: Cabinet de test, Nantes." in state.banner.opened
    assert state.banner.ins_kind == "INS de test"
    assert [line.title for line in state.lines] == ["Bilan sanguin"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "motif-phrase"),
        ({"motif": "RIEN"}, "motif-phrase"),
        ({"motif": ["CONSULTATION"]}, "motif-phrase"),
        (None, "motif-phrase"),
        ({"motif": "OTHER", "motif-phrase": " "}, "motif-phrase"),
    ],
)
def test_a_reason_left_out_is_asked_for(open_work: OpenWork, typed: Any, field: str) -> None:
    known, doctor, _ = _someone(open_work)
    state, _ = _tab(doctor, known.holder.space_id, ("open", typed if typed is not None else 7))
    assert state.phase == "motif"
    assert [error["field"] for error in state.errors] == [field]


def test_nothing_of_a_patient_stays_in_the_state_after_closing(open_work: OpenWork) -> None:
    known, doctor, _ = _someone(open_work)
    opened, _ = _tab(doctor, known.holder.space_id, ("open", WHY))
    assert "Bilan sanguin" in _words(opened)
    closed, said = _tab(doctor, known.holder.space_id, ("close", None))
    assert said == "Le dossier est fermé."
    text = _words(closed)
    for word in ("Bilan", "MARTIN", known.traits.family_name, "1984", str(known.holder.space_id)):
        assert word not in text
    again, _ = _tab(doctor, known.holder.space_id)
    assert again.phase == "motif"


def test_leaving_for_the_desk_forgets_the_record_too(open_work: OpenWork) -> None:
    known, doctor, _ = _someone(open_work)

    async def act() -> Any:
        tab = Tab(f"/pro/dossier/{known.holder.space_id}")
        state = await tab.state(FileState)
        await state.load()
        await state.open(WHY)
        await state.forget()
        return state

    assert "Bilan" not in _words(as_somebody(doctor, act))


def test_standing_before_a_record_forgets_the_list_and_the_search(open_work: OpenWork) -> None:
    known, doctor, _ = _someone(open_work)

    async def act() -> tuple[str, str]:
        tab = Tab(f"/pro/dossier/{known.holder.space_id}")
        desk = await tab.state(DeskState)
        await desk.load()
        before = _words(desk)
        await (await tab.state(FileState)).load()
        return before, _words(desk)

    before, after = as_somebody(doctor, act)
    assert "MARTIN" in before
    assert "MARTIN" not in after


@pytest.mark.parametrize("handler", ["reload", "turn_older", "turn_newer", "deposit", "show", "put_away", "deposited"])
def test_a_revocation_empties_the_open_tab_at_the_next_act(open_work: OpenWork, handler: str) -> None:
    known, doctor, grant_id = _someone(open_work)

    async def act() -> Any:
        tab = Tab(f"/pro/dossier/{known.holder.space_id}")
        state = await tab.state(FileState)
        await state.load()
        await state.open(WHY)
        document = state.lines[0].id
        with open_work(known.holder) as work:
            access.revoke_grant(work, grant_id)
        given = {"show": [document], "put_away": [{}], "deposited": [{}]}.get(handler, [])
        await getattr(state, handler)(*given)
        return state

    state = as_somebody(doctor, act)
    assert (state.phase, state.ended) == ("fini", "Cet accès a pris fin")
    assert "Bilan" not in _words(state)
    assert "MARTIN" not in _words(state)


@pytest.mark.parametrize("handler", ["reload", "turn_older", "turn_newer", "deposit", "show", "put_away", "deposited"])
def test_a_section_that_was_unticked_leaves_the_open_tab_at_the_next_act(open_work: OpenWork, handler: str) -> None:
    known, doctor, grant_id = _someone(open_work)
    with open_work(known.holder) as work:
        add_entry(work, section=Section.ALLERGIES, typed={"allergene": "Latex", "gravite": "SEVERE"})
        add_entry(work, section=Section.DISEASES, typed={"maladie": "Asthme", "debut-annee": "1996"})
        add_entry(work, section=Section.TREATMENTS, typed={"traitement": "Salbutamol"})

    async def act() -> tuple[str, Any]:
        tab = Tab(f"/pro/dossier/{known.holder.space_id}")
        state = await tab.state(FileState)
        await state.load()
        await state.open(WHY)
        before, document = _words(state), state.lines[0].id
        with open_work(JOB) as work:
            grant = work.db.get(Grant, grant_id)
            assert grant is not None
            grant.sections = [Section.TREATMENTS]
            work.commit(untraced=Untraced.TECHNICAL)
        given = {"show": [document], "put_away": [{}], "deposited": [{}]}.get(handler, [])
        await getattr(state, handler)(*given)
        return before, state

    before, state = as_somebody(doctor, act)
    assert "Latex" in before
    assert "Asthme" in before
    assert state.phase == "ouvert"
    words = _words(state)
    assert "Latex" not in words
    assert "Asthme" not in words
    assert "Salbutamol" in words


def test_a_record_of_someone_who_gave_no_access_looks_like_no_record(open_work: OpenWork) -> None:
    known, doctor = a_known_holder(open_work), a_professional(open_work)
    shown = []
    for address in (known.holder.space_id, UUID(int=7), "zz", ""):
        state, said = _tab(doctor, address)
        shown.append((state.phase, state.ended, said))
    assert set(shown) == {("fini", "Ce dossier ne vous est pas ouvert", "")}


def test_a_document_that_is_gone_leaves_the_record_open(open_work: OpenWork) -> None:
    known, doctor, _ = _someone(open_work)
    state, _ = _tab(doctor, known.holder.space_id, ("open", WHY), ("show", str(UUID(int=5))))
    assert state.phase == "ouvert"
    assert state.shown.id == ""


def test_a_holder_behind_the_handlers_gets_nothing(open_work: OpenWork) -> None:
    known, _, _ = _someone(open_work)
    state, _ = _tab(a_holder(open_work), known.holder.space_id, ("open", WHY), ("reload", None))
    assert state.phase == "fini"
    assert state.lines == []


def test_allergies_stand_in_the_banner_and_the_profile_before_the_documents(open_work: OpenWork) -> None:
    known, doctor, _ = _someone(open_work)
    state, _ = _tab(doctor, known.holder.space_id, ("open", WHY))
    assert state.allergies == "rien de noté, ou rien de montré"
    assert state.summary == []
    with open_work(known.holder) as work:
        add_entry(work, section=Section.ALLERGIES, typed={"allergene": "Latex", "gravite": "SEVERE"})
        add_entry(work, section=Section.DISEASES, typed={"maladie": "Asthme", "debut-annee": "1996"})
        add_entry(work, section=Section.STAYS, typed={"motif": "Accouchement", "debut-annee": "2020"})
    state, _ = _tab(doctor, known.holder.space_id)
    assert state.allergies == "Latex. Grave"
    assert [(part.title, part.lines) for part in state.summary] == [
        ("Maladies et sujets de santé", ["Asthme. Depuis 1996"])
    ]
    state, _ = _tab(doctor, known.holder.space_id, ("close", None))
    assert "Latex" not in _words(state)
    assert "Asthme" not in _words(state)


def _root_words(state: Any) -> str:
    """Return what every state of the tab holds, backend variables included, as one text."""
    root = state._get_root_state()
    seen, waiting = [], [root]
    while waiting:
        one = waiting.pop()
        seen.append(repr(one.dict(include_computed=False)) + repr(one._backend_vars))
        waiting += one.substates.values()
    return "\n".join(seen)


def test_nothing_of_a_patient_stays_in_any_state_of_the_tab_after_closing(open_work: OpenWork) -> None:
    known, doctor, _ = _someone(open_work)
    mine = a_document(open_work, doctor, space_id=known.holder.space_id, title="Lettre au cardiologue")
    with open_work(known.holder) as work:
        add_entry(work, section=Section.ALLERGIES, typed={"allergene": "Latex", "gravite": "SEVERE"})
        ask_correction(work, mine.id, words="Le prénom est faux")
    words = ("Bilan", "Lettre", "MARTIN", known.traits.family_name, "1984", "Latex", "prénom est faux")

    async def act() -> tuple[str, str]:
        tab = Tab(f"/pro/dossier/{known.holder.space_id}")
        state = await tab.state(FileState)
        await state.load()
        await state.open_for("CONSULTATION")
        await state.look_for({"mots": "lettre"})
        await state.show(str(mine.id))
        await state.revise(str(mine.id))
        await state.ask_withdrawal(str(mine.id))
        await state.look_for({})
        before = _root_words(state)
        await state.close()
        return before, _root_words(state).replace(f"/pro/dossier/{known.holder.space_id}", "")

    before, after = as_somebody(doctor, act)
    assert all(word in before for word in words)
    assert [word for word in (*words, str(known.holder.space_id), str(mine.id)) if word in after] == []


def test_one_tap_opens_and_the_reason_is_the_one_tapped(open_work: OpenWork) -> None:
    known, doctor, _ = _someone(open_work)
    state, _ = _tab(doctor, known.holder.space_id, ("open_for", "FOLLOW_UP"))
    assert state.phase == "ouvert"
    assert "Motif\u00a0: suivi." in state.banner.opened
    for wrong in ("OTHER", "RIEN", ""):
        other = a_professional(open_work)
        a_grant(open_work, known.holder, other)
        state, _ = _tab(other, known.holder.space_id, ("open_for", wrong))
        assert (state.phase, [e["field"] for e in state.errors]) == ("motif", ["motif-phrase"])


def test_documents_are_filtered_and_the_whole_list_comes_back(open_work: OpenWork) -> None:
    known, doctor, _ = _someone(open_work)
    a_document(open_work, doctor, space_id=known.holder.space_id, title="Lettre au cardiologue")
    state, _ = _tab(doctor, known.holder.space_id, ("open", WHY), ("look_for", {"mots": "cardio"}))
    assert ([line.title for line in state.lines], state.filtered) == (["Lettre au cardiologue"], True)
    state, _ = _tab(doctor, known.holder.space_id, ("look_for", {"mots": "rien"}))
    assert (state.lines, state.lines_words.replace("\u00a0", " ")) == ([], "Aucun document trouvé")
    state, _ = _tab(doctor, known.holder.space_id, ("look_for", {"categorie": "zz", "periode": "3m"}))
    assert [line.title for line in state.lines] == ["Bilan sanguin"]
    state, _ = _tab(doctor, known.holder.space_id, ("look_for", {"mots": "cardio"}), ("look_for", {}))
    assert len(state.lines) == 2


def test_one_of_mine_is_withdrawn_with_a_reason_and_others_are_not_mine_to_touch(open_work: OpenWork) -> None:
    known, doctor, _ = _someone(open_work)
    mine = a_document(open_work, doctor, space_id=known.holder.space_id, title="Lettre au cardiologue")
    state, _ = _tab(doctor, known.holder.space_id, ("open", WHY))
    theirs = next(line.id for line in state.lines if not line.mine)
    for handler in ("ask_withdrawal", "revise", "release"):
        state, _ = _tab(doctor, known.holder.space_id, (handler, theirs))
        assert (state.withdrawn.id, state.revised.id) == ("", "")
    asked = ("ask_withdrawal", str(mine.id))
    state, _ = _tab(doctor, known.holder.space_id, asked, ("withdraw", {}))
    assert state.wrong["motif-retrait"].startswith("Écrivez pourquoi")
    assert len(state.lines) == 2
    state, said = _tab(doctor, known.holder.space_id, asked, ("withdraw", {"motif-retrait": "Mauvais patient"}))
    assert [line.title for line in state.lines] == ["Bilan sanguin"]
    assert said == "Le document est retiré. Le patient en est prévenu."


def test_a_correction_is_answered_in_the_record(open_work: OpenWork) -> None:
    known, doctor, _ = _someone(open_work)
    mine = a_document(open_work, doctor, space_id=known.holder.space_id, title="Lettre au cardiologue")
    with open_work(known.holder) as work:
        ask_correction(work, mine.id, words="Le prénom est faux")
    state, _ = _tab(doctor, known.holder.space_id, ("open", WHY))
    (line,) = state.corrections
    for typed, words in (({}, "Choisissez"), ({"reponse": "KEPT"}, "Écrivez pourquoi")):
        state, _ = _tab(doctor, known.holder.space_id, ("answer", {"id": line.id, **typed}))
        assert state.wrong["reponse-" + line.id].startswith(words)
    state, said = _tab(doctor, known.holder.space_id, ("answer", {"id": line.id, "reponse": "CORRECTED"}))
    assert (state.corrections, said) == ([], "Votre réponse est envoyée.")
