"""What a caregiver does with the scopes « agenda » and « messages », through the screens' own use cases (R-AC-32)."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from csn_app.access import mandates, policy
from csn_app.agenda import feed, service
from csn_app.agenda.screen import View, read_screen
from csn_app.agenda.views import Shown
from csn_app.agenda.vocabulary import Status
from csn_app.core.actor import Actor, Scope
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import Section
from csn_app.core.work import Untraced, Work
from csn_app.documents import service as documents
from csn_app.documents.model import Document
from csn_app.messaging import service as messages
from csn_app.messaging import wording
from csn_app.messaging.reading import read_thread
from csn_app.profile import service as profile
from csn_app.profile.model import ProfileEntry
from tests.factories import OpenWork, a_grant, a_professional
from tests.family import a_member, helps
from tests.services.agenda.people import typed, whole
from tests.services.documents.sending import a_document
from tests.services.identity.test_assistants import an_assistant


def _note(open_work: OpenWork, who: Actor, **more: str) -> UUID:
    with open_work(who) as work:
        return service.note_appointment(work, typed=typed(whole(work.now, days=3), **more))


def _read(open_work: OpenWork, who: Actor, appointment: UUID) -> Shown:
    with open_work(who) as work:
        return service.read_appointment(work, appointment_id=appointment)


@pytest.mark.parametrize("scopes", [(Scope.AGENDA,), (Scope.READ, Scope.AGENDA)])
def test_a_caregiver_with_the_agenda_reads_and_fills_it(open_work: OpenWork, scopes: tuple[Scope, ...]) -> None:
    owner = a_member(open_work)
    doctor = a_professional(open_work)
    a_grant(open_work, owner.actor, doctor)
    helper = helps(open_work, owner.actor, a_member(open_work, name="Karim Amari"), *scopes)
    with open_work(helper) as work:
        assert service.read_choices(work).carers == ()
    appointment = _note(open_work, helper)
    with open_work(helper) as work:
        screen = read_screen(work, view=View.LIST, day=None)
        assert [one.id for one in screen.shown] == [appointment]
        assert (screen.facts is not None) == (Scope.READ in scopes)
    assert _read(open_work, owner.actor, appointment).details.title == "Contrôle"


def test_a_caregiver_who_corrects_an_appointment_loses_nothing_that_they_cannot_see(open_work: OpenWork) -> None:
    owner = a_member(open_work)
    doctor = a_professional(open_work)
    a_grant(open_work, owner.actor, doctor)
    paper = a_document(open_work, owner.actor)
    brought = {f"doc-{paper.id}": "on", "soignant": str(doctor.professional_id)}
    appointment = _note(open_work, owner.actor, **brought)
    helper = helps(open_work, owner.actor, a_member(open_work, name="Karim Amari"), Scope.AGENDA)
    shown = _read(open_work, helper, appointment)
    assert shown.documents == ()
    with open_work(helper) as work:
        again = typed(whole(work.now, days=4), motif="Bilan")
        service.change_appointment(work, appointment_id=appointment, typed=again, seen=shown.changed_at)
    after = _read(open_work, owner.actor, appointment)
    assert (after.details.title, after.details.professional) == ("Bilan", str(doctor.professional_id))
    assert [document for document, _ in after.documents] == [paper.id]


def _helper(open_work: OpenWork) -> Actor:
    return helps(open_work, a_member(open_work).actor, a_member(open_work, name="Karim Amari"), Scope.AGENDA)


def test_a_caregiver_makes_no_private_address_for_another(open_work: OpenWork) -> None:
    """It would go on giving the appointments once their right has ended."""
    with open_work(_helper(open_work)) as work, pytest.raises(NotFound):
        feed.create_feed(work, details=True)


def _ended_meanwhile(open_work: OpenWork, owner: Actor, helper: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the right end after the first question of the policy, and before the act takes hold of it."""
    asked = policy.fetch

    def end() -> None:
        assert helper.mandate
        monkeypatch.undo()
        with open_work(owner) as work:
            mandates.end_given(work, helper.mandate.id)
            work.commit(untraced=Untraced.TECHNICAL)

    def fetch(work: Work, *given: Any) -> Any:
        found = asked(work, *given)
        end()
        return found

    monkeypatch.setattr(policy, "fetch", fetch)


def test_an_act_in_the_agenda_holds_the_right_that_it_needs(
    open_work: OpenWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = a_member(open_work)
    helper = helps(open_work, owner.actor, a_member(open_work, name="Karim Amari"), Scope.READ, Scope.AGENDA)
    appointment = _note(open_work, helper)
    at = _read(open_work, owner.actor, appointment).occurs_at
    _ended_meanwhile(open_work, owner.actor, helper, monkeypatch)
    with open_work(helper) as work, pytest.raises(NotFound):
        service.set_status(work, appointment_id=appointment, occurs_at=at, status=Status.CANCELLED)
    assert _read(open_work, owner.actor, appointment).status is Status.CONFIRMED


def test_a_deletion_holds_the_right_that_it_needs(open_work: OpenWork, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = a_member(open_work)
    helper = helps(open_work, owner.actor, a_member(open_work, name="Karim Amari"), Scope.READ, Scope.DOCUMENTS)
    with open_work(helper) as work:
        entry = profile.add_entry(work, section=Section.ALLERGIES, typed={"allergene": "Latex", "gravite": "SEVERE"})
    _ended_meanwhile(open_work, owner.actor, helper, monkeypatch)
    with open_work(helper) as work, pytest.raises(NotFound):
        profile.delete_entry(work, entry_id=entry)
    again = helps(open_work, owner.actor, a_member(open_work, name="Inès Amari"), Scope.READ, Scope.DOCUMENTS)
    theirs = a_document(open_work, again)
    _ended_meanwhile(open_work, owner.actor, again, monkeypatch)
    with open_work(again) as work, pytest.raises(NotFound):
        documents.delete_document(work, document_id=theirs.id)
    with open_work(owner.actor) as work:
        assert work.db.get(ProfileEntry, entry)
        assert work.db.get(Document, theirs.id)


def test_a_message_says_who_wrote_it_in_the_name_of_whom(open_work: OpenWork) -> None:
    owner, doctor = a_member(open_work), a_professional(open_work)
    a_grant(open_work, owner.actor, doctor)
    secretary, _ = an_assistant(open_work, doctor)
    helper = helps(open_work, owner.actor, a_member(open_work, name="Karim Amari"), Scope.MESSAGES)
    space_id = owner.actor.space_id
    assert space_id
    with open_work(doctor) as work:
        conversation = messages.start_conversation(
            work, space_id=space_id, subject="Votre bilan", body="Bonjour", key=uuid4().hex
        )
    for who in (secretary, owner.actor, helper):
        with open_work(who) as work:
            messages.send_message(work, conversation, body="Voici", key=uuid4().hex)

    def signed(reader: Actor) -> list[str]:
        with open_work(reader) as work:
            return [one.who for one in wording.messages(read_thread(work, conversation), base="/messages")]

    dr, person = "Dr Camille Bernard", owner.row["display_name"]
    by_secretary = f"Nadia Ferrand, pour {dr}"
    assert signed(owner.actor) == [dr, by_secretary, "Vous", "Karim Amari, pour son proche"]
    assert signed(helper) == [dr, by_secretary, person, "Vous"]
    assert signed(doctor) == ["Vous", "Nadia Ferrand", person, f"Karim Amari, pour {person}"]
    assert signed(secretary)[:2] == [dr, "Vous"]
