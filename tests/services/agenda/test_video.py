"""The door of a téléconsultation: only where a meeting service is set, only when the room is open."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from uuid import UUID

import pytest

from csn_app.agenda import service, video
from csn_app.agenda.vocabulary import Status
from csn_app.config import settings
from csn_app.core.actor import Actor
from csn_app.core.errors import NotFound
from tests.factories import OpenWork, a_holder
from tests.services.agenda.people import typed, whole

SECRET = "un secret de test"


@pytest.fixture
def meeting_service(monkeypatch: pytest.MonkeyPatch, open_work: OpenWork) -> None:
    """Set the address of a meeting service."""
    assert open_work
    monkeypatch.setattr(settings(), "video_url", "https://visio.example/{room}?jwt={token}")
    monkeypatch.setattr(settings(), "video_secret", SECRET)


def _noted(open_work: OpenWork, holder: Actor, **more: str) -> UUID:
    with open_work(holder) as work:
        when = whole(work.now, minutes=5)
        return service.note_appointment(work, typed=typed(when, **{"genre": "REMOTE", **more}))


@pytest.mark.usefixtures("meeting_service")
def test_join_room_signs_a_pass_that_ends_with_the_room(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    appointment_id = _noted(open_work, holder)
    with open_work(holder) as work:
        assert service.read_following(work, since=work.now).rows[0].joins
        address = video.join_room(work, appointment_id=appointment_id)
        now = work.now
    room, _, token = address.removeprefix("https://visio.example/").partition("?jwt=")
    signed, _, signature = token.rpartition(".")
    expected = hmac.new(SECRET.encode(), signed.encode(), hashlib.sha256).digest()
    assert base64.urlsafe_b64decode(signature + "==") == expected
    claims = json.loads(base64.urlsafe_b64decode(signed.split(".")[1] + "=="))
    assert claims["room"] == room
    assert now.timestamp() < claims["exp"] <= (now + timedelta(minutes=96)).timestamp()
    assert holder.shown_name not in json.dumps(claims)


@pytest.mark.usefixtures("meeting_service")
def test_join_room_refuses_too_early_cancelled_and_strangers(open_work: OpenWork) -> None:
    alice, noe = a_holder(open_work), a_holder(open_work)
    with open_work(alice) as work:
        early = service.note_appointment(work, typed=typed(whole(work.now, minutes=20), genre="REMOTE"))
        assert not service.read_following(work, since=work.now).rows[0].joins
        with pytest.raises(video.RoomNotOpen):
            video.join_room(work, appointment_id=early)
    open_now = _noted(open_work, alice)
    with open_work(noe) as work, pytest.raises(NotFound):
        video.join_room(work, appointment_id=open_now)
    with open_work(alice) as work:
        at = service.read_appointment(work, appointment_id=open_now).occurs_at
        service.set_status(work, appointment_id=open_now, occurs_at=at, status=Status.CANCELLED)
        with pytest.raises(video.RoomNotOpen):
            video.join_room(work, appointment_id=open_now)


def test_without_a_meeting_service_there_is_no_room(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    appointment_id = _noted(open_work, holder)
    with open_work(holder) as work:
        shown = service.read_appointment(work, appointment_id=appointment_id)
        assert not shown.has_room
        with pytest.raises(NotFound):
            video.join_room(work, appointment_id=appointment_id)
