"""The home screen through its handler."""

from typing import Any

from csn_app.core.actor import Actor
from csn_app.core.vocabulary import OpeningReason
from csn_app.desk.service import enter_record
from csn_app.home.state import HomeState
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
