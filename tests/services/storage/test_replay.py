"""What people limited or deleted after the instant of a copy is done again on it: nothing of it opens by a restore."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select, text
from sqlmodel import col

from csn_app.access import correspondence, sharing
from csn_app.access.model import Block, CorrespondentBlock, Grant, GrantDocument, Mask
from csn_app.access.rules_masks import EVERYBODY, Audience, Masked
from csn_app.agenda import service as agenda
from csn_app.agenda.model import Appointment, AppointmentDate
from csn_app.core.actor import JOB, Actor
from csn_app.core.vocabulary import Section
from csn_app.core.work import Untraced
from csn_app.identity.model import Account, Passkey
from csn_app.launch.replay import replay
from csn_app.messaging.deleting import delete_conversation
from csn_app.messaging.model import Conversation, ConversationSide
from csn_app.messaging.service import close_conversation
from csn_app.notifications.model import NotificationChoice
from csn_app.storage.ledger import LedgerLine, Line
from tests.factories import OpenWork, a_grant, a_holder, a_professional
from tests.services.access.documents import a_row
from tests.services.agenda.people import typed
from tests.services.messaging.talking import a_conversation, a_pair


def lines_of(open_work: OpenWork, *row_ids: UUID | None) -> list[Line]:
    with open_work(JOB) as work:
        about = select(LedgerLine).where(col(LedgerLine.row_id).in_(row_ids)).order_by(col(LedgerLine.id))
        return [Line(r.table_name, r.row_id, r.event, r.state, r.moment, r.at) for r in work.db.scalars(about)]


def replayed_on(open_work: OpenWork, lines: Iterable[Line], *older: str, **named: object) -> None:
    """Bring rows back to what an older copy held, and do again what the ledger says."""
    with open_work(JOB) as work:
        for statement in older:
            work.db.execute(text(statement), {n: v for n, v in named.items() if f":{n}" in statement})
        work.commit(untraced=Untraced.TECHNICAL)
    with open_work(JOB) as work:
        replay(work, list(lines))


def test_what_was_masked_since_stays_masked(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    document = a_row(open_work, holder)
    asked = [
        (Masked(document), Audience(doctor.professional_id)),
        (Masked(None, Section.ALLERGIES), EVERYBODY),
        (Masked(), Audience(None, "10")),
    ]
    for thing, audience in asked:
        with open_work(holder) as work:
            sharing.hide(work, holder.space_id, thing, audience=audience)
    before = masks_of(open_work, holder)
    lines = lines_of(open_work, holder.space_id)
    replayed_on(open_work, lines, "delete from access_mask where space_id = :space", space=holder.space_id)
    assert len(before) == 3
    assert masks_of(open_work, holder) == before


def masks_of(open_work: OpenWork, holder: Actor) -> set[tuple[object, object, str, bool]]:
    with open_work(JOB) as work:
        found = work.db.scalars(select(Mask).where(col(Mask.space_id) == holder.space_id))
        return {(m.document_id, m.section, m.audience, m.hidden) for m in found}


def test_who_was_blocked_since_stays_blocked(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    with open_work(pair.holder) as work:
        correspondence.block_correspondent(work, pair.space, professional_id=pair.doctor.professional_id)
    with open_work(pair.holder) as work:
        sharing.block(work, pair.space, professional_id=pair.doctor.professional_id)
    lines = lines_of(open_work, pair.doctor.professional_id)
    older = (
        "delete from access_block where space_id = :space",
        "delete from correspondent_block where space_id = :space",
    )
    replayed_on(open_work, lines, *older, space=pair.space)
    with open_work(JOB) as work:
        assert work.db.get(Block, (pair.space, pair.doctor.professional_id))
        assert work.db.get(CorrespondentBlock, (pair.space, pair.doctor.professional_id))


def test_an_access_that_was_narrowed_since_stays_narrow(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    document, grant = a_row(open_work, holder), a_grant(open_work, holder, doctor)
    with open_work(JOB) as work:
        work.db.add(GrantDocument(grant_id=grant, document_id=document, space_id=holder.space_id))
        work.commit(untraced=Untraced.TECHNICAL)
    with open_work(holder) as work:
        sharing.keep_from(work, holder.space_id, document, professional_id=doctor.professional_id, profession_code="10")
    with open_work(JOB) as work:
        row = work.db.get_one(Grant, grant)
        row.categories, row.sections = ["BIOLOGIE"], []
        work.commit(untraced=Untraced.TECHNICAL)
    lines = lines_of(open_work, grant)
    again = "insert into grant_document (grant_id, document_id, space_id) values (:grant, :document, :space)"
    wide = "update access_grant set categories = '{}', sections = '{ALLERGIES}' where id = :grant"
    replayed_on(open_work, lines, again, wide, grant=grant, document=document, space=holder.space_id)
    with open_work(JOB) as work:
        row = work.db.get_one(Grant, grant)
        assert (row.categories, row.sections) == (["BIOLOGIE"], [])
        assert work.db.get(GrantDocument, (grant, document)) is None


def test_an_access_that_was_widened_since_is_not(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    grant = a_grant(open_work, holder, a_professional(open_work), categories=("BIOLOGIE",))
    with open_work(JOB) as work:
        work.db.get_one(Grant, grant).categories = []
        work.commit(untraced=Untraced.TECHNICAL)
    assert lines_of(open_work, grant) == []


def test_a_deleted_series_goes_with_the_dates_that_came_back(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    with open_work(holder) as work:
        series_id = agenda.note_appointment(work, typed=typed(work.now + timedelta(days=2)))
    with open_work(JOB) as work:
        row = work.db.get_one(Appointment, series_id)
        kept = {name: getattr(row, name) for name in Appointment.model_fields}
    with open_work(holder) as work:
        agenda.delete_appointment(work, appointment_id=series_id)
    lines = lines_of(open_work, series_id)
    with open_work(JOB) as work:
        work.db.add(Appointment(**kept))
        work.db.flush()
        given = {"appointment_id": series_id, "space_id": holder.space_id, "occurs_at": kept["starts_at"]}
        work.db.add(AppointmentDate(**given, status="CANCELLED"))
        work.commit(untraced=Untraced.TECHNICAL)
    replayed_on(open_work, lines)
    with open_work(JOB) as work:
        assert work.db.get(Appointment, series_id) is None


def test_mail_that_was_closed_or_deleted_since_stays_so(open_work: OpenWork) -> None:
    pair = a_pair(open_work)
    conversation = a_conversation(open_work, pair)
    with open_work(pair.doctor) as work:
        close_conversation(work, conversation)
    with open_work(pair.holder) as work:
        delete_conversation(work, conversation)
    lines = lines_of(open_work, conversation)
    opened = "update conversation set state = 'OPEN', closed_at = null where id = :id"
    shown = "update conversation_side set cleared_number = 0 where conversation_id = :id"
    replayed_on(open_work, lines, opened, shown, id=conversation)
    with open_work(JOB) as work:
        assert work.db.get_one(Conversation, conversation).state == "CLOSED"
        assert work.db.get_one(ConversationSide, (conversation, "HOLDER")).cleared_number == 1
        assert work.db.get_one(ConversationSide, (conversation, "PROFESSIONAL")).cleared_number == 0


def test_a_key_that_was_removed_and_a_password_that_was_changed_open_nothing(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    key = Passkey(
        account_id=holder.account_id, credential_id=uuid4().bytes, public_key=b"x", host="x", added_at=datetime.now(UTC)
    )
    with open_work(JOB) as work:
        work.db.add(key)
        work.db.get_one(Account, holder.account_id).password_hash = "stolen"
        work.commit(untraced=Untraced.TECHNICAL)
    kept = {name: getattr(key, name) for name in type(key).model_fields}
    with open_work(JOB) as work:
        work.db.delete(work.db.get_one(Passkey, key.id))
        work.db.get_one(Account, holder.account_id).password_hash = "new"
        work.commit(untraced=Untraced.TECHNICAL)
    lines = lines_of(open_work, key.id, holder.account_id)
    with open_work(JOB) as work:
        work.db.add(Passkey(**kept))
        work.commit(untraced=Untraced.TECHNICAL)
    replayed_on(open_work, lines, "update account set password_hash = 'stolen' where id = :id", id=holder.account_id)
    with open_work(JOB) as work:
        assert work.db.get(Passkey, key.id) is None
        assert work.db.get_one(Account, holder.account_id).password_hash == ""


def test_what_was_taken_off_the_card_since_stays_off(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    one = "insert into emergency_choice values (:space, true, true, true, false, '{ALLERGIES,TRAITEMENTS}', null)"
    both = "update emergency_choice set card_sections = '{ALLERGIES,TRAITEMENTS}' where space_id = :space"
    off = "update emergency_choice set card_sections = '{TRAITEMENTS}' where space_id = :space"
    with open_work(JOB) as work:
        for statement in (one, off):
            work.db.execute(text(statement), {"space": holder.space_id})
        work.commit(untraced=Untraced.TECHNICAL)
    replayed_on(open_work, lines_of(open_work, holder.space_id), both, space=holder.space_id)
    with open_work(JOB) as work:
        asked = text("select card_sections from emergency_choice where space_id = :space")
        assert work.db.scalars(asked, {"space": holder.space_id}).one() == ["TRAITEMENTS"]


def test_who_unsubscribed_since_is_not_written_to_again(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    with open_work(JOB) as work:
        made = {"telling": "FIRST", "with_sms": ["NOTIF_ACCESS"], "changed_at": work.now, "digest_at": work.now}
        work.db.add(NotificationChoice(account_id=holder.account_id, no_email=["NOTIF_MESSAGES"], **made))
        work.commit(untraced=Untraced.TECHNICAL)
    older = lines_of(open_work, holder.account_id)
    with open_work(JOB) as work:
        choice = work.db.get_one(NotificationChoice, holder.account_id)
        choice.no_email, choice.with_sms, choice.discreet = ["NOTIF_MESSAGES", "NOTIF_ACCESS"], [], True
        work.commit(untraced=Untraced.TECHNICAL)
    lines = lines_of(open_work, holder.account_id)
    assert (len(older), len(lines)) == (1, 2)
    back = "update notification_choice set no_email = '{}', with_sms = '{NOTIF_ACCESS}', discreet = false"
    replayed_on(open_work, lines, f"{back} where account_id = :account", account=holder.account_id)
    with open_work(JOB) as work:
        choice = work.db.get_one(NotificationChoice, holder.account_id)
        assert (choice.no_email, choice.with_sms, choice.discreet) == (["NOTIF_ACCESS", "NOTIF_MESSAGES"], [], True)
    # Nor is whoever had no row at all in the copy.
    replayed_on(
        open_work, lines, "delete from notification_choice where account_id = :account", account=holder.account_id
    )
    with open_work(JOB) as work:
        assert work.db.get_one(NotificationChoice, holder.account_id).discreet
