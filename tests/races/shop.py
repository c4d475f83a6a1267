"""A served shop on a database of its own: real processes, committed data, to be killed."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import psycopg
from psycopg.rows import dict_row

from commerce.app import App, build
from commerce.kernel.settings import load_settings
from tests.leaks import assert_discreet
from tests.make import Make


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class Shop:
    """One process of `commerce serve`, and a client of it."""

    def __init__(
        self, url: str, folder: Path, *, arguments: Sequence[str] = (), **environment: str
    ) -> None:
        self.url = url
        self.port = free_port()
        self._folder = folder
        self._arguments = arguments
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self.client = httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{self.port}",
            timeout=40,
            limits=httpx.Limits(max_connections=250, max_keepalive_connections=50),
        )

    def start(self) -> None:
        """Start the process and wait until it answers."""
        config = {"payments-simulator": {"state_dir": str(self._folder), "timeout_seconds": 30}}
        environment = {
            **os.environ,
            "DATABASE_URL": self.url,
            "COMMERCE_PORT": str(self.port),
            "COMMERCE_PLUGIN_CONFIG": json.dumps(config),
            "COMMERCE_PROVIDER_SECONDS": "1",
            "PYTHONDONTWRITEBYTECODE": "",  # as a program that is installed
            **self._environment,
        }
        log = (self._folder / "server.log").open("ab")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "commerce.cli", "serve", *self._arguments],
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._await_ready()

    def _await_ready(self) -> None:
        assert self._process is not None
        deadline = time.monotonic() + 60
        with httpx.Client(base_url=self.client.base_url, timeout=2) as client:
            while time.monotonic() < deadline and self._process.poll() is None:
                try:
                    if client.get("/health/ready").status_code == 200:
                        return
                except httpx.TransportError:
                    pass
                time.sleep(0.05)
        raise AssertionError(self.log()[-4000:])

    @property
    def pid(self) -> int:
        """The process that was started; with several workers, their parent."""
        assert self._process is not None
        return self._process.pid

    def log(self) -> str:
        """What the process has written."""
        return (self._folder / "server.log").read_text()

    def kill(self) -> None:
        """kill -9 of the whole process group."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """Ask the process to end; returns when it has."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(35)

    async def post(
        self, document: str, variables: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        body = {"query": document, "variables": dict(variables)}
        reply = await self.client.post("/graphql", json=body, headers=dict(headers or {}))
        assert_discreet(reply.text)
        return reply

    async def gql(self, document: str, **variables: Any) -> dict[str, Any]:
        """Data of an operation that must not fail at the top level."""
        reply = await self.post(document, variables)
        answer = reply.json()
        assert "errors" not in answer, answer
        return dict(answer["data"])

    def rows(self, sql: str, *params: Any) -> list[dict[str, Any]]:
        """What the database holds, seen from outside."""
        with psycopg.connect(self.url, row_factory=dict_row) as connection:
            return connection.execute(sql, params).fetchall()

    def value(self, sql: str, *params: Any) -> Any:
        return next(iter(self.rows(sql, *params)[0].values()))

    def run(self, sql: str, *params: Any) -> None:
        """Change the database from outside."""
        with psycopg.connect(self.url) as connection:
            connection.execute(sql, params)

    @asynccontextmanager
    async def making(self) -> AsyncIterator[Make]:
        """Factories that commit."""
        app: App = build(load_settings(), self.url)
        try:
            yield Make(app)
        finally:
            await app.close()


async def until(check: Any, *, seconds: float = 30.0) -> None:
    """Wait until a check holds."""
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline, "did not happen in time"
        await asyncio.sleep(0.05)
