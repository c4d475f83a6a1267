"""Who acts: said at the edge, told to PostgreSQL with each transaction that may leave a trace.

Triggers write the trail (`triggers.py`), so that no code can forget to. They are silent while no
actor is told: what guests and buyers do costs nothing.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any

from sqlalchemy import Connection, event, text
from sqlalchemy.ext.asyncio import AsyncSession

from commerce.kernel.events import SecurityEvent
from commerce.kernel.log import request_id
from commerce.kernel.reads import compiled
from commerce.kernel.wire import Wire

acting: ContextVar[str] = ContextVar("acting", default="")
"""The subject in whose name this task writes, such as `key:<uuid>`; empty for nobody on record."""

_NOBODY = "guest"
_SAY = text(
    "select set_config('commerce.actor', :actor, true) as actor,"
    " set_config('commerce.request', :request, true) as request"
)
_TELL = compiled(_SAY)


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


def opened(wire: Wire) -> Wire:
    """A wire whose first word is who acts, if anybody is to be named."""
    subject = acting.get()
    if subject:
        wire.opening = (_TELL, {"actor": subject, "request": request_id.get()})
    return wire


def tells(wire: Wire, session: AsyncSession) -> AsyncSession:
    """A session that says who acts, if the wire has not said it before."""
    if wire.opening is not None:
        event.listen(session.sync_session, "after_begin", partial(_tell, wire))
    return session


def _tell(wire: Wire, _session: Any, _transaction: Any, connection: Connection) -> None:
    if wire.opening is not None:
        (_, given), wire.opening = wire.opening, None
        connection.execute(_SAY, given)


async def fall_silent(wire: Wire) -> None:
    """What follows in the transaction, of which this was a part, is somebody else's."""
    wire.queue(_TELL, {"actor": "", "request": ""})
    await wire.exchange()


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
