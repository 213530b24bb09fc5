"""E-mail addresses and telephone numbers: how they are written and how they are masked."""

import re

_BLANKS = re.compile(r"[\s.\-()]")


def normal_phone(typed: str) -> str:
    """Return ten digits for a French number, +33 and 0033 understood; what is not a number is returned empty."""
    digits = re.sub(r"^(\+33|0033)(0?)", "0", _BLANKS.sub("", typed))
    return digits if re.fullmatch(r"0[1-9][0-9]{8}", digits) else ""


def is_mobile(phone: str) -> bool:
    """Say whether a ten-digit number can receive a text message."""
    return phone[:2] in {"06", "07"}


def normal_email(typed: str) -> str:
    """Return an address in small letters; what is not an address is returned empty."""
    address = typed.strip().lower()
    return address if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", address) and len(address) <= 254 else ""


def mask_phone(phone: str) -> str:
    """Return « 06 •• •• •• 18 »."""
    return f"{phone[:2]} •• •• •• {phone[-2:]}"


def mask_email(address: str) -> str:
    """Return « a•••@example.fr »."""
    name, _, domain = address.partition("@")
    return f"{name[:1]}•••@{domain}"


def mask(contact: str) -> str:
    """Return an address or a number masked, whichever it is; nothing for nothing."""
    if not contact:
        return ""
    return mask_email(contact) if "@" in contact else mask_phone(contact)
