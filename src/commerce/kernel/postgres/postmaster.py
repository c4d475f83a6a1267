"""The record a running server leaves in `postmaster.pid`, and whether it is still true."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from commerce.kernel.postgres.account import run

PROC = Path("/proc")


@dataclass(frozen=True)
class Postmaster:
    """The parent process of a server, as its own file describes it."""

    pid: int
    port: int
    status: str

    @classmethod
    def read(cls, pgdata: Path) -> Self | None:
        """The record in the data folder, or None when there is none or it is incomplete."""
        try:
            lines = (pgdata / "postmaster.pid").read_text().splitlines()
            return cls(pid=int(lines[0]), port=int(lines[3]), status=lines[7].strip())
        except (FileNotFoundError, NotADirectoryError, IndexError, ValueError):
            return None

    def answers(self, bindir: Path) -> bool:
        """Whether it takes connections: only an answer counts, since a pid may be re-used."""
        if self.status != "ready" or not process_is_postgres(self.pid):
            return False
        program = str(bindir / "pg_isready")
        return run([program, "-q", "-h", "127.0.0.1", "-p", str(self.port)]).returncode == 0


def process_is_postgres(pid: int) -> bool:
    """Whether a process may be a living server; where this cannot be seen, any may be."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    try:
        name, _, rest = (PROC / str(pid) / "stat").read_text().partition("(")[2].rpartition(")")
    except FileNotFoundError:
        return not PROC.joinpath("self").exists()
    return name == "postgres" and rest.split()[0] not in ("Z", "X")


def drop_stale_record(pgdata: Path) -> None:
    """Remove the file of a server that is surely gone.

    PostgreSQL does so itself, except when the number now belongs to another process of
    the account (after a reboot) or to a dead one that nobody has collected. Left-over
    back-ends are no danger: the server also checks the shared memory of the folder.
    """
    path = pgdata / "postmaster.pid"
    try:
        pid = int(path.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return
    if not process_is_postgres(pid):
        path.unlink(missing_ok=True)
