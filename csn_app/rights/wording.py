"""What the pages of one's rights say when a fact stops something."""

from csn_app.core.errors import CsnError
from csn_app.identity import wording as identity
from csn_app.rights.copies import CopyOfToday
from csn_app.rights.opposition import ReferenceUnknown
from csn_app.ui.words import french_datetime

_REFERENCE = "Référence, carte et numéro ne vont pas ensemble. Relisez les trois, puis recommencez."


def say(fact: CsnError) -> str:
    """Say a fact of this room in French; those of signing in have their sentences there."""
    if isinstance(fact, CopyOfToday):
        return f"Votre dossier du jour est prêt. Vous pourrez en préparer un nouveau le {french_datetime(fact.after)}."
    return _REFERENCE if isinstance(fact, ReferenceUnknown) else identity.say(fact)
