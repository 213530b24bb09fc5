"""Two hundred readers while the owner says no: nothing is read later than one second after the commit."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import monotonic, sleep
from typing import Any
from uuid import UUID

import pytest

from csn_app.access import service, sharing
from csn_app.access.rules_masks import Audience, Masked
from csn_app.core.actor import Actor
from csn_app.core.errors import NotFound
from csn_app.core.work import Work
from csn_app.documents import service as documents
from tests.factories import OpenWork, a_grant, a_holder, a_professional, an_open_record
from tests.services.access.documents import a_row

READERS = 200


def _read_until_no(open_work: OpenWork, doctor: Actor, row: UUID, begun: Event) -> float:
    """Read again and again, as a download does before each part; return when the last reading succeeded."""
    last = 0.0
    while True:
        try:
            with open_work(doctor) as work:
                documents.ask_again(work, row)
        except NotFound:
            return last
        last = monotonic()
        begun.set()


def _revoke(work: Work, holder: Actor, _doctor: Actor, _row: UUID) -> None:
    (grant,) = service.list_grants(work, holder.space_id)
    service.revoke_grant(work, grant.id)


def _mask(work: Work, holder: Actor, doctor: Actor, row: UUID) -> None:
    sharing.hide(work, holder.space_id, Masked(row), audience=Audience(doctor.professional_id))


def _block(work: Work, holder: Actor, doctor: Actor, _row: UUID) -> None:
    sharing.block(work, holder.space_id, professional_id=doctor.professional_id)


@pytest.mark.parametrize("act", [_revoke, _mask, _block])
def test_no_reading_succeeds_a_second_after_the_person_said_no(open_work: OpenWork, act: Callable[..., Any]) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    a_grant(open_work, holder, doctor)
    an_open_record(open_work, doctor, holder)
    row, begun = a_row(open_work, holder), Event()
    with ThreadPoolExecutor(READERS) as threads:
        readings = [threads.submit(_read_until_no, open_work, doctor, row, begun) for _ in range(READERS)]
        assert begun.wait(20)
        sleep(0.5)
        with open_work(holder) as work:
            act(work, holder, doctor, row)
        said = monotonic()
        last = [reading.result(timeout=60) for reading in readings]
    assert max(last) > said - 5
    assert max(last) <= said + 1
