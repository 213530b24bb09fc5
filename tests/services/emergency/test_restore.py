"""A restored copy brings back no refused emergency, no card that was taken back, no quality that was suspended."""

from sqlalchemy import select, text
from sqlmodel import col

from csn_app.access import emergency_access as accesses
from csn_app.access import emergency_choices as choosing
from csn_app.access.emergency_rules import Choices, Decision, Situation
from csn_app.core.actor import JOB
from csn_app.core.vocabulary import Section
from csn_app.core.work import Untraced
from csn_app.identity.model import Professional
from csn_app.launch.replay import replay
from csn_app.operations.emergencies import decide_review
from csn_app.storage.ledger import LedgerLine, Line
from tests.factories import OpenWork, a_holder, an_operator
from tests.services.emergency.people import WORDS, with_quality
from tests.services.emergency.test_card import a_code, ticked


def test_what_was_closed_since_a_backup_is_closed_again(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), with_quality(open_work)
    assert holder.space_id
    ticked(open_work, holder, Section.ALLERGIES)
    a_code(open_work, holder)
    with open_work(doctor) as work:
        accesses.open_in_emergency(work, holder.space_id, situation=Situation.INCAPABLE, words=WORDS)
    with open_work(holder) as work:
        (reading,) = accesses.emergencies_of(work, holder.space_id)
        (code,) = choosing.list_codes(work, holder.space_id)
        choosing.choose(work, holder.space_id, choices=Choices(allowed=False))
    with open_work(holder) as work:
        choosing.revoke_codes(work, holder.space_id)
    with open_work(an_operator(open_work)) as work:
        decide_review(work, case_id=reading.id, decision=Decision.NOT_JUSTIFIED, words="Non justifié.")
    ours = {holder.space_id, reading.id, code.id, doctor.professional_id}
    with open_work(JOB) as work:
        found = work.db.scalars(select(LedgerLine).where(col(LedgerLine.row_id).in_(ours))).all()
        lines = [Line(one.table_name, one.row_id, one.event, one.state, one.moment, one.at) for one in found]
        assert {(line.table_name, line.event, line.state) for line in lines} == {
            ("emergency_choice", "REFUSED", "allowed"),
            ("emergency_access", "ENDED", ""),
            ("emergency_card_code", "ENDED", ""),
            ("professional", "ENDED", ""),
        }
        # As the copy of the day before had them; the person had not chosen anything yet.
        for undone in (
            "delete from emergency_choice where space_id = :space",
            "update emergency_access set ended_at = null where space_id = :space",
            "update emergency_card_code set revoked_at = null where space_id = :space",
            "update professional set emergency_suspended_at = null where id = :doctor",
        ):
            named = {"space": holder.space_id} if ":space" in undone else {"doctor": doctor.professional_id}
            work.db.execute(text(undone), named)
        work.commit(untraced=Untraced.TECHNICAL)
    with open_work(JOB) as work:
        done = replay(work, lines)
        assert (done["REFUSED"], done["ENDED"]) == (1, 3)
    with open_work(holder) as work:
        assert not choosing.choices_of(work, holder.space_id).allowed
        assert choosing.list_codes(work, holder.space_id) == []
        assert not accesses.emergencies_of(work, holder.space_id)[0].running
        row = work.db.get(Professional, doctor.professional_id)
        assert row is not None
        assert row.emergency_suspended_at is not None
    with open_work(JOB) as work:
        assert replay(work, lines).total() == 0
