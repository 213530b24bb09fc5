"""Refusing a carnet with the code, for oneself or a child; the proof; changing one's mind (R-LC-3, R-LC-4)."""

import io
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pikepdf
import pytest
from sqlalchemy import select
from sqlmodel import col
from starlette.testclient import TestClient

from csn_app.audit.model import TraceRow
from csn_app.core.actor import JOB, VISITOR
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Work
from csn_app.identity.activation import CodeUnknown
from csn_app.identity.candidate import ActivationStopped, Obstacle
from csn_app.identity.codes import ACTIVATION_LIVES
from csn_app.identity.signin import Browser
from csn_app.identity.throttles import MustWait
from csn_app.notifications.service import messages_to
from csn_app.rights import clock, opposition
from csn_app.rights.attestation import pdf_of
from tests.factories import OpenWork
from tests.services.identity.people import a_browser, last_code
from tests.services.rights.people import announced, later, state_of

Row = dict[str, str]


def numbers(row: Row) -> dict[str, str]:
    return {"serial": row["card_serial"], "nir": row["nir13"] + row["nir_key"]}


def code_sent_to(open_work: OpenWork, row: Row) -> str:
    with open_work(JOB) as work:
        return last_code(work, row["mobile"])


def refused(open_work: OpenWork) -> tuple[Row, UUID, str, opposition.Attestation, Browser]:
    row, space_id = announced(open_work)
    code, browser = code_sent_to(open_work, row), a_browser()
    with open_work(VISITOR) as work:
        opposition.oppose(work, **numbers(row), code=code, browser=browser)
        return row, space_id, code, opposition.own_attestation(work, browser=browser), browser


def actions(work: Work, space_id: UUID) -> list[str]:
    return list(work.db.scalars(select(TraceRow.action).where(col(TraceRow.chain_id) == space_id).order_by("seq")))


def test_a_person_refuses_with_the_code_and_no_space_is_ever_opened(open_work: OpenWork) -> None:
    row, space_id, _, mine, _ = refused(open_work)
    assert mine.name == row["display_name"]
    with later(open_work, days=43) as work:
        clock.open_by_silence(work)
        assert actions(work, space_id) == ["SPACE_OPPOSED"]
        assert "refus" in messages_to(work, row["mobile"])[0].text
    assert state_of(open_work, space_id) is SpaceState.OPPOSED


def test_refusing_again_with_the_same_code_shows_the_same_proof(open_work: OpenWork) -> None:
    row, space_id, code, mine, _ = refused(open_work)
    with open_work(VISITOR) as work:
        browser = a_browser()
        opposition.oppose(work, **numbers(row), code=code.lower(), browser=browser)
        assert opposition.own_attestation(work, browser=browser).reference == mine.reference
        assert actions(work, space_id) == ["SPACE_OPPOSED"]
        assert len([m for m in messages_to(work, row["mobile"]) if "refus du" in m.text]) == 1


@pytest.mark.parametrize("wrong", ["serial", "nir", "code"])
def test_one_wrong_number_refuses_nothing_and_is_not_named(open_work: OpenWork, wrong: str) -> None:
    row, space_id = announced(open_work)
    other, _ = announced(open_work)
    given = {**numbers(row), "code": code_sent_to(open_work, row)}
    given[wrong] = {**numbers(other), "code": code_sent_to(open_work, other)}[wrong]
    with open_work(VISITOR) as work, pytest.raises(CodeUnknown):
        opposition.oppose(work, **given, browser=a_browser())
    assert state_of(open_work, space_id) is SpaceState.INFORMED_WAITING


def test_guessing_must_wait(open_work: OpenWork) -> None:
    row, _ = announced(open_work)
    browser = a_browser()
    for _ in range(5):
        with open_work(VISITOR) as work, pytest.raises(CodeUnknown):
            opposition.oppose(work, **numbers(row), code="A" * 12, browser=browser)
    with open_work(VISITOR) as work, pytest.raises(MustWait):
        opposition.oppose(work, **numbers(row), code=code_sent_to(open_work, row), browser=browser)


def test_a_parent_refuses_for_a_child_with_their_own_card(open_work: OpenWork) -> None:
    parent, parent_space = announced(open_work)
    child, child_space = announced(
        open_work,
        card_type="aucune",
        card_serial="",
        card_holder_id=parent["id"],
        display_name="Noé Martin",
        birth_date="2015-05-14",
    )
    browser = a_browser()
    with open_work(VISITOR) as work:
        opposition.oppose(work, **numbers(parent), code=code_sent_to(open_work, child), browser=browser)
        assert opposition.own_attestation(work, browser=browser).name == "Noé Martin"
    assert state_of(open_work, child_space) is SpaceState.OPPOSED
    assert state_of(open_work, parent_space) is SpaceState.INFORMED_WAITING


def test_nobody_refuses_for_an_adult_with_their_own_card(open_work: OpenWork) -> None:
    parent, _ = announced(open_work)
    adult, space_id = announced(
        open_work, card_type="aucune", card_serial="", card_holder_id=parent["id"], birth_date="2008-11-20"
    )
    with open_work(VISITOR) as work, pytest.raises(CodeUnknown):
        opposition.oppose(work, **numbers(parent), code=code_sent_to(open_work, adult), browser=a_browser())
    assert state_of(open_work, space_id) is SpaceState.INFORMED_WAITING


def test_a_code_too_old_or_a_carnet_in_use_is_said(open_work: OpenWork) -> None:
    row, space_id = announced(open_work)
    code = code_sent_to(open_work, row)
    with later(open_work, VISITOR, seconds=ACTIVATION_LIVES.total_seconds() + 60) as work:
        with pytest.raises(ActivationStopped) as stopped:
            opposition.oppose(work, **numbers(row), code=code, browser=a_browser())
        assert stopped.value.obstacle is Obstacle.CODE_EXPIRED
    assert state_of(open_work, space_id) is SpaceState.INFORMED_WAITING


def test_after_six_weeks_the_fresh_code_still_refuses(open_work: OpenWork) -> None:
    row, space_id = announced(open_work)
    with later(open_work, days=42, minutes=1) as work:
        clock.open_by_silence(work)
    with later(open_work, VISITOR, days=43) as work:
        opposition.oppose(work, **numbers(row), code=last_code(work, row["mobile"]), browser=a_browser())
    assert state_of(open_work, space_id) is SpaceState.OPPOSED


def test_the_reference_proves_the_refusal_without_naming_anybody(open_work: OpenWork) -> None:
    *_, mine, _ = refused(open_work)
    with open_work(VISITOR) as work:
        found = opposition.verify(
            work, reference=f" {mine.reference[:4]}-{mine.reference[4:].lower()}", browser=a_browser()
        )
        assert (found.initials, found.withdrawn_at) == ("A. M.", None)
        assert found.opposed_at == mine.opposed_at
        with pytest.raises(opposition.ReferenceUnknown):
            opposition.verify(work, reference="K7M2Q9XA4BZZ", browser=a_browser())


def test_a_refusal_is_withdrawn_with_its_reference_and_a_code_leaves(open_work: OpenWork) -> None:
    row, space_id, code, mine, browser = refused(open_work)
    with later(open_work, VISITOR, days=100) as work:
        for _ in range(2):
            opposition.withdraw(work, **numbers(row), reference=mine.reference, browser=a_browser())
        assert last_code(work, row["mobile"]) != code
        assert opposition.verify(work, reference=mine.reference, browser=a_browser()).withdrawn_at
        assert actions(work, space_id) == ["SPACE_OPPOSED", "OPPOSITION_WITHDRAWN"]
    assert state_of(open_work, space_id) is SpaceState.CODE_SENT
    with later(open_work, VISITOR, days=101) as work:
        opposition.oppose(work, **numbers(row), code=last_code(work, row["mobile"]), browser=browser)
        assert opposition.own_attestation(work, browser=browser).reference != mine.reference


def test_a_reference_alone_withdraws_nothing(open_work: OpenWork) -> None:
    *_, space_id, _, mine, _ = refused(open_work)
    other, _ = announced(open_work)
    with open_work(VISITOR) as work, pytest.raises(opposition.ReferenceUnknown):
        opposition.withdraw(work, **numbers(other), reference=mine.reference, browser=a_browser())
    assert state_of(open_work, space_id) is SpaceState.OPPOSED


def test_another_browser_has_no_attestation(open_work: OpenWork) -> None:
    *_, browser = refused(open_work)
    with open_work(VISITOR) as work:
        assert opposition.own_attestation(work, browser=browser)
        with pytest.raises(NotFound):
            opposition.own_attestation(work, browser=a_browser())


def test_the_attestation_is_a_tagged_pdf_that_takes_nothing_for_markup(open_work: OpenWork) -> None:
    *_, mine, _ = refused(open_work)
    hostile = replace(mine, name='#panic("x") *a* $b$')
    written = pdf_of(hostile, address="https://carnet.test/opposition/verifier")
    with pikepdf.open(io.BytesIO(written)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).startswith("fr")
        assert "pdfuaid" in str(pdf.open_metadata())
    assert pdf_of(hostile, address="https://carnet.test/opposition/verifier") == written
    later_on = opposition.Attestation(
        mine.id,
        mine.reference,
        mine.name,
        mine.born,
        mine.opposed_at,
        mine.opposed_at + timedelta(days=1),
        mine.read_at,
    )
    assert pdf_of(later_on, address="x") != written


def test_the_pages_refuse_prove_and_withdraw(open_work: OpenWork, client: TestClient) -> None:
    row, space_id = announced(open_work)
    typed = {"oserie": row["card_serial"], "onir": row["nir13"] + row["nir_key"]}
    assert "Il y a 3 problèmes" in client.post("/opposition", data={}).text
    wrong = client.post("/opposition", data={**typed, "ocode": "AAAA BBBB CCCC"})
    assert wrong.status_code == 422
    assert row["card_serial"] in wrong.text
    done = client.post("/opposition", data={**typed, "ocode": code_sent_to(open_work, row)})
    assert done.url.path == "/opposition/enregistree"
    assert client.get("/opposition/attestation.pdf").content.startswith(b"%PDF")
    with open_work(JOB) as work:
        words = messages_to(work, row["mobile"])[0].text
    reference = words.split("attestation\u00a0: ")[1].split(". ")[0]
    assert reference in done.text
    assert "Attestation vraie" in client.post("/opposition/verifier", data={"reference": reference}).text
    assert client.post("/opposition/verifier", data={"reference": "rien"}).status_code == 422
    withdrawn = client.post("/opposition/retirer", data={**typed, "reference": reference})
    assert "Votre refus est retiré" in withdrawn.text
    assert "puis retiré" in client.post("/opposition/verifier", data={"reference": reference}).text
    assert state_of(open_work, space_id) is SpaceState.CODE_SENT
    client.cookies.clear()
    assert client.get("/opposition/attestation.pdf").url.path == "/opposition"
