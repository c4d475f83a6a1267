"""What the simulated bank remembers, in a SQLite file, so that it outlives this process."""

import getpass
import hashlib
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from enum import StrEnum
from pathlib import Path
from uuid import UUID


class SessionStatus(StrEnum):
    """What the bank has done about a session."""

    WAITING = "waiting"
    TAKEN = "taken"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Session:
    """One wish to collect `minor` units of a currency; `code` is why it was declined."""

    attempt_id: str
    status: SessionStatus
    code: str
    minor: int
    currency: str
    page_url: str
    return_url: str
    language: str

    @property
    def uid(self) -> UUID:
        return UUID(self.attempt_id)


_COLUMNS = ", ".join(field.name for field in fields(Session))
_MARKS = ", ".join("?" for _ in fields(Session))
_TABLE = """
create table if not exists session (
  attempt_id text primary key, status text not null, code text not null,
  minor integer not null, currency text not null,
  page_url text not null, return_url text not null, language text not null
)
"""


def default_directory() -> Path:
    """A directory of this user and working directory, so that two checkouts do not meet."""
    place = hashlib.sha256(f"{getpass.getuser()}:{Path.cwd()}".encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"commerce-simulator-{place}"


class Store:
    """The sessions. Every change is one statement, so that processes may share the file."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def open(self, session: Session) -> tuple[Session, bool]:
        """Remember a new session, or find the one with its id; and whether it is new."""
        with self._connection() as connection:
            done = connection.execute(
                f"insert into session ({_COLUMNS}) values ({_MARKS}) on conflict do nothing",
                astuple(session),
            )
            new = done.rowcount == 1
        found = self.get(session.uid)
        return (session if found is None else found), new

    def get(self, attempt_id: UUID) -> Session | None:
        """The session of an attempt."""
        with self._connection() as connection:
            row = connection.execute(
                f"select {_COLUMNS} from session where attempt_id = ?", (str(attempt_id),)
            ).fetchone()
        return None if row is None else Session(row[0], SessionStatus(row[1]), *row[2:])

    def decide(self, attempt_id: UUID, status: SessionStatus, code: str = "") -> Session | None:
        """End a session that waits; what was decided before stays."""
        with self._connection() as connection:
            connection.execute(
                "update session set status = ?, code = ? where attempt_id = ? and status = ?",
                (status, code, str(attempt_id), SessionStatus.WAITING),
            )
        return self.get(attempt_id)

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._directory / "sessions.sqlite3"
        fresh = not path.exists()
        connection = sqlite3.connect(path, timeout=5, isolation_level=None)
        try:
            if fresh:
                connection.execute("pragma journal_mode = wal")
            connection.execute("pragma synchronous = normal")
            connection.execute(_TABLE)
            yield connection
        finally:
            connection.close()
