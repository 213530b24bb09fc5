"""The signed-in home: what is new, who looked, what to begin with."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from csn_app.access import policy
from csn_app.access.mandate_views import representatives_beside
from csn_app.access.policy import Permission
from csn_app.access.service import list_grants
from csn_app.audit import service as audit
from csn_app.audit.rules import Whose
from csn_app.circle.coming_of_age import mine_to_confirm
from csn_app.circle.requests import Request, my_requests
from csn_app.core.errors import NotFound
from csn_app.core.work import Work
from csn_app.documents.held import Awaited, awaited_consultations
from csn_app.documents.news import DocumentNews, document_news
from csn_app.documents.service import not_yet_shown
from csn_app.emergency.service import Reading, readings_of
from csn_app.home import rules
from csn_app.identity.relatives import names_of_accounts
from csn_app.identity.service import ProfessionalCard, describe_professionals
from csn_app.identity.sessions import last_visit

EMERGENCIES_FOR = timedelta(days=30)
"""How long the home page says that the carnet was opened in an emergency."""


@dataclass(frozen=True, slots=True)
class Looker:
    """Somebody who looked, and what they did that day."""

    professional: ProfessionalCard
    visit: rules.Visit


@dataclass(frozen=True, slots=True)
class Home:
    """Everything the home page shows. ``last_visit`` is None the first time; times of visits are real time.

    In another person's space it holds what their delegation lets one see; ``beside`` names who represents them too.
    """

    documents: DocumentNews
    lookers: tuple[Looker, ...]
    has_carer: bool
    requests: tuple[Request, ...]
    awaited: tuple[Awaited, ...]
    emergencies: tuple[Reading, ...]
    last_visit: datetime | None
    now: datetime
    sees_documents: bool = True
    beside: tuple[str, ...] = ()
    came_of_age: bool = False


def read_home(work: Work) -> Home:
    """Return what is new in one's own carnet, who looked at it last, and whether it has begun to be filled."""
    policy.require(work, Permission.SPACE_READ, work.actor.space_id)
    space_id = work.actor.space_id
    if space_id is None:
        raise NotFound
    may = partial(policy.allowed, work, space_id=space_id)
    sees_documents = may(Permission.DOCUMENT_LIST)
    later = not_yet_shown(work, space_id) if sees_documents else None
    read = may(Permission.TRAIL_READ)
    traces = audit.traces_of(work, space_id, whose=Whose.PROFESSIONALS, not_yet=later) if read else []
    visits = rules.visits(traces)
    cards = describe_professionals(work, (visit.professional_id for visit in visits))
    sees_documents = may(Permission.DOCUMENT_LIST)
    return Home(
        documents=document_news(work, space_id=space_id) if sees_documents else DocumentNews((), unseen=0, some=True),
        lookers=tuple(Looker(cards[v.professional_id], v) for v in visits if v.professional_id in cards),
        has_carer=bool(list_grants(work, space_id)) if may(Permission.GRANT_LIST) else True,
        requests=my_requests(work).requests if may(Permission.GRANT_LIST) else (),
        awaited=awaited_consultations(work) if work.actor.for_oneself else (),
        emergencies=readings_of(work, space_id, since=work.now - EMERGENCIES_FOR) if read else (),
        last_visit=last_visit(work) if work.actor.for_oneself else None,
        now=work.now,
        sees_documents=sees_documents,
        beside=_beside(work, space_id),
        came_of_age=mine_to_confirm(work),
    )


def _beside(work: Work, space_id: UUID) -> tuple[str, ...]:
    if work.actor.for_oneself:
        return ()
    accounts = representatives_beside(work).get(space_id, [])
    return tuple(sorted(names_of_accounts(work, accounts).values()))
