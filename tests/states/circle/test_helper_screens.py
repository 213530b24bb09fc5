"""Every screen that is open to a helper shows what they may see, and says no refusal of its own accord."""

from typing import Any

import pytest

from csn_app.agenda.state import AgendaState
from csn_app.core.actor import Scope
from csn_app.documents.state_document import DocumentState
from csn_app.documents.state_list import DocumentsState
from csn_app.home.state import HomeState
from csn_app.messaging.state_list import MailState
from csn_app.prevention.state import PreventionState
from csn_app.profile.state import ProfileState
from csn_app.settings.state_notices import NoticesState
from tests.factories import OpenWork
from tests.family import a_member, helps
from tests.services.documents.sending import a_document
from tests.states.tab import Tab, as_somebody

_SCREENS: dict[Scope, tuple[tuple[str, type[Any]], ...]] = {
    Scope.READ: (("/accueil", HomeState), ("/documents", DocumentsState), ("/profil", ProfileState)),
    Scope.DOCUMENTS: (("/accueil", HomeState), ("/notifications", NoticesState)),
    Scope.AGENDA: (("/accueil", HomeState), ("/agenda", AgendaState), ("/prevention", PreventionState)),
    Scope.MESSAGES: (("/accueil", HomeState), ("/messages", MailState)),
}


@pytest.mark.parametrize("scope", list(Scope))
def test_a_screen_of_a_helper_loads_without_a_refusal(open_work: OpenWork, scope: Scope) -> None:
    host = a_member(open_work)
    guest = helps(open_work, host.actor, a_member(open_work), scope)
    for address, kind in _SCREENS[scope]:

        async def act(address: str = address, kind: type[Any] = kind) -> tuple[bool, str]:
            tab = Tab(address)
            state = await tab.state(kind)
            await state.load()
            return state.loaded, await tab.said()

        assert (address, as_somebody(guest, act)) == (address, (True, ""))


def test_a_helper_who_reads_opens_a_document(open_work: OpenWork) -> None:
    host = a_member(open_work)
    document = a_document(open_work, host.actor)
    guest = helps(open_work, host.actor, a_member(open_work), Scope.READ)

    async def act() -> Any:
        state = await Tab(f"/documents/{document.id}").state(DocumentState)
        await state.load()
        return state

    state = as_somebody(guest, act)
    assert not state.missing
    assert (state.card.title, state.readers, state.corrections) == (document.title, [], [])
