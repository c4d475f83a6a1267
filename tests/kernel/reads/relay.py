"""A line to a server that can fall silent without breaking, as a frozen host does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit


class Relay:
    """Passes bytes both ways while `flowing` is set."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._writers: list[asyncio.StreamWriter] = []
        self.flowing = asyncio.Event()
        self.flowing.set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Attend to one client until either side leaves."""
        server, to_server = await asyncio.open_connection("127.0.0.1", self._port)
        self._writers += (writer, to_server)
        await asyncio.gather(self._pass(reader, to_server), self._pass(server, writer))

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                await self.flowing.wait()
                writer.write(data)
        except ConnectionError:
            pass
        writer.close()

    def close(self) -> None:
        """Hang up on everybody."""
        self.flowing.set()
        for writer in self._writers:
            writer.close()


@asynccontextmanager
async def relayed(url: str) -> AsyncIterator[tuple[str, Relay]]:
    """The URL of the same server through a relay, and the relay."""
    parts = urlsplit(url)
    assert parts.port is not None
    relay = Relay(parts.port)
    listener = await asyncio.start_server(relay.serve, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    try:
        yield url.replace(f":{parts.port}/", f":{port}/", 1), relay
    finally:
        listener.close()
        relay.close()
