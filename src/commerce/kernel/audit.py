"""Who acts: said at the edge, told to PostgreSQL with each transaction that may leave a trace.

Triggers write the trail (`triggers.py`), so that no code can forget to. They are silent while no
actor is told: what guests and buyers do costs nothing.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from commerce.kernel.events import SecurityEvent
from commerce.kernel.log import request_id

acting: ContextVar[str] = ContextVar("acting", default="")
"""The subject in whose name this task writes, such as `key:<uuid>`; empty for nobody on record."""

_NOBODY = "guest"


@contextmanager
def acting_as(subject: str) -> Iterator[None]:
    """Inside this block everything is written in the name of `subject`."""
    token = acting.set(subject)
    try:
        yield
    finally:
        acting.reset(token)


def system(name: str) -> str:
    """The subject of work that nobody asked for: a job, a handler of events, a command."""
    return f"system:{name.removeprefix('commerce.')}"


def settings() -> dict[str, str]:
    """What a transaction of this task tells PostgreSQL; nothing when nobody is on record."""
    subject = acting.get()
    return {"commerce.actor": subject, "commerce.request": request_id.get()} if subject else {}


def security_note(happened: SecurityEvent, payload: Mapping[str, Any]) -> dict[str, Any]:
    """A security event as an entry of the trail."""
    return _note("event", happened.name, str(happened.subject), payload)


def reading_note(kind: str, row_id: str, fields: list[str]) -> dict[str, Any]:
    """The reading of somebody's personal data as an entry of the trail."""
    return _note("read", kind, row_id, {"class": "pii", "fields": fields})


def _note(action: str, kind: str, row_id: str, after: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "actor": acting.get() or _NOBODY,
        "request_id": request_id.get(),
        "action": action,
        "kind": kind,
        "row_id": row_id,
        "after": dict(after),
    }
