"""The home screen through its handler."""

from typing import Any

from csn_app.core.actor import Actor
from csn_app.core.vocabulary import OpeningReason
from csn_app.desk.service import enter_record
from csn_app.home.guide import proposal
from csn_app.home.state import HomeState
from csn_app.profile.guide import Topic
from csn_app.routes import PAGES
from tests.factories import OpenWork, a_grant, a_holder, a_professional
from tests.services.home.test_home import deposited
from tests.states.tab import Tab, as_somebody


def _load(actor: Actor) -> Any:
    async def act() -> Any:
        state = await Tab("/accueil").state(HomeState)
        await state.load()
        return state

    return as_somebody(actor, act)


def test_a_new_account_begins_with_its_first_steps(open_work: OpenWork) -> None:
    state = _load(a_holder(open_work))
    assert (state.has_document, state.has_carer, state.documents, state.lookers) == (False, False, [], [])
    assert state.nothing_new == "Rien de nouveau."


def test_what_is_new_and_who_looked_are_said_in_words(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    a_grant(open_work, holder, doctor)
    document = deposited(open_work, holder, doctor)
    assert holder.space_id is not None
    with open_work(doctor) as work:
        enter_record(work, holder.space_id, reason=OpeningReason.CONSULTATION)
    state = _load(holder)
    (new,) = state.documents
    assert (new.card.title, new.card.id) == ("Bilan sanguin", str(document))
    assert new.arrived.startswith("Déposé aujourd’hui à")
    assert new.arrived.endswith("par Dr Camille Bernard")
    (looker,) = state.lookers
    assert looker.name == "Dr Camille Bernard"
    assert looker.did.startswith("A ouvert votre carnet, aujourd’hui à")


def test_a_professional_behind_the_handler_gets_nothing(open_work: OpenWork) -> None:
    state = _load(a_professional(open_work))
    assert (state.loaded, state.lead) == (False, "")


def _guided(actor: Actor, *acts: str) -> Any:
    async def act() -> Any:
        state = await Tab("/accueil").state(HomeState)
        await state.load()
        for name in acts:
            await getattr(state, name)()
        return state

    return as_somebody(actor, act)


def test_the_guide_proposes_one_thing_and_is_put_away_silenced_and_woken(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    state = _guided(holder)
    assert state.proposal.said.startswith("Notez vos allergies")
    assert state.proposal.href == "/profil?ajouter=1"
    assert _guided(holder, "later").proposal.topic == "TREATMENTS"
    state = _guided(holder, "silence")
    assert (state.proposal.topic, state.silenced) == ("", True)
    # Putting away nothing silences nothing.
    assert _guided(a_holder(open_work), "wake").silenced is False
    state = _guided(holder, "later", "wake")
    assert (state.proposal.topic, state.silenced) == ("ALLERGIES", False)


def test_every_proposal_has_its_words_and_its_place() -> None:
    for topic in Topic:
        said = proposal(topic)
        assert said.said.endswith(".")
        assert said.href.split("?")[0] in PAGES
