"""Telling people who opened their carnet, as each of them chose (R-AC-15, R-AU-7, R-NO-1).

The professional's own transaction writes one small row; this job, a moment later, does the rest: no reading waits
for a message.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from csn_app.access import openings, policy
from csn_app.access.policy import Permission
from csn_app.audit import accesses
from csn_app.audit.accesses import ToTell
from csn_app.config import settings
from csn_app.core.errors import Unreadable
from csn_app.core.work import Untraced, Work
from csn_app.history import rules
from csn_app.identity import notices
from csn_app.identity import service as identity
from csn_app.notifications import center
from csn_app.notifications.rules import Telling
from csn_app.ui.words import PARIS

_AT_ONCE = 100
_log = logging.getLogger("csn.jobs")
_STRANGE = "Un soignant a ouvert votre carnet d’une façon inhabituelle"
_UNUSUAL = (
    "Un soignant a ouvert votre carnet d’une façon inhabituelle. Pour savoir qui, quand et pourquoi, ouvrez votre "
    "carnet, à la page «\u00a0Qui a consulté\u00a0». Vous pouvez y contester cet accès."
)
_EACH = (
    "Un soignant a ouvert votre carnet. Pour savoir qui, quand et pourquoi, ouvrez votre carnet, à la page "
    "«\u00a0Qui a consulté\u00a0»."
)
_DAY = (
    "Des soignants ont ouvert votre carnet depuis hier. Pour savoir qui, quand et pourquoi, ouvrez votre carnet, à la "
    "page «\u00a0Qui a consulté\u00a0»."
)


def tell_accesses(work: Work) -> int:
    """Look at the accesses that nobody was told of yet, a hundred at most; returns how many were looked at."""
    policy.require(work, Permission.ACCESS_JUDGE)
    taken = accesses.take(work, limit=_AT_ONCE)
    for access in taken:
        account_id = identity.account_of_space(work, access.chain_id)
        if account_id is not None:
            with _nobody_waits_for_another(work):
                _tell(work, access, account_id=account_id)
    work.commit(untraced=Untraced.OUTBOX)
    return len(taken)


def tell_day(work: Work) -> int:
    """Send the digest to those who chose one a day and whose carnet was opened since the last; returns to how many."""
    policy.require(work, Permission.ACCESS_JUDGE)
    told = 0
    for account_id, space_id in identity.spaces_of_accounts(work, center.due_digests(work)).items():
        since = center.begin_digest(work, account_id)
        if accesses.opened_since(work, space_id, since=since):
            with _nobody_waits_for_another(work):
                notices.tell_holder(
                    work, space_id, kind="ACCESS_DIGEST", subject="Accès à votre carnet depuis hier", text=_DAY
                )
                told += 1
    work.commit(untraced=Untraced.OUTBOX)
    return told


@contextmanager
def _nobody_waits_for_another(work: Work) -> Iterator[None]:
    """A person whose contact cannot be read any more is told nothing, and holds up nobody."""
    try:
        with work.db.begin_nested():
            yield
    except Unreadable as fault:
        _log.warning("person not told", extra={"handler": type(fault).__name__})


def _tell(work: Work, access: ToTell, *, account_id: UUID) -> None:
    if access.action != "RECORD_OPENED" or access.professional_id is None:
        notices.tell_holder(
            work,
            access.chain_id,
            kind="DOCUMENT_READ",
            professional_id=access.professional_id,
            object_type="document",
            object_id=access.object_id,
            product_only=True,
        )
        return
    before = openings.background_of(work, access.chain_id, professional_id=access.professional_id, at=access.at)
    reasons = rules.unusual(_access(access, before), thresholds=_thresholds())
    if reasons:
        accesses.mark_unusual(work, access, reasons=reasons)
        _notice(work, access, kind="ACCESS_UNUSUAL", subject=_STRANGE, text=_UNUSUAL)
    elif not before.first:
        # A first opening was told in its own transaction (R-AC-15).
        each = center.choices_of(work, account_id).telling is Telling.EACH
        _notice(
            work,
            access,
            kind="RECORD_ACCESSED",
            subject="Un soignant a ouvert votre carnet",
            text=_EACH,
            product_only=not each,
        )


def _notice(work: Work, access: ToTell, *, kind: str, subject: str, text: str, product_only: bool = False) -> None:
    notices.tell_holder(
        work,
        access.chain_id,
        kind=kind,
        subject=subject,
        text=text,
        professional_id=access.professional_id,
        object_type="record",
        product_only=product_only,
    )


def _access(access: ToTell, before: openings.Background) -> rules.Access:
    return rules.Access(
        hour=_hour(access.at),
        records=before.records,
        place=access.place_id,
        places=before.places,
        first=before.first,
    )


def _hour(at: datetime) -> int:
    return at.astimezone(PARIS).hour


def _thresholds() -> rules.Thresholds:
    chosen = settings()
    return rules.Thresholds(
        night_from=chosen.unusual_from_hour,
        night_until=chosen.unusual_until_hour,
        records_an_hour=chosen.unusual_records_an_hour,
    )
