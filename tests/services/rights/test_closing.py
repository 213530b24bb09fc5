"""Closing stops everyone at once; reopening brings everything back, grants off; erasing leaves nothing (R-LC-7)."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from uuid import UUID

import pytest
from sqlalchemy import Table, func, or_, select
from sqlmodel import SQLModel, col

from csn_app import tables, wiring
from csn_app.access import lifecycle, policy
from csn_app.access.model import Space
from csn_app.access.policy import Permission
from csn_app.access.rules import end_of_archive
from csn_app.audit.service import _prove
from csn_app.circle import service as circle
from csn_app.config import settings
from csn_app.core.actor import JOB, VISITOR, Actor, Quality
from csn_app.core.errors import NotFound, Unreadable
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Untraced, Work
from csn_app.documents import service as documents
from csn_app.documents.model import Document
from csn_app.identity import accounts, fresh_factor, notices, signin
from csn_app.identity.fresh_factor import NotProvedAgain
from csn_app.identity.hashing import hash_password
from csn_app.identity.model import Account, InsuredPerson
from csn_app.identity.second_factor import CodeWrong
from csn_app.identity.sessions import begin_session, resolve_session
from csn_app.identity.signin import Browser, CarnetClosed
from csn_app.identity.visits import VisitOver
from csn_app.notifications.service import messages_to
from csn_app.rights import closing, copies, erasure, opposition
from csn_app.ui.words import PARIS, french_date
from tests.factories import OpenWork, a_grant, a_holder, a_professional, an_open_record
from tests.services.documents.sending import a_document, actions_of
from tests.services.identity.people import a_browser, security_code
from tests.services.rights.people import announced, later, make_all, state_of

PASSWORD_HASH = hash_password("lampe-jardin-3Canoës")
ARCHIVED, ERASING = SpaceState.CLOSED_ARCHIVED, SpaceState.CLOSED_DELETION_REQUESTED


def a_person(open_work: OpenWork) -> tuple[Actor, str]:
    """Somebody whose codes come by e-mail."""
    holder, email = a_holder(open_work), f"{token_hex(6)}@example.fr"
    with open_work(JOB) as work:
        account = work.db.get_one(Account, holder.account_id)
        account.password_hash, account.factor = PASSWORD_HASH, "EMAIL"
        account.contact = accounts.seal_contact(work, account.id, email)
        work.commit(untraced=Untraced.TECHNICAL)
    return holder, email


def prove_again(work: Work, email: str, browser: Browser) -> None:
    knocked = fresh_factor.knock_again(work)
    fresh_factor.accept_again(work, knocked=knocked, purpose=closing.PURPOSE, browser=browser)
    code = security_code(work, email)
    fresh_factor.enter_code_again(work, typed=code, purpose=closing.PURPOSE, browser=browser)


def close(open_work: OpenWork, holder: Actor, email: str, *, to: SpaceState = ARCHIVED) -> closing.Closed:
    browser = a_browser()
    with open_work(holder) as work:
        prove_again(work, email, browser)
        return closing.close_space(work, to=to, browser=browser)


def knock_and_ask(work: Work, holder: Actor, browser: Browser) -> None:
    login_id = work.db.get_one(Account, holder.account_id).login_id
    knocked = signin.knock(work, login_id=login_id, browser=browser)
    with pytest.raises(CarnetClosed):
        signin.accept_password(work, knocked=knocked, browser=browser, shared=False, wanted="")
    signin.ask_reopening(work, browser=browser)


def reopen(open_work: OpenWork, holder: Actor, email: str, **delay: float) -> None:
    browser = a_browser()
    with later(open_work, VISITOR, **delay) as work:
        knock_and_ask(work, holder, browser)
        signin.enter_code(work, typed=security_code(work, email), browser=browser)


def test_closing_stops_professionals_and_sessions_at_once(open_work: OpenWork) -> None:
    holder, email = a_person(open_work)
    doctor = a_professional(open_work)
    a_grant(open_work, holder, doctor)
    an_open_record(open_work, doctor, holder)
    document = a_document(open_work, holder)
    with open_work(holder) as work:
        token = begin_session(work, work.db.get_one(Account, holder.account_id), device="téléphone")
        work.commit(untraced=Untraced.TECHNICAL)
    with open_work(doctor) as work:
        assert documents.open_file(work, document_id=document.id, shown=False).title
    closed = close(open_work, holder, email)
    assert closed.state is ARCHIVED
    assert actions_of(open_work, holder.space_id)[-2:] == ["GRANT_REVOKED", "SPACE_CLOSED"]
    with open_work(VISITOR) as work:
        assert resolve_session(work, token, active=True) is None
        assert work.now + timedelta(days=3640) < closed.erase_at < work.now + timedelta(days=3660)
    for reader in (doctor, holder):
        with open_work(reader) as work, pytest.raises(NotFound):
            documents.open_file(work, document_id=document.id, shown=False)
    with open_work(JOB) as work:
        assert "Tout est gardé" in messages_to(work, email)[0].text


@pytest.mark.parametrize("to", [ARCHIVED, ERASING])
def test_closing_without_password_and_code_just_before_is_refused(open_work: OpenWork, to: SpaceState) -> None:
    holder, email = a_person(open_work)
    browser = a_browser()
    with open_work(holder) as work:
        with pytest.raises(NotProvedAgain):
            closing.close_space(work, to=to, browser=browser)
        fresh_factor.accept_again(
            work, knocked=fresh_factor.knock_again(work), purpose=closing.PURPOSE, browser=browser
        )
        with pytest.raises(CodeWrong):
            fresh_factor.enter_code_again(work, typed="000000x", purpose=closing.PURPOSE, browser=browser)
        with pytest.raises(NotProvedAgain):
            closing.close_space(work, to=to, browser=browser)
        fresh_factor.enter_code_again(work, typed=security_code(work, email), purpose=closing.PURPOSE, browser=browser)
        work.real_now += timedelta(minutes=11)
        with pytest.raises(NotProvedAgain):
            closing.close_space(work, to=to, browser=browser)
    assert state_of(open_work, _space(holder)) is SpaceState.ACTIVATED


def test_a_proof_serves_one_session_and_one_purpose(open_work: OpenWork) -> None:
    holder, email = a_person(open_work)
    browser = a_browser()
    with open_work(holder) as work:
        prove_again(work, email, browser)
        assert not fresh_factor.is_proved(work, purpose="autre", browser=browser)
        assert not fresh_factor.is_proved(work, purpose=closing.PURPOSE, browser=a_browser())
    with open_work(replace(holder, session_id=a_holder(open_work).session_id)) as work:
        assert not fresh_factor.is_proved(work, purpose=closing.PURPOSE, browser=browser)
        with pytest.raises(VisitOver):
            fresh_factor.step_again(work, purpose=closing.PURPOSE, browser=browser)


@pytest.mark.parametrize(
    "quality", [Quality.PROFESSIONAL, Quality.AGENT, Quality.OPERATOR, Quality.JOB, Quality.VISITOR]
)
def test_nobody_else_closes_or_copies_a_carnet(open_work: OpenWork, quality: Quality) -> None:
    holder = a_holder(open_work)
    with open_work(replace(holder, quality=quality)) as work:
        for permission in (Permission.SPACE_CLOSE, Permission.DATA_EXPORT):
            assert not policy.allowed(work, permission, holder.space_id)
        with pytest.raises(NotFound):
            closing.close_space(work, to=ARCHIVED, browser=a_browser())


def test_reopening_in_year_nine_brings_everything_back_with_grants_off(open_work: OpenWork) -> None:
    holder, email = a_person(open_work)
    doctor = a_professional(open_work)
    a_grant(open_work, holder, doctor)
    document = a_document(open_work, holder)
    close(open_work, holder, email)
    with later(open_work, days=365 * 9) as work:
        erasure.erase_due(work)
    reopen(open_work, holder, email, days=365 * 9)
    assert state_of(open_work, _space(holder)) is SpaceState.ACTIVATED
    assert actions_of(open_work, holder.space_id)[-2:] == ["SPACE_REOPENED", "LOGIN"]
    with open_work(holder) as work:
        assert documents.describe_document(work, document.id).title == "Bilan sanguin"
        mine = circle.my_carers(work)
        assert [c.grant.in_force for c in mine.carers] == [False]
    with open_work(doctor) as work:
        assert not policy.allowed(work, Permission.RECORD_OPEN, holder.space_id)


def test_a_closed_carnet_is_not_entered_without_asking_to_reopen_it(open_work: OpenWork) -> None:
    holder, email = a_person(open_work)
    close(open_work, holder, email)
    browser = a_browser()
    with open_work(VISITOR) as work:
        login_id = work.db.get_one(Account, holder.account_id).login_id
        knocked = signin.knock(work, login_id=login_id, browser=browser)
        with pytest.raises(CarnetClosed):
            signin.accept_password(work, knocked=knocked, browser=browser, shared=False, wanted="")
        work.real_now += timedelta(seconds=31)
        signin.send_again(work, browser=browser)
        with pytest.raises(VisitOver):
            signin.enter_code(work, typed=security_code(work, email), browser=browser)
    assert state_of(open_work, _space(holder)) is ARCHIVED


def test_an_erasure_is_cancelled_until_its_day_and_not_after(open_work: OpenWork) -> None:
    holder, email = a_person(open_work)
    close(open_work, holder, email, to=ERASING)
    delay = settings().erasure_delay_days
    with later(open_work, days=delay, minutes=-5) as work:
        erasure.erase_due(work)
    reopen(open_work, holder, email, days=delay, minutes=-4)
    assert actions_of(open_work, holder.space_id)[-3:] == ["ERASURE_CANCELLED", "SPACE_REOPENED", "LOGIN"]
    again, other = a_person(open_work)
    close(open_work, again, other, to=ERASING)
    with pytest.raises(VisitOver):
        reopen(open_work, again, other, days=delay + 1, minutes=5)


def test_what_was_asked_to_be_erased_is_gone_on_its_day_even_from_a_backup(open_work: OpenWork) -> None:
    row, space_id = announced(open_work)
    holder, email = a_person(open_work)
    _move_in(open_work, holder, space_id)
    holder = replace(holder, space_id=space_id)
    doctor = a_professional(open_work)
    a_grant(open_work, holder, doctor)
    an_open_record(open_work, doctor, holder)
    a_document(open_work, holder, title="Marqueur effacé")
    with open_work(holder) as work:
        copies.ask_copy(work)
    with open_work(JOB) as work:
        make_all(work)
        backup = work.db.scalars(select(Document).where(col(Document.space_id) == space_id)).one()
        bucket = {key: work.blobs.get(key) for key, _ in work.blobs.list("") if str(backup.file_id) in key}
    close(open_work, holder, email, to=ERASING)
    with later(open_work, days=settings().erasure_delay_days + 1, minutes=1) as work:
        assert erasure.erase_due(work) >= 1
        assert erasure.erase_due(work) == 0
    assert state_of(open_work, space_id) is SpaceState.ERASED
    with open_work(JOB) as work:
        left = {table.name for table, rows in _rows_of(work, space_id) if rows}
        assert left == {"space", "insured_person", "ledger", "trace", "chain_head"}
        assert left <= set(erasure.STAYS)
        assert work.db.get(Account, holder.account_id) is None
        assert not [key for key, _ in work.blobs.list("") if str(backup.file_id) in key]
        assert [m for m in messages_to(work, email) if "supprimées définitivement" in m.text]
        assert _prove(work, space_id).whole
        wiring.parts().keys._opened.clear()
        with pytest.raises(Unreadable):
            work.open(space_id, f"document.title:{backup.id}", backup.title)
        for key, sealed in bucket.items():
            with pytest.raises(Unreadable):
                work.keys.open(space_id, f"file:{backup.file_id}:{int(key.rsplit('/')[-1])}", sealed)
        assert work.db.scalars(select(InsuredPerson).where(col(InsuredPerson.reference) == row["id"])).one()
    assert actions_of(open_work, space_id)[-1] == "ERASURE_DONE"


OF_NO_SPACE = {
    "access_matrix": "the law's own table",
    "answering_time": "how fast a professional says that they answer",
    "installation": "one row about the installation",
    "partner_move": "what the operator decided of a service",
    "partner_service": "the catalogue of services",
    "outbox_line": "messages name an address, and go once delivered or given up",
    "place": "where professionals work",
    "practice": "which professional works where",
    "professional": "the directory of professionals",
    "trail_checkpoint": "fingerprints of fingerprints, signed",
    "throttle": "counts tries under fingerprints, for a day",
    "visit": "what a browser is typing, for a day",
}
"""The tables that hold nothing of a space that an erasure must take, each with its reason."""


def test_every_table_is_erased_or_stays_for_a_listed_reason() -> None:
    doomed = {table.name for table, _ in erasure.doomed_rows(UUID(int=1))}
    assert tables.metadata is SQLModel.metadata
    groups = (doomed, set(erasure.STAYS), set(OF_NO_SPACE))
    assert sorted(name for group in groups for name in group) == sorted(tables.metadata.tables)
    assert {"document", "account", "signed_in_session", "access_grant", "data_copy", "recovery_code"} <= doomed


def test_an_erasure_that_breaks_off_is_done_by_the_next_run(
    open_work: OpenWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder, email = a_person(open_work)
    a_document(open_work, holder)
    close(open_work, holder, email, to=ERASING)
    with later(open_work, days=settings().erasure_delay_days + 1, minutes=1) as work:
        monkeypatch.setattr(work, "trail", None)
        assert erasure.erase_due(work) == 0
    assert state_of(open_work, _space(holder)) is ERASING
    with later(open_work, days=settings().erasure_delay_days + 1, minutes=1) as work:
        assert erasure.erase_due(work) == 1
    assert state_of(open_work, _space(holder)) is SpaceState.ERASED


def test_an_archive_is_told_sixty_days_before_and_erased_after_ten_years(open_work: OpenWork) -> None:
    holder, email = a_person(open_work)
    day = close(open_work, holder, email).erase_at
    with open_work(JOB) as work:
        left = day - work.now
        ends = end_of_archive(work.db.get_one(Space, holder.space_id).state_since)
        assert timedelta() <= day - ends < timedelta(days=1)
    for early, told in ((61, 0), (60, 1), (58, 1)):
        with later(open_work, seconds=left.total_seconds() - early * 86400) as work:
            erasure.tell_archives_end(work)
            erasure.erase_due(work)
            assert len([m for m in messages_to(work, email) if m.subject == "Fin d’archive de votre carnet"]) == told
    assert state_of(open_work, _space(holder)) is ARCHIVED
    with later(open_work, seconds=left.total_seconds() + 60) as work:
        erasure.erase_due(work)
    assert state_of(open_work, _space(holder)) is SpaceState.ERASED


def test_a_space_that_fails_does_not_keep_the_others(open_work: OpenWork, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [a_person(open_work) for _ in range(3)]
    for holder, email in people:
        close(open_work, holder, email, to=ERASING)
    broken, mute, sound = (_space(holder) for holder, _ in people)
    destroy, tell = wiring.parts().keys.destroy, notices.tell_person

    def fails_once(space_id: UUID) -> None:
        if space_id == broken:
            raise Unreadable
        destroy(space_id)

    def cannot_tell(work: Work, space_id: UUID, **words: str) -> None:
        if space_id == mute:
            raise Unreadable
        tell(work, space_id, **words)

    monkeypatch.setattr(wiring.parts().keys, "destroy", fails_once)
    monkeypatch.setattr(notices, "tell_person", cannot_tell)
    with later(open_work, days=settings().erasure_delay_days + 1, minutes=1) as work:
        assert erasure.erase_due(work) >= 2
    assert [state_of(open_work, s) for s in (broken, mute, sound)] == [ERASING, SpaceState.ERASED, SpaceState.ERASED]
    monkeypatch.undo()
    with later(open_work, days=settings().erasure_delay_days + 1, minutes=1) as work:
        assert erasure.erase_due(work) == 1


def test_an_archive_told_late_waits_sixty_days(open_work: OpenWork) -> None:
    holder, email = a_person(open_work)
    days = (close(open_work, holder, email).erase_at - datetime.now(UTC)).days + 2
    with later(open_work, days=days) as work:
        erasure.erase_due(work)
        assert state_of(open_work, _space(holder)) is ARCHIVED
        erasure.tell_archives_end(work)
        erasure.erase_due(work)
        promised = french_date((work.now + timedelta(days=60)).astimezone(PARIS).date())
        assert [m for m in messages_to(work, email) if promised in m.text]
    with later(open_work, days=days + 59) as work:
        erasure.erase_due(work)
    assert state_of(open_work, _space(holder)) is ARCHIVED
    with later(open_work, days=days + 60, minutes=1) as work:
        erasure.erase_due(work)
    assert state_of(open_work, _space(holder)) is SpaceState.ERASED


def test_the_proof_of_a_refusal_outlives_an_erasure(open_work: OpenWork) -> None:
    row, space_id = announced(open_work)
    browser = a_browser()
    with open_work(VISITOR) as work:
        code = re.findall(r": ([A-Z0-9 ]{14})\.", messages_to(work, row["mobile"])[0].text)[0]
        opposition.oppose(
            work, serial=row["card_serial"], nir=row["nir13"] + row["nir_key"], code=code, browser=browser
        )
        reference = opposition.own_attestation(work, browser=browser).reference
        work.keys.destroy(space_id)
        wiring.parts().keys._opened.clear()
        assert opposition.verify(work, reference=reference, browser=a_browser()).opposed_at


def _space(holder: Actor) -> UUID:
    assert holder.space_id
    return holder.space_id


def _move_in(open_work: OpenWork, holder: Actor, space_id: UUID) -> None:
    """Let an account be that of an announced person, who is active."""
    with open_work(JOB) as work:
        lifecycle.move_space(work, space_id, to=SpaceState.ACTIVATED)
        work.db.get_one(Account, holder.account_id).space_id = space_id
        work.commit(untraced=Untraced.TECHNICAL)


def _rows_of(work: Work, space_id: UUID) -> list[tuple[Table, int | None]]:
    """Count the rows that name a space in any column, whatever its name."""
    found: list[tuple[Table, int | None]] = []
    for table in tables.metadata.sorted_tables:
        named = [c.name for c in table.c if str(c.type) in {"UUID", "CHAR(32)"}]
        if named:
            mine = or_(*(table.c[name] == space_id for name in named))
            found.append((table, work.db.scalar(select(func.count()).select_from(table).where(mine))))
    return found
