"""Embedded servers for tests: folders every account can reach, always stopped again."""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from commerce.kernel.postgres import EmbeddedPostgres

PROC = Path("/proc")


@contextmanager
def open_folder() -> Iterator[Path]:
    """A temporary folder that the server account may pass through, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="commerce-test-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def started(datadir: Path, *, port: int | None = None) -> Iterator[EmbeddedPostgres]:
    """A running server that is stopped at the end, whatever happened to it."""
    server = EmbeddedPostgres(datadir, port=port)
    try:
        yield server.start()
    finally:
        server.stop("immediate")


def ask(server: EmbeddedPostgres, query: str, *values: object) -> list[object]:
    """The first column of the answer, each statement committed by itself."""
    with psycopg.connect(server.url(), autocommit=True, connect_timeout=5) as connection:
        cursor = connection.execute(query.encode(), values or None)
        return [row[0] for row in cursor.fetchall()] if cursor.description else []


def postmaster_pid(server: EmbeddedPostgres) -> int:
    """The process id the server itself wrote down."""
    return int((server.pgdata / "postmaster.pid").read_text().split("\n", 1)[0])


def kill_postmaster(server: EmbeddedPostgres) -> None:
    """kill -9 of the parent process: its back-ends live on for a moment."""
    os.kill(postmaster_pid(server), signal.SIGKILL)


def kill_everything(server: EmbeddedPostgres) -> None:
    """kill -9 of the parent and all its children at once, as on a power cut."""
    parent = postmaster_pid(server)
    for pid in [parent, *_children(parent)]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def eventually(condition: Callable[[], bool], *, seconds: float) -> bool:
    """Whether the condition came true within the time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _children(parent: int) -> list[int]:
    found = []
    for stat in PROC.glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[1]) == parent:
            found.append(int(stat.parent.name))
    return found
