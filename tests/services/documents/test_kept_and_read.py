"""Where what is read in documents meets what a minor keeps from their parents."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from csn_app.access import sharing
from csn_app.access.rules_masks import Audience, Masked
from csn_app.core.actor import Actor
from csn_app.core.vocabulary import Section
from csn_app.documents import proposals, service
from csn_app.profile import keeping, measures
from csn_app.profile import service as profile
from csn_app.profile.measures import Period
from csn_app.summary.keeping import keep_summary
from tests.factories import OpenWork, a_grant, a_holder, a_professional, an_identity, an_open_record
from tests.services.access.test_seams import _space, _teenager
from tests.services.documents.sending import a_document
from tests.services.documents.test_proposals import ANALYSES, VACCINES, _propose, _waiting


def _do(open_work: OpenWork, actor: Actor, use_case: Any, **given: Any) -> Any:
    with open_work(actor) as work:
        return use_case(work, **given)


def _keep(open_work: OpenWork, who: Actor) -> None:
    async def run(use_case: Any, **given: Any) -> Any:
        return _do(open_work, who, use_case, **given)

    asyncio.run(keep_summary(run, key=uuid4().hex))


def _accepted(open_work: OpenWork, who: Actor, code: str, *, text: str, kept: bool) -> UUID:
    document_id = a_document(open_work, who, title="Secret").id
    if kept:
        _do(open_work, who, service.keep_from_parents, document_id=document_id)
    _propose(open_work, document_id, text)
    one = _waiting(open_work, who, document_id)[code]
    _do(open_work, who, proposals.accept_proposal, proposal_id=one.id)
    return document_id


def test_a_measure_read_in_what_a_minor_keeps_from_their_parents_is_kept_too(open_work: OpenWork) -> None:
    teen, parent = _teenager(open_work)
    _accepted(open_work, teen.actor, "GLUCOSE", text=ANALYSES, kept=True)
    assert "GLUCOSE" in _do(open_work, teen.actor, measures.noted_kinds)
    assert "GLUCOSE" not in _do(open_work, parent, measures.noted_kinds)


def test_what_is_read_in_a_kept_document_is_never_kept_a_moment_later(
    open_work: OpenWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped between two commits, the dose would stand in front of the parents."""
    teen, parent = _teenager(open_work)
    document_id = a_document(open_work, teen.actor, title="Secret").id
    _do(open_work, teen.actor, service.keep_from_parents, document_id=document_id)
    _propose(open_work, document_id, VACCINES)
    one = _waiting(open_work, teen.actor, document_id)["DTCAP_ADULTE"]
    with open_work(teen.actor) as work:
        whole, times = work.commit, list[int]()

        def once(*traces: Any, **given: Any) -> None:
            if times:
                pytest.fail("a second transaction")
            times.append(1)
            whole(*traces, **given)

        monkeypatch.setattr(type(work), "commit", lambda _, *traces, **given: once(*traces, **given))
        proposals.accept_proposal(work, proposal_id=one.id)
        monkeypatch.undo()
    assert not _do(open_work, parent, profile.read_profile).sections[Section.VACCINATIONS].entries


def test_a_measure_names_no_document_that_a_minor_keeps_afterwards(open_work: OpenWork) -> None:
    teen, parent = _teenager(open_work)
    document_id = _accepted(open_work, teen.actor, "GLUCOSE", text=ANALYSES, kept=False)
    (point,) = _do(open_work, parent, measures.read_series, code="GLUCOSE", period=Period.ALL).points
    assert point.source
    assert point.source.document_id == document_id
    _do(open_work, teen.actor, service.keep_from_parents, document_id=document_id)
    (point,) = _do(open_work, parent, measures.read_series, code="GLUCOSE", period=Period.ALL).points
    assert point.source is None
    (point,) = _do(open_work, teen.actor, measures.read_series, code="GLUCOSE", period=Period.ALL).points
    assert point.source


def test_a_summary_kept_by_a_minor_tells_their_parents_nothing_that_is_kept_from_them(open_work: OpenWork) -> None:
    teen, parent = _teenager(open_work)
    typed = {"traitement": "Traitement secret", "posologie": "Un le soir"}
    entry = _do(open_work, teen.actor, profile.add_entry, section=Section.TREATMENTS, typed=typed)

    def seen() -> int:
        return len(_do(open_work, parent, service.list_documents, space_id=_space(teen.actor)).rows)

    _keep(open_work, teen.actor)
    assert seen() == 2
    _do(open_work, teen.actor, keeping.keep_entry, entry_id=entry)
    _keep(open_work, teen.actor)
    assert seen() == 2
    assert len(_do(open_work, teen.actor, service.list_documents, space_id=_space(teen.actor)).rows) == 4


def test_a_kept_summary_shows_no_professional_a_section_that_is_masked(open_work: OpenWork) -> None:
    holder, doctor = an_identity(open_work, a_holder(open_work), born=date(1984, 5, 14)), a_professional(open_work)
    a_grant(open_work, holder, doctor)
    an_open_record(open_work, doctor, holder)
    space_id = _space(holder)

    def seen() -> int:
        return len(_do(open_work, doctor, service.list_documents, space_id=space_id).rows)

    _keep(open_work, holder)
    assert seen() == 2
    thing, audience = Masked(section=Section.TREATMENTS), Audience(doctor.professional_id)
    _do(open_work, holder, sharing.hide, space_id=space_id, thing=thing, audience=audience)
    _keep(open_work, holder)
    assert seen() == 2
    assert len(_do(open_work, holder, service.list_documents, space_id=space_id).rows) == 4
