"""What is sealed of an entry or a measure, as text: padded, so that its length tells neither its kind nor « none »."""

import json
from collections.abc import Mapping
from typing import Any

BLOCK = 256
"""Bytes: what a person writes beyond a block shows as one more block, and no finer."""


def write(body: Mapping[str, Any]) -> str:
    """Return the JSON of a body, followed by spaces up to a whole number of blocks."""
    text = json.dumps(body, ensure_ascii=False)
    return text + " " * (-len(text.encode()) % BLOCK)


def read(text: str) -> dict[str, Any]:
    """Return the body again: JSON lets spaces follow."""
    body: dict[str, Any] = json.loads(text)
    return body
