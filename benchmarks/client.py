"""Load on a server from kept-alive connections: one thread, prepared requests, little CPU."""

import random
import selectors
import socket
import time
from collections import defaultdict
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson

_HEAD = (
    "POST /graphql HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
    "Accept: application/graphql-response+json\r\nContent-Length: {size}\r\n\r\n"
)
_LENGTH = b"content-length: "
_CHUNK = 65_536
_PARSED_ONE_IN = 100
_PATIENCE = 60.0


class Failed(Exception):
    """The server gave an answer that makes the measurement worthless."""


class Call(NamedTuple):
    """One request as bytes on the wire; one with a `label` is timed under that name too.

    `reads_errors` says that the flow looks for errors itself, because it selects some.
    """

    wire: bytes
    label: str | None = None
    reads_errors: bool = False


Flow = Generator[Call, bytes, None]
"""What one visitor does, once: it yields requests and is sent the bodies of the answers."""
Visit = Callable[[random.Random], Flow]


@dataclass(slots=True)
class Times:
    """Seconds of whole rounds, and of the requests that have a label."""

    rounds: list[float] = field(default_factory=list)
    labelled: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))


def call(document: str, *, label: str | None = None, **variables: Any) -> Call:
    """A GraphQL request."""
    body = orjson.dumps({"query": document, "variables": variables})
    return Call(_HEAD.format(size=len(body)).encode() + body, label, label is not None)


class _Checks:
    """Sees that answers are right. One that is as before is not looked through again."""

    def __init__(self) -> None:
        self._number = 0
        self._good: dict[bytes, bytes] = {}

    def see(self, call: Call, data: bytes, body: bytes) -> None:
        """Look at an answer.

        Raises:
            Failed: its status is not 200, it has errors, or (one in a hundred) it has no data.
        """
        if not data.startswith(b"HTTP/1.1 200"):
            raise Failed(f"{data[:40]!r} {body[:300]!r}")
        if not call.reads_errors and self._good.get(call.wire) != body:
            if b'"errors"' in body:
                raise Failed(body[:300].decode(errors="replace"))
            self._good[call.wire] = body
        self._number += 1
        if self._number % _PARSED_ONE_IN == 0:
            answer = orjson.loads(body)
            if "errors" in answer or not answer.get("data"):
                raise Failed(body[:300].decode(errors="replace"))


class Connection:
    """A visitor that repeats its flow on one connection until told to stop."""

    __slots__ = (
        "_began", "_call", "_checks", "_dice", "_flow", "_got", "_need", "_sent", "_socket",
        "_times", "_until", "_visit",
    )  # fmt: skip

    def __init__(
        self,
        address: tuple[str, int],
        visit: Visit,
        dice: random.Random,
        times: Times,
        checks: _Checks,
    ) -> None:
        self._socket = socket.create_connection(address, timeout=_PATIENCE)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # Reads wait in the selector; a request is far smaller than the socket's buffer.
        self._socket.setblocking(False)
        self._visit = visit
        self._dice = dice
        self._times = times
        self._checks = checks
        self._until = 0.0
        self._got = b""
        self._need = 0

    def fileno(self) -> int:
        return self._socket.fileno()

    def start(self, until: float) -> None:
        """Send the first request; rounds are begun until the moment `until`."""
        self._until = until
        self._begin(time.perf_counter())

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()

    def _begin(self, now: float) -> None:
        self._began = now
        self._flow = self._visit(self._dice)
        self._send(next(self._flow))

    def _send(self, call: Call) -> None:
        self._call = call
        self._sent = time.perf_counter()
        self._socket.sendall(call.wire)

    def receive(self) -> bool:
        """Read what has come, and go on; False when the last round is over.

        Raises:
            Failed: an answer is not what it should be.
        """
        data = self._socket.recv(_CHUNK)
        if not data:
            raise Failed("the server closed the connection")
        if self._got:
            data = self._got + data
        self._need = self._need or _size(data)
        if not self._need or len(data) < self._need:
            self._got = data
            return True
        self._got, self._need = b"", 0
        return self._answered(data)

    def _answered(self, data: bytes) -> bool:
        now = time.perf_counter()
        sent = self._call
        if sent.label is not None:
            self._times.labelled[sent.label].append(now - self._sent)
        body = data[data.index(b"\r\n\r\n") + 4 :]
        self._checks.see(sent, data, body)
        try:
            self._send(self._flow.send(body))
        except StopIteration:
            self._times.rounds.append(now - self._began)
            if now >= self._until:
                return False
            self._begin(time.perf_counter())
        return True


def _size(data: bytes) -> int:
    """The bytes of the whole answer that begins with `data`; 0 when its head is not complete."""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return 0
    at = data.find(_LENGTH, 0, end)
    if at < 0:
        at = data[:end].lower().find(_LENGTH)
    if at < 0:
        raise Failed(f"an answer without its length: {data[:end]!r}")
    return int(data[at + len(_LENGTH) :].split(b"\r\n", 1)[0]) + end + 4


def load(address: tuple[str, int], visits: Sequence[Visit], seconds: float) -> Times:
    """Let one connection for each of `visits` repeat it for so long; every round is finished.

    Raises:
        Failed: an answer is not what it should be.
    """
    times, checks = Times(), _Checks()
    with selectors.DefaultSelector() as selector:
        connections = [
            Connection(address, visit, random.Random(number), times, checks)
            for number, visit in enumerate(visits)
        ]
        try:
            for each in connections:
                selector.register(each, selectors.EVENT_READ, each.receive)
            until = time.perf_counter() + seconds
            for each in connections:
                each.start(until)
            _drive(selector, len(connections))
        finally:
            for each in connections:
                each.close()
    return times


def _drive(selector: selectors.BaseSelector, running: int) -> None:
    while running:
        ready = selector.select(_PATIENCE)
        if not ready:
            raise Failed(f"no answer within {_PATIENCE:.0f} s")
        for key, _ in ready:
            if not key.data():
                selector.unregister(key.fileobj)
                running -= 1


def once(address: tuple[str, int], visit: Visit) -> bytes:
    """Go through a flow once on a connection of its own; returns the body of the last answer.

    Raises:
        Failed: an answer is not what it should be.
    """
    body = b""

    def noting(dice: random.Random) -> Flow:
        nonlocal body
        flow = visit(dice)
        wanted = next(flow)
        while True:
            body = yield wanted
            try:
                wanted = flow.send(body)
            except StopIteration:
                return

    load(address, [noting], 0)
    return body
