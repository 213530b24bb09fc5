"""What a page calls by itself is no sign of a person."""

from csn_app.edge.guard import _by_itself
from csn_app.edge.markers import is_quiet, may_knock
from csn_app.messaging.state_list import MailState
from csn_app.messaging.state_reply import ReplyState
from csn_app.messaging.state_thread import ThreadState


def test_looking_for_what_is_new_keeps_no_session_alive() -> None:
    for kind in (MailState, ThreadState):
        assert _by_itself(f"{kind.get_full_name()}.look")
        handler = kind.event_handlers["look"].fn
        assert is_quiet(handler)
        assert may_knock(handler)


def test_whatever_a_person_does_keeps_it_alive() -> None:
    for kind, name in ((MailState, "search"), (ThreadState, "load"), (ReplyState, "send"), (ReplyState, "note")):
        assert not _by_itself(f"{kind.get_full_name()}.{name}")
    assert not _by_itself("nowhere.look")
