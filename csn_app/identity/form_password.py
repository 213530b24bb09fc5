"""How a new password is asked for, wherever it is: the same hint, the same rules (R-ID-20)."""

from csn_app.ui.fields import Rule

PASSWORD_HINT = "Quatre mots sans lien entre eux\u00a0: facile à retenir, difficile à deviner."  # noqa: S105 - a hint
PASSWORD_RULES = (
    Rule("12 caractères ou plus", "min:12"),
    Rule("Pas seulement des chiffres", "letter"),
    Rule("Sans votre nom ni votre date de naissance"),
    Rule("Rien de courant, comme «\u00a0azerty\u00a0» ou «\u00a0motdepasse\u00a0»"),
)
