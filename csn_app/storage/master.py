"""The master key, which wraps the keyset of every space."""

import os
from pathlib import Path
from urllib.parse import urlparse

import tink
from tink import aead, json_proto_keyset_format, prf, proto_keyset_format, secret_key_access
from tink.proto import tink_pb2

from csn_app.core.errors import CsnError

aead.register()
prf.register()


class MasterKeyMissing(CsnError):
    """No master key where one is expected; ``where`` says which file or address was looked at."""

    def __init__(self, where: str) -> None:
        """Keep where the key was looked for."""
        super().__init__(where)
        self.where = where


class MasterKeyExists(CsnError):
    """A master key stands where a new one was to be made: replacing it would lose everything that it protects."""

    def __init__(self, where: str) -> None:
        """Keep where the key is."""
        super().__init__(where)
        self.where = where


class MasterKeyAddressUnknown(CsnError):
    """The master key's address has a scheme that this version does not read."""

    def __init__(self, scheme: str) -> None:
        """Keep the scheme."""
        super().__init__(scheme)
        self.scheme = scheme


def path_of(uri: str) -> Path:
    """Return the file that a ``file:`` address names; raises ``MasterKeyAddressUnknown`` for any other scheme."""
    parts = urlparse(uri)
    if parts.scheme != "file":
        raise MasterKeyAddressUnknown(parts.scheme)
    return Path(parts.path)


def read(path: Path) -> tink.KeysetHandle:
    """Read the master key's file; raises ``MasterKeyMissing``."""
    if not path.is_file():
        raise MasterKeyMissing(str(path))
    return json_proto_keyset_format.parse(path.read_text(), secret_key_access.TOKEN)


def create(path: Path, *, template: tink_pb2.KeyTemplate = aead.aead_key_templates.AES256_GCM) -> tink.KeysetHandle:
    """Make a master key (or another, by its ``template``) and keep it at ``path``, on disk before this returns.

    Its file has mode 600, its folder 700.

    Raises ``MasterKeyExists``: one that is there is never replaced.
    """
    if path.exists():
        raise MasterKeyExists(str(path))
    handle = tink.new_keyset_handle(template)
    _write(path, handle)
    return handle


def add_key(path: Path) -> tink.KeysetHandle:
    """Add a new first key to the master keyset: new keysets are wrapped under it, old ones still open."""
    handle = _with_new_primary(read(path))
    _write(path, handle)
    return handle


def _with_new_primary(handle: tink.KeysetHandle) -> tink.KeysetHandle:
    keyset = tink_pb2.Keyset()
    keyset.ParseFromString(proto_keyset_format.serialize(handle, secret_key_access.TOKEN))
    fresh = tink_pb2.Keyset()
    new = tink.new_keyset_handle(aead.aead_key_templates.AES256_GCM)
    fresh.ParseFromString(proto_keyset_format.serialize(new, secret_key_access.TOKEN))
    keyset.key.extend(fresh.key)
    keyset.primary_key_id = fresh.primary_key_id
    return proto_keyset_format.parse(keyset.SerializeToString(), secret_key_access.TOKEN)


def _write(path: Path, handle: tink.KeysetHandle) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    text = json_proto_keyset_format.serialize(handle, secret_key_access.TOKEN)
    draft = path.with_suffix(".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
