"""The search of the list, through its handlers."""

from typing import Any

from csn_app.documents.state_list import DocumentsState
from tests.factories import OpenWork, a_grant, a_holder, a_professional
from tests.services.documents.sending import a_document
from tests.states.documents.test_states import _on


def _address(redirect: Any) -> str:
    return str(redirect.args[0][1]._var_value)


def test_a_search_goes_to_an_address_that_keeps_everything_and_tells_no_word(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    row = a_document(open_work, holder, title="Ferritine")
    a_document(open_work, holder, title="Autre")
    typed = {"q": "ferritine", "tri": "OLDEST", "filtres": "oui", "categorie": "BIOLOGIE"}
    _, _, redirect = _on(holder, DocumentsState, "/documents", ("search", typed))
    address = _address(redirect)
    assert "ferrit" not in address.lower()
    state, _, _ = _on(holder, DocumentsState, address)
    assert [(line.id, line.title) for line in state.found] == [(str(row.id), "Ferritine")]
    assert (state.question, state.advanced, state.chosen["tri"]) == ("ferritine", True, "OLDEST")
    assert state.found_words == "1\u00a0document trouvé pour «\u00a0ferritine\u00a0»"


def test_pages_of_a_search_keep_its_address(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    for n in range(27):
        a_document(open_work, holder, title=f"Note {n}")
    _, _, redirect = _on(holder, DocumentsState, "/documents", ("search", {"q": "note"}))
    first, _, _ = _on(holder, DocumentsState, _address(redirect))
    second, _, _ = _on(holder, DocumentsState, first.older)
    back, _, _ = _on(holder, DocumentsState, second.newer)
    assert (len(first.found), len(second.found), first.newer, second.older) == (25, 2, "", "")
    assert [line.id for line in back.found] == [line.id for line in first.found]


def test_nonsense_searches_nothing_and_a_slip_is_said(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    a_document(open_work, holder, title="Cholestérol")
    for odd in ({}, {"q": " "}, {"q": None, "tri": ["x"]}, "texte"):
        _, _, redirect = _on(holder, DocumentsState, "/documents", ("search", odd))
        assert _address(redirect).startswith("/documents")
    state, _, _ = _on(holder, DocumentsState, "/documents?q=nonsense&tri=X&auteur=moi&vu-par=%27&apres=hier_1")
    assert (state.question, len(state.found)) == ("", 1)
    _, _, redirect = _on(holder, DocumentsState, "/documents", ("search", {"q": "cholesterrol"}))
    state, _, _ = _on(holder, DocumentsState, _address(redirect))
    assert "voici les résultats pour «\u00a0cholesterol\u00a0»" in state.meant


def test_filters_name_the_professionals_of_the_list(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    a_grant(open_work, holder, doctor)
    a_document(open_work, holder, title="Vu")
    state, _, _ = _on(holder, DocumentsState, f"/documents?filtres=oui&vu-par={doctor.professional_id}")
    assert [one.code for one in state.people] == [str(doctor.professional_id)]
    assert [line.title for line in state.found] == ["Vu"]
