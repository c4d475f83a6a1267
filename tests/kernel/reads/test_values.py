"""Shared connections read and write values as psycopg does."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.rows import namedtuple_row
from psycopg.types.json import Jsonb

from commerce.kernel.origins import Read
from commerce.kernel.reads import Statement

ONE = UUID("01890000-0000-7000-8000-000000000001")
AT = datetime(2026, 11, 21, 12, 30, 1, 250, tzinfo=UTC)
CASES = [
    ("text", "ё 'quoted' \\ %"),
    ("varchar", ""),
    ("uuid", ONE),
    ("uuid", str(ONE)),
    ("bool", True),
    ("bool", False),
    ("int2", -5),
    ("int4", 2**31 - 1),
    ("int8", -(2**63)),
    ("numeric", Decimal("12.50")),
    ("numeric", 7),
    ("float8", 0.25),
    ("timestamptz", AT),
    ("timestamp", AT.replace(tzinfo=None)),
    ("date", date(2026, 11, 21)),
    ("interval", timedelta(days=1, seconds=2)),
    ("bytea", b"\x00\xff"),
    ("jsonb", Jsonb({"a": [1, 2.5, None, "ё"], "b": {}})),
    ("json", Jsonb([])),
    ("uuid[]", [ONE, UUID(int=0)]),
    ("uuid[]", []),
    ("uuid[]", [ONE, None]),
    ("text[]", ["a", "", None, '"{},\\']),
    ("varchar[]", ["x"]),
    ("int4[]", [1, None, -3]),
    ("int8[]", [2**40]),
    ("bool[]", [True, False]),
    ("numeric[]", [Decimal("1.5")]),
    ("timestamptz[]", [AT]),
    ("text", None),
    ("uuid[]", None),
]


@pytest.mark.parametrize(("kind", "value"), CASES)
async def test_every_kind_comes_back_as_psycopg_gives_it(kind, value, pool, admin) -> None:
    sql = f"select $1::{kind} as one, $1::{kind}::text as said, 1 as other"

    rows = await pool.fetch(Statement(sql), [value])

    cursor = psycopg.AsyncRawCursor(admin, row_factory=namedtuple_row)
    await cursor.execute(sql, [value], binary=True)
    expected = await cursor.fetchall()
    assert rows == expected
    assert rows[0]._fields == expected[0]._fields
    assert [type(each) for each in rows[0]] == [type(each) for each in expected[0]]


async def test_a_statement_takes_values_of_other_types_each_time(ask) -> None:
    sql = "select $1::text, $2::int8"

    assert await ask(sql, "a", 1) == [("a", 1)]
    assert await ask(sql, 5, "7") == [("5", 7)]
    assert await ask(sql, None, None) == [(None, None)]
    assert await ask(sql, ONE, True) == [(str(ONE), 1)]


async def test_what_does_not_fit_is_an_error_of_the_data(ask) -> None:
    for kind, value in [("int4", 2**31), ("uuid", "no uuid"), ("text", "a\x00b"), ("int4", "x")]:
        with pytest.raises(psycopg.DataError):
            await ask(f"select $1::{kind}", value)


async def test_columns_without_good_names_still_make_rows(pool) -> None:
    (row,) = await pool.fetch(Statement('select 1, 2 as "_x", 3 as "a b"'), ())

    assert tuple(row) == (1, 2, 3)


async def test_columns_that_cannot_make_a_row_are_an_error_each_time(ask) -> None:
    for _ in range(2):
        with pytest.raises(psycopg.DataError):
            await ask("select 1 as one, 2 as one")

    assert await ask("select 1 as one") == [(1,)]


async def test_no_rows_are_an_empty_list(ask) -> None:
    assert await ask("select 1 where $1::bool", False) == []


@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x00"))), st.lists(st.uuids())
)
@settings(
    max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
async def test_any_lists_come_back_as_they_went(ask, texts, uuids) -> None:
    assert await ask("select $1::text[], $2::uuid[]", texts, uuids) == [(texts, uuids)]


CELL = st.none() | st.binary(max_size=3)


@given(*[st.lists(st.tuples(CELL, CELL), max_size=3)] * 2)
@settings(
    max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
async def test_marks_are_the_same_when_the_rows_are(pool, one, other) -> None:
    sql = "select a, b from unnest($1::bytea[], $2::bytea[]) as cells (a, b)"
    reads = []
    for rows in (one, other, [*one]):
        columns = [[row[at] for row in rows] for at in range(2)]
        reads.append(Read(Statement(sql), columns, b""))

    first, second, again = await pool.marks(reads)

    assert (first == second) is (one == other)
    assert first == again
