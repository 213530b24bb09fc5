"""The screens of documents, through their handlers."""

from typing import Any
from uuid import uuid4

import pytest

from csn_app.core.actor import Actor
from csn_app.documents.state_document import DocumentState
from csn_app.documents.state_list import DocumentsState
from tests.factories import OpenWork, a_grant, a_holder, a_professional, an_open_record
from tests.services.documents.sending import a_document
from tests.states.tab import Tab, as_somebody


def _on(actor: Actor, kind: type[Any], address: str, *acts: tuple[str, Any]) -> tuple[Any, str, Any]:
    """Load a page, call handlers in turn; returns the state, what was said, and what the last handler returned."""

    async def act() -> tuple[Any, str, Any]:
        tab = Tab(address)
        state = await tab.state(kind)
        await state.load()
        last = None
        for name, given in acts:
            last = await getattr(state, name)(*([given] if given is not None else []))
        return state, await tab.said(), last

    return as_somebody(actor, act)


def test_the_list_shows_a_document_in_words(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    row = a_document(open_work, holder)
    state, _, _ = _on(holder, DocumentsState, "/documents")
    (card,) = state.cards
    assert (card.title, card.meta) == ("Bilan sanguin", "12 mars 2026, ajouté par moi")
    assert card.id == str(row.id)
    assert (state.lead, state.loaded, state.older) == ("1\u00a0document", True, "")
    assert [c.words for c in state.chips] == ["Tous", "Résultats de biologie"]


def test_the_address_chooses_category_and_place_and_nonsense_chooses_nothing(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    for n in range(27):
        a_document(open_work, holder, title=f"n{n}")
    state, _, _ = _on(holder, DocumentsState, "/documents?categorie=BIOLOGIE")
    assert (len(state.cards), state.newer) == (25, "")
    older, _, _ = _on(holder, DocumentsState, state.older)
    assert len(older.cards) == 2
    back, _, _ = _on(holder, DocumentsState, older.newer)
    assert [c.id for c in back.cards] == [c.id for c in state.cards]
    odd, _, _ = _on(holder, DocumentsState, "/documents?categorie=%27--&apres=hier_moi&avant=_")
    assert (odd.category, len(odd.cards)) == ("", 25)


def test_what_has_arrived_is_completed(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    row = a_document(open_work, holder)
    typed = {"id": str(row.id), "titre": "Ferritine", "date": "2026-02-01", "categorie": "CPT_REND"}
    state, said, _ = _on(holder, DocumentsState, "/documents", ("arrive", {"ids": f"{row.id},nonsense"}))
    assert [c.id for c in state.arrived] == [str(row.id)]
    assert said == "1 document ajouté."
    state, said, _ = _on(holder, DocumentsState, "/documents", ("arrive", {"ids": str(row.id)}), ("correct", typed))
    assert state.arrived == []
    assert said == "« Ferritine » est enregistré."
    assert state.cards[0].meta == "1er février 2026, ajouté par moi"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"titre": " ", "date": "2026-02-01", "categorie": "CPT_REND"}, "champ-titre"),
        ({"titre": "x", "date": "2126-02-01", "categorie": "CPT_REND"}, "champ-date"),
        ({"titre": "x", "date": "2026-02-01", "categorie": "REMB"}, "champ-categorie"),
        ({}, "champ-titre"),
    ],
)
def test_a_form_is_refused_beside_its_field(open_work: OpenWork, typed: dict[str, str], field: str) -> None:
    holder = a_holder(open_work)
    row = a_document(open_work, holder)
    state, _, _ = _on(holder, DocumentsState, "/documents", ("correct", {"id": str(row.id), **typed}))
    assert state.errors[0]["field"] == field
    assert (state.wrong, state.cards[0].title) == (str(row.id), "Bilan sanguin")


@pytest.mark.parametrize("given", ["nonsense", "someone else's"])
def test_what_is_not_mine_neither_arrives_nor_changes(open_work: OpenWork, given: str) -> None:
    holder, other = a_holder(open_work), a_holder(open_work)
    theirs = str(a_document(open_work, other).id) if given != "nonsense" else given
    typed = {"id": theirs, "titre": "x", "date": "2026-02-01", "categorie": "CPT_REND"}
    state, _, _ = _on(holder, DocumentsState, "/documents", ("arrive", {"ids": theirs}), ("correct", typed))
    assert (state.arrived, state.cards) == ([], [])
    mine, _, _ = _on(other, DocumentsState, "/documents")
    assert [c.title for c in mine.cards] == (["Bilan sanguin"] if given != "nonsense" else [])


def test_a_document_is_shown_with_who_can_read_it(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    a_grant(open_work, holder, doctor)
    row = a_document(open_work, holder)
    state, _, _ = _on(holder, DocumentState, f"/documents/{row.id}")
    assert (state.card.title, state.mine, state.missing) == ("Bilan sanguin", True, False)
    assert [(r.name, r.answer) for r in state.readers] == [("Dr Camille Bernard", "Voit")]
    assert state.file == f"/documents/{row.id}/fichier"


@pytest.mark.parametrize("given", ["nonsense", "unknown", "someone else's"])
def test_a_document_that_is_not_mine_is_said_not_to_exist(open_work: OpenWork, given: str) -> None:
    holder = a_holder(open_work)
    wanted = {"unknown": uuid4(), "someone else's": a_document(open_work, a_holder(open_work)).id}.get(given, given)
    state, _, _ = _on(holder, DocumentState, f"/documents/{wanted}", ("edit", None), ("save", {}), ("delete", None))
    assert (state.missing, state.loaded, state.card.title, state.editing) == (True, True, "", False)


def test_a_document_is_corrected_then_deleted(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    row = a_document(open_work, holder)
    typed = {"titre": "Ferritine", "date": "2026-02-01", "categorie": "CPT_REND"}
    state, said, _ = _on(holder, DocumentState, f"/documents/{row.id}", ("edit", None), ("save", typed))
    assert (state.card.title, state.editing, said) == ("Ferritine", False, "Vos changements sont enregistrés.")
    state, said, goes = _on(holder, DocumentState, f"/documents/{row.id}", ("delete", None))
    assert said == "« Ferritine » est supprimé."
    assert goes is not None
    assert state.card.title == ""
    left, _, _ = _on(holder, DocumentsState, "/documents")
    assert left.cards == []


def test_what_a_professional_deposited_has_no_form(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    a_grant(open_work, holder, doctor)
    an_open_record(open_work, doctor, holder)
    row = a_document(open_work, doctor, space_id=holder.space_id)
    state, _, _ = _on(holder, DocumentState, f"/documents/{row.id}", ("edit", None), ("delete", None))
    assert (state.mine, state.editing, state.card.title) == (False, False, "Bilan sanguin")
    assert state.readers[0].answer == "Toujours"
    assert "Dr Camille Bernard" in state.origin
