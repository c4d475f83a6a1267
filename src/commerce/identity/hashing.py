"""Passwords through argon2id: outside the event loop, few at a time, none waits too long."""

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from commerce.identity.rules import normal_password
from commerce.kernel.errors import Unavailable

# 19 MiB, 2 passes, 1 lane: the first of the equal choices of OWASP's password storage sheet.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
T = TypeVar("T")
_AT_ONCE = 2
_MOST_WAITING = 64
_threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="argon2")
_waiting = 0


async def hash_password(password: str) -> str:
    """The hash to store.

    Raises:
        Unavailable: too many wait already.
    """
    return await _work(_HASHER.hash, normal_password(password))


async def matches(stored: str | None, password: str) -> bool:
    """Whether it is the password; without one stored, the same work is done for nothing.

    Raises:
        Unavailable: too many wait already.
    """
    found = await _work(_verify, stored or _nobodys(), normal_password(password))
    return found and stored is not None


def outdated(stored: str) -> bool:
    """Whether it was hashed with less effort than is usual now."""
    return _HASHER.check_needs_rehash(stored)


def _verify(stored: str, password: bytes) -> bool:
    try:
        return _HASHER.verify(stored, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    return _HASHER.hash(secrets.token_bytes(32))


async def _work(function: Callable[..., T], *arguments: Any) -> T:
    global _waiting
    if _waiting >= _MOST_WAITING:
        raise Unavailable("too many sign in at this moment; please repeat")
    _waiting += 1
    try:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(_threads, function, *arguments)
    finally:
        _waiting -= 1
