"""The screens of proposals, through their handlers."""

from typing import Any
from uuid import UUID

from csn_app.core.actor import JOB, Actor
from csn_app.core.vocabulary import PatientCategory
from csn_app.core.work import Untraced
from csn_app.documents import proposals_kept
from csn_app.documents.model import Document
from csn_app.documents.state_proposals import ProposalsState
from csn_app.settings.state_proposals import ProposalsChoiceState
from tests.factories import OpenWork, a_holder
from tests.services.documents.sending import a_document
from tests.states.tab import Tab, as_somebody

TEXT = "Prélevé le 06/09/2022\nGlycémie à jeun 0,95 g/L 0,74 - 1,06\nHémoglobine 14,1 g/dL 13,4 - 16,7"


def _on(actor: Actor, kind: type[Any], address: str, *acts: tuple[str, Any]) -> tuple[Any, str]:
    async def act() -> tuple[Any, str]:
        tab = Tab(address)
        state = await tab.state(kind)
        for name, given in acts:
            await getattr(state, name)(*([] if given is None else [given]))
        return state, await tab.said()

    return as_somebody(actor, act)


def _paper(open_work: OpenWork, holder: Actor) -> UUID:
    row = a_document(open_work, holder, category=PatientCategory.BIOLOGIE)
    with open_work(JOB) as work:
        proposals_kept.propose(work, work.db.get_one(Document, row.id), [TEXT])
        work.commit(untraced=Untraced.TECHNICAL)
    return row.id


def test_a_document_shows_its_proposals_with_page_and_words(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    address = f"/documents/{_paper(open_work, holder)}"
    state, _ = _on(holder, ProposalsState, address, ("load", None))
    one = next(offer for offer in state.offers if offer.name == "Glycémie")
    assert one.value == "95\u00a0mg/dL, à jeun, le 6\u00a0septembre 2022".replace("6\u00a0septembre", "6 septembre")
    assert (one.where, one.words) == ("Page\u00a01", "Glycémie à jeun 0,95 g/L 0,74 - 1,06")


def test_one_tap_accepts_and_another_refuses(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    address = f"/documents/{_paper(open_work, holder)}"
    state, _ = _on(holder, ProposalsState, address, ("load", None))
    first, second = state.offers[0].id, state.offers[1].id
    state, said = _on(holder, ProposalsState, address, ("accept", first))
    assert said == "C’est accepté."
    state, said = _on(holder, ProposalsState, address, ("refuse", second))
    assert said == "C’est refusé."
    assert not {first, second} & {offer.id for offer in state.offers}
    state, said = _on(holder, ProposalsState, address, ("accept", "nonsense"))
    assert said == "Cette proposition n’existe plus."
    state, said = _on(holder, ProposalsState, address, ("accept_all", None))
    assert state.offers == []


def test_the_list_says_which_documents_have_something_to_check(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    document_id = _paper(open_work, holder)
    state, _ = _on(holder, ProposalsState, "/documents", ("load_checks", None))
    assert [(one.id, one.words) for one in state.checks] == [(str(document_id), "3\u00a0propositions")]


def test_the_setting_switches_proposals_off(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    document_id = _paper(open_work, holder)
    state, said = _on(holder, ProposalsChoiceState, "/parametres", ("load", None), ("choose", {}))
    assert (state.wanted, said) == (False, "Votre choix est enregistré.")
    state, _ = _on(holder, ProposalsState, f"/documents/{document_id}", ("load", None))
    assert state.offers == []
