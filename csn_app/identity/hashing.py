"""Passwords are kept as argon2id hashes; checking one takes as long for somebody unknown."""

import unicodedata
from functools import cache
from secrets import token_hex

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# 46 MiB and two passes: beyond OWASP's least, and two at once stay small beside the application.
_HASHER = PasswordHasher(time_cost=2, memory_cost=47_104, parallelism=1)


def hash_password(password: str) -> str:
    """Return the hash to keep. Slow on purpose: call it in the executor for hashing."""
    return _HASHER.hash(_composed(password))


def verify_password(kept: str, password: str) -> bool:
    """Say whether a password is the one of a hash; where there is none, take as long and say no. Slow on purpose."""
    try:
        return _HASHER.verify(kept or decoy(), _composed(password)) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


@cache
def decoy() -> str:
    """Return the hash of a password that nobody knows."""
    return _HASHER.hash(token_hex(32))


def _composed(password: str) -> str:
    """Keyboards send « é » as one character or as two: both are the same password."""
    return unicodedata.normalize("NFC", password)
