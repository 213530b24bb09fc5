"""The page « Ma santé en résumé », through its handlers."""

from datetime import date
from typing import Any

from csn_app.documents.service import list_documents
from csn_app.summary.state import SummaryState
from tests.factories import OpenWork, a_holder, an_identity
from tests.states.tab import Tab, as_somebody


def test_a_summary_is_kept_once_however_often_one_clicks(open_work: OpenWork) -> None:
    alice = an_identity(open_work, a_holder(open_work), born=date(1984, 5, 14))

    async def act() -> tuple[Any, str]:
        tab = Tab("/profil/resume")
        state = await tab.state(SummaryState)
        await state.load()
        await state.keep()
        await state.keep()
        return state, await tab.said()

    state, said = as_somebody(alice, act)
    assert said.endswith("est dans vos documents.")
    assert [part.title for part in state.view.parts] == ["Allergies", "Traitements", "Maladies et sujets de santé"]
    with open_work(alice) as work:
        rows = list_documents(work, space_id=alice.space_id).rows
    assert sorted(row.media_type for row in rows) == ["application/fhir+json", "application/pdf"]
