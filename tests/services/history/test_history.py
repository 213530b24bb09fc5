"""The holder reads, checks and takes home their own trail."""

import hashlib
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from csn_app.access import service as access
from csn_app.audit.rules import FIRST, Whose
from csn_app.core.actor import JOB, VISITOR, Actor
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import OpeningReason
from csn_app.core.work import Trace
from csn_app.history import service
from csn_app.history.rules import Period
from tests.factories import OpenWork, a_grant, a_holder, a_professional


def _act(open_work: OpenWork, actor: Actor, holder: Actor, *actions: str) -> None:
    with open_work(actor) as work:
        work.commit(*(Trace(action, holder.space_id) for action in actions))


def _read(open_work: OpenWork, holder: Actor, **asked: object) -> list[str]:
    with open_work(holder) as work:
        return [line.action for line in service.read_trail(work, **asked).lines]


def test_a_holder_reads_who_opened_their_record_and_why(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work, name="Camille Bernard")
    a_grant(open_work, holder, doctor)
    with open_work(doctor) as work:
        access.open_record(work, holder.space_id, reason=OpeningReason.OTHER, words="Appel du patient")
    with open_work(holder) as work:
        (line,) = service.read_trail(work).lines
    assert line.professional is not None
    assert line.professional.name == "Dr Camille Bernard"
    assert line.place is not None
    assert line.place.name == "Cabinet de test"
    assert (line.action, line.reason_code, line.reason) == ("RECORD_OPENED", "OTHER", "Appel du patient")


def test_whose_acts_are_read(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    _act(open_work, holder, holder, "TERMS_ACCEPTED")
    _act(open_work, VISITOR, holder, "LOGIN")
    _act(open_work, VISITOR, holder, "LOGIN_FAILED")
    _act(open_work, doctor, holder, "RECORD_OPENED")
    assert _read(open_work, holder, whose=Whose.EVERYONE) == [
        "RECORD_OPENED",
        "LOGIN_FAILED",
        "LOGIN",
        "TERMS_ACCEPTED",
    ]
    assert _read(open_work, holder, whose=Whose.PROFESSIONALS) == ["RECORD_OPENED"]
    assert _read(open_work, holder, whose=Whose.HOLDER) == ["LOGIN", "TERMS_ACCEPTED"]
    assert _read(open_work, holder, whose=Whose.OTHERS) == ["RECORD_OPENED", "LOGIN_FAILED"]


def test_a_period_leaves_out_what_is_older(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    with open_work(holder) as work:
        work.now -= timedelta(days=60)
        work.commit(Trace("LOGIN", holder.space_id))
    _act(open_work, holder, holder, "LOGOUT")
    asked = {"whose": Whose.EVERYONE}
    assert _read(open_work, holder, period=Period.MONTH, **asked) == ["LOGOUT"]
    assert _read(open_work, holder, period=Period.QUARTER, **asked) == ["LOGOUT", "LOGIN"]
    assert _read(open_work, holder, period=Period.ALWAYS, **asked) == ["LOGOUT", "LOGIN"]


def test_fifty_lines_a_page_newest_first_without_hole_or_repeat(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    _act(open_work, holder, holder, *["LOGIN"] * 120)
    seen, before = [], None
    while True:
        with open_work(holder) as work:
            page = service.read_trail(work, whose=Whose.EVERYONE, before=before)
        assert len(page.lines) <= 50
        seen += [line.seq for line in page.lines]
        before = page.older
        if before is None:
            break
    assert seen == list(range(120, 0, -1))


@pytest.mark.parametrize("use_case", ["read_trail", "verify_trail", "begin_export"])
def test_a_trail_is_read_by_its_holder_only(open_work: OpenWork, use_case: str) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    a_grant(open_work, holder, doctor)
    for actor in (doctor, VISITOR, JOB):
        with open_work(actor) as work, pytest.raises(NotFound):
            getattr(service, use_case)(work)
    with open_work(doctor) as work, pytest.raises(NotFound):
        service.export_lines(work, after_seq=0)


def test_a_holder_sees_nothing_of_another_trail(open_work: OpenWork) -> None:
    alice, noe = a_holder(open_work), a_holder(open_work)
    _act(open_work, alice, alice, "LOGIN")
    assert _read(open_work, noe, whose=Whose.EVERYONE, period=Period.ALWAYS) == []


def test_a_deleted_documents_line_stays_without_its_title(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    with open_work(holder) as work:
        work.commit(Trace("DOC_DELETED", holder.space_id, object_type="document", object_id=uuid4()))
    with open_work(holder) as work:
        (line,) = service.read_trail(work, whose=Whose.EVERYONE).lines
    assert line.document_id is not None
    assert line.title is None


def test_verify_trail_holds_and_is_a_line_of_its_own(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    _act(open_work, holder, holder, "LOGIN", "LOGOUT")
    with open_work(holder) as work:
        found = service.verify_trail(work)
    assert found.proof.whole
    assert found.proof.lines == 2
    assert _read(open_work, holder, whose=Whose.EVERYONE)[0] == "ACTIVITY_VERIFIED"


@pytest.mark.parametrize(
    ("tampering", "broken_at"),
    [
        ("update trace set action = 'LOGOUT' where chain_id = :chain and seq = 2", 2),
        ("delete from trace where chain_id = :chain and seq = 2", 2),
        ("delete from trace where chain_id = :chain and seq = 3", 3),
        ("update chain_head set seq = 2, hash = decode(repeat('00', 32), 'hex') where chain_id = :chain", 3),
    ],
)
def test_verify_trail_names_the_first_line_that_does_not_hold(
    open_work: OpenWork, tampering: str, broken_at: int
) -> None:
    holder = a_holder(open_work)
    _act(open_work, holder, holder, "LOGIN", "LOGIN", "LOGIN")
    with open_work(JOB) as work:
        # What no program of ours does: somebody who owns the database switches its guard off.
        work.db.execute(text("alter table trace disable trigger user"))
        work.db.execute(text(tampering), {"chain": holder.space_id})
        work.db.execute(text("alter table trace enable trigger user"))
        work.db.commit()
    with open_work(holder) as work:
        proof = service.verify_trail(work).proof
    assert proof.broken_at == broken_at


def test_the_export_can_be_checked_without_us(open_work: OpenWork) -> None:
    holder, doctor = a_holder(open_work), a_professional(open_work)
    a_grant(open_work, holder, doctor)
    with open_work(doctor) as work:
        access.open_record(work, holder.space_id, reason=OpeningReason.OTHER, words="Été à Nîmes")
    with open_work(holder) as work:
        head = service.begin_export(work)
        lines = json.loads(json.dumps(service.export_lines(work, after_seq=0), ensure_ascii=False))
    previous = FIRST.hex()
    for line in lines:
        assert line["line"]["previous_hash"] == previous
        canonical = json.dumps(line["line"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        previous = hashlib.sha256(canonical.encode()).hexdigest()
        assert previous == line["hash"]
    assert (len(lines), previous) == (head.seq, head.hash.hex())
    assert lines[-1]["line"]["action"] == "ACTIVITY_EXPORTED"
    assert "Nîmes" not in json.dumps(lines, ensure_ascii=False)
