"""What a child process that reads hostile bytes does to itself: limits, and no way to open anything more."""

import codecs
import resource
import signal

# Encodings are modules that Python loads at first use, when nothing can be opened any more.
_ENCODINGS = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "ascii", "latin-1", "cp1252")
_WRITTEN_MAX = 200_000_000


def limit_itself(limits: dict[str, int]) -> None:
    """Keep to the limits that were given: bytes of memory, seconds of work and of waiting."""
    for kind, value in (
        (resource.RLIMIT_AS, limits["memory_bytes"]),
        (resource.RLIMIT_CPU, limits["cpu_seconds"]),
        (resource.RLIMIT_FSIZE, _WRITTEN_MAX),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (value, value))
    # Should the parent die, nobody else would stop this process.
    signal.alarm(limits["wall_seconds"])


def open_nothing_more() -> None:
    """From here on this process can open neither a file nor a connection."""
    for encoding in _ENCODINGS:
        codecs.lookup(encoding)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
