"""A primary with streaming replicas on this machine."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from commerce.kernel.postgres import EmbeddedPostgres
from commerce.kernel.postgres.account import Account, run
from commerce.kernel.postgres.binaries import find_binaries, reachable_binaries
from tests.kernel.servers import ask, eventually, open_folder, started


def copy_of(primary: EmbeddedPostgres, folder: Path) -> None:
    """Fill a folder with a base backup that will follow the primary when it is started."""
    account = Account.for_cluster(primary.pgdata)
    program = reachable_binaries(find_binaries(None), account) / "pg_basebackup"
    folder.mkdir()
    account.own(folder)
    url = primary.url("postgres")
    backup = folder / "pg"
    done = run([program, "-D", backup, "-R", "-c", "fast", "-d", url], account=account)
    assert done.returncode == 0, done.stderr
    shutil.copy(primary.root / "password", folder / "password")
    account.own(folder / "password")


@contextmanager
def replicated(count: int) -> Iterator[tuple[EmbeddedPostgres, list[EmbeddedPostgres]]]:
    """A running primary and so many replicas that have caught up with it."""
    with open_folder() as folder, ExitStack() as stack:
        primary = stack.enter_context(started(folder / "primary"))
        replicas = []
        for number in range(count):
            place = folder / f"replica-{number}"
            copy_of(primary, place)
            replicas.append(stack.enter_context(started(place)))
        look = "select count(*) from pg_stat_replication where state = 'streaming'"
        assert eventually(lambda: ask(primary, look) == [count], seconds=20)
        yield primary, replicas


@contextmanager
def standing_still(replica: EmbeddedPostgres) -> Iterator[None]:
    """The replica receives changes and does not show them."""
    ask(replica, "select pg_wal_replay_pause()")
    try:
        yield
    finally:
        ask(replica, "select pg_wal_replay_resume()")
