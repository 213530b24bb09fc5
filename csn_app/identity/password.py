"""Which passwords are accepted (R-ID-20)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from threading import Lock

from zxcvbn import zxcvbn

from csn_app.core.errors import CsnError
from csn_app.identity.names import squeeze

LEAST, MOST = 12, 200
_MEASURED = 40  # the measure's time grows fast with the length, and what is common shows at the beginning
_ONE_SIGN = str.maketrans("@[{<!|$+", "4(((1157")  # « p@$$ » and « p455 » are the same word: one spelling is measured
_ONE_AT_A_TIME = Lock()  # the measure keeps a person's words in a place that all threads share
_GUESSES = 10**8  # fewer tries than that find it: it is common, or built like a common one
_FRENCH = (
    "motdepasse azerty azertyuiop bonjour soleil doudou loulou marseille chouchou jetaime cheval princesse nicolas "
    "camille carnet sante vitale ameli docteur medecin bienvenue secret amour chocolat football vacances papillon "
    "coucou famille maison bretagne paris france lapin poisson tigrou choupette"
)


class PasswordFlaw(StrEnum):
    """What a password lacks, most basic first."""

    EMPTY = "EMPTY"
    SHORT = "SHORT"
    LONG = "LONG"
    ONLY_DIGITS = "ONLY_DIGITS"
    PERSONAL = "PERSONAL"
    COMMON = "COMMON"


@dataclass(eq=False)
class PasswordRefused(CsnError):
    """The password cannot be taken; ``missing`` characters where it is short."""

    flaw: PasswordFlaw
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Personal:
    """What a stranger may know about a person and try first: names, contacts, numbers, the day of birth."""

    words: tuple[str, ...] = ()
    birth_date: date | None = None


def check_password(password: str, *, personal: Personal) -> None:
    """Return where the password is accepted; raises ``PasswordRefused`` with what it lacks.

    It measures for up to a tenth of a second: call it in the executor for hashing.
    """
    if not password:
        raise PasswordRefused(PasswordFlaw.EMPTY)
    if len(password) < LEAST:
        raise PasswordRefused(PasswordFlaw.SHORT, missing=LEAST - len(password))
    if len(password) > MOST:
        raise PasswordRefused(PasswordFlaw.LONG)
    if password.isdigit():
        raise PasswordRefused(PasswordFlaw.ONLY_DIGITS)
    if holds_personal(password, personal=personal):
        raise PasswordRefused(PasswordFlaw.PERSONAL)
    if _is_common(password, words=personal.words):
        raise PasswordRefused(PasswordFlaw.COMMON)


def holds_personal(password: str, *, personal: Personal) -> bool:
    """Say whether a name, a contact or the day of birth stands in the password, whatever its accents and capitals."""
    plain = squeeze(password)
    return any(word in plain for word in _known(personal))


def _known(personal: Personal) -> set[str]:
    # Shorter pieces (« Li », « de ») stand in too many words to be called personal.
    words = {squeeze(word) for word in personal.words}
    words |= {squeeze(piece) for word in personal.words for piece in word.replace("-", " ").split()}
    known = {word for word in words if len(word) >= 4}
    known |= {squeeze(word) for word in personal.words if len(squeeze(word)) == 3}
    if personal.birth_date:
        known |= {personal.birth_date.strftime(shape) for shape in ("%d%m%Y", "%Y%m%d", "%d%m%y", "%y%m%d")}
    return known


def _is_common(password: str, *, words: Sequence[str]) -> bool:
    # Each sign that stands for several letters, or for the same one, multiplies the spellings to try.
    beginning = password[:_MEASURED].translate(_ONE_SIGN)
    with _ONE_AT_A_TIME:
        measured = zxcvbn(beginning, user_inputs=[*_FRENCH.split(), *words])
    return int(measured["guesses"]) < _GUESSES
