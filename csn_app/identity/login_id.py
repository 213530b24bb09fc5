"""The identifiant: what is proposed and what is accepted (R-ID-19)."""

import re
from dataclasses import dataclass
from enum import StrEnum

from stdnum import iban

from csn_app.core.errors import CsnError
from csn_app.identity.names import fold
from csn_app.identity.nir import NirNotUnderstood, parse_nir

LEAST, MOST = 8, 100
_ALLOWED = re.compile(r"[a-z0-9.\-]+")


class LoginIdFlaw(StrEnum):
    """Why an identifiant is not accepted."""

    EMPTY = "EMPTY"
    EMAIL = "EMAIL"
    NIR = "NIR"
    IBAN = "IBAN"
    LENGTH = "LENGTH"
    CHARACTERS = "CHARACTERS"
    NO_DOT = "NO_DOT"
    TAKEN = "TAKEN"


@dataclass(eq=False)
class LoginIdRefused(CsnError):
    """The identifiant cannot be taken; ``free`` proposes others where it is taken."""

    flaw: LoginIdFlaw
    free: tuple[str, ...] = ()


def check_login_id(typed: str) -> str:
    """Return the identifiant as it will be kept; raises ``LoginIdRefused``."""
    login_id = normal_login_id(typed)
    if not login_id:
        raise LoginIdRefused(LoginIdFlaw.EMPTY)
    if "@" in login_id:
        raise LoginIdRefused(LoginIdFlaw.EMAIL)
    if _is_nir(login_id):
        raise LoginIdRefused(LoginIdFlaw.NIR)
    if iban.is_valid(re.sub(r"[.\-\s]", "", login_id)):
        raise LoginIdRefused(LoginIdFlaw.IBAN)
    if not LEAST <= len(login_id) <= MOST:
        raise LoginIdRefused(LoginIdFlaw.LENGTH)
    if not _ALLOWED.fullmatch(login_id):
        raise LoginIdRefused(LoginIdFlaw.CHARACTERS)
    if "." not in login_id.strip("."):
        raise LoginIdRefused(LoginIdFlaw.NO_DOT)
    return login_id


def normal_login_id(typed: str) -> str:
    """Return what was typed in small letters, without the spaces around it that a phone adds."""
    return typed.strip().lower()


def proposals(given_name: str, family_name: str) -> tuple[str, ...]:
    """Return identifiants to propose, best first: prénom.nom, then the same with a number."""
    parts = (fold(given_name).replace(" ", "-"), fold(family_name).replace(" ", "-"))
    base = ".".join(part for part in parts if part)[: MOST - 3]
    if "." not in base:
        base = f"{base or 'mon'}.carnet"
    if len(base) < LEAST:
        base = f"{base}.carnet"
    return (base, *(f"{base}{number}" for number in range(2, 100)))


def _is_nir(login_id: str) -> bool:
    """The number without its key counts as one too."""
    digits = re.sub(r"[.\-\s]", "", login_id)
    if re.fullmatch(r"[1278]\d{4}\d[\dab]\d{6}", digits):
        return True
    try:
        parse_nir(login_id)
    except NirNotUnderstood:
        return False
    return True
