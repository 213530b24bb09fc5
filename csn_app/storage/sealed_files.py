"""Files of any size sealed under a key of their own, written and read in a stream: what a backup is made of."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import tink
from tink import streaming_aead

from csn_app.storage import master

streaming_aead.register()


def create_key(path: Path) -> None:
    """Make a backup key at ``path`` (mode 600); raises ``MasterKeyExists``: one that is there is never replaced."""
    master.create(path, template=streaming_aead.streaming_aead_key_templates.AES256_GCM_HKDF_1MB)


@contextmanager
def sealing(path: Path, *, key: Path, context: str) -> Iterator[BinaryIO]:
    """Give a stream whose bytes are sealed into ``path``, bound to ``context``; the file is there once all is on disk.

    Raises ``MasterKeyMissing``.
    """
    primitive = _primitive(key)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(path.name + ".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        # Ending the sealed stream ends what is under it: it gets a handle of its own.
        with os.fdopen(os.dup(file.fileno()), "wb") as under:
            stream = primitive.new_encrypting_stream(under, context.encode())
            yield stream
            stream.close()
        os.fsync(file.fileno())
    draft.replace(path)


@contextmanager
def opening(path: Path, *, key: Path, context: str) -> Iterator[BinaryIO]:
    """Give the clear bytes of what ``sealing`` wrote under the same key and context.

    Reading raises ``tink.TinkError`` for another key, another context or altered bytes. Raises ``MasterKeyMissing``.
    """
    primitive = _primitive(key)
    with path.open("rb") as file:
        yield primitive.new_decrypting_stream(file, context.encode())


def _primitive(key: Path) -> streaming_aead.StreamingAead:
    handle: tink.KeysetHandle = master.read(key)
    return handle.primitive(streaming_aead.StreamingAead)
