"""A device that makes and uses keys as the standard says, for tests: real signatures, no browser."""

import json
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_bytes
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

_USER, _VERIFIED, _ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Device:
    """One key on one device. ``origin`` is where its browser is; ``verifies`` whether it checks its owner."""

    origin: str = "https://carnet.test"
    verifies: bool = True
    counts: int = 0
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: token_bytes(32))
    user: bytes = b""

    def make(self, options: str) -> str:
        """Answer a request for a new key."""
        asked = json.loads(options)
        self.user = base64url_to_bytes(asked["user"]["id"])
        key = self.private.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: key.x.to_bytes(32, "big"), -3: key.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + cbor2.dumps(public)
        data = self._data(asked["rp"]["id"], _ATTESTED) + attested
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", asked["challenge"])
        return self._answer({"clientDataJSON": client, "attestationObject": attestation})

    def sign(self, options: str, *, host: str = "") -> str:
        """Answer a request to prove oneself."""
        asked = json.loads(options)
        data = self._data(host or asked["rpId"], 0)
        client = self._client("webauthn.get", asked["challenge"])
        signature = self.private.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        said = {"clientDataJSON": client, "authenticatorData": data, "signature": signature, "userHandle": self.user}
        return self._answer(said)

    def _data(self, host: str, flags: int) -> bytes:
        self.counts += 1
        flags |= _USER | (_VERIFIED if self.verifies else 0)
        return sha256(host.encode()).digest() + bytes([flags]) + self.counts.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, said: dict[str, bytes]) -> str:
        name = bytes_to_base64url(self.credential_id)
        response: dict[str, Any] = {key: bytes_to_base64url(value) for key, value in said.items()}
        whole = {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}
        return json.dumps(whole)
