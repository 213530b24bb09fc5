"""The person lets the agent beside them file documents, sees it, and ends it (R-AS-4)."""

from uuid import UUID

from csn_app.access import help_sessions, policy
from csn_app.access.help_sessions import HelpSession
from csn_app.access.policy import Permission
from csn_app.core.errors import NotFound
from csn_app.core.work import Trace, Untraced, Work
from csn_app.identity import notices
from csn_app.identity.throttles import count_try, forget_tries, limit


def read_help(work: Work) -> HelpSession | None:
    """Return the help session that runs in the space where the person is, or None."""
    policy.require(work, Permission.HELP_ALLOW, work.actor.space_id)
    return help_sessions.help_running(work, _space(work))


def allow(work: Work, *, number: str) -> None:
    """Type the number that the agent read out: for thirty minutes the agent may file documents, and reads nothing.

    Raises ``NumberUnknown``, ``MustWait``.
    """
    policy.require(work, Permission.HELP_ALLOW, work.actor.space_id)
    space_id = _space(work)
    tries = limit(work, "help-number", str(space_id))
    count_try(work, tries)
    digits = "".join(letter for letter in number if letter.isdecimal())[:12]
    try:
        help_sessions.allow_help(work, space_id, number=digits)
    except help_sessions.NumberUnknown:
        work.commit(untraced=Untraced.TECHNICAL)
        raise
    forget_tries(work, tries)
    notices.tell_person(
        work,
        space_id,
        subject="Un agent vous aide",
        text="Vous avez permis à un agent de l’assistance d’ajouter des documents à votre carnet pendant 30 minutes. "
        "Il ne lit rien. Vous n’avez rien permis\u00a0? Arrêtez-le à la page «\u00a0Séance d’aide\u00a0».",
    )
    work.commit(Trace("HELP_ALLOWED", space_id, object_type="assistance"))


def stop(work: Work) -> None:
    """End the help session at once."""
    policy.require(work, Permission.HELP_ALLOW, work.actor.space_id)
    help_sessions.stop_help(work, _space(work))


def _space(work: Work) -> UUID:
    if work.actor.space_id is None:
        raise NotFound
    return work.actor.space_id
