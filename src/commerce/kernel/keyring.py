"""The keys that seal data at rest: data keys in the database, wrapped by a master key outside it.

A data key seals values; the newest active one seals, every one opens. From the root key, which
is never changed, the keys of indexes and of derived secrets come. Each is kept wrapped by a
master key, so that changing the master key touches these few rows only.
"""

import hashlib
import os
import threading
import time
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from commerce.kernel.postgres import default_data_dir
from commerce.kernel.postgres.folders import create_folder
from commerce.kernel.settings import Settings, WrongSettings
from commerce.kernel.walls import PLATFORM

FILE = "master.key"
SEAL, ROOT = "seal", "root"
# A process learns of a new data key at the latest so many seconds after it was made.
KNOWN_AFTER = 30.0
NONCE = 12
_SIZE = 32
_LOCK = 0x6B657973
_MOST_STRANGE = 10_000
_ROWS = "select id, purpose, wrapped, master, state from kernel_data_key order by made_at, id"
_INSERT = (
    "insert into kernel_data_key (id, purpose, wrapped, master, state, made_at)"
    " values (%s, %s, %s, %s, 'active', clock_timestamp())"
)
_log = structlog.get_logger(__name__)


class WrongMasterKey(Exception):
    """The database was sealed under another master key; the text is one line."""


@dataclass(frozen=True, slots=True)
class Master:
    """A master key and the name by which wrapped keys refer to it."""

    name: str
    cipher: AESGCM

    @classmethod
    def of(cls, key: bytes) -> "Master":
        return cls(hashlib.sha256(b"commerce master key" + key).hexdigest()[:16], AESGCM(key))

    def wrap(self, key_id: str, key: bytes) -> str:
        """A data key as it is stored."""
        nonce = os.urandom(NONCE)
        return b64encode(nonce + self.cipher.encrypt(nonce, key, key_id.encode())).decode()

    def unwrap(self, key_id: str, wrapped: str) -> bytes:
        """A stored data key.

        Raises:
            WrongMasterKey: it was changed.
        """
        data = b64decode(wrapped)
        try:
            return self.cipher.decrypt(data[:NONCE], data[NONCE:], key_id.encode())
        except InvalidTag:
            raise WrongMasterKey(f"data key {key_id} was changed in the database") from None


@dataclass(frozen=True, slots=True)
class DataKey:
    """A key that seals values; `name` stands in front of each of them."""

    name: str
    cipher: AESGCM


class Keyring:
    """The keys of one database, read from it when they are first needed."""

    def __init__(self, url: str, masters: Sequence[bytes]) -> None:
        self._url = url
        self._masters = {each.name: each for each in map(Master.of, masters)}
        self._keys: dict[str, DataKey] = {}
        self._active: DataKey | None = None
        self._root = b""
        self._derived: dict[str, bytes] = {}
        self._strange: set[str] = set()
        self._read_at = 0.0
        self._reading = threading.Lock()

    @property
    def master(self) -> Master:
        """The master key that wraps new keys: the first of those given."""
        return next(iter(self._masters.values()))

    @property
    def active(self) -> DataKey:
        """The key that seals now; whether there is a newer one is asked in the background."""
        if self._active is None:
            self.read()
        elif time.monotonic() - self._read_at > KNOWN_AFTER:
            self._read_at = time.monotonic()
            threading.Thread(target=self._read_quietly, daemon=True).start()
        assert self._active is not None
        return self._active

    def find(self, name: str) -> DataKey | None:
        """The key of this name, or None; an unknown one may have been made a moment ago."""
        found = self._keys.get(name)
        if found is None and name not in self._strange:
            self.read()
            found = self._keys.get(name)
            if found is None and len(self._strange) < _MOST_STRANGE:
                self._strange.add(name)
        return found

    def derived(self, purpose: str) -> bytes:
        """A key for one purpose that stays the same as long as the database lives."""
        found = self._derived.get(purpose)
        if found is None:
            if not self._root:
                self.read()
            found = HKDF(SHA256(), _SIZE, salt=None, info=purpose.encode()).derive(self._root)
            self._derived[purpose] = found
        return found

    def read(self) -> None:
        """Read the keys of the database; the first reader of an empty one makes them.

        Raises:
            WrongMasterKey: none of the master keys opens one of them.
            psycopg.OperationalError: the database does not answer.
        """
        with self._reading:
            with psycopg.connect(self._url, connect_timeout=3, prepare_threshold=None) as line:
                line.execute(f"set local role {PLATFORM}")
                rows = line.execute(_ROWS).fetchall()
                if not rows:
                    rows = self._first(line)
            keys = {}
            for key_id, purpose, wrapped, master, state in rows:
                key = self._unwrapped(key_id, wrapped, master)
                if purpose == ROOT:
                    self._root = key
                    continue
                keys[key_id] = DataKey(key_id, AESGCM(key))
                if state == "active":
                    self._active = keys[key_id]
            self._keys = keys
            self._read_at = time.monotonic()

    def _unwrapped(self, key_id: str, wrapped: str, master: str) -> bytes:
        found = self._masters.get(master)
        if found is None:
            raise WrongMasterKey(
                "COMMERCE_MASTER_KEY is not the key this database was sealed under"
                f" (it needs the one named {master})"
            )
        return found.unwrap(key_id, wrapped)

    def _first(self, line: psycopg.Connection[Any]) -> list[Any]:
        line.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
        rows = line.execute(_ROWS).fetchall()
        if not rows:
            for purpose in (ROOT, SEAL):
                line.execute(_INSERT, self.made(purpose))
            rows = line.execute(_ROWS).fetchall()
        return rows

    def made(self, purpose: str = SEAL) -> tuple[str, str, str, str]:
        """A new key as it is stored: its name, its purpose, itself wrapped, by which master."""
        name = os.urandom(4).hex()
        return name, purpose, self.master.wrap(name, os.urandom(_SIZE)), self.master.name

    def rewrapped(self, key_id: str, wrapped: str, master: str) -> tuple[str, str]:
        """A stored key wrapped by the first master key: itself and the name of that one.

        Raises:
            WrongMasterKey: none of the master keys opens it.
        """
        return self.master.wrap(key_id, self._unwrapped(key_id, wrapped, master)), self.master.name

    def _read_quietly(self) -> None:
        try:
            self.read()
        except Exception as error:
            _log.warning("keys_not_read", error=type(error).__name__)


def master_keys(settings: Settings) -> tuple[bytes, ...]:
    """The master keys of the settings, the current one first.

    In development one is made once, beside the data, in a file only its owner reads.

    Raises:
        WrongSettings: production without one, or the file is none.
    """
    if settings.master_keys:
        return settings.master_keys
    if not settings.development:
        raise WrongSettings(
            "COMMERCE_MASTER_KEY: production needs one; `openssl rand -base64 32` makes it"
        )
    path = (settings.data_dir or default_data_dir()) / FILE
    key = _kept(path)
    if len(key) != _SIZE:
        raise WrongSettings(f"COMMERCE_MASTER_KEY: {path} does not hold 32 bytes in base64")
    return (key,)


def _kept(path: Path) -> bytes:
    """The key in the file, which the first of several processes makes."""
    create_folder(path.parent, shared=True)
    draft = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
    if not path.exists():
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(b64encode(os.urandom(_SIZE)) + b"\n")
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    try:
        return b64decode(path.read_bytes(), validate=False)
    except ValueError:
        return b""
