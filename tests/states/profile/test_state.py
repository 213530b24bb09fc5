"""The pages of the profile and of the vaccinations, through their handlers."""

from typing import Any
from uuid import UUID

import pytest

from csn_app.core.actor import Actor
from csn_app.core.vocabulary import Section
from csn_app.profile.addresses import to_form
from csn_app.profile.state import ProfileState
from tests.factories import OpenWork, a_grant, a_holder, a_professional
from tests.states.tab import Tab, as_somebody

ASTHMA = {"maladie": "Asthme", "debut-annee": "1996"}
Act = tuple[Any, ...]


def _tab(actor: Actor, *acts: Act, address: str = "/profil") -> tuple[Any, str]:
    """Load the page, call handlers in turn, and return the state and what was said."""

    async def act() -> tuple[Any, str]:
        tab = Tab(address)
        state = await tab.state(ProfileState)
        await state.load()
        for name, *given in acts:
            await getattr(state, name)(*given)
        return state, await tab.said()

    return as_somebody(actor, act)


def _rubric(state: Any, code: Section) -> Any:
    return next(r for r in (*state.care, *state.health, *state.people) if r.code == code)


def test_a_person_adds_a_disease_and_reads_it(open_work: OpenWork) -> None:
    state, said = _tab(a_holder(open_work), ("add", "DISEASES"), ("save", ASTHMA))
    rubric = _rubric(state, Section.DISEASES)
    assert [(card.title, card.more) for card in rubric.cards] == [("Asthme", "Depuis 1996")]
    assert rubric.badge.replace("\u00a0", " ") == "1 notée"
    assert said == "C’est enregistré."
    assert state.form.section == ""
    assert state.filled == 1


def test_what_must_be_corrected_is_said_beside_each_field_and_nothing_typed_is_lost(open_work: OpenWork) -> None:
    typed = {"maladie": "", "debut-annee": "2040", "commentaire": "Genou droit"}
    state, _ = _tab(a_holder(open_work), ("add", "DISEASES"), ("save", typed))
    assert [error["field"] for error in state.errors] == ["champ-maladie", "champ-debut-annee"]
    assert next(ask.year for ask in state.form.asks if ask.name == "debut") == "2040"
    assert next(ask.value for ask in state.form.more if ask.name == "commentaire") == "Genou droit"
    assert state.form.more_open
    assert _rubric(state, Section.DISEASES).cards == []


def test_words_are_proposed_and_one_is_taken(open_work: OpenWork) -> None:
    state, _ = _tab(a_holder(open_work), ("add", "DISEASES"), ("suggest", "maladie", "astme"))
    assert state.suggestions == ["Asthme"]
    state, _ = _tab(
        a_holder(open_work), ("add", "DISEASES"), ("suggest", "maladie", "astme"), ("choose", "maladie", "Asthme")
    )
    assert state.form.asks[0].value == "Asthme"
    assert state.suggestions == []
    state, _ = _tab(
        a_holder(open_work), ("add", "DISEASES"), ("suggest", "maladie", "astme"), ("choose", "maladie", "Autre")
    )
    assert state.form.asks[0].value == ""


def test_an_entry_is_corrected_ended_and_deleted(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    state, _ = _tab(alice, ("add", "DISEASES"), ("save", ASTHMA))
    entry = _rubric(state, Section.DISEASES).cards[0].id
    state, _ = _tab(alice, ("edit", entry))
    assert state.form.deletes == "Asthme"
    assert state.form.asks[0].value == "Asthme"
    state, _ = _tab(alice, ("edit", entry), ("save", ASTHMA | {"maladie": "Asthme d’effort"}))
    assert _rubric(state, Section.DISEASES).cards[0].title == "Asthme d’effort"
    state, said = _tab(alice, ("end", entry))
    assert said == "C’est noté comme terminé."
    assert not _rubric(state, Section.DISEASES).cards[0].can_end
    state, said = _tab(alice, ("delete", entry))
    assert said == "C’est supprimé."
    assert _rubric(state, Section.DISEASES).badge == "À remplir"


def test_none_is_said_and_taken_back(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    state, _ = _tab(alice, ("none", "FAMILY"))
    rubric = _rubric(state, Section.FAMILY)
    assert rubric.badge == "Je n’en ai pas"
    assert "Je n’en connais pas" in rubric.none
    state, _ = _tab(alice, ("delete", rubric.none_id))
    assert _rubric(state, Section.FAMILY).can_none


def test_a_section_of_one_answer_opens_on_the_answer_that_it_holds(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    _tab(alice, ("add", "BLOOD_GROUP"), ("save", {"groupe": "A+", "source": "Carte du laboratoire"}))
    state, _ = _tab(alice, ("add", "BLOOD_GROUP"))
    assert [ask.value for ask in state.form.asks[:2]] == ["A+", "Carte du laboratoire"]
    state, _ = _tab(alice, ("add", "BLOOD_GROUP"), ("save", {"groupe": "O+", "source": "Carte du laboratoire"}))
    (card,) = _rubric(state, Section.BLOOD_GROUP).cards
    assert "O positif" in card.title


def test_two_tabs_do_not_write_over_each_other(open_work: OpenWork) -> None:
    alice = a_holder(open_work)
    state, _ = _tab(alice, ("add", "DISEASES"), ("save", ASTHMA))
    entry = _rubric(state, Section.DISEASES).cards[0].id

    async def act() -> tuple[Any, str]:
        one, other = Tab("/profil"), Tab("/profil")
        first, second = await one.state(ProfileState), await other.state(ProfileState)
        for state in (first, second):
            await state.load()
            await state.edit(entry)
        await first.save(ASTHMA | {"maladie": "Asthme d’effort"})
        await second.save(ASTHMA | {"commentaire": "Depuis le collège"})
        return second, await other.said()

    state, said = as_somebody(alice, act)
    assert "relisez-la" in said
    assert state.form.entry_id == entry
    assert [card.title for card in _rubric(state, Section.DISEASES).cards] == ["Asthme d’effort"]


def test_what_is_saved_while_no_form_is_open_is_not_kept_and_it_is_said(open_work: OpenWork) -> None:
    state, said = _tab(a_holder(open_work), ("save", ASTHMA))
    assert said.startswith("Aucun formulaire n’est ouvert")
    assert state.filled == 0


def test_the_address_opens_a_form(open_work: OpenWork) -> None:
    state, _ = _tab(a_holder(open_work), address=to_form("/profil", Section.ALLERGIES))
    assert state.form.section == "ALLERGIES"


@pytest.mark.parametrize(
    "number",
    ["ALLERGIES", "0", str(len(Section) + 1), "-1", "1.0", "٢", "9999", str([*Section].index(Section.MEASURES) + 1)],
)
def test_an_address_that_names_no_section_opens_nothing(open_work: OpenWork, number: str) -> None:
    state, _ = _tab(a_holder(open_work), address=f"/profil?ajouter={number}")
    assert (state.form.section, state.loaded) == ("", True)


def test_a_vaccine_is_in_the_booklet(open_work: OpenWork) -> None:
    typed = {"vaccin": "GRIPPE", "debut-annee": "2025", "injection": "BOOSTER", "lot": "G25-118"}
    state, _ = _tab(a_holder(open_work), ("add", "VACCINATIONS"), ("save", typed), address="/vaccinations")
    (dose,) = state.doses
    assert (dose.date, dose.dose, dose.lot, dose.mine) == ("2025", "Un rappel", "G25-118", True)
    assert dose.diseases == "grippe"


def test_the_page_says_who_sees_what(open_work: OpenWork) -> None:
    alice, doctor = a_holder(open_work), a_professional(open_work)
    a_grant(open_work, alice, doctor)
    (one,) = _tab(alice)[0].watching
    assert one.name == "Dr Camille Bernard"
    assert one.sees.startswith("Allergies, Traitements")


def test_somebody_elses_entry_is_out_of_reach(open_work: OpenWork) -> None:
    alice, noe = a_holder(open_work), a_holder(open_work)
    entry = _rubric(_tab(alice, ("add", "DISEASES"), ("save", ASTHMA))[0], Section.DISEASES).cards[0].id
    for name in ("edit", "end", "delete"):
        state, said = _tab(noe, (name, entry))
        assert said == "Cette information n’existe plus. La page est à jour."
        assert state.form.entry_id == ""
    assert len(_rubric(_tab(alice)[0], Section.DISEASES).cards) == 1


@pytest.mark.parametrize(
    "wrong", ["", "zz", "MEASURES", "0b5f3c1e-7a64-4d0e-9c52-5d1f6a3e8b21", 5, None, {"a": 1}, ["x"], [["x"]]]
)
@pytest.mark.parametrize("handler", ["add", "edit", "save", "none", "end", "delete"])
def test_what_a_browser_should_not_send_changes_nothing(open_work: OpenWork, handler: str, wrong: Any) -> None:
    alice = a_holder(open_work)
    state, _ = _tab(alice, (handler, wrong))
    assert state.form.section == ""
    assert state.filled == 0
    state, _ = _tab(
        alice, ("add", "DISEASES"), ("suggest", wrong, wrong), ("choose", wrong, wrong), ("answer", wrong, wrong)
    )
    assert state.suggestions == []


def test_a_professional_behind_the_handlers_gets_nothing(open_work: OpenWork) -> None:
    alice, doctor = a_holder(open_work), a_professional(open_work)
    a_grant(open_work, alice, doctor)
    state, _ = _tab(doctor, ("add", "DISEASES"), ("save", ASTHMA), ("none", "FAMILY"))
    assert not state.loaded
    assert _tab(alice)[0].filled == 0
    assert UUID(str(alice.space_id))
