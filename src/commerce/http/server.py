"""Serving with uvicorn: slow clients are cut off, running work is finished on shut-down."""

import importlib.util
import socket
from asyncio import TimerHandle, Transport
from enum import StrEnum

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class GuardedProtocol(HttpToolsProtocol):
    """HTTP/1.1 that drops a client who takes too long to send headers or to read an answer."""

    slow_seconds = 15.0
    head_bytes = 65_536

    _head_timer: TimerHandle | None = None
    _write_timer: TimerHandle | None = None
    _head = 0

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as its base
        super().connection_made(transport)
        self._head_timer = self.loop.call_later(self.slow_seconds, transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        for timer in (self._head_timer, self._write_timer):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        before = self._head_timer
        super().data_received(data)
        if before is not None and before is self._head_timer:
            self._head += len(data)
            if self._head > self.head_bytes:
                self.transport.abort()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(self.slow_seconds, self.transport.abort)

    def on_headers_complete(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None
        self._head = 0
        super().on_headers_complete()

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._write_timer is None:
            self._write_timer = self.loop.call_later(self.slow_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        if self._write_timer is not None:
            self._write_timer.cancel()
            self._write_timer = None
        super().resume_writing()


class ServerName(StrEnum):
    """The HTTP servers to choose from."""

    UVICORN = "uvicorn"
    GRANIAN = "granian"


class ServerMissing(Exception):
    """The chosen HTTP server is not installed; the text is one line for the operator."""


class AddressUnavailable(Exception):
    """The address cannot be listened at; the text is one line for the operator."""


def check_address(host: str, port: int) -> None:
    """See whether the address is free now.

    Raises:
        AddressUnavailable: another program has it, or this machine does not have it.
    """
    try:
        family, kind, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as error:
        raise AddressUnavailable(
            f"cannot listen at {host}:{port}: {error.strerror}; "
            "COMMERCE_HOST and COMMERCE_PORT choose another address"
        ) from None


def check_server(server: ServerName) -> None:
    """See whether the server is installed.

    Raises:
        ServerMissing: it is not.
    """
    if server is ServerName.GRANIAN and importlib.util.find_spec("granian") is None:
        raise ServerMissing("granian is not installed: add the extra, commerce[granian]")


def serve(
    app: ASGIApp | str,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    workers: int = 1,
    server: ServerName = ServerName.UVICORN,
) -> None:
    """Serve until told to stop; what runs then has 30 seconds to finish.

    More than one worker, and granian, need `app` as the import path of a factory
    ("module:function"). A worker that dies is replaced.
    """
    if server is ServerName.GRANIAN:
        assert isinstance(app, str)
        _serve_with_granian(app, host=host, port=port, workers=workers)
        return
    uvicorn.run(
        app,
        host=host,
        port=port,
        workers=workers,
        factory=isinstance(app, str),
        loop="uvloop" if importlib.util.find_spec("uvloop") else "auto",
        http=GuardedProtocol,
        ws="none",
        server_header=False,
        proxy_headers=False,
        access_log=False,
        log_config=None,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=30,
    )


def _serve_with_granian(app: str, *, host: str, port: int, workers: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces, Loops
    from granian.http import HTTP1Settings

    Granian(
        app,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        factory=True,
        loop=Loops.uvloop,
        workers=workers,
        respawn_failed_workers=True,
        websockets=False,
        http1_settings=HTTP1Settings(header_read_timeout=15_000),
        workers_kill_timeout=30,
        log_enabled=False,
    ).serve()
