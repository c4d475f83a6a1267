"""A software authenticator: makes passkeys and signs with them, as a browser and its device do."""

import hashlib
import os
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
import orjson
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ORIGIN = "https://shop.example"
_PRESENT, _VERIFIED, _CARRIES_KEY = 0x01, 0x04, 0x40


def text(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def data(value: str) -> bytes:
    return urlsafe_b64decode(value + "=" * (-len(value) % 4))


class Es256:
    """A key on P-256."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())

    def cose(self) -> dict[int, Any]:
        numbers = self._key.public_key().public_numbers()
        x, y = (each.to_bytes(32, "big") for each in (numbers.x, numbers.y))
        return {1: 2, 3: -7, -1: 1, -2: x, -3: y}

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message, ec.ECDSA(hashes.SHA256()))


class EdDsa:
    """A key on Curve25519."""

    def __init__(self) -> None:
        self._key = Ed25519PrivateKey.generate()

    def cose(self) -> dict[int, Any]:
        return {1: 1, 3: -8, -1: 6, -2: self._key.public_key().public_bytes_raw()}

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)


@dataclass
class Authenticator:
    """One passkey and its device; what it says can be bent for attacks."""

    key: Es256 | EdDsa = field(default_factory=Es256)
    origin: str = ORIGIN
    domain: str = ""
    verified: bool = True
    count: int = 0
    step: int = 1
    key_id: bytes = field(default_factory=lambda: os.urandom(32))
    handle: bytes = b""

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """Make the passkey, as `navigator.credentials.create` does."""
        assert options["pubKeyCredParams"], options
        self.domain = self.domain or options["rp"]["id"]
        self.handle = data(options["user"]["id"])
        key_id = struct.pack(">H", len(self.key_id)) + self.key_id
        attested = bytes(15) + b"\1" + key_id + cbor2.dumps(self.key.cose())
        made = {"fmt": "none", "attStmt": {}, "authData": self._said(_CARRIES_KEY) + attested}
        return self._credential(
            clientDataJSON=text(self._client_data("webauthn.create", options)),
            attestationObject=text(cbor2.dumps(made)),
            transports=["internal", "hybrid", "made-up"],
        )

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        """Sign with the passkey, as `navigator.credentials.get` does."""
        self.count += self.step
        said, client_data = self._said(0), self._client_data("webauthn.get", options)
        signature = self.key.sign(said + hashlib.sha256(client_data).digest())
        return self._credential(
            clientDataJSON=text(client_data),
            authenticatorData=text(said),
            signature=text(signature),
            userHandle=text(self.handle),
        )

    def _credential(self, **response: Any) -> dict[str, Any]:
        name = text(self.key_id)
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
            "authenticatorAttachment": "platform",
        }

    def _client_data(self, kind: str, options: dict[str, Any]) -> bytes:
        return orjson.dumps(
            {
                "type": kind,
                "challenge": options["challenge"],
                "origin": self.origin,
                "crossOrigin": False,
            }
        )

    def _said(self, flags: int) -> bytes:
        flags |= _PRESENT | (_VERIFIED if self.verified else 0)
        domain = hashlib.sha256(self.domain.encode()).digest()
        return domain + struct.pack(">BI", flags, self.count)
