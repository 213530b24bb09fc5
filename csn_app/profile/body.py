"""What is sealed of an entry or a measure, as text: padded, so that its length tells neither its kind nor « none »."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

BLOCK = 256
"""Bytes: what a person writes beyond a block shows as one more block, and no finer."""


@dataclass(frozen=True, slots=True)
class Source:
    """The document, and its page from 1, that an entry or a measure was read in (R-PR-17)."""

    document_id: UUID
    page: int


def with_source(body: Mapping[str, Any], source: Source | None) -> dict[str, Any]:
    """Return a body that says where it comes from, where it comes from a document."""
    said = {"source": {"document": str(source.document_id), "page": source.page}} if source else {}
    return {**body, **said}


def source_of(body: Mapping[str, Any]) -> Source | None:
    """Return where a body comes from; None for what somebody typed."""
    said = body.get("source")
    return Source(UUID(said["document"]), page=int(said["page"])) if said else None


def write(body: Mapping[str, Any]) -> str:
    """Return the JSON of a body, followed by spaces up to a whole number of blocks."""
    text = json.dumps(body, ensure_ascii=False)
    return text + " " * (-len(text.encode()) % BLOCK)


def read(text: str) -> dict[str, Any]:
    """Return the body again: JSON lets spaces follow."""
    body: dict[str, Any] = json.loads(text)
    return body
