"""A small HTTP client for load: one keep-alive connection, no features, little CPU."""

import asyncio
import time
from typing import Any

import orjson

_HEAD = (
    "POST {path} HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: application/json\r\n"
    "Accept: application/graphql-response+json\r\nContent-Length: {size}\r\n\r\n"
)


class Failed(Exception):
    """The server gave an answer that makes the measurement worthless."""


class Client:
    """One connection; `latencies` has the seconds of every request."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._host, self._port = writer.get_extra_info("peername")[:2]
        self.latencies: list[float] = []

    @classmethod
    async def connect(cls, host: str, port: int) -> "Client":
        """Open the connection."""
        return cls(*await asyncio.open_connection(host, port))

    async def post(self, path: str, body: bytes) -> bytes:
        """Send one request and return the body of the answer.

        Raises:
            Failed: the status is not 200.
        """
        started = time.perf_counter()
        head = _HEAD.format(path=path, host=self._host, port=self._port, size=len(body))
        self._writer.write(head.encode() + body)
        answer = await self._reader.readuntil(b"\r\n\r\n")
        content = await self._reader.readexactly(_length(answer))
        self.latencies.append(time.perf_counter() - started)
        if not answer.startswith(b"HTTP/1.1 200"):
            raise Failed(f"{answer[:40]!r} {content[:300]!r}")
        return content

    async def ask(self, body: bytes) -> Any:
        """Run a GraphQL operation and return the whole answer.

        Raises:
            Failed: the answer has errors at its top.
        """
        answer = orjson.loads(await self.post("/graphql", body))
        if "errors" in answer:
            raise Failed(str(answer["errors"])[:300])
        return answer

    def close(self) -> None:
        """Close the connection."""
        self._writer.close()


def _length(head: bytes) -> int:
    at = head.lower().index(b"content-length:") + len(b"content-length:")
    return int(head[at : head.index(b"\r\n", at)])


def operation(document: str, **variables: Any) -> bytes:
    """The body of a request."""
    return orjson.dumps({"query": document, "variables": variables})
