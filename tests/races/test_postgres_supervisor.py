"""The embedded server among many processes, and after violent ends."""

import asyncio
import fcntl
import multiprocessing
import os
import pwd
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import psycopg
import pytest
from structlog.testing import capture_logs

from commerce.kernel.postgres import EmbeddedPostgres, PostgresUnavailable, keep_alive
from commerce.kernel.postgres.account import Account
from commerce.kernel.postgres.binaries import find_binaries, reachable_binaries
from tests.kernel.servers import (
    ask,
    eventually,
    kill_everything,
    kill_postmaster,
    open_folder,
    postmaster_pid,
    started,
)

START_AND_COUNT = """
import sys
from pathlib import Path
import psycopg
from commerce.kernel.postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1])).start()
server.create_database("shared")
with psycopg.connect(server.url("shared")) as connection:
    connection.execute("select pg_advisory_xact_lock(1)")
    connection.execute("create table if not exists arrival (pid int)")
    connection.execute("insert into arrival values (pg_backend_pid())")
sys.stdout.write((server.pgdata / "postmaster.pid").read_text().split()[0])
"""


@pytest.fixture(scope="module")
def shared() -> Iterator[EmbeddedPostgres]:
    with open_folder() as folder, started(folder / "data") as running:
        ask(running, "create table kept (n int)")
        yield running


@pytest.fixture
def server(shared: EmbeddedPostgres) -> EmbeddedPostgres:
    return shared.start()


def test_four_processes_racing_to_start_share_one_server() -> None:
    with open_folder() as folder:
        data = folder / "deep" / "data"
        command = [sys.executable, "-c", START_AND_COUNT, str(data)]
        racers = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(4)]
        answers = [racer.communicate(timeout=60)[0] for racer in racers]
        server = EmbeddedPostgres(data)
        try:
            with psycopg.connect(server.url("shared")) as connection:
                arrived = connection.execute("select count(*) from arrival").fetchone()
        finally:
            server.stop("immediate")

        assert [racer.returncode for racer in racers] == [0, 0, 0, 0]
        assert len(set(answers)) == 1
        assert arrived == (4,)
        assert [path.name for path in folder.iterdir()] == ["deep"]


def test_committed_rows_survive_the_death_of_all_processes(server: EmbeddedPostgres) -> None:
    ask(server, "truncate kept")
    ask(server, "insert into kept values (1), (2)")
    url = server.url()
    with closing(psycopg.connect(url)) as unfinished:
        unfinished.execute("insert into kept values (3)")
        kill_everything(server)
        assert eventually(lambda: not server.running(), seconds=5)

    server.start()

    assert ask(server, "select n from kept order by n") == [1, 2]
    assert server.url() == url


def test_committed_rows_survive_the_death_of_the_parent_alone(server: EmbeddedPostgres) -> None:
    ask(server, "truncate kept")
    ask(server, "insert into kept values (4)")
    kill_postmaster(server)
    assert eventually(lambda: not server.running(), seconds=5)

    server.start()

    assert ask(server, "select n from kept") == [4]


async def test_a_watched_server_comes_back_by_itself(server: EmbeddedPostgres) -> None:
    first = postmaster_pid(server)
    with capture_logs() as events:
        watch = asyncio.create_task(keep_alive(server, every=0.05))
        kill_everything(server)
        back = await asyncio.to_thread(
            eventually, lambda: server.running() and len(events) > 1, seconds=15
        )
        watch.cancel()
        with suppress(asyncio.CancelledError):
            await watch

    assert back
    assert postmaster_pid(server) != first
    assert [event["event"] for event in events] == [
        "database server is gone, starting it again",
        "database server is back",
    ]


async def test_a_server_that_cannot_come_back_is_reported_and_tried_again(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    lost = EmbeddedPostgres(tmp_path / "file")
    with capture_logs() as events:
        watch = asyncio.create_task(keep_alive(lost, every=0.01))
        tried = await asyncio.to_thread(eventually, lambda: len(events) >= 4, seconds=5)
        watch.cancel()
        with suppress(asyncio.CancelledError):
            await watch

    assert tried
    assert events[1]["event"] == events[3]["event"] == "database server did not come back"


def test_a_start_does_not_wait_for_ever_for_another_process() -> None:
    with open_folder() as folder:
        waiting = EmbeddedPostgres(folder)
        with (folder / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)

            before = time.monotonic()
            with pytest.raises(PostgresUnavailable, match="another process"):
                waiting.start(timeout=0.2)

        assert time.monotonic() - before < 2


def test_an_ordinary_user_runs_a_server_of_their_own() -> None:
    with open_folder() as folder:
        entry = pwd.getpwnam("nobody")
        is_root = os.geteuid() == 0
        account = Account(entry.pw_uid, entry.pw_gid) if is_root else Account()
        bindir = reachable_binaries(find_binaries(None), account)
        home = folder / "home"
        home.mkdir(mode=0o700)
        account.own(home)
        # Forked, because the interpreter itself may lie where that user cannot read it.
        process = multiprocessing.get_context("fork").Process(
            target=_serve_as, args=(account, home / "data", bindir)
        )
        process.start()
        process.join(timeout=60)

        assert process.exitcode == 0
        owner = (home / "data" / "pg").stat().st_uid
        assert owner == (entry.pw_uid if is_root else os.geteuid())
        assert home.stat().st_mode & 0o777 == 0o700


def _serve_as(account: Account, data: Path, bindir: Path) -> None:
    """Become the account for good, then start, use and stop a server."""
    if account.uid is not None and account.gid is not None:
        os.setgroups([])
        os.setgid(account.gid)
        os.setuid(account.uid)
    server = EmbeddedPostgres(data, bindir=bindir).start()
    try:
        assert ask(server, "select 1") == [1]
        assert server.root == data
    finally:
        server.stop("immediate")
