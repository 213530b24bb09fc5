"""What the pages of one's rights say when a fact stops something."""

from csn_app.core.errors import CsnError
from csn_app.identity import wording as identity
from csn_app.identity.rules import minutes_after, tries_left
from csn_app.rights.copies import CopyOfToday
from csn_app.rights.opposition import ReferenceUnknown
from csn_app.ui.words import french_datetime, plural

_REFERENCE = "Référence, carte et numéro ne vont pas ensemble. Relisez les trois, puis recommencez."


def say(fact: CsnError) -> str:
    """Say a fact of this room in French; those of signing in have their sentences there."""
    if isinstance(fact, CopyOfToday):
        return f"Votre dossier du jour est prêt. Vous pourrez en préparer un nouveau le {french_datetime(fact.after)}."
    return _REFERENCE if isinstance(fact, ReferenceUnknown) else identity.say(fact)


def password_wrong(tries: int) -> str:
    """Say that the password typed again is not the one, and what is left."""
    left = tries_left(tries)
    if left:
        return f"Le mot de passe ne correspond pas. Vérifiez les majuscules. Il vous reste {plural(left, 'essai')}."
    return f"Le mot de passe ne correspond pas. Attendez {plural(minutes_after(tries), 'minute')}, puis recommencez."
