"""One connection, many questions: each gets its own answer, whatever happens to the others."""

import asyncio

import psycopg
import pytest

from commerce.kernel.errors import Unavailable


async def test_many_at_once_get_the_rows_they_asked_for(ask) -> None:
    sql = "select g, repeat('x', 1000) from generate_series(1, $1::int) g"

    answers = await asyncio.gather(*(ask(sql, count % 50) for count in range(400)))

    assert [len(rows) for rows in answers] == [count % 50 for count in range(400)]


async def test_an_error_stays_with_whoever_caused_it(ask) -> None:
    answers = await asyncio.gather(
        ask("select 1"),
        ask("select 1 / $1::int", 0),
        ask("selec"),
        ask("select * from nowhere"),
        ask("select 'well'"),
        return_exceptions=True,
    )

    assert answers[0] == [(1,)]
    assert isinstance(answers[1], psycopg.errors.DivisionByZero)
    assert isinstance(answers[2], psycopg.errors.SyntaxError)
    assert isinstance(answers[3], psycopg.errors.UndefinedTable)
    assert answers[4] == [("well",)]


async def test_a_refused_statement_is_refused_again_and_works_once_it_can(ask, admin) -> None:
    sql = "select * from reads_later"
    for _ in range(2):
        with pytest.raises(psycopg.errors.UndefinedTable):
            await ask(sql)

    await admin.execute("create table reads_later as select 7 as n")
    try:
        assert await ask(sql) == [(7,)]
    finally:
        await admin.execute("drop table reads_later")


async def test_a_statement_outlives_a_change_of_its_table(ask, admin) -> None:
    await admin.execute("create table reads_changed as select 7 as n")
    try:
        assert await ask("select * from reads_changed") == [(7,)]
        await admin.execute("alter table reads_changed alter n type text")

        assert await ask("select * from reads_changed") == [("7",)]
    finally:
        await admin.execute("drop table reads_changed")


async def test_each_query_is_a_transaction_of_its_own(ask) -> None:
    first, second = await asyncio.gather(ask("select now(), pg_sleep(0.01)"), ask("select now()"))

    assert first[0][0] != second[0][0]


async def test_whoever_goes_away_does_not_shift_the_answers(ask) -> None:
    await ask("select 0")
    leaving = [asyncio.create_task(ask(f"select pg_sleep(0.05), {n}")) for n in range(5)]
    await asyncio.sleep(0.01)
    staying = [asyncio.create_task(ask(f"select {n}")) for n in range(5)]
    await asyncio.sleep(0)

    for task in leaving[::2]:
        task.cancel()

    assert await asyncio.gather(*staying) == [[(n,)] for n in range(5)]
    assert [(await leaving[n])[0][1] for n in (1, 3)] == [1, 3]


async def test_nothing_can_be_written(ask, admin) -> None:
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        await ask("create table reads_written (n int)")

    found = await (await admin.execute("select to_regclass('reads_written')")).fetchall()
    assert found == [(None,)]


async def test_a_query_that_takes_too_long_is_given_up(ask) -> None:
    started = asyncio.get_running_loop().time()

    with pytest.raises(Unavailable, match="took too long"):
        await ask("select pg_sleep(20)")

    assert asyncio.get_running_loop().time() - started < 2
    assert await ask("select 1") == [(1,)]


async def test_a_slow_statement_keeps_nobody_waiting(ask) -> None:
    await ask("select 1")
    slow = asyncio.create_task(ask("select pg_sleep(1), 2", slow=True))
    await asyncio.sleep(0.05)

    assert await ask("select 1") == [(1,)]
    assert not slow.done()
    assert (await slow)[0][1] == 2


async def test_prepared_statements_are_bounded_and_the_oldest_come_back(ask, pool) -> None:
    for _ in range(2):
        answers = await asyncio.gather(*(ask(f"select {n}") for n in range(500)))
        assert answers == [[(n,)] for n in range(500)]

    kept = await ask("select count(*) from pg_prepared_statements")

    assert kept[0][0] <= 400
    assert pool.state().prepared <= 400


async def test_a_value_without_a_form_is_an_error_of_its_own(ask) -> None:
    with pytest.raises(psycopg.ProgrammingError):
        await ask("select $1::int", object())

    assert await ask("select $1::int", 1) == [(1,)]


async def test_statements_known_at_import_are_planned_once_for_all_values(ask) -> None:
    sql = "select generic_plans, custom_plans from pg_prepared_statements where name = $1"
    assert await ask("select current_setting('plan_cache_mode')", lasting=True) == [
        ("force_generic_plan",)
    ]
    assert await ask("select current_setting('plan_cache_mode')") == [("auto",)]
    assert await ask(sql, "none") == []
