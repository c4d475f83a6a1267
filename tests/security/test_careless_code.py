"""Code that forgets its WHERE clauses: PostgreSQL alone keeps sellers apart (SEC-02, SEC-03).

What is forgotten is forgotten thoroughly: resolvers run as an actor who claims to reach every
seller, statements name whole tables. Only what the database is told about the caller is honest.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import MetaData, text
from sqlalchemy.exc import DBAPIError

from commerce.kernel.access import Actor, all_permissions, permissions_of
from commerce.kernel.graphql.engine import GraphQLRequest
from commerce.kernel.ids import decode, new_id
from commerce.kernel.reach import BUYER, NOTHING, Reach, reach_of, reaching, settings
from commerce.kernel.tables import Base
from commerce.kernel.walls import wall_of
from tests.client import engine
from tests.security.documents import ACCESS, calls
from tests.security.test_other_sellers import SELLERS_MAY
from tests.security.visitors import Visitors
from tests.security.world import OWN
from tests.state import stored

# What works on tables that are closed to sellers is kept apart by WHERE clauses alone.
CLOSED = {name for name, each in all_permissions().items() if each.backstage}
WALLED = [name for name in SELLERS_MAY if ACCESS[name] not in CLOSED]
QUERIES = [
    name
    for name, access in ACCESS.items()
    if name.startswith("Query.") and "token" not in name and access not in CLOSED
]
METADATA: MetaData = Base.metadata
OWNED = sorted(
    name for name, table in METADATA.tables.items() if (wall := wall_of(table)) and wall.owner
)
_TELL = text("select " + ", ".join(f"set_config('{name}', :p{at}, true)"
             for at, name in enumerate(settings(NOTHING))))  # fmt: skip


def seller(visitors: Visitors, known: dict[str, str]) -> Actor:
    return Actor(
        token_id=new_id(),
        name="seller",
        seller_permissions={decode("sel", known["seller"]): permissions_of("seller")},
    )


@pytest.fixture
def mine(visitors: Visitors) -> Reach:
    return reach_of(seller(visitors, visitors.world.theirs))


@pytest.fixture
def others(visitors: Visitors) -> Reach:
    return reach_of(seller(visitors, visitors.world.ids))


_ALONE = """
with alone as (
  select placed as row, gen_random_uuid() as group_id, row_number() over () as place
  from orders_order placed
), groups as (
  insert into orders_group overriding system value
  select (jsonb_populate_record(bought, jsonb_build_object(
    'id', alone.group_id, 'serial', bought.serial + alone.place, 'cart_id', gen_random_uuid()
  ))).*
  from alone join orders_group bought on bought.id = (alone.row).group_id
)
insert into orders_order select (jsonb_populate_record(alone.row, jsonb_build_object(
  'id', gen_random_uuid(), 'group_id', alone.group_id, 'number', (alone.row).number || '-alone'
))).* from alone
"""


class Session:
    """Statements on the one connection, as the database is told who asks."""

    def __init__(self, visitors: Visitors) -> None:
        self._connection = visitors.connection

    @asynccontextmanager
    async def told(self, reach: Reach) -> AsyncIterator[None]:
        point = await self._connection.begin_nested()
        await self._connection.execute(
            _TELL, dict(zip(("p0", "p1"), settings(reach).values(), strict=True))
        )
        try:
            yield
        finally:
            await point.rollback()

    async def rows(self, sql: str, **given: Any) -> list[Any]:
        return list((await self._connection.execute(text(sql), given)).all())

    async def keys(self, table: str) -> set[Any]:
        return {row[0] for row in await self.rows(f"select id from {table}")}


@pytest.fixture
async def session(visitors: Visitors) -> AsyncIterator[Session]:
    """Offers of both are taken off sale: what is shown to everybody is no secret.

    Beside the purchase from both of them each gets one that is from it alone.
    """
    point = await visitors.connection.begin_nested()
    await visitors.connection.execute(text("update offers_offer set status = 'paused'"))
    await visitors.connection.execute(text(_ALONE))
    yield Session(visitors)
    await point.rollback()


async def own_keys(session: Session, table: str, reach: Reach) -> set[Any]:
    """What is a seller's own; a seller itself is seen by everybody."""
    if table == "sellers_seller":
        return {UUID(reach.sellers)}
    async with session.told(reach):
        seen = await session.keys(table)
    async with session.told(NOTHING):
        return seen - await session.keys(table)


@pytest.mark.parametrize("table", OWNED)
async def test_a_whole_table_is_the_rows_of_ones_own(session, mine, others, table) -> None:
    async with session.told(mine):
        seen = await session.keys(table)
    theirs = await own_keys(session, table, others)
    own = await own_keys(session, table, mine)

    assert own <= seen and own - theirs and theirs - own
    if table != "sellers_seller":
        assert not seen & (theirs - own)


@pytest.mark.parametrize("table", OWNED)
async def test_who_is_told_nothing_sees_what_everybody_sees(session, table) -> None:
    async with session.told(NOTHING):
        seen = await session.keys(table)

    assert not seen or table in {"sellers_seller", "shipping_zone", "shipping_method"}
    rows = await session.rows("select id from shipping_zone where seller_id is not null")
    assert not seen & {row.id for row in rows}


@pytest.mark.parametrize("change", ["update {} set id = id", "delete from {}"])
@pytest.mark.parametrize("table", OWNED)
async def test_a_change_of_a_whole_table_touches_nothing_of_another(
    visitors, session, mine, others, table, change
) -> None:
    theirs = list(await own_keys(session, table, others) - await own_keys(session, table, mine))
    before = await session.rows(
        f"select * from {table} where id = any(:ids) order by id", ids=theirs
    )
    assert theirs

    try:
        async with session.told(mine):
            sql = f"{change.format(table)} where id = any(:ids) returning id"
            assert await session.rows(sql, ids=theirs) == []
    except DBAPIError as error:
        assert isinstance(error.orig, InsufficientPrivilege), error

    after = await session.rows(
        f"select * from {table} where id = any(:ids) order by id", ids=theirs
    )
    assert after == before


@pytest.mark.parametrize("table", OWNED)
async def test_a_row_of_another_cannot_be_made(session, mine, others, table) -> None:
    (its_key, *_) = await own_keys(session, table, others) - await own_keys(session, table, mine)
    ((row,),) = await session.rows(f"select to_jsonb(t) from {table} t where id = :id", id=its_key)
    count = await session.rows(f"select count(*) from {table}")
    made = {**row, "id": str(new_id())}

    with pytest.raises(DBAPIError) as raised:
        async with session.told(mine):
            sql = (
                f"insert into {table} overriding system value"
                if "serial" in row
                else f"insert into {table}"
            )
            record = f"jsonb_populate_record(null::{table}, cast(:row as jsonb))"
            await session.rows(f"{sql} select * from {record} returning id", row=json.dumps(made))

    assert isinstance(raised.value.orig, InsufficientPrivilege)
    assert await session.rows(f"select count(*) from {table}") == count


@pytest.mark.parametrize("table", ["offers_offer", "inventory_location", "shipping_zone"])
async def test_nothing_of_ones_own_is_given_away(session, mine, others, table) -> None:
    with pytest.raises(DBAPIError) as raised:
        async with session.told(mine):
            await session.rows(
                f"update {table} set seller_id = :to returning id", to=others.sellers
            )

    assert isinstance(raised.value.orig, InsufficientPrivilege)


async def careless(visitors: Visitors, body: bytes) -> str:
    """The answer of resolvers and services whose conditions let everything through."""
    honest = seller(visitors, visitors.world.theirs)
    given = json.loads(body)
    request = GraphQLRequest(given["query"], variables=given["variables"])
    context = visitors.app.context(actor=replace(honest, unbounded=True))
    point = await visitors.connection.begin_nested()
    try:
        with reaching(reach_of(honest)):
            answer = await engine(compiled=True).run(request, context, allow_mutation=True)
            return json.dumps(answer.payload())
    finally:
        if visitors.connection.in_transaction() and point.is_active:
            await point.commit()
        visitors.app.cache.clear()


@pytest.mark.parametrize("name", WALLED)
async def test_a_careless_mutation_changes_nothing_of_another(visitors, name) -> None:
    world, reader = visitors.world, visitors.app.db.reader()
    before = await stored(reader)
    for call in calls(name, world.ids):
        answer = await careless(visitors, call.body())
        assert f"{OWN} seller" not in answer

    after = await stored(reader)
    assert {table for table in OWNED if after[table] != before[table]} == set()


@pytest.mark.parametrize("name", QUERIES)
async def test_a_careless_query_shows_nothing_of_another(visitors, name) -> None:
    world = visitors.world
    for call in calls(name, world.ids):
        if any(place.path[-1] == "token" for place in call.places):
            continue
        answer = await careless(visitors, call.body())
        assert f"{OWN} seller" not in answer, answer
        assert f'"{world.ids["order"]}"' not in answer, answer


async def test_buyers_tables_and_secrets_are_closed_to_sellers(visitors, session, mine) -> None:
    closed = [
        name for name, table in METADATA.tables.items() if not (wall_of(table) or BUYER).seller
    ]
    assert {"cart_cart", "payments_payment", "identity_token"} <= set(closed)

    for table in closed:
        with pytest.raises(DBAPIError) as raised:
            async with session.told(mine):
                await session.rows(f"select * from {table}")
        assert isinstance(raised.value.orig, InsufficientPrivilege), table
