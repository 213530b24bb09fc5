"""A space that is not active lets nobody in, whatever other spaces are active (R-LC-18)."""

import pytest

from csn_app.access import policy
from csn_app.access.permissions import HOLDER_MAY, NEEDS_GRANT, NEEDS_OPEN_RECORD
from csn_app.core.vocabulary import SpaceState
from tests.factories import OpenWork, a_grant, a_holder, a_professional, an_open_record

CLOSED = [state for state in SpaceState if state is not SpaceState.ACTIVATED]


@pytest.mark.parametrize("state", CLOSED)
def test_its_holder_may_do_nothing_in_it(open_work: OpenWork, state: SpaceState) -> None:
    a_holder(open_work)
    holder = a_holder(open_work, state=state)
    with open_work(holder) as work:
        assert not [p for p in HOLDER_MAY if policy.allowed(work, p, holder.space_id)]


@pytest.mark.parametrize("state", CLOSED)
def test_an_authorised_professional_may_do_nothing_in_it(open_work: OpenWork, state: SpaceState) -> None:
    a_holder(open_work)
    holder, doctor = a_holder(open_work, state=state), a_professional(open_work)
    a_grant(open_work, holder, doctor)
    an_open_record(open_work, doctor, holder)
    with open_work(doctor) as work:
        assert not [p for p in NEEDS_GRANT | NEEDS_OPEN_RECORD if policy.allowed(work, p, holder.space_id)]


def test_in_an_active_one_they_may(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    a_grant(open_work, holder, doctor)
    an_open_record(open_work, doctor, holder)
    with open_work(holder) as work:
        assert all(policy.allowed(work, p, holder.space_id) for p in HOLDER_MAY)
    with open_work(doctor) as work:
        assert all(policy.allowed(work, p, holder.space_id) for p in NEEDS_GRANT | NEEDS_OPEN_RECORD)
