"""Fixtures of the edge: clients of the toy application, and a real server for outside programs."""

import contextlib
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette

from commerce.http.server import GuardedProtocol
from tests import node as nodejs
from tests.toy import WRITTEN, toy_app


@pytest.fixture(autouse=True)
def nothing_written() -> None:
    WRITTEN.clear()


def client_of(app: Starlette) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://test")


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(toy_app()) as client:
        yield client


@contextlib.contextmanager
def served(
    app: Starlette, *, protocol: type[GuardedProtocol] = GuardedProtocol
) -> Iterator[tuple[str, int]]:
    """A uvicorn server in a thread of this process, on a free port of the loopback."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        config = uvicorn.Config(
            app, http=protocol, ws="none", log_config=None, access_log=False, server_header=False
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        try:
            yield "127.0.0.1", port
        finally:
            server.should_exit = True
            thread.join(10)


@pytest.fixture(scope="session")
def node() -> str:
    path = nodejs.node()
    assert path is not None
    return path
