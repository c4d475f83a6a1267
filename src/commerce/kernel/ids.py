"""Identifiers: time-ordered UUIDs inside, opaque typed strings outside.

Outside an id is `prefix_` and the 128 bits of the UUID in Crockford's base 32
(26 characters, no I, L, O, U), so it sorts by time and survives being read aloud.
"""

import os
import time
from functools import lru_cache
from itertools import product
from uuid import UUID

from commerce.kernel.errors import InvalidInput

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)}
_LENGTH = 26
_OFTEN = 8192
_NOTHING = UUID(int=0)
_TWO = tuple(map("".join, product(_ALPHABET, repeat=2)))
_THREE = tuple(map("".join, product(_ALPHABET, repeat=3)))
_SIXTY_BITS = (1 << 60) - 1
_THREE_LETTERS = (1 << 15) - 1


def new_id() -> UUID:
    """Return a UUIDv7 (RFC 9562, 5.7), so that primary keys grow to the right of the index."""
    value = (time.time_ns() // 1_000_000 << 80) | int.from_bytes(os.urandom(10), "big")
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return UUID(int=value)


def encode(prefix: str, value: UUID) -> str:
    """The public form of an id."""
    return _encoded(prefix, value.int)


@lru_cache(_OFTEN)
def _encoded(prefix: str, number: int) -> str:
    three, mask = _THREE, _THREE_LETTERS
    head, tail = number >> 60, number & _SIXTY_BITS
    return (
        f"{prefix}_{_TWO[head >> 60]}"
        f"{three[head >> 45 & mask]}{three[head >> 30 & mask]}"
        f"{three[head >> 15 & mask]}{three[head & mask]}"
        f"{three[tail >> 45]}{three[tail >> 30 & mask]}"
        f"{three[tail >> 15 & mask]}{three[tail & mask]}"
    )


def prefix_of(public: str) -> str:
    """The kind of thing a public id points at; empty when it is no id of ours."""
    prefix, mark, _ = public.partition("_")
    return prefix if mark else ""


def decode(prefix: str, public: str, *, path: tuple[str, ...] = ()) -> UUID:
    """Read a public id back.

    Raises:
        InvalidInput: it is not an id with this prefix.
    """
    kind, _, body = public.partition("_")
    if kind != prefix or len(body) != _LENGTH or body[0] > "7":
        raise InvalidInput("id", path=path)
    number = 0
    for letter in body:
        if letter not in _VALUES:
            raise InvalidInput("id", path=path)
        number = number << 5 | _VALUES[letter]
    return UUID(int=number)


def given(prefix: str, public: str) -> UUID:
    """Read an id given to a query; one that cannot be is the id of nothing.

    So a query answers null for it, as for any other id it does not know.
    """
    try:
        return decode(prefix, public)
    except InvalidInput:
        return _NOTHING
