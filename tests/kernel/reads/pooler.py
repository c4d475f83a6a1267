"""A pooler in transaction mode, as strict as PgBouncer: each transaction on another connection."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg

_REFUSAL = b"SFATAL\0C08P01\0Munsupported startup parameter: options\0\0"
_STATUS = {"client_encoding": "UTF8", "server_version": "18.0", "standard_conforming_strings": "on"}
Message = asyncio.Future[bytes]

_ENCRYPTION = (80877103, 80877104)


def _message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!i", len(body) + 4) + body


def _greeting() -> bytes:
    status = b"".join(
        _message(b"S", f"{name}\0{value}\0".encode()) for name, value in _STATUS.items()
    )
    return _message(b"R", bytes(4)) + status + _message(b"Z", b"I")


async def _next_message(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readexactly(5)
    return head + await reader.readexactly(struct.unpack("!i", head[1:])[0] - 4)


class Pooler:
    """Gives each transaction the server connection that has rested longest."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._resting: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]]
        self._resting = asyncio.Queue()
        self._held: list[psycopg.Connection] = []
        self.transactions = 0

    async def open(self, count: int) -> None:
        """Open so many connections to the server."""
        for _ in range(count):
            connection = psycopg.connect(self._url, autocommit=True)
            self._held.append(connection)
            raw = socket.socket(fileno=socket.dup(connection.pgconn.socket))
            raw.setblocking(False)
            self._resting.put_nowait(await asyncio.open_connection(sock=raw))

    def close(self) -> None:
        """Close the connections to the server."""
        while not self._resting.empty():
            self._resting.get_nowait()[1].close()
        for connection in self._held:
            connection.close()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Attend to one client until it leaves."""
        try:
            if await self._greet(reader, writer):
                asked = asyncio.ensure_future(_next_message(reader))
                while (await asked)[:1] != b"X":
                    asked = await self._transaction(asked, reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _greet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        while True:
            (size,) = struct.unpack("!i", await reader.readexactly(4))
            body = await reader.readexactly(size - 4)
            if struct.unpack("!i", body[:4])[0] not in _ENCRYPTION:
                break
            writer.write(b"N")
        accepted = b"\0options\0" not in b"\0" + body[4:]
        writer.write(_greeting() if accepted else _message(b"E", _REFUSAL))
        await writer.drain()
        return accepted

    async def _transaction(
        self, asked: Message, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> Message:
        """Pass messages on until the server is idle again and owes no answer."""
        self.transactions += 1
        server, to_server = await self._resting.get()
        answered, owed = asyncio.ensure_future(_next_message(server)), 0
        while True:
            await asyncio.wait((asked, answered), return_when=asyncio.FIRST_COMPLETED)
            if asked.done():
                to_server.write(asked.result())
                owed += asked.result()[:1] in (b"S", b"Q")
                asked = asyncio.ensure_future(_next_message(reader))
            if answered.done():
                writer.write(answered.result())
                if answered.result()[:1] == b"Z":
                    owed -= 1
                    if not owed and answered.result()[5:] == b"I":
                        self._resting.put_nowait((server, to_server))
                        return asked
                answered = asyncio.ensure_future(_next_message(server))


@asynccontextmanager
async def pooled(url: str, *, connections: int) -> AsyncIterator[tuple[str, Pooler]]:
    """The URL of a pooler before the server at `url`, and the pooler."""
    pooler = Pooler(url)
    await pooler.open(connections)
    listener = await asyncio.start_server(pooler.serve, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    try:
        yield f"postgresql://anyone@127.0.0.1:{port}/postgres", pooler
    finally:
        listener.close()
        pooler.close()
