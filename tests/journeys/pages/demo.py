"""The demonstration's own routes: sign in, fresh people, the outbox, the clock."""

import re
from datetime import datetime, timedelta
from typing import Any

from playwright.sync_api import APIRequestContext


class Demo:
    """``Demo(context.request)`` signs that browser in; ``Demo(page.request)`` is the same browser."""

    def __init__(self, request: APIRequestContext) -> None:
        self.request = request

    def sign_in(self, who: str) -> None:
        """Sign this browser in as an id, an identifiant, ``alice``, ``TI-001`` or ``TP-001``."""
        self._post("/_demo/session", {"as": who})

    def person(self, **wanted: Any) -> dict[str, str]:
        """Make a fresh person: ``quality``, ``name``, ``profession``; ``activated=False`` leaves them a code.

        ``emergency="GLASS"`` or ``"SAMU"`` gives a professional that quality.
        """
        made: dict[str, str] = self._post("/_demo/person", wanted)
        return made

    def advance(self, days: float) -> str:
        """Move the clock of the whole server; only where one test at a time uses it."""
        return str(self._post("/_demo/clock", {"advance_days": days})["now"])

    def until(self, moment: datetime) -> float:
        """Move the clock of the whole server to a moment; returns by how many days, to move it back."""
        days = (moment - datetime.fromisoformat(self.advance(0))) / timedelta(days=1)
        self.advance(days)
        return days

    def reset(self) -> None:
        """Forget everything and load the demonstration anew; only where one test at a time uses the server."""
        self._post("/_demo/reset", {})

    def outbox(self, to: str) -> list[dict[str, str]]:
        """Read what was sent to an e-mail address or a telephone, newest first."""
        answer = self.request.get("/_demo/outbox", params={"to": to}, headers={"Accept": "application/json"})
        messages: list[dict[str, str]] = answer.json()
        return messages

    def security_code(self, to: str) -> str:
        """Read the six digits that were sent last."""
        for message in self.outbox(to):
            if found := re.search(r"\b\d{6}\b", message["text"]):
                return found[0]
        raise LookupError(to)

    def _post(self, path: str, data: dict[str, Any]) -> dict[str, Any]:
        answer = self.request.post(path, data=data)
        if not answer.ok:
            raise RuntimeError(f"{path}: {answer.status} {answer.text()[:200]}")
        told: dict[str, Any] = answer.json()
        return told
