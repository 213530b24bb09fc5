"""What a minor keeps of their messages from those who represent them (R-ID-30)."""

from uuid import UUID

from csn_app.access import policy, withheld
from csn_app.access.policy import Permission
from csn_app.core.errors import NotFound
from csn_app.core.work import Work
from csn_app.identity.relatives import minor_of
from csn_app.messaging.model import Conversation


def keep_conversation(work: Work, conversation_id: UUID) -> None:
    """A minor keeps a conversation from their parents, with all that is and will be in it; or ``NotFound``."""
    conversation = policy.fetch(work, Permission.DELEGATION_HIDE, Conversation, conversation_id)
    if not minor_of(work, conversation.space_id):
        raise NotFound
    withheld.withhold(work, conversation.space_id, object_id=conversation.id, object_type="conversation")


def show_conversation(work: Work, conversation_id: UUID) -> None:
    """A minor lets their parents see a conversation again; raises ``NotFound``."""
    conversation = policy.fetch(work, Permission.DELEGATION_HIDE, Conversation, conversation_id)
    withheld.show(work, conversation.space_id, object_id=conversation.id, object_type="conversation")
