"""The codes that people type: activation, security, recovery."""

import re
import secrets
from datetime import timedelta

ACTIVATION_LENGTH = 12
ACTIVATION_LIVES = timedelta(days=42)
"""Six weeks (R-ID-13)."""
ACTIVATION_EVERY = timedelta(seconds=30)
"""Two requests of a new code need so much time between them (R-ID-14)."""

SECURITY_LENGTH = 6
SECURITY_LIVES = timedelta(minutes=10)
SECURITY_TRIES = 5
SECURITY_EVERY = timedelta(seconds=30)

RECOVERY_CODES = 8

_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # nothing that is read for something else: I, L, O, 0, 1
_SEPARATORS = re.compile(r"[\s.\-_\u2010-\u2015\u00ad\u200b-\u200d\ufeff]")


def normalise(typed: str) -> str:
    """Return a code as it is kept, however it was typed or pasted: spaces, dashes and small letters (R-ID-13)."""
    return _SEPARATORS.sub("", typed).upper()


def is_activation_code(code: str) -> bool:
    """Say whether a normalised code has the shape of an activation code: 12 letters or digits."""
    return re.fullmatch(r"[A-Z0-9]{12}", code) is not None


def new_activation_code() -> str:
    """Draw an activation code (59 bits)."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(ACTIVATION_LENGTH))


def new_security_code() -> str:
    """Draw the six digits of a security code."""
    return f"{secrets.randbelow(10**SECURITY_LENGTH):06d}"


def new_recovery_codes() -> tuple[str, ...]:
    """Draw the eight recovery codes (40 bits each)."""
    return tuple("".join(secrets.choice(_ALPHABET) for _ in range(8)) for _ in range(RECOVERY_CODES))


def in_fours(code: str) -> str:
    """Return a code in groups of four, as it is read aloud: « K7M2 Q9XA 4B1Z »."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))
