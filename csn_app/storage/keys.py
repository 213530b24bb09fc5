"""The keysets of the spaces: a store of their own, wrapped by the master key, one live copy, no history.

Destroying a space's row makes everything that it sealed unreadable in every copy of the main database and the bucket.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import Any
from uuid import UUID

import tink
from sqlalchemy import Column, Engine, LargeBinary, MetaData, String, Table, Uuid, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from tink import aead, prf, proto_keyset_format, signature
from tink.proto import ed25519_pb2, tink_pb2

from csn_app.core.errors import CsnError, Unreadable
from csn_app.core.vocabulary import INSTALLATION

_metadata = MetaData()
_keysets = Table(
    "keyset",
    _metadata,
    Column("space_id", Uuid, primary_key=True),
    Column("kind", String(8), primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
)

_OPEN_FOR_SECONDS = 60.0
_OPEN_AT_MOST = 2_000


signature.register()
_PRIMITIVES = {"aead": aead.Aead, "prf": prf.PrfSet, "sign": signature.PublicKeySign}


@dataclass(slots=True)
class _Opened:
    primitive: Any
    until: float


class KeyStore:
    """The port ``core.work.KeyRing`` over the key store's database."""

    def __init__(
        self, engine: Engine, master: tink.KeysetHandle, *, read_again: Callable[[], tink.KeysetHandle] | None = None
    ) -> None:
        """Use ``engine`` (the key store's own database) and the master key.

        ``read_again`` reads the master key anew: another process may have changed it since this one started.
        """
        self._engine = engine
        self._master = master.primitive(aead.Aead)
        self._read_again = read_again
        self._destroyed = 0
        self._opened: OrderedDict[tuple[UUID, str], _Opened] = OrderedDict()
        self._lock = Lock()

    def prepare(self) -> None:
        """Make the table where it is missing."""
        _metadata.create_all(self._engine)

    def create(self, space_id: UUID) -> None:
        """Make the keyset of a space; making it twice changes nothing."""
        self.create_many([space_id])

    def create_many(self, space_ids: list[UUID]) -> None:
        """Make the keysets of many spaces in one transaction (about 20 µs each)."""
        if not space_ids:
            return
        template = aead.aead_key_templates.AES256_GCM
        made = [
            {"space_id": s, "kind": "aead", "wrapped": self._wrap(tink.new_keyset_handle(template), s, "aead")}
            for s in space_ids
        ]
        with self._engine.begin() as connection:
            connection.execute(insert(_keysets).on_conflict_do_nothing(), made)

    def create_fingerprints(self) -> None:
        """Make the installation's keyset for fingerprints (``mac``); making it twice changes nothing."""
        handle = tink.new_keyset_handle(prf.prf_key_templates.HMAC_SHA256)
        row = {"space_id": INSTALLATION, "kind": "prf", "wrapped": self._wrap(handle, INSTALLATION, "prf")}
        with self._engine.begin() as connection:
            connection.execute(insert(_keysets).values(row).on_conflict_do_nothing())

    def create_signature(self) -> None:
        """Make the installation's Ed25519 keyset, wrapped by the master key; making it twice changes nothing."""
        wrapped = self._wrap(tink.new_keyset_handle(_plain_ed25519()), INSTALLATION, "sign")
        row = {"space_id": INSTALLATION, "kind": "sign", "wrapped": wrapped}
        with self._engine.begin() as connection:
            connection.execute(insert(_keysets).values(row).on_conflict_do_nothing())

    def sign(self, message: bytes) -> bytes:
        """Return the installation's 64-byte Ed25519 signature (RFC 8032) of ``message``."""
        signed: bytes = self._primitive(INSTALLATION, "sign").sign(message)
        return signed

    def public_key(self) -> bytes:
        """Return the 32-byte public key with which anyone checks what ``sign`` signed."""
        public = self._handle(INSTALLATION, "sign").public_keyset_handle()
        keyset = tink_pb2.Keyset()
        keyset.ParseFromString(proto_keyset_format.serialize_without_secret(public))
        key = ed25519_pb2.Ed25519PublicKey()
        key.ParseFromString(keyset.key[0].key_data.value)
        value: bytes = key.key_value
        return value

    def seal(self, space_id: UUID, context: str, clear: bytes) -> bytes:
        """Encrypt under the space's key, bound to the space and to ``context``."""
        sealed: bytes = self._primitive(space_id, "aead").encrypt(clear, _bound(space_id, context))
        return sealed

    def open(self, space_id: UUID, context: str, sealed: bytes) -> bytes:
        """Decrypt; raises ``Unreadable`` for altered bytes, another context, or a destroyed keyset."""
        try:
            clear: bytes = self._primitive(space_id, "aead").decrypt(sealed, _bound(space_id, context))
        except tink.TinkError as fault:
            raise Unreadable from fault
        return clear

    def mac(self, label: str, text: str) -> bytes:
        """Return the installation's 32-byte keyed fingerprint of ``text`` for one use (``label``)."""
        fingerprint: bytes = (
            self._primitive(INSTALLATION, "prf").primary().compute(f"{label}\x00{text}".encode(), output_length=32)
        )
        return fingerprint

    def destroy(self, space_id: UUID) -> None:
        """Forget the space's keysets for good."""
        with self._engine.begin() as connection:
            connection.execute(delete(_keysets).where(_keysets.c.space_id == space_id))
        with self._lock:
            self._destroyed += 1
            for kind in ("aead", "prf"):
                self._opened.pop((space_id, kind), None)

    def rewrap(self, new_master: tink.KeysetHandle) -> int:
        """Wrap every keyset anew under the first key of ``new_master``; returns how many."""
        fresh = new_master.primitive(aead.Aead)
        with self._engine.begin() as connection:
            rows = connection.execute(select(_keysets).with_for_update()).all()
            for row in rows:
                handle = proto_keyset_format.parse_encrypted(
                    row.wrapped, self._master, _wrapping(row.space_id, row.kind)
                )
                wrapped = proto_keyset_format.serialize_encrypted(handle, fresh, _wrapping(row.space_id, row.kind))
                connection.execute(
                    update(_keysets)
                    .where(_keysets.c.space_id == row.space_id, _keysets.c.kind == row.kind)
                    .values(wrapped=wrapped)
                )
        self._master = fresh
        return len(rows)

    def _wrap(self, handle: tink.KeysetHandle, space_id: UUID, kind: str) -> bytes:
        wrapped: bytes = proto_keyset_format.serialize_encrypted(handle, self._master, _wrapping(space_id, kind))
        return wrapped

    def _primitive(self, space_id: UUID, kind: str) -> Any:
        key = (space_id, kind)
        with self._lock:
            opened = self._opened.get(key)
            if opened is not None and opened.until > monotonic():
                self._opened.move_to_end(key)
                return opened.primitive
            destroyed = self._destroyed
        primitive = self._unwrap(space_id, kind)
        with self._lock:
            if destroyed != self._destroyed:
                # A keyset was destroyed while this one was read: it may be the same, and must not be kept.
                return primitive
            self._opened[key] = _Opened(primitive, monotonic() + _OPEN_FOR_SECONDS)
            while len(self._opened) > _OPEN_AT_MOST:
                self._opened.popitem(last=False)
        return primitive

    def _unwrap(self, space_id: UUID, kind: str) -> Any:
        return self._handle(space_id, kind).primitive(_PRIMITIVES[kind])

    def _handle(self, space_id: UUID, kind: str) -> tink.KeysetHandle:
        statement = select(_keysets.c.wrapped).where(_keysets.c.space_id == space_id, _keysets.c.kind == kind)
        with self._engine.connect() as connection:
            wrapped = connection.execute(statement).scalar()
        if wrapped is None:
            raise Unreadable
        return self._unwrapped(wrapped, _wrapping(space_id, kind))

    def _unwrapped(self, wrapped: bytes, bound: bytes) -> tink.KeysetHandle:
        try:
            return proto_keyset_format.parse_encrypted(wrapped, self._master, bound)
        except tink.TinkError as fault:
            if self._read_again is None:
                raise Unreadable from fault
        # The master key may have been rotated by a command of the operator.
        try:
            self._master = self._read_again().primitive(aead.Aead)
            return proto_keyset_format.parse_encrypted(wrapped, self._master, bound)
        except (tink.TinkError, CsnError, OSError) as fault:
            raise Unreadable from fault


def _plain_ed25519() -> Any:
    """Return the template of a key whose signatures are those of RFC 8032 and nothing more: any library checks them."""
    template = tink_pb2.KeyTemplate()
    template.CopyFrom(signature.signature_key_templates.ED25519)
    template.output_prefix_type = tink_pb2.RAW
    return template


def _bound(space_id: UUID, context: str) -> bytes:
    return f"{space_id}|{context}".encode()


def _wrapping(space_id: UUID, kind: str) -> bytes:
    return f"keyset|{space_id}|{kind}".encode()
