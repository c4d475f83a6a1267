"""The measured server: a process of its own, started as an operator starts it."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from benchmarks.client import Failed, Flow, call, once
from benchmarks.processes import family, memory_mb, pin

PRODUCT = ("-m", "commerce.cli", "serve")
WORKER = ("-m", "commerce.cli", "worker")
CONSTANT = ("-m", "benchmarks.constant")
IDIOMATIC = ("-m", "benchmarks.idiomatic")
HOST = "127.0.0.1"
_START_SECONDS = 60.0
_STOP_SECONDS = 40.0
_FIRST = call("{ __typename }")
# A program that is installed has its byte code beside it, whatever is set for this one.
_INSTALLED = {"PYTHONDONTWRITEBYTECODE": ""}


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; `started_in` is the seconds until its first answer."""

    port: int
    pid: int
    started_in: float

    @property
    def address(self) -> tuple[str, int]:
        return HOST, self.port

    def processes(self) -> list[int]:
        """The server's process with those it has started."""
        return family(self.pid)

    @property
    def memory_mb(self) -> float | None:
        """Resident memory; None where the system does not tell."""
        return memory_mb(self.processes())


class DidNotStart(Exception):
    """The server ended, or did not answer in time; the text is what it said."""


@contextmanager
def running(
    program: tuple[str, ...], environment: Mapping[str, str], *, cores: frozenset[int] | None
) -> Iterator[Server]:
    """Start a Python program that answers at COMMERCE_PORT, and stop it afterwards.

    What it says goes into a file, as with an operator who keeps the log.

    Raises:
        DidNotStart: it does not answer within a minute.
    """
    port = _free_port()
    settings = {**environment, "COMMERCE_HOST": HOST, "COMMERCE_PORT": str(port)}
    with tempfile.TemporaryFile("w+") as said:
        process = _start(program, settings, cores=cores, said=said.fileno())
        try:
            try:
                started_in = _await(process, port)
            except DidNotStart as error:
                said.seek(0)
                raise DidNotStart(f"{error}: {said.read()[-2000:]}") from None
            yield Server(port, process.pid, started_in)
        finally:
            _stop(process)


@contextmanager
def background(environment: Mapping[str, str], *, cores: frozenset[int] | None) -> Iterator[None]:
    """Let the product's worker run beside the servers."""
    process = _start(WORKER, environment, cores=cores, said=subprocess.DEVNULL)
    try:
        yield
    finally:
        _stop(process)


def command(*arguments: str, environment: Mapping[str, str]) -> None:
    """Run one of the product's commands to its end.

    Raises:
        CalledProcessError: it failed.
    """
    program = [sys.executable, "-m", "commerce.cli", *arguments]
    subprocess.run(program, env=_environment(environment), check=True)


def _start(
    program: tuple[str, ...],
    environment: Mapping[str, str],
    *,
    cores: frozenset[int] | None,
    said: int,
) -> "subprocess.Popen[bytes]":
    process = subprocess.Popen(
        [sys.executable, *program], env=_environment(environment), stdout=said, stderr=said
    )
    pin(cores, process.pid)
    return process


def _environment(given: Mapping[str, str]) -> dict[str, str]:
    return {**os.environ, **_INSTALLED, **given}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _first(dice: object) -> Flow:
    yield _FIRST


def _await(process: "subprocess.Popen[bytes]", port: int) -> float:
    """Seconds until it answered."""
    began = time.monotonic()
    last = "it ended"
    while process.poll() is None and time.monotonic() - began < _START_SECONDS:
        try:
            once((HOST, port), _first)
            return time.monotonic() - began
        except (OSError, Failed) as error:
            last = str(error)
        time.sleep(0.02)
    raise DidNotStart(last)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
