"""Which bytes a browser asks for: downloads that broke off go on where they stopped."""

import re

# No file is as long as a number of eighteen digits.
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def byte_range(header: str, *, size: int) -> tuple[int, int] | None:
    """Read a ``Range``: the first and last byte; everything where there is none that we serve; None past the end."""
    asked = _RANGE.fullmatch(header.strip())
    if asked is None or asked.groups() == ("", ""):
        return 0, size - 1
    first, last = asked.groups()
    if not first:
        return (max(size - int(last), 0), size - 1) if int(last) else None
    if int(first) >= size or (last and int(last) < int(first)):
        return None
    return int(first), min(int(last), size - 1) if last else size - 1
