"""Somebody who calls, and the agents who answer."""

from collections.abc import Mapping
from uuid import UUID

from csn_app.access.model import Space
from csn_app.assistance import service
from csn_app.core.actor import JOB, Actor, Quality
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Untraced
from csn_app.identity.accounts import new_account, seal_contact
from csn_app.notifications.service import messages_to
from tests.factories import OpenWork, an_operator
from tests.services.rights.people import announced


def an_agent(open_work: OpenWork) -> Actor:
    return an_operator(open_work, quality=Quality.AGENT)


def somebody(
    open_work: OpenWork, state: SpaceState = SpaceState.ACTIVATED, **changed: str
) -> tuple[Mapping[str, str], UUID]:
    """Announce somebody, and put their carnet where the test needs it; an active one has its account."""
    row, space_id = announced(open_work, **changed)
    with open_work(JOB) as work:
        space = work.db.get_one(Space, space_id)
        if state is SpaceState.ACTIVATED and space.state != state:
            space.state, space.state_since = state, work.now
            account = new_account(
                work, f"{row['id'].lower()}.{space_id.hex[:8]}", quality=Quality.HOLDER, name="A", space_id=space_id
            )
            account.contact = seal_contact(work, account.id, row["mobile"])
        work.commit(untraced=Untraced.TECHNICAL)
    return row, space_id


def answers(row: Mapping[str, str], **changed: str) -> dict[str, str]:
    return {
        "nir": row["nir13"] + row["nir_key"],
        "born": row["birth_date"],
        "family_name": "martin",
        "given_name": "Alice",
        **changed,
    }


def calls(open_work: OpenWork, agent: Actor, row: Mapping[str, str]) -> None:
    with open_work(agent) as work:
        service.begin(work, **answers(row))


def told(open_work: OpenWork, contact: str) -> list[str]:
    with open_work(JOB) as work:
        return [line.text for line in reversed(messages_to(work, contact))]
