"""The words of a text. Runs in the child process only."""

import json
from typing import Any, BinaryIO

from csn_app.documents.confined import open_nothing_more


def read(source: BinaryIO, answer: BinaryIO, order: dict[str, Any]) -> None:
    """Say the words: a form feed begins another page."""
    open_nothing_more()
    most = order["limits"]["chars"]
    text = source.read(most * 4).decode("utf-8", errors="replace")
    answer.write(json.dumps({"pages": text[:most].split("\f"), "pictures": []}).encode())
