"""A restored copy gives a service nothing back: what was taken from it since is taken again."""

from sqlalchemy import select, text
from sqlmodel import col

from csn_app.access import linking, partners, tokens
from csn_app.access.policy import Permission, allowed
from csn_app.core.actor import JOB
from csn_app.core.vocabulary import ServiceState
from csn_app.core.work import Untraced
from csn_app.launch.replay import replay
from csn_app.storage.ledger import LedgerLine, Line
from tests.factories import OpenWork, a_holder, a_linked_service, an_operator
from tests.services.interop.test_tokens import Given, _counts, _redeem, given

__all__ = ["given"]


def _lines(open_work: OpenWork, since: int) -> list[Line]:
    with open_work(JOB) as work:
        found = select(LedgerLine).where(col(LedgerLine.id) > since).order_by(col(LedgerLine.id))
        return [Line(r.table_name, r.row_id, r.event, r.state, r.moment, r.at) for r in work.db.scalars(found)]


def _last(open_work: OpenWork) -> int:
    with open_work(JOB) as work:
        return int(work.db.scalar(text("select coalesce(max(id), 0) from ledger")) or 0)


def _restored(open_work: OpenWork, lines: list[Line], *older: str, **named: object) -> None:
    with open_work(JOB) as work:
        for statement in older:
            work.db.execute(text(statement), named)
        work.commit(untraced=Untraced.TECHNICAL)
    with open_work(JOB) as work:
        replay(work, lines)


def test_what_was_taken_back_from_a_service_stays_so(open_work: OpenWork, given: Given) -> None:
    pair, since = _redeem(open_work, given.code), _last(open_work)
    with open_work(given.holder) as work:
        linking.take_back(work, service_id=given.service_id)
    mine = [line for line in _lines(open_work, since) if line.table_name.startswith("service_")]
    older = (
        "update service_consent set revoked_at = null where space_id = :space",
        "update service_token set revoked_at = null where space_id = :space",
    )
    _restored(open_work, mine, *older, space=given.holder.space_id)
    assert not _counts(open_work, pair.access)
    with open_work(given.holder) as work:
        assert not any(line.running for line in linking.list_consents(work))
    with open_work(given.holder) as work:
        linking.give_consents(work, service_id=given.service_id, lines=["SVC-03-AGENDA-R"], days=90)
    assert not _counts(open_work, pair.access)


def test_a_token_that_was_given_back_opens_nothing_in_a_restored_copy(open_work: OpenWork, given: Given) -> None:
    pair, since = _redeem(open_work, given.code), _last(open_work)
    with open_work(JOB) as work:
        tokens.revoke(work, client_id="SVC-03", token=pair.access)
    mine = [line for line in _lines(open_work, since) if line.table_name == "service_token"]
    back = "update service_token set revoked_at = null where space_id = :space"
    _restored(open_work, mine, back, space=given.holder.space_id)
    assert not _counts(open_work, pair.access)


def test_a_service_that_was_suspended_since_stays_so(open_work: OpenWork) -> None:
    booking, since = a_linked_service(open_work, a_holder(open_work), "SVC-03-AGENDA-R"), _last(open_work)
    assert booking.service_id
    try:
        with open_work(an_operator(open_work)) as work:
            partners.move_partner(work, service_id=booking.service_id, state=ServiceState.SUSPENDED)
        mine = [line for line in _lines(open_work, since) if line.row_id == booking.service_id]
        online = "update partner_service set state = 'EN_LIGNE' where id = :service"
        _restored(open_work, mine, online, service=booking.service_id)
        with open_work(booking) as work:
            assert not allowed(work, Permission.AGENDA_READ, booking.space_id)
    finally:
        with open_work(an_operator(open_work)) as work:
            partners.move_partner(work, service_id=booking.service_id, state=ServiceState.ONLINE)
