"""The spaces that somebody may open, for the menu of every page."""

from csn_app.access import mandate_views, policy
from csn_app.access.mandate_views import DelegationRow
from csn_app.access.policy import Permission
from csn_app.circle.wording_relatives import does
from csn_app.core.actor import DelegationKind
from csn_app.core.work import Work
from csn_app.edge.door import SpaceLink
from csn_app.identity import relatives
from csn_app.identity.relatives import Relative
from csn_app.ui.words import initials


def my_spaces(work: Work) -> list[SpaceLink]:
    """Return one's own space, then those of the people for whom one acts now."""
    policy.require(work, Permission.DELEGATION_ANSWER)
    actor = work.actor
    here = actor.mandate.id if actor.mandate else None
    own = SpaceLink("", actor.shown_name, initials(actor.shown_name), "Mon espace", here=here is None)
    rows = mandate_views.list_held(work)
    people = relatives.describe_represented(work) if rows else {}
    return [
        own,
        *(
            SpaceLink(str(row.id), person.name, initials(person.name), _words(row, person), here=row.id == here)
            for row in rows
            if (person := people.get(row.space_id))
        ),
    ]


def _words(row: DelegationRow, person: Relative) -> str:
    if row.kind is DelegationKind.REPRESENTATIVE:
        return f"Mon enfant, {person.age}"
    return "Je le représente" if row.kind is DelegationKind.TUTOR else f"J’aide\u00a0: {does(row.scopes)}"
