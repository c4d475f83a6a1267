"""A relay before PostgreSQL that writes down every statement a program sends.

It reads the protocol itself, so it sees what any driver sends, pipelined or not.
"""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

_CHUNK = 65_536
# What a driver must be told so that the relay can read along.
READABLE = {"PGSSLMODE": "disable", "PGGSSENCMODE": "disable"}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement's text and the types of its parameters."""

    sql: bytes
    types: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Sent:
    """A statement with the parameters it was sent with, each in its format."""

    statement: Prepared
    values: tuple[bytes | None, ...] = ()
    formats: tuple[int, ...] = ()


@dataclass(slots=True)
class Relay:
    """Statements in the order they came; `url` is where programs connect to."""

    url: str
    sent: list[Sent] = field(default_factory=list)


@contextmanager
def relay(url: str) -> Iterator[Relay]:
    """Listen before the server of `url`. Connect with the environment of `READABLE`."""
    parts = urlsplit(url)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        login = parts.netloc.rpartition("@")[0]
        place = f"{login}@127.0.0.1:{port}" if login else f"127.0.0.1:{port}"
        own = Relay(urlunsplit(parts._replace(netloc=place)))
        target = (parts.hostname or "127.0.0.1", parts.port or 5432)
        threading.Thread(target=_accept, args=(listener, target, own), daemon=True).start()
        yield own
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)


def _accept(listener: socket.socket, target: tuple[str, int], own: Relay) -> None:
    with suppress(OSError):
        while True:
            client, _ = listener.accept()
            server = socket.create_connection(target)
            for each in (client, server):
                each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            listening = _Listening(own.sent)
            for args in ((client, server, listening), (server, client, None)):
                threading.Thread(target=_pump, args=args, daemon=True).start()


def _pump(source: socket.socket, sink: socket.socket, listening: "_Listening | None") -> None:
    with suppress(OSError):
        while data := source.recv(_CHUNK):
            if listening is not None:
                listening.feed(data)
            sink.sendall(data)
    for each in (source, sink):
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)


class _Listening:
    """Takes one connection's messages apart; the first one (the login) has no kind."""

    def __init__(self, sent: list[Sent]) -> None:
        self._sent = sent
        self._data = b""
        self._begun = False
        self._prepared: dict[bytes, Prepared] = {}

    def feed(self, data: bytes) -> None:
        """Take in what the program sent."""
        self._data += data
        while True:
            head = 1 if self._begun else 0
            if len(self._data) < head + 4:
                return
            size = head + int.from_bytes(self._data[head : head + 4])
            if len(self._data) < size:
                return
            if self._begun:
                self._message(self._data[:1], self._data[5:size])
            self._begun = True
            self._data = self._data[size:]

    def _message(self, kind: bytes, body: bytes) -> None:
        if kind == b"P":
            name, sql, rest = body.split(b"\0", 2)
            self._prepared[name] = Prepared(
                sql, struct.unpack(f"!{(len(rest) - 2) // 4}I", rest[2:])
            )
        elif kind == b"B":
            _, name, rest = body.split(b"\0", 2)
            self._sent.append(_bound(self._prepared[name], rest))
        elif kind == b"Q":
            self._sent.append(Sent(Prepared(body.rstrip(b"\0"))))


def _bound(statement: Prepared, rest: bytes) -> Sent:
    (count,) = struct.unpack_from("!H", rest)
    formats = struct.unpack_from(f"!{count}H", rest, 2)
    at = 2 + 2 * count
    (wanted,) = struct.unpack_from("!H", rest, at)
    at += 2
    values: list[bytes | None] = []
    for _ in range(wanted):
        (size,) = struct.unpack_from("!i", rest, at)
        at += 4
        values.append(None if size < 0 else rest[at : at + size])
        at += max(0, size)
    if len(formats) < wanted:
        formats = (formats or (0,)) * wanted
    return Sent(statement, tuple(values), formats)


def environment(own: Relay) -> dict[str, str]:
    """What a program is started with so that its statements go through the relay."""
    return {"DATABASE_URL": own.url, **READABLE}
