"""What the pages before sign-in say when a fact stops somebody: what happened, then what to do."""

from collections.abc import Callable
from typing import Any

from csn_app.config import settings
from csn_app.core.errors import CsnError
from csn_app.identity.activation import CodeUnknown
from csn_app.identity.birth import BirthFlaw, BirthNotUnderstood
from csn_app.identity.card import SerialFlaw, SerialNotUnderstood
from csn_app.identity.contact_changes import ContactKnown, ContactNotUnderstood
from csn_app.identity.factors import TooManyFactors
from csn_app.identity.first_access import AccessCodeUnknown
from csn_app.identity.login_id import LoginIdFlaw, LoginIdRefused
from csn_app.identity.lost_phone import IdentityNotMatched, NoOtherContact
from csn_app.identity.nir import NirFlaw, NirNotUnderstood
from csn_app.identity.password import PasswordFlaw, PasswordRefused
from csn_app.identity.rules import minutes_after, tries_left
from csn_app.identity.second_factor import CodeDead, CodeExpired, CodeWrong, TooSoon
from csn_app.identity.throttles import MustWait
from csn_app.ui.sentences import sentence

_NIR = {
    NirFlaw.EMPTY: "Saisissez votre numéro de sécurité sociale.",
    NirFlaw.SHAPE: "Ce numéro n’a pas la forme attendue. Relisez-le par groupes\u00a0: 2 84 05 44 109 961 48.",
    NirFlaw.KEY: "Un chiffre ne va pas. Relisez le numéro par groupes.",
}
_SERIAL = {
    SerialFlaw.EMPTY: "Saisissez le numéro de série de votre carte.",
    SerialFlaw.NOT_DIGITS: "Le numéro de série ne contient que des chiffres. Relisez-le sur la carte.",
    SerialFlaw.LOOKS_LIKE_DATE: "Vous avez tapé une date. Le numéro de série est à l’endroit montré sur le dessin.",
    SerialFlaw.PART_OF_NIR: (
        "Vous avez tapé votre numéro de sécurité sociale. Le numéro de série est à l’endroit montré sur le dessin."
    ),
    SerialFlaw.FIXED_PREFIX: (
        "Vous avez tapé le début du numéro, le même sur toutes les cartes. Tapez les 11\u00a0derniers chiffres."
    ),
}
_BIRTH = {
    BirthFlaw.EMPTY: ("naissance", "Saisissez votre date de naissance."),
    BirthFlaw.DAY: ("naissance", "Le jour va de 1 à 31."),
    BirthFlaw.MONTH: ("naissance-m", "Le mois va de 1 à 12."),
    BirthFlaw.YEAR: ("naissance-a", "Écrivez l’année avec 4 chiffres, par exemple 1984."),
    BirthFlaw.NO_SUCH_DAY: ("naissance", "Ce jour n’existe pas dans ce mois. Vérifiez le jour et le mois."),
    BirthFlaw.FUTURE: ("naissance-a", "Cette date n’est pas encore passée. Vérifiez l’année."),
}
_LOGIN_ID = {
    LoginIdFlaw.EMPTY: "Choisissez un identifiant.",
    LoginIdFlaw.EMAIL: "L’identifiant ne peut pas être un e-mail. Essayez prénom.nom.",
    LoginIdFlaw.NIR: "L’identifiant ne peut pas être un numéro de sécurité sociale. Essayez prénom.nom.",
    LoginIdFlaw.IBAN: "L’identifiant ne peut pas être un numéro de compte. Essayez prénom.nom.",
    LoginIdFlaw.LENGTH: "L’identifiant compte de 8 à 100 caractères. Allongez-le ou raccourcissez-le.",
    LoginIdFlaw.CHARACTERS: "Utilisez seulement des lettres sans accent, des chiffres, des points et des tirets.",
    LoginIdFlaw.NO_DOT: "Ajoutez un point au milieu, par exemple prénom.nom.",
}
_PASSWORD = {
    PasswordFlaw.EMPTY: "Choisissez un mot de passe.",
    PasswordFlaw.LONG: "Ce mot de passe est trop long. Gardez 200 caractères au plus.",
    PasswordFlaw.ONLY_DIGITS: "Des chiffres seuls se devinent. Ajoutez des lettres.",
    PasswordFlaw.PERSONAL: "Ce mot de passe contient votre nom, un contact ou votre date de naissance. Changez-le.",
    PasswordFlaw.COMMON: "Ce mot de passe est trop facile à deviner. Prenez quatre mots sans lien entre eux.",
}


def birth_error(fact: BirthNotUnderstood) -> tuple[str, str]:
    """Return the box of the date to correct, and its sentence."""
    return _BIRTH[fact.flaw]


def say(fact: CsnError) -> str:
    """Say a fact of this room in French; others have their sentence in ``ui.sentences``."""
    said = _SAYS.get(type(fact))
    return said(fact) if said else sentence(fact)


def blocked(fact: MustWait) -> str:
    """Say that signing in must wait; the same for an identifiant that nobody has."""
    return f"Connexion bloquée {_count(fact.minutes, 'minute')}. Attendez, puis recommencez.{_not_you()}"


def password_wrong(tries: int) -> str:
    """Say that identifiant and password do not go together; the same for an identifiant that nobody has."""
    if not tries_left(tries):
        waits = _count(minutes_after(tries), "minute")
        return f"L’identifiant ou le mot de passe ne correspond pas. Connexion bloquée {waits}.{_not_you()}"
    return (
        "L’identifiant ou le mot de passe ne correspond pas. Vérifiez les majuscules, puis recommencez. "
        f"Il vous reste {_count(tries_left(tries), 'essai')}."
    )


def own_password_wrong(tries: int) -> str:
    """Say that the password typed again in an open session is not the one, and what is left."""
    if not tries_left(tries):
        waits = _count(minutes_after(tries), "minute")
        return f"Le mot de passe ne correspond pas. Attendez {waits}, puis recommencez."
    left = _count(tries_left(tries), "essai")
    return f"Le mot de passe ne correspond pas. Vérifiez les majuscules. Il vous reste {left}."


def _not_you() -> str:
    number = settings().helpline_number
    return f" Appelez le {number} si ce n’est pas vous." if number else ""


def _count(number: int, word: str) -> str:
    return f"{number}\u00a0{word}{'s' if number > 1 else ''}"


def _nir(fact: Any) -> str:
    if fact.flaw is not NirFlaw.LENGTH:
        return _NIR[fact.flaw]
    if fact.missing > 0:
        return f"Il manque {_count(fact.missing, 'caractère')}. Le numéro en compte 15."
    return f"Il y a {_count(-fact.missing, 'caractère')} de trop. Le numéro en compte 15."


def _serial(fact: Any) -> str:
    if fact.flaw is not SerialFlaw.LENGTH:
        return _SERIAL[fact.flaw]
    return (
        f"Vous avez tapé {_count(fact.typed, 'chiffre')}. Avec photo, il y en a 11. Sans photo, il y en a de 8 à 13. "
        "Vérifiez aussi le type de carte."
    )


def _login_id(fact: Any) -> str:
    if fact.flaw is not LoginIdFlaw.TAKEN:
        return _LOGIN_ID[fact.flaw]
    return f"Cet identifiant est déjà pris. Essayez\u00a0: {', '.join(fact.free)}."


def _password(fact: Any) -> str:
    if fact.flaw is PasswordFlaw.SHORT:
        return f"Il manque {_count(fact.missing, 'caractère')}. Le mot de passe en compte 12 ou plus."
    return _PASSWORD[fact.flaw]


def _code_wrong(fact: Any) -> str:
    if not fact.left:
        return f"Le code ne correspond pas. Attendez {_count(fact.minutes, 'minute')}, puis recommencez."
    return f"Le code ne correspond pas. Vérifiez-le, puis recommencez. Il vous reste {_count(fact.left, 'essai')}."


def _code_unknown(fact: Any) -> str:
    return (
        "Ce code ne va pas avec les informations données. Vérifiez le code, puis le numéro de série, le numéro de "
        f"sécurité sociale et la date de naissance.{_left(fact)}"
    )


def _left(fact: Any) -> str:
    if fact.left:
        return f" Il vous reste {_count(fact.left, 'essai')}."
    return f" Attendez {_count(fact.minutes, 'minute')} avant de réessayer."


def _access_code(fact: Any) -> str:
    return f"Ce code ne marche pas. Il a pu servir déjà, ou dater de plus de 6 semaines. Vérifiez-le.{_left(fact)}"


_SAYS: dict[type[CsnError], Callable[[Any], str]] = {
    NirNotUnderstood: _nir,
    SerialNotUnderstood: _serial,
    BirthNotUnderstood: lambda fact: _BIRTH[fact.flaw][1],
    LoginIdRefused: _login_id,
    PasswordRefused: _password,
    CodeWrong: _code_wrong,
    CodeDead: lambda _: "Ce code ne marche plus après 5\u00a0essais. Demandez-en un nouveau.",
    CodeExpired: lambda _: "Ce code a plus de 10\u00a0minutes. Demandez-en un nouveau.",
    TooSoon: lambda fact: f"Attendez encore {_count(fact.seconds, 'seconde')} avant de demander un nouveau code.",
    MustWait: lambda fact: f"Trop d’essais. Attendez {_count(fact.minutes, 'minute')}, puis recommencez.",
    CodeUnknown: _code_unknown,
    AccessCodeUnknown: _access_code,
    ContactKnown: lambda _: "Vos codes arrivent déjà ici. Donnez un autre e-mail ou un autre mobile.",
    ContactNotUnderstood: lambda _: (
        "Ce n’est ni un e-mail ni un mobile français. Écrivez par exemple alice@example.fr ou 06 39 98 00 18."
    ),
    IdentityNotMatched: lambda _: (
        "Numéro, carte et date de naissance ne vont pas avec ce compte. Relisez-les, puis recommencez."
    ),
    NoOtherContact: lambda _: (
        "Votre caisse ne connaît pas d’autre e-mail ni d’autre mobile. Donnez-les-lui, puis revenez ici."
    ),
    TooManyFactors: lambda _: "Vous avez déjà 5 applications. Retirez-en une d’abord.",
}
