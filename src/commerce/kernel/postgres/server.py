"""One PostgreSQL server per data folder, shared by any number of processes."""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import DEVNULL, Popen
from typing import Literal, Self

import psycopg
import structlog
from psycopg import sql

from commerce.kernel.postgres.account import Account, clean_environment, run
from commerce.kernel.postgres.binaries import find_binaries, has_library, reachable_binaries
from commerce.kernel.postgres.cluster import ensure_cluster, read_password
from commerce.kernel.postgres.errors import PostgresUnavailable
from commerce.kernel.postgres.folders import create_folder, reachable_data_dir
from commerce.kernel.postgres.journal import ServerLog
from commerce.kernel.postgres.ports import choose_port
from commerce.kernel.postgres.postmaster import Postmaster, drop_stale_record

log = structlog.get_logger(__name__)

StopMode = Literal["smart", "fast", "immediate"]

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    # No socket file: its path may be too long, and the password guards the TCP port.
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "fsync": "on",
    "jit": "off",
    "timezone": "UTC",
    # Details of an error quote rows.
    "log_error_verbosity": "terse",
}

PASSING_TROUBLE = (
    "pre-existing shared memory block",
    'lock file "postmaster.pid" already exists',
    "Address already in use",
    "could not create any TCP/IP sockets",
)
"""Refusals that go away: back-ends of a killed server that linger, or a port just taken."""

POLL_SECONDS = 0.05
RETRY_SECONDS = 0.25


class EmbeddedPostgres:
    """A server that is started once per data folder and stays up until `stop`.

    Any number of processes may hold one of these for the same folder; a file lock makes
    one of them start the server, and the others find it running.
    """

    def __init__(
        self, datadir: Path, *, bindir: Path | None = None, port: int | None = None
    ) -> None:
        """Decide where programs and data are; nothing is created or started yet.

        Args:
            datadir: folder of the data; created at the first start.
            bindir: folder of the server programs; looked for when None.
            port: TCP port on 127.0.0.1; a free one is chosen and kept when None.

        Raises:
            PostgresUnavailable: there are no programs, or no account to run them.
        """
        wanted = Path(datadir).absolute()
        self._bindir = find_binaries(bindir)
        self._port = port
        self.root = reachable_data_dir(wanted, Account.for_cluster(wanted / "pg"))
        self.pgdata = self.root / "pg"
        self._account = Account.for_cluster(self.pgdata)
        self._log = ServerLog(self.root / "server.log")
        if self.root != wanted:
            log.info("database data is kept elsewhere", wanted=str(wanted), used=str(self.root))

    def start(self, timeout: float = 120.0) -> Self:
        """Return once the server takes connections, having started it if it was down.

        Args:
            timeout: seconds; recovery after a crash of a large database takes long.

        Raises:
            PostgresUnavailable: it refused to start, or was not ready in time.
        """
        if self.running():
            return self
        deadline = time.monotonic() + timeout
        with self._locked(deadline):
            if not self.running():
                bindir = reachable_binaries(self._bindir, self._account)
                ensure_cluster(self.root, bindir=bindir, account=self._account)
                self._bring_up(bindir, deadline)
        return self

    def running(self) -> bool:
        """Whether the server takes connections at this moment."""
        return self._ready_postmaster() is not None

    def url(self, database: str = "postgres", *, login: str = "postgres") -> str:
        """The libpq URL of a database on this server, password included.

        Logins other than the superuser have passwords that follow from that one.

        Raises:
            PostgresUnavailable: the server is not running.
        """
        postmaster = self._ready_postmaster()
        if postmaster is None:
            raise PostgresUnavailable(f"the database server of {self.root} is not running")
        password = read_password(self.root, login)
        return f"postgresql://{login}:{password}@127.0.0.1:{postmaster.port}/{database}"

    def create_database(self, name: str) -> None:
        """Create a database unless there is one of that name."""
        find = "select 1 from pg_database where datname = %s"
        with psycopg.connect(self.url(), autocommit=True, sslmode="disable") as connection:
            if connection.execute(find, [name]).fetchone() is not None:
                return
            # Another process may have been faster since.
            with suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
                connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))

    def stop(self, mode: StopMode = "fast", *, timeout: float = 60.0) -> None:
        """Stop the server for every process that uses it; nothing happens if it is down.

        Args:
            mode: `smart` waits for clients, `fast` rolls them back, `immediate` recovers later.
            timeout: seconds to wait for it to go.

        Raises:
            PostgresUnavailable: it did not stop in time.
        """
        if not self.pgdata.exists():
            return
        with self._locked(time.monotonic() + timeout):
            drop_stale_record(self.pgdata)
            if not (self.pgdata / "postmaster.pid").exists():
                return
            program = reachable_binaries(self._bindir, self._account) / "pg_ctl"
            seconds = str(max(1, round(timeout)))
            command: list[str | Path] = [
                program,
                "-D",
                self.pgdata,
                "-w",
                "-t",
                seconds,
                "-m",
                mode,
                "stop",
            ]
            answer = run(command, account=self._account)
        if answer.returncode != 0:
            raise PostgresUnavailable(f"could not stop the server: {answer.stderr.strip()}")

    def restart(self, mode: StopMode = "fast", *, timeout: float = 120.0) -> Self:
        """Stop and start again, on the same port when it is still free."""
        self.stop(mode)
        return self.start(timeout)

    def _ready_postmaster(self) -> Postmaster | None:
        try:
            postmaster = Postmaster.read(self.pgdata)
        except PermissionError as error:
            raise PostgresUnavailable(f"the data belongs to another account: {error}") from error
        return postmaster if postmaster and postmaster.answers(self._bindir) else None

    @contextmanager
    def _locked(self, deadline: float) -> Iterator[None]:
        """Hold the folder's lock; the system releases it when its holder dies."""
        try:
            create_folder(self.root, shared=self._account.is_other)
            lock = (self.root / "lock").open("a")
        except OSError as error:
            raise PostgresUnavailable(f"cannot use {self.root} for data: {error}") from error
        with lock:
            while not _try_lock(lock.fileno()):
                if time.monotonic() > deadline:
                    raise PostgresUnavailable(
                        f"another process has held {self.root / 'lock'} all this time"
                    )
                time.sleep(POLL_SECONDS)
            yield

    def _bring_up(self, bindir: Path, deadline: float) -> None:
        """Launch until it answers: what a killed server left behind may refuse at first."""
        while not self.running():
            drop_stale_record(self.pgdata)
            process, log_start = self._launch(bindir)
            if self._await_ready(process, deadline):
                return
            said = self._log.since(log_start)
            if process.poll() is None:
                raise PostgresUnavailable(f"the server is not ready yet (recovering?): {said}")
            passing = any(words in said for words in PASSING_TROUBLE)
            if not passing or time.monotonic() > deadline:
                raise PostgresUnavailable(f"the server did not start: {said}")
            time.sleep(RETRY_SECONDS)

    def _await_ready(self, process: "Popen[bytes]", deadline: float) -> bool:
        """Whether the server came to answer before it gave up or the time was over."""
        while process.poll() is None:
            if self.running() or time.monotonic() > deadline:
                _collect_later(process)
                return self.running()
            time.sleep(POLL_SECONDS)
        return False

    def _launch(self, bindir: Path) -> tuple["Popen[bytes]", int]:
        """Start the server in a session of its own, so that Ctrl-C here leaves it alone."""
        port = self._port or choose_port(self.root / "port")
        settings = dict(SETTINGS)
        if has_library(bindir, "pg_stat_statements"):
            settings["shared_preload_libraries"] = "pg_stat_statements"
        command = [str(bindir / "postgres"), "-D", str(self.pgdata), "-p", str(port)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with self._log.open() as output:
            # Asked before the child shares the offset and moves it.
            log_start = output.tell()
            process = Popen(
                command,
                stdin=DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                env=clean_environment(),
                start_new_session=True,
                **self._account.identity,
            )
            return process, log_start


def _try_lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _collect_later(process: "Popen[bytes]") -> None:
    """Collect the child when it dies: an uncollected one still looks alive to PostgreSQL."""
    name = f"postgres-{process.pid}-{os.getpid()}"
    threading.Thread(target=process.wait, name=name, daemon=True).start()
