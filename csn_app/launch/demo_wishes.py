"""What Alice wrote for the end of her life, corrected once, and her word on organ donation."""

from datetime import datetime, timedelta

from csn_app.core.vocabulary import Section
from csn_app.core.work import Work
from csn_app.profile import service as profile

_DAY = {"debut-jour": "12", "debut-mois": "3", "debut-annee": "2024"}
_FIRST = {"souhaits": "Je ne veux pas d’acharnement. Prévenez Julien avant tout."} | _DAY
_NOW = {
    "souhaits": "Je ne veux pas d’acharnement si je ne peux plus parler aux miens.\nJe souhaite être soulagée, et "
    "rester chez moi autant que possible.",
    "lieu": "Chez Julien Martin, dans le tiroir du bureau",
} | _DAY


def furnish(work: Work, *, today: datetime) -> None:
    """Write advance directives as the person who acts, and correct them later; the first version stays theirs alone."""
    work.now = today - timedelta(days=150)
    entry = profile.add_entry(work, section=Section.DIRECTIVES, typed=_FIRST)
    written = work.now
    work.now = today - timedelta(days=32)
    profile.change_entry(work, entry_id=entry, typed=_NOW, seen=written)
    profile.add_entry(work, section=Section.ORGAN_DONATION, typed={"informe": "INFORMED"})
