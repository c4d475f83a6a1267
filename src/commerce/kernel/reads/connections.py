"""How connections for reading are opened, and what they are set to."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import orjson
import psycopg
from psycopg import pq
from psycopg.adapt import Loader
from psycopg.types.json import set_json_loads

Connect = Callable[[], Awaitable[psycopg.AsyncConnection[Any]]]

SECONDS = 5.0
SLOW_SECONDS = 15.0
_CONNECT_SECONDS = 3


class _QuickJson(Loader):
    """Called by the driver without a function of Python in between."""

    format = pq.Format.BINARY
    load = staticmethod(orjson.loads)  # type: ignore[assignment]  # it takes even more


class _QuickJsonb(Loader):
    """jsonb in binary form is a version byte and the text."""

    format = pq.Format.BINARY

    def load(self, data: Any) -> Any:
        return orjson.loads(data[1:])


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """What one server may be asked for: connections for slow reads, and the time of a read."""

    size: int
    wait: float
    pgbouncer: bool = False
    seconds: float = SECONDS
    slow_seconds: float = SLOW_SECONDS


def read_json_quickly(connection: psycopg.AsyncConnection[Any]) -> None:
    """Let what comes in binary form be read by orjson, without a detour."""
    connection.adapters.register_loader("json", _QuickJson)
    connection.adapters.register_loader("jsonb", _QuickJsonb)


def connector(conninfo: str, *, role: str, seconds: float, plans: str = "auto") -> Connect:
    """Opens read-only autocommit connections of a role; `plans` is their plan_cache_mode."""
    options = (
        f"-c role={role} -c default_transaction_read_only=on -c jit=off"
        f" -c statement_timeout={round(seconds * 1000)} -c plan_cache_mode={plans}"
    )
    return _opener(conninfo, {"options": options, "prepare_threshold": 1})


def bare_connector(conninfo: str, *, pgbouncer: bool) -> Connect:
    """Opens connections that are told everything by each transaction, as a pooler asks.

    It keeps no preparations either.
    """
    return _opener(conninfo, {"prepare_threshold": None if pgbouncer else 1})


def _opener(conninfo: str, given: dict[str, Any]) -> Connect:
    async def connect() -> psycopg.AsyncConnection[Any]:
        connection = await psycopg.AsyncConnection.connect(
            conninfo, autocommit=True, connect_timeout=_CONNECT_SECONDS, **given
        )
        set_json_loads(orjson.loads, connection)
        read_json_quickly(connection)
        return connection

    return connect
