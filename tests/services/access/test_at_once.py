"""Two hundred readers while the owner says no: nothing that is asked for after the commit is read."""

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import Any
from uuid import UUID

import pytest

from csn_app.access import service, sharing
from csn_app.access.rules_masks import Audience, Masked
from csn_app.core.actor import Actor
from csn_app.core.errors import NotFound
from csn_app.core.work import Work
from csn_app.documents import service as documents
from csn_app.edge import door
from tests.factories import OpenWork, a_grant, a_holder, a_professional, an_open_record
from tests.services.access.documents import a_row
from tests.states.tab import as_somebody

READERS = 200


def _read(work: Work, document_id: UUID) -> float:
    """Ask as a download does before each part; return when the reading that succeeded was asked for."""
    began = monotonic()
    documents.ask_again(work, document_id)
    return began


async def _read_until_no(doctor: Actor, row: UUID, times: list[float]) -> float:
    """Read again and again; return when the last one that succeeded was asked for."""
    last = 0.0
    while True:
        try:
            last = await door.use(doctor, _read, document_id=row)
        except NotFound:
            return last
        times.append(last)


def _revoke(work: Work, holder: Actor, doctor: Actor, row: UUID) -> float:
    assert doctor
    assert row
    (grant,) = service.list_grants(work, holder.space_id)
    service.revoke_grant(work, grant.id)
    return monotonic()


def _mask(work: Work, holder: Actor, doctor: Actor, row: UUID) -> float:
    sharing.hide(work, holder.space_id, Masked(row), audience=Audience(doctor.professional_id))
    return monotonic()


def _block(work: Work, holder: Actor, doctor: Actor, row: UUID) -> float:
    assert row
    sharing.block(work, holder.space_id, professional_id=doctor.professional_id)
    return monotonic()


@pytest.mark.parametrize("act", [_revoke, _mask, _block])
def test_no_reading_asked_for_after_the_person_said_no_succeeds(open_work: OpenWork, act: Callable[..., float]) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    a_grant(open_work, holder, doctor)
    an_open_record(open_work, doctor, holder)
    row = a_row(open_work, holder)
    times: list[float] = []

    async def crowd() -> tuple[float, list[float]]:
        readers: list[Any] = [asyncio.create_task(_read_until_no(doctor, row, times)) for _ in range(READERS)]
        try:
            while len(times) < READERS:
                await asyncio.sleep(0.01)
            said = await door.use(holder, act, holder=holder, doctor=doctor, row=row)
            return said, await asyncio.wait_for(asyncio.gather(*readers), timeout=60)
        finally:
            for reader in readers:
                reader.cancel()

    said, last = as_somebody(doctor, crowd)
    assert min(last) > 0
    assert max(last) <= said
