"""How fast a professional says that they usually answer (R-MS-9)."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.core.errors import NotFound
from csn_app.core.work import Untraced, Work
from csn_app.messaging.model import AnsweringTime
from csn_app.messaging.rules import AnswersIn


def usual_time(work: Work, professional_id: UUID) -> AnswersIn:
    """Return how fast a professional usually answers, as they said it themselves."""
    policy.open_to_all("what a professional says of their habits concerns no patient")
    said = work.db.get(AnsweringTime, professional_id)
    return AnswersIn(said.code) if said else AnswersIn.UNSAID


def my_usual_time(work: Work) -> AnswersIn:
    """Return what the professional who acts has said."""
    policy.require(work, Permission.PATIENT_LIST)
    return usual_time(work, work.actor.professional_id) if work.actor.professional_id else AnswersIn.UNSAID


def say_usual_time(work: Work, *, answers: AnswersIn) -> None:
    """A professional says how fast they usually answer; their patients read it where they reply."""
    policy.require(work, Permission.PATIENT_LIST)
    if work.actor.professional_id is None:
        raise NotFound
    said = insert(AnsweringTime).values(professional_id=work.actor.professional_id, code=answers)
    work.db.execute(said.on_conflict_do_update(index_elements=["professional_id"], set_={"code": answers}))
    work.commit(untraced=Untraced.TECHNICAL)
