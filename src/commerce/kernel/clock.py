"""The one clock: UTC, so that tests can move it and records agree."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

from commerce.kernel.origins import unrepeatable

_shift: ContextVar[timedelta] = ContextVar("clock_shift", default=timedelta(0))


def now() -> datetime:
    """The present moment in UTC."""
    unrepeatable()
    return datetime.now(UTC) + _shift.get()


@contextmanager
def shifted(by: timedelta) -> Iterator[None]:
    """Let the code inside live `by` later than the machine; for tests of expiry."""
    token = _shift.set(_shift.get() + by)
    try:
        yield
    finally:
        _shift.reset(token)
