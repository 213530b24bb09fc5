"""Done again on a restored database: what its people limited since (masks, blocks, narrower accesses) and deleted."""

import json
from collections.abc import Callable
from uuid import UUID

from sqlalchemy import ColumnElement, Table, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from csn_app import tables
from csn_app.access.model import Block, CorrespondentBlock, Grant, GrantDocument, Mask, Space
from csn_app.access.model_consent import Consent, PartnerService, ServiceCode, ServiceToken
from csn_app.access.model_emergency import EmergencyChoice
from csn_app.core.work import Work
from csn_app.documents.model import Document
from csn_app.identity.model import Account, Professional
from csn_app.messaging.model import Conversation, ConversationSide, ConversationState
from csn_app.notifications.model import NotificationChoice
from csn_app.notifications.rules import Telling
from csn_app.storage.ledger import (
    BLOCKED,
    CLEARED,
    ENDED,
    MASKED,
    NARROWED,
    OF_AN_ACCOUNT,
    PUT_OUT,
    REVOKED,
    Line,
)


def delete_row(work: Work, line: Line, *, touched: set[UUID]) -> int:
    """Delete a row that came back, and first what hangs on it; ``touched`` gets the space of a document."""
    table: Table | None = tables.metadata.tables.get(line.table_name)
    if table is None or not ("space_id" in table.c or table.name in OF_AN_ACCOUNT):
        return 0
    mine = table.c.id == line.row_id
    _delete_hanging(work, table, mine)
    kept = table.c.get("space_id", table.c.id)
    gone = work.db.scalars(table.delete().where(mine).returning(kept)).all()
    if line.table_name == "document":
        touched.update(gone)
    return len(gone)


def _delete_hanging(work: Work, table: Table, mine: ColumnElement[bool]) -> None:
    """Most rows go with the one that they name; those of a table that does not say so are deleted here."""
    for other in reversed(tables.metadata.sorted_tables):
        for key in other.foreign_keys:
            if key.column.table is table and key.ondelete != "CASCADE":
                theirs = key.parent.in_(select(key.column).where(mine))
                _delete_hanging(work, other, theirs)
                work.db.execute(other.delete().where(theirs))


def _mask(work: Work, line: Line) -> int:
    """What was masked since is masked again, unless what it names never was in the copy."""
    document, section, audience = line.state.split("|")
    known = select(col(Space.id)).where(col(Space.id) == line.row_id)
    if document:
        known = select(col(Document.id)).where(col(Document.id) == UUID(document))
    if work.db.scalar(known) is None:
        return 0
    thing = {"document_id": UUID(document) if document else None, "section": section or None}
    made = insert(Mask).values(space_id=line.row_id, audience=audience, hidden=True, since=line.at, **thing)
    changed = made.on_conflict_do_update(
        index_elements=["space_id", "document_id", "section", "audience"],
        set_={"hidden": True, "since": line.at},
        where=~col(Mask.hidden),
    )
    return len(work.db.scalars(changed.returning(col(Mask.id))).all())


def _narrow_grant(work: Work, line: Line) -> int:
    changed = update(Grant).where(col(Grant.id) == line.row_id).values(**json.loads(line.state))
    return len(work.db.scalars(changed.returning(col(Grant.id))).all())


def _take_document(work: Work, line: Line) -> int:
    one = col(GrantDocument.grant_id) == line.row_id, col(GrantDocument.document_id) == UUID(line.state)
    gone = delete(GrantDocument).where(*one).returning(col(GrantDocument.grant_id))
    return len(work.db.scalars(gone).all())


def _block(work: Work, line: Line) -> int:
    space_id = UUID(line.state)
    if work.db.scalar(select(col(Space.id)).where(col(Space.id) == space_id)) is None:
        return 0
    pair = {"space_id": space_id, "professional_id": line.row_id}
    if line.table_name == "access_block":
        made = insert(Block).values(since=line.at, **pair)
    else:
        made = insert(CorrespondentBlock).values(blocked_at=line.at, **pair)
    return len(work.db.scalars(made.on_conflict_do_nothing().returning(text("professional_id"))).all())


def _close_conversation(work: Work, line: Line) -> int:
    still = col(Conversation.id) == line.row_id, col(Conversation.closed_at).is_(None)
    values = {"state": ConversationState.CLOSED, "closed_at": line.moment}
    closed = update(Conversation).where(*still).values(values)
    return len(work.db.scalars(closed.returning(col(Conversation.id))).all())


def _clear_conversation(work: Work, line: Line) -> int:
    """What one end deleted stays deleted for them; what came after it shows."""
    side, number = line.state.split("|")
    up_to = int(number)
    mine = col(ConversationSide.conversation_id) == line.row_id, col(ConversationSide.side) == side
    behind = col(ConversationSide.cleared_number) < up_to
    values = {"cleared_number": up_to, "read_number": func.greatest(col(ConversationSide.read_number), up_to)}
    cleared = update(ConversationSide).where(*mine, behind).values(**values, unread=0)
    return len(work.db.scalars(cleared.returning(col(ConversationSide.conversation_id))).all())


def _untick_card(work: Work, line: Line) -> int:
    """What was taken off the emergency card since is off it; what was added since is ticked anew."""
    mine = col(EmergencyChoice.space_id) == line.row_id
    ticked = work.db.scalar(select(col(EmergencyChoice.card_sections)).where(mine))
    left = [section for section in ticked or () if section in json.loads(line.state)]
    if left == (ticked or []):
        return 0
    work.db.execute(update(EmergencyChoice).where(mine).values(card_sections=left))
    return 1


def _end_account(work: Work, line: Line) -> int:
    """Who was put out stays out; a password that was changed since opens nothing: a new one is asked for."""
    if line.table_name == "professional":
        gone = update(Professional).where(col(Professional.id) == line.row_id).values(active=False)
        return len(work.db.scalars(gone.returning(col(Professional.id))).all())
    values: dict[str, object] = {"password_hash": ""} if line.state == "password" else {"active": False}
    ended = update(Account).where(col(Account.id) == line.row_id).values(**values)
    return len(work.db.scalars(ended.returning(col(Account.id))).all())


def _tell_less(work: Work, line: Line) -> int:
    """Whoever asked not to be written to any more is not, whatever they had chosen in the copy."""
    said, account = json.loads(line.state), col(NotificationChoice.account_id) == line.row_id
    if work.db.scalar(select(col(Account.id)).where(col(Account.id) == line.row_id)) is None:
        return 0
    first = {"telling": Telling.FIRST, "no_email": [], "with_sms": [], "changed_at": line.at, "digest_at": line.at}
    made = insert(NotificationChoice).values(account_id=line.row_id, sms_when_unread=False, discreet=False, **first)
    work.db.execute(made.on_conflict_do_nothing())
    choice = work.db.scalars(select(NotificationChoice).where(account).execution_options(populate_existing=True)).one()
    choice.no_email = sorted({*choice.no_email, *said["no_email"]})
    choice.with_sms = sorted({*choice.with_sms} & {*said["with_sms"]})
    choice.discreet = choice.discreet or said["discreet"]
    work.db.flush()
    return 1


def _take_consent_back(work: Work, line: Line) -> int:
    """What was taken back from a service since stays so, and no token of the copy wakes it."""
    still = col(Consent.id) == line.row_id, col(Consent.revoked_at).is_(None)
    taken = update(Consent).where(*still).values(revoked_at=line.moment)
    return len(work.db.scalars(taken.returning(col(Consent.id))).all())


def _end_tokens(work: Work, line: Line) -> int:
    """A family of tokens that ended since, and its code if the copy has it unused, give nothing any more."""
    unused = col(ServiceCode.id) == line.row_id, col(ServiceCode.used_at).is_(None)
    work.db.execute(update(ServiceCode).where(*unused).values(used_at=line.moment))
    family = col(ServiceToken.code_id) == line.row_id, col(ServiceToken.revoked_at).is_(None)
    ended = update(ServiceToken).where(*family).values(revoked_at=line.moment)
    return len(work.db.scalars(ended.returning(col(ServiceToken.id))).all())


def _move_service(work: Work, line: Line) -> int:
    """A service stands where the operator last put it, and what it changed is agreed to anew."""
    state, version = line.state.split("|")
    values = {"state": state, "version": int(version)}
    moved = update(PartnerService).where(col(PartnerService.id) == line.row_id).values(**values)
    return len(work.db.scalars(moved.returning(col(PartnerService.id))).all())


LIMITS: dict[tuple[str, str], Callable[[Work, Line], int]] = {
    ("access_mask", MASKED): _mask,
    ("access_grant", NARROWED): _narrow_grant,
    ("grant_document", NARROWED): _take_document,
    ("access_block", BLOCKED): _block,
    ("correspondent_block", BLOCKED): _block,
    ("conversation", ENDED): _close_conversation,
    ("conversation_side", CLEARED): _clear_conversation,
    ("emergency_choice", NARROWED): _untick_card,
    ("notification_choice", NARROWED): _tell_less,
    ("service_consent", REVOKED): _take_consent_back,
    ("service_token", REVOKED): _end_tokens,
    ("partner_service", NARROWED): _move_service,
    ("account", PUT_OUT): _end_account,
    ("professional", PUT_OUT): _end_account,
}
"""What does a line again, by its table and its event."""
