"""Names compared without accents, capitals or punctuation."""

import re
import unicodedata

_NOT_A_WORD = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """Return the words of a text in plain small letters: « D'Ornano-L’Hermite » gives « d ornano l hermite »."""
    spelled = text.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae").replace("Æ", "ae").replace("ß", "ss")
    decomposed = unicodedata.normalize("NFKD", spelled).casefold()
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _NOT_A_WORD.sub(" ", plain).strip()


def squeeze(text: str) -> str:
    """Return a text folded, without any space."""
    return fold(text).replace(" ", "")
