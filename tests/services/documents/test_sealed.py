"""A marker word in a title and in a file is nowhere in clear: neither in the database and its log nor in the bucket."""

import zlib
from pathlib import Path
from uuid import UUID, uuid4

from csn_app.config import settings
from tests.factories import OpenWork, a_holder
from tests.services.documents.sending import Client


def _holding(folder: Path, mark: bytes) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and mark in path.read_bytes()]


def test_a_marker_in_a_title_and_a_file_is_nowhere_in_clear(open_work: OpenWork) -> None:
    mark, holder, client = f"Marqueur{uuid4().hex[:16]}", a_holder(open_work), Client(open_work)
    content = f"Compte rendu : {mark}, à revoir.".encode()
    said = client.send(holder, content, name=f"{mark}.txt").json()
    assert said["title"] == mark
    assert mark.encode() in client.get(holder, said["id"]).content
    data = settings().data
    assert _holding(data, str(said["id"])[:8].encode()) or _holding(data, UUID(said["id"]).bytes), "the search finds"
    for form in (mark.encode(), mark.encode("utf-16-le"), zlib.compress(content)[2:20]):
        assert _holding(data, form) == []
