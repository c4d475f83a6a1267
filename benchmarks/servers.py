"""The measured server: a process of its own, started as an operator starts it."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.processes import pin

PRODUCT = ("-m", "commerce.cli", "serve")
CONSTANT = ("-m", "benchmarks.constant")
HOST = "127.0.0.1"
_START_SECONDS = 60.0
_STOP_SECONDS = 40.0


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; `started_in` is in seconds."""

    port: int
    pid: int
    started_in: float

    @property
    def memory_mb(self) -> float | None:
        """Resident memory; None where the system does not tell."""
        with suppress(OSError):
            for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) / 1024
        return None


class DidNotStart(Exception):
    """The server ended, or did not listen in time; the text is what it said."""


@contextmanager
def running(
    program: tuple[str, ...], environment: Mapping[str, str], *, cores: frozenset[int] | None
) -> Iterator[Server]:
    """Start a Python program that listens on COMMERCE_PORT, and stop it afterwards.

    Raises:
        DidNotStart: it does not listen within a minute.
    """
    port = _free_port()
    settings = os.environ | dict(environment) | {"COMMERCE_HOST": HOST, "COMMERCE_PORT": str(port)}
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            [sys.executable, *program],
            env=settings,
            stdout=said,
            stderr=said,
            preexec_fn=partial(pin, cores),
        )
        try:
            started_in = _await(process, port)
            if started_in is None:
                said.seek(0)
                raise DidNotStart(said.read()[-2000:])
            yield Server(port, process.pid, started_in)
        finally:
            _stop(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _await(process: "subprocess.Popen[bytes]", port: int) -> float | None:
    """Seconds until it listened, or None."""
    began = time.monotonic()
    while process.poll() is None and time.monotonic() - began < _START_SECONDS:
        with suppress(OSError), socket.create_connection((HOST, port), timeout=1):
            return time.monotonic() - began
        time.sleep(0.02)
    return None


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
