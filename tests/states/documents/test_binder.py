"""The list's selection, folders and trash, through their handlers."""

from typing import Any

from csn_app.core.actor import Actor
from csn_app.documents.state_binder import BinderState
from csn_app.documents.state_list import DocumentsState
from csn_app.documents.state_trash import TrashState
from tests.factories import OpenWork, a_holder
from tests.services.documents.sending import a_document
from tests.states.tab import Tab, as_somebody


def _on(actor: Actor, kind: type[Any], address: str, *acts: tuple[str, tuple[Any, ...]]) -> tuple[Any, str]:
    async def act() -> tuple[Any, str]:
        tab = Tab(address)
        await (await tab.state(DocumentsState)).load()
        state = await tab.state(kind)
        await state.load()
        for name, given in acts:
            await getattr(state, name)(*given)
        return state, await tab.said()

    return as_somebody(actor, act)


def test_what_is_picked_is_counted_moved_and_thrown_away(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    rows = [a_document(open_work, holder, title=f"n{n}") for n in range(3)]
    state, said = _on(holder, BinderState, "/documents", ("make", ({"nom": "Genou"},)))
    folder = state.folders[0]
    assert (folder.name, said) == ("Genou", "Le dossier « Genou » est créé.")
    one = ("pick", (str(rows[0].id), True))
    state, _ = _on(holder, BinderState, "/documents", one, ("pick", (str(rows[1].id), True)))
    assert (state.picked_words, state.bundle.count(",")) == ("2\u00a0documents choisis", 1)
    _, said = _on(holder, BinderState, "/documents", one, ("move", ({"dossier": folder.id},)))
    assert said == "1 document rangé."
    state, _ = _on(holder, BinderState, folder.href)
    assert (state.here.name, state.here.count) == ("Genou", "1")
    listed, _ = _on(holder, DocumentsState, folder.href)
    assert [card.id for card in listed.cards] == [str(rows[0].id)]
    state, said = _on(holder, BinderState, "/documents", ("pick_all", ()), ("throw_away", ()))
    assert (said, state.picked) == ("3 documents mis à la corbeille.", [])
    state, said = _on(holder, TrashState, "/documents/corbeille", ("restore", (str(rows[0].id),)))
    assert (len(state.cards), said) == (2, "« n0 » est de nouveau dans vos documents.")
    state, said = _on(holder, TrashState, "/documents/corbeille", ("empty", ()))
    assert (state.cards, said) == ([], "2 documents supprimés.")


def test_nonsense_changes_nothing_and_is_said(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    row = a_document(open_work, holder)
    picked = ("pick", (str(row.id), True))
    for act in (("move", ({"dossier": "x"},)), ("classify", ({"categorie": "x"},))):
        state, said = _on(holder, BinderState, "/documents?dossier=x", picked, act)
        assert (state.picked, bool(said)) == ([str(row.id)], True)
    state, said = _on(holder, BinderState, "/documents", ("pick", ("nonsense", True)), ("mask", ()))
    assert said
    state, _ = _on(holder, BinderState, "/documents", ("make", ({"nom": ""},)))
    assert (state.folders, bool(state.error)) == ([], True)
