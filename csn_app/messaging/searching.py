"""Searching one's own conversations by keyed marks of their words, and by the name of the other end."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select, true
from sqlmodel import col

from csn_app.core.work import Work
from csn_app.messaging import people, rules
from csn_app.messaging.model import ConversationSide, ConversationWord, Side
from csn_app.messaging.sealing import side_of, word_marks

PEOPLE = 500
"""Correspondents among whom a search looks for a name."""


def matching(work: Work, typed: str, *, own: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition under which a conversation holds every word that was typed, or is with one so named.

    ``own`` is the policy's own condition on the actor's conversations.
    """
    asked = rules.asked_words(typed)
    if not asked:
        return true()
    holder = side_of(work) is Side.HOLDER
    other = col(ConversationSide.professional_id) if holder else col(ConversationSide.space_id)
    ids = list(work.db.scalars(select(other).where(own).distinct().limit(PEOPLE)))
    spaces = [work.actor.space_id] if holder and work.actor.space_id else ids
    names = _names(work, ids, holder=holder)
    conditions = []
    for word in asked:
        held = exists().where(
            col(ConversationWord.conversation_id) == col(ConversationSide.conversation_id),
            col(ConversationWord.mark).in_(word_marks(work, spaces, word)),
            col(ConversationWord.last_number) > col(ConversationSide.cleared_number),
        )
        named = [one for one, words in names.items() if any(w.startswith(word) for w in words)]
        conditions.append(or_(held, other.in_(named)))
    return and_(*conditions)


def _names(work: Work, ids: list[UUID], *, holder: bool) -> dict[UUID, frozenset[str]]:
    cards = people.professionals(work, ids) if holder else people.patients(work, ids)
    return {one: rules.words_of(card.name) for one, card in cards.items()}
