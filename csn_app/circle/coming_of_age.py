"""What the clock says of relatives: an invitation waits, a child turned 18 (R-ID-28, R-ID-29)."""

from csn_app.access import majority, policy
from csn_app.access.policy import Permission
from csn_app.agenda.feed import cut_feeds_of
from csn_app.core.work import Untraced, Work
from csn_app.identity import notices, relatives


def tell_invited(work: Work) -> int:
    """Tell those who were invited that an answer waits; an invitation that describes nobody is told to nobody."""
    policy.require(work, Permission.LIFECYCLE_RUN)
    told = 0
    while (invitation := majority.lock_untold(work)) is not None:
        space_id = relatives.is_invited(work, ins=invitation.ins, mark=invitation.mark)
        if space_id is not None and relatives.has_account(work, space_id):
            notices.tell_person(
                work,
                space_id,
                subject="Une personne vous demande votre aide",
                text="Vous êtes invité à agir dans le carnet d’une personne. Rien ne commence sans votre accord. "
                "Pour répondre, ouvrez votre carnet, à la page «\u00a0Mes proches\u00a0».",
            )
            told += 1
        work.commit(untraced=Untraced.OUTBOX)
    return told


def end_representations(work: Work) -> int:
    """Tell those who turned 18, and those who represented them, that it is over; access ended at midnight by itself."""
    policy.require(work, Permission.LIFECYCLE_RUN)
    ended = 0
    while (due := majority.lock_majority(work)) is not None:
        space_id, accounts, trace = due
        notices.tell_person(
            work,
            space_id,
            subject="Votre carnet est à vous",
            text="Vous avez 18\u00a0ans. Vos parents n’ont plus accès à votre carnet de santé numérique. Activez-le ou "
            "connectez-vous, puis relisez les choix faits pour vous\u00a0: vous les gardez ou vous les changez.",
        )
        for account_id in accounts:
            relatives.tell_account(
                work,
                account_id,
                subject="Votre enfant a 18\u00a0ans",
                text="Un enfant dont vous gériez le carnet est majeur. Vous n’y avez plus accès. "
                "Cette personne gère maintenant son carnet elle-même.",
            )
        work.commit(trace, *cut_feeds_of(work, space_id))
        ended += 1
    return ended


def mine_to_confirm(work: Work) -> bool:
    """Say whether the actor turned 18 and has choices of their parents to look at again."""
    policy.require(work, Permission.SPACE_READ, work.actor.space_id)
    return work.actor.space_id is not None and majority.to_confirm(work, work.actor.space_id)


def confirm_choices(work: Work) -> None:
    """Keep, as one's own from now on, the choices that one's parents had made."""
    policy.require(work, Permission.MAJORITY_CONFIRM, work.actor.space_id)
    if work.actor.space_id is not None:
        majority.confirm(work, work.actor.space_id)
