"""What an operator can mend is told in one line, without a trace."""

import re
import sys

import psycopg
import pytest

from commerce.cli import main
from tests.scratch import scratch_database


@pytest.fixture
def told(monkeypatch, capsys):
    """Run `commerce ...` that must end with code 2; returns the last line of stderr."""

    def call(*words: str, url: str) -> str:
        monkeypatch.setenv("DATABASE_URL", url)
        monkeypatch.setattr(sys, "argv", ["commerce", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 2
        return capsys.readouterr().err.splitlines()[-1]

    return call


def test_a_database_without_tables_asks_to_be_migrated(server_url, told) -> None:
    with scratch_database(server_url, migrated=False) as url:
        for words in (("token", "list"), ("seed",), ("token", "create", "--name", "x")):
            assert told(*words, url=url) == (
                "commerce: the database has another schema than this program: run"
                " `commerce migrate`"
            )


def test_a_login_that_was_never_made_asks_to_be_migrated(server_url, told) -> None:
    with scratch_database(server_url) as url:
        stranger = re.sub(r"//.*@", "//stranger:secret@", url)
        for words in (("token", "list"), ("seed",)):
            line = told(*words, url=stranger)
            assert line.startswith("commerce: the database does not answer: ")
            assert line.endswith("`commerce migrate` makes logins and roles")


def test_a_database_of_a_program_to_come_is_not_touched(server_url, told) -> None:
    with scratch_database(server_url) as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("update alembic_version set version_num = 'tomorrow'")

        assert told("migrate", url=url) == (
            "commerce: the database cannot be migrated:"
            " Can't locate revision identified by 'tomorrow'"
        )


def test_a_server_that_is_not_there_is_named(told) -> None:
    line = told("migrate", url="postgresql://nobody@127.0.0.1:1/none")

    assert line.startswith("commerce: the database does not answer: ")


def test_a_wrong_setting_is_named(told) -> None:
    line = told("migrate", url="mysql://127.0.0.1/none")

    assert line.startswith("commerce: DATABASE_URL: ")


def test_a_limit_that_there_is_not_is_named_before_anything_is_started(told, monkeypatch) -> None:
    monkeypatch.setenv("COMMERCE_RATES", '{"logins": null}')

    line = told("serve", url="postgresql://nobody@127.0.0.1:1/none")

    assert line == "commerce: COMMERCE_RATES: there is no limit called 'logins'"
