"""Asking for a copy of one's card over HTTP: a tab that was left in another space gets none."""

from starlette.applications import Starlette

from csn_app.access import emergency_choices as choosing
from csn_app.core.vocabulary import Section
from csn_app.edge.gate import Doors, Gate
from csn_app.edge.headers import ContentPolicy
from csn_app.emergency import http
from csn_app.profile import service as profile
from csn_app.routes import EMERGENCY_CARD
from tests.factories import OpenWork, a_holder
from tests.services.documents.sending import Client


def test_a_copy_is_made_in_the_space_that_the_page_shows_or_not_at_all(open_work: OpenWork) -> None:
    holder, other = a_holder(open_work), a_holder(open_work)
    assert holder.space_id
    with open_work(holder) as work:
        profile.declare_none(work, section=Section.ALLERGIES)
        choosing.tick_card(work, holder.space_id, sections=frozenset({Section.ALLERGIES}))
    client = Client(open_work)
    client.app = Gate(
        Starlette(routes=http.ROUTES),
        doors=Doors(routes=http.ROUTES, without_origin={}, larger_bodies={}),
        policy=ContentPolicy(scripts={"*": frozenset()}, styles=frozenset()),
    )
    headers = client.headers(holder)
    statuses = [
        client.ask(
            "POST", EMERGENCY_CARD, headers=headers, data={"support": "PHONE", "espace": str(space_id)}
        ).status_code
        for space_id in (other.space_id, holder.space_id)
    ]
    assert statuses == [204, 200]
    with open_work(holder) as work:
        assert len(choosing.list_codes(work, holder.space_id)) == 1
