"""The relay hears what a driver sends to PostgreSQL, and changes nothing of it."""

from collections.abc import Iterator

import psycopg
import pytest

from benchmarks.bare import measure_bare
from benchmarks.wire import Relay, relay

QUERY = "select %s::int + 1, %s::text"


@pytest.fixture
def heard(database_url: str) -> Iterator[Relay]:
    with relay(database_url) as own:
        yield own


def connect(own: Relay) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(own.url, autocommit=True, sslmode="disable", gssencmode="disable")


def test_a_prepared_statement_is_heard_each_time_with_its_values(heard: Relay) -> None:
    with connect(heard) as connection:
        for number in (1, 2, 3):
            row = connection.execute(QUERY, [number, None], prepare=True, binary=True).fetchone()
            assert row == (number + 1, None)

    assert len(heard.sent) == 3
    assert {each.statement.sql for each in heard.sent} == {b"select $1::int + 1, $2::text"}
    assert [each.values[1] for each in heard.sent] == [None] * 3


def test_statements_in_a_pipeline_are_heard_one_by_one(heard: Relay) -> None:
    with connect(heard) as connection, connection.pipeline():
        cursors = [connection.execute(QUERY, [number, "x"]) for number in range(20)]
        found = [cursor.fetchone() for cursor in cursors]

    assert found == [(number + 1, "x") for number in range(20)]
    assert len([each for each in heard.sent if b"::int" in each.statement.sql]) == 20


def test_begin_and_commit_are_heard(heard: Relay) -> None:
    with connect(heard) as connection, connection.transaction():
        connection.execute("select 1")

    assert [each.statement.sql.upper() for each in heard.sent] == [b"BEGIN", b"SELECT 1", b"COMMIT"]


def test_what_was_heard_can_be_run_again(heard: Relay, database_url: str) -> None:
    with connect(heard) as connection:
        connection.execute(QUERY, [1, "x"], binary=True)

    line = measure_bare("listing_sql", heard.sent, database_url, seconds=0.02)

    assert line.statements == 1
    assert line.rps > 0
