"""Values sealed at rest: column types that seal on the way in and open on the way out.

A sealed value is text: a mark, the name of its data key, then nonce and AES-256-GCM ciphertext in
base 64. The place it belongs to (`table.column`) is part of what is authenticated, so that it is
good nowhere else. Nothing is known of it in SQL: it cannot be compared, sorted or searched; where
that is needed a column of its own keeps `index_of` the value.
"""

import hmac
import os
from binascii import Error as NotBase64
from binascii import a2b_base64, b2a_base64
from collections import OrderedDict
from typing import Any, TypeVar

import orjson
from cryptography.exceptions import InvalidTag
from sqlalchemy import Text
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import operators
from sqlalchemy.types import TypeDecorator

from commerce.kernel.keyring import NONCE, Keyring

MARK = "s1."
T = TypeVar("T")
_KEY = slice(len(MARK), len(MARK) + 8)
_BODY = len(MARK) + 9
_KNOWN_TO_SQL = (operators.is_, operators.is_not)
_ROOM = 1_000
_rings: list[Keyring] = []
# What was sealed or opened last: a purchase reads the same few values at every step.
_recent: OrderedDict[tuple[bytes, str], bytes] = OrderedDict()


class BrokenSeal(Exception):
    """A stored value was changed, moved, or its key is gone; the text names its place alone."""


def use(ring: Keyring) -> None:
    """From now on values are sealed by these keys; those of other rings in use still open."""
    _rings.append(ring)


def let_go(ring: Keyring) -> None:
    """Forget these keys, and what they have opened."""
    _recent.clear()
    if ring in _rings:
        _rings.remove(ring)


def keys() -> Keyring:
    """The keys in use.

    Raises:
        RuntimeError: there are none.
    """
    if not _rings:
        raise RuntimeError("nothing can be sealed or opened: no keyring is in use")
    return _rings[-1]


def seal(place: bytes, value: bytes) -> str:
    """A value as it is stored at a place."""
    key = keys().active
    nonce = os.urandom(NONCE)
    body = nonce + key.cipher.encrypt(nonce, value, place)
    stored = f"{MARK}{key.name}.{b2a_base64(body, newline=False).decode()}"
    _remember((place, stored), value)
    return stored


def open_sealed(place: bytes, stored: str) -> bytes:
    """The value that was sealed for a place.

    Raises:
        BrokenSeal: it was not, it was changed, or its key is gone.
    """
    known = _recent.get((place, stored))
    if known is None:
        known = _open(place, stored)
        _remember((place, stored), known)
    return known


def _remember(what: tuple[bytes, str], value: bytes) -> None:
    _recent[what] = value
    if len(_recent) > _ROOM:
        _recent.popitem(last=False)


def _open(place: bytes, stored: str) -> bytes:
    name = stored[_KEY]
    for ring in reversed(_rings):
        key = ring.find(name)
        if key is not None:
            break
    else:
        raise BrokenSeal(f"{place.decode()}: its key {name!r} is not there")
    try:
        body = a2b_base64(stored[_BODY:])
        return key.cipher.decrypt(body[:NONCE], body[NONCE:], place)
    except (InvalidTag, NotBase64, ValueError):
        raise BrokenSeal(f"{place.decode()}: the stored value was changed or moved") from None


def index_of(value: str) -> str:
    """What stands for a value where it is looked up: the same for the same value, letters apart.

    Nobody without the keys can tell which value it is, even by trying them all.
    """
    folded = value.strip().casefold().encode()
    return hmac.digest(keys().derived("index"), folded, "sha256").hex()


def secret_for(purpose: str, message: bytes) -> bytes:
    """32 bytes that only we can compute, and compute again: a secret that need not be stored."""
    return hmac.digest(keys().derived(purpose), message, "sha256")


class Sealed(TypeDecorator[T]):
    """What text and JSON at rest have in common; `place` is the column, as `table.column`.

    A value from before there was a seal is taken as it is: `commerce privacy seal` seals it.
    """

    impl = Text
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place
        self._place = place.encode()

    class comparator_factory(TypeDecorator.Comparator[Any]):  # SQLAlchemy's name
        """Only whether there is a value at all can be asked in SQL."""

        def operate(self, op: Any, *other: Any, **options: Any) -> Any:
            if op not in _KNOWN_TO_SQL:
                raise TypeError(f"{self.expr} is sealed: look it up by `index_of` its value")
            return super().operate(op, *other, **options)

    def process_bind_param(self, value: Any, dialect: Dialect | None = None) -> str | None:
        """The value as it is stored; what is empty says nothing and stays so."""
        if value is None:
            return None
        return seal(self._place, self._written(value)) if value else ""

    def process_result_value(self, value: Any, dialect: Dialect | None = None) -> T | None:
        """The value that is stored."""
        if value is None:
            return None
        if value.startswith(MARK):
            return self._read(open_sealed(self._place, value))
        return self._read(value.encode())

    def _written(self, value: Any) -> bytes:
        raise NotImplementedError

    def _read(self, data: bytes) -> T:
        raise NotImplementedError


class SealedText(Sealed[str]):
    """Text that is sealed at rest."""

    cache_ok = True

    def _written(self, value: str) -> bytes:
        return value.encode()

    def _read(self, data: bytes) -> str:
        return data.decode()


class SealedJson(Sealed[dict[str, Any]]):
    """A JSON object that is sealed at rest as a whole."""

    cache_ok = True

    def _written(self, value: dict[str, Any]) -> bytes:
        return orjson.dumps(value)

    def _read(self, data: bytes) -> dict[str, Any]:
        found: dict[str, Any] = orjson.loads(data) if data else {}
        return found
