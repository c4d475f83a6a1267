"""The embedded server: starting, finding, naming, refusing."""

import os
import re
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from commerce.kernel.postgres import EmbeddedPostgres, PostgresUnavailable, default_data_dir
from commerce.kernel.postgres.account import Account, clean_environment
from commerce.kernel.postgres.binaries import find_binaries, major_version, reachable_binaries
from commerce.kernel.postgres.folders import SYSTEM_STATE, create_folder
from commerce.kernel.postgres.journal import LIMIT_BYTES, ServerLog
from commerce.kernel.postgres.ports import choose_port, is_free
from commerce.kernel.postgres.postmaster import drop_stale_record, process_is_postgres
from tests.kernel.servers import ask, open_folder, postmaster_pid, started


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedPostgres]:
    with open_folder() as folder, started(folder / "a folder; with $signs" / "data") as running:
        yield running


def test_a_second_start_is_instant(server: EmbeddedPostgres) -> None:
    pid = postmaster_pid(server)

    before = time.monotonic()
    server.start()

    assert time.monotonic() - before < 0.5
    assert postmaster_pid(server) == pid


def test_the_server_is_durable_and_allows_many_connections(server: EmbeddedPostgres) -> None:
    names = ["fsync", "jit", "max_connections", "password_encryption", "server_encoding"]
    found = [ask(server, f"show {name}")[0] for name in names]

    assert found == ["on", "off", "200", "scram-sha-256", "UTF8"]
    assert ask(server, "show data_checksums") == ["on"]
    assert ask(server, "show listen_addresses") == ["127.0.0.1"]


def test_statement_statistics_are_loaded_when_they_are_installed(server: EmbeddedPostgres) -> None:
    offered = ask(
        server, "select count(*) from pg_available_extensions where name = 'pg_stat_statements'"
    )
    loaded = ask(server, "show shared_preload_libraries")

    assert loaded == (["pg_stat_statements"] if offered == [1] else [""])


def test_uzbek_and_russian_letters_have_lower_case(server: EmbeddedPostgres) -> None:
    assert ask(server, "select lower('ЎҚҒҲ ЁЖ OʻZ')") == ["ўқғҳ ёж oʻz"]


def test_the_address_is_a_url_with_a_password_over_tcp(server: EmbeddedPostgres) -> None:
    shape = r"postgresql://postgres:[\w-]{32}@127\.0\.0\.1:\d+/shop"

    assert re.fullmatch(shape, server.url("shop"))
    assert (server.root / "password").stat().st_mode & 0o777 == 0o600
    assert (server.root / "server.log").stat().st_mode & 0o777 == 0o600


def test_a_database_is_created_once(server: EmbeddedPostgres) -> None:
    server.create_database("shop")
    server.create_database("shop")

    assert ask(server, "select count(*) from pg_database where datname = 'shop'") == [1]


def test_a_restart_keeps_the_port_and_the_rows(server: EmbeddedPostgres) -> None:
    ask(server, "create table kept as select 7 as n")
    url, pid = server.url(), postmaster_pid(server)

    server.restart()

    assert server.url() == url
    assert postmaster_pid(server) != pid
    assert ask(server, "select n from kept") == [7]


def test_a_stopped_server_has_no_address_and_may_be_stopped_again() -> None:
    with open_folder() as folder:
        server = EmbeddedPostgres(folder / "data")

        server.stop()

        assert not server.running()
        assert not (folder / "data").exists()
        with pytest.raises(PostgresUnavailable, match="is not running"):
            server.url()


def test_existing_folders_keep_their_rights_and_their_owner() -> None:
    with open_folder() as folder:
        data = folder / "data"
        data.mkdir(mode=0o751)
        before = [(path.stat().st_mode, path.stat().st_uid) for path in (folder, data)]

        with started(data) as server:
            inside = (server.root, server.pgdata.stat().st_mode & 0o777)

        assert inside == (data, 0o700)
        assert [(path.stat().st_mode, path.stat().st_uid) for path in (folder, data)] == before


def test_an_interrupted_creation_is_made_again_and_nothing_is_lost() -> None:
    with open_folder() as folder:
        for name in ("pg", "pg.new"):
            (folder / name).mkdir()
            (folder / name / "half").write_text("made")

        with started(folder) as server:
            assert ask(server, "select 1") == [1]

        (aside,) = folder.glob("pg.incomplete-*")
        assert (aside / "half").read_text() == "made"
        assert not (folder / "pg.new").exists()


def test_a_closed_folder_is_replaced_by_one_the_server_account_can_enter(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)

    server = EmbeddedPostgres(closed / "data")

    stands_in = os.geteuid() == 0
    assert server.root.parent == (SYSTEM_STATE if stands_in else closed)
    assert closed.stat().st_mode & 0o777 == 0o700
    assert EmbeddedPostgres(closed / "data").root == server.root


def test_programs_the_account_cannot_reach_are_copied_once(tmp_path: Path) -> None:
    package = tmp_path / "package"
    shutil.copytree(find_binaries(None).parent / "bin", package / "pginstall" / "bin")
    for name in ("lib", "share"):
        (package / "pginstall" / name).mkdir()
    (tmp_path / "package.libs").mkdir()
    tmp_path.chmod(0o700)
    bindir = package / "pginstall" / "bin"
    account = Account.for_cluster(tmp_path / "pg")

    used = reachable_binaries(bindir, account)

    assert account.reaches(used / "postgres")
    assert reachable_binaries(bindir, account) == used
    assert tmp_path.stat().st_mode & 0o777 == 0o700
    if account.is_other:
        copy = used.parents[2]
        assert (copy / "package.libs").is_dir()
        shutil.rmtree(copy)


def test_a_wrong_program_folder_gives_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(PostgresUnavailable) as refusal:
        EmbeddedPostgres(tmp_path / "data", bindir=tmp_path)

    text = str(refusal.value)
    assert f"COMMERCE_PG_BINDIR={tmp_path} has no postgres, initdb" in text
    assert "\n" not in text
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [("echo 'postgres (PostgreSQL) 14.1'", "15 or later"), ("exit 3", "does not run here")],
)
def test_programs_too_old_or_broken_are_refused(
    tmp_path: Path, answer: str, complaint: str
) -> None:
    program = tmp_path / "postgres"
    program.write_text(f"#!/bin/sh\n{answer}\n")
    program.chmod(0o755)

    with pytest.raises(PostgresUnavailable, match=complaint):
        major_version(tmp_path)


def test_a_cluster_of_another_version_is_left_alone() -> None:
    with open_folder() as folder:
        (folder / "pg").mkdir()
        (folder / "pg" / "PG_VERSION").write_text("9\n")

        with pytest.raises(PostgresUnavailable, match="made by PostgreSQL 9"):
            EmbeddedPostgres(folder).start()

        assert [path.name for path in (folder / "pg").iterdir()] == ["PG_VERSION"]


def test_a_server_that_refuses_its_settings_says_why_at_once() -> None:
    with open_folder() as folder, started(folder) as server:
        server.stop()
        (server.pgdata / "postgresql.auto.conf").write_text("work_mem = 'lots'\n")

        before = time.monotonic()
        with pytest.raises(PostgresUnavailable, match="work_mem"):
            server.start()

        assert time.monotonic() - before < 5


def test_a_file_in_place_of_the_data_folder_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("not data")

    with pytest.raises(PostgresUnavailable, match="cannot use"):
        EmbeddedPostgres(path).start()

    assert path.read_text() == "not data"


def test_a_record_whose_number_went_to_another_process_is_dropped(tmp_path: Path) -> None:
    record = tmp_path / "postmaster.pid"
    record.write_text(f"{os.getpid()}\n")

    drop_stale_record(tmp_path)

    assert not record.exists()
    assert not process_is_postgres(os.getpid())


def test_the_record_of_a_running_server_stays(server: EmbeddedPostgres) -> None:
    drop_stale_record(server.pgdata)

    assert process_is_postgres(postmaster_pid(server))
    os.kill(postmaster_pid(server), signal.SIGCONT)


def test_a_taken_port_is_not_chosen_again(tmp_path: Path, server: EmbeddedPostgres) -> None:
    taken = int(server.url().rpartition(":")[2].partition("/")[0])
    memory = tmp_path / "port"
    memory.write_text(str(taken))

    chosen = choose_port(memory)

    assert chosen != taken
    assert not is_free(taken)
    assert choose_port(memory) == chosen


def test_a_long_log_is_put_aside(tmp_path: Path) -> None:
    journal = ServerLog(tmp_path / "server.log")
    with journal.open() as file:
        file.write(b"x" * (LIMIT_BYTES + 1))

    with journal.open() as file:
        start = file.tell()
        file.write("oxirgi soʻz\n".encode())

    assert start == 0
    assert journal.since(start) == "oxirgi soʻz"
    assert (tmp_path / "server.log.old").stat().st_size == LIMIT_BYTES + 1


def test_new_parents_are_passable_and_old_ones_untouched(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)

    create_folder(tmp_path / "one" / "two", shared=True)
    create_folder(tmp_path / "one" / "three", shared=False)

    assert (tmp_path / "one").stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "one" / "two").stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "one" / "three").stat().st_mode & 0o777 == 0o700
    assert tmp_path.stat().st_mode & 0o777 == 0o700
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one"]


def test_database_variables_of_the_user_do_not_reach_the_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PGPORT", "1")
    monkeypatch.setenv("LC_MESSAGES", "uz_UZ")

    environment = clean_environment()

    assert not [name for name in environment if name.startswith("PG")]
    assert [name for name in environment if name.startswith("LC_")] == ["LC_ALL"]


def test_the_default_folder_follows_the_users_settings() -> None:
    assert default_data_dir({"XDG_DATA_HOME": "/data/home"}) == Path("/data/home/ultramarket")
    assert default_data_dir({"XDG_DATA_HOME": "relative"}).is_absolute()
    assert default_data_dir({}).name == "ultramarket"
