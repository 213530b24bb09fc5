"""Documents in memory: for tests of rules that need no server; held to the same contract as S3."""

from collections.abc import Iterator
from datetime import UTC, datetime

from csn_app.core.errors import NotFound


class MemoryStore:
    """The port ``core.work.ObjectStore`` in a dictionary."""

    def __init__(self) -> None:
        """Start empty."""
        self._kept: dict[str, tuple[bytes, datetime]] = {}

    def put(self, key: str, data: bytes) -> None:
        """Keep ``data`` under ``key``."""
        self._kept[key] = (data, datetime.now(UTC))

    def get(self, key: str) -> bytes:
        """Return the bytes; raises ``NotFound``."""
        if key not in self._kept:
            raise NotFound
        return self._kept[key][0]

    def head(self, key: str) -> int | None:
        """Return the size in bytes, or None."""
        return len(self._kept[key][0]) if key in self._kept else None

    def delete(self, key: str) -> None:
        """Forget what is under ``key``."""
        self._kept.pop(key, None)

    def list(self, prefix: str) -> Iterator[tuple[str, datetime]]:
        """Yield each key that starts with ``prefix`` and when it was kept."""
        yield from [(key, kept[1]) for key, kept in sorted(self._kept.items()) if key.startswith(prefix)]

    def ping(self) -> None:
        """Always answer."""
