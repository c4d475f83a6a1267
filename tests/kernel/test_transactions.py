"""Transactions without a session: statements in one round trip, objects that know what changed."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import String, bindparam, select, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from commerce.kernel.clock import now
from commerce.kernel.db import Database
from commerce.kernel.idempotency import IdempotencyRow
from commerce.kernel.ids import new_id
from commerce.kernel.reads import Statement, Tally, compiled, tally
from commerce.sellers.models import Seller
from commerce.sellers.types import SellerStatus

ONE = compiled(text("select 1 as one"))
WRONG = Statement("select nothing from nowhere")
BY_SLUG = compiled(
    select(*Seller.__table__.c).where(Seller.slug == bindparam("slug", type_=String()))
)


def seller(slug: str, **given: Any) -> Seller:
    return Seller(slug=slug, name=slug, **given)


def kept(key: str) -> IdempotencyRow:
    return IdempotencyRow(scope="guest", key=key, operation="x", request_hash="h", expires_at=now())


@pytest.fixture
def spent() -> Tally:
    tally.set(counted := Tally())
    return counted


async def stored(db: Database, slug: str) -> Any:
    return await db.reader().first(BY_SLUG, slug=slug)


async def test_answers_are_there_after_the_round_trip_and_not_before(db) -> None:
    async with db.transaction() as tx:
        first, second = tx.later(ONE), tx.later(ONE)
        with pytest.raises(RuntimeError, match="not sent"):
            _ = first.rows
        await tx.send()

    assert [answer.rows[0].one for answer in (first, second)] == [1, 1]


async def test_what_was_asked_ahead_is_asked_once(db, spent) -> None:
    async with db.transaction() as tx:
        tx.ahead(BY_SLUG, slug="a")
        tx.ahead(BY_SLUG, slug="a")
        await tx.rows(ONE)
        assert await tx.rows(BY_SLUG, slug="a") == []
        assert spent.statements == 2

        tx.put(seller("a"))
        assert len(await tx.rows(BY_SLUG, slug="a")) == 1


async def test_a_new_object_has_its_defaults_at_once_and_is_written_with_the_rest(db) -> None:
    async with db.transaction() as tx:
        tx.put(row := seller("new", description={"en": 'Né "quoted" \\'}))
        assert row.id is not None and row.version == 1

    found = await stored(db, "new")
    assert (found.id, found.description) == (row.id, {"en": 'Né "quoted" \\'})
    assert abs(found.created_at - now()) < timedelta(minutes=1)


async def test_only_what_changed_is_written_and_nothing_when_nothing_did(db, spent) -> None:
    async with db.transaction() as tx:
        tx.put(seller("shop"), seller("other"))
    before = await stored(db, "shop")
    spent.statements = 0

    async with db.transaction() as tx:
        (row,) = await tx.load(Seller, BY_SLUG, slug="shop")
        assert row.status is SellerStatus.ACTIVE or row.status in SellerStatus
        row.name = str(row.name)
    assert spent.statements == 1

    async with db.transaction() as tx:
        (row,) = await tx.load(Seller, BY_SLUG, slug="shop")
        row.status = SellerStatus.PAUSED
        row.description = {"en": "closed for the summer"}
    after = await stored(db, "shop")
    assert (after.status, after.description) == ("paused", {"en": "closed for the summer"})
    assert (after.name, after.version) == (before.name, before.version)
    assert after.updated_at > before.updated_at
    assert (await stored(db, "other")).status == before.status


async def test_any_number_of_changed_objects_takes_one_statement(db, spent) -> None:
    rows = [seller(f"many-{n}") for n in range(9)]
    async with db.transaction() as tx:
        tx.put(*rows)
        await tx.send()
        spent.statements = 0
        for row in rows:
            row.name, row.status = f"New {row.slug}", SellerStatus.PAUSED
        await tx.send()

    assert spent.statements == 1
    for row in rows:
        found = await stored(db, row.slug)
        assert (found.name, found.status) == (f"New {row.slug}", "paused")
        assert found.updated_at == row.updated_at


async def test_a_change_is_seen_by_the_next_read_of_the_same_transaction(db) -> None:
    async with db.transaction() as tx:
        tx.put(row := seller("first"))
        await tx.send()
        row.slug = "second"
        assert [each.id for each in await tx.rows(BY_SLUG, slug="second")] == [row.id]


async def test_a_refused_statement_stops_those_after_it_and_undoes_all(db) -> None:
    with pytest.raises(ProgrammingError):
        async with db.transaction() as tx:
            tx.put(seller("undone"))
            tx.later(WRONG)
            tx.later(ONE)
            await tx.send()

    assert await stored(db, "undone") is None
    with pytest.raises(ProgrammingError):
        async with db.transaction() as tx:
            await tx.rows(WRONG)
    async with db.transaction() as tx:
        assert (await tx.rows(ONE))[0].one == 1


async def test_a_broken_constraint_is_known_by_its_name_also_at_the_end(db) -> None:
    key = new_id().hex
    async with db.transaction() as tx:
        tx.put(kept(key))

    with pytest.raises(IntegrityError) as caught:
        async with db.transaction() as tx:
            tx.put(seller("twin"), kept(key))

    assert caught.value.orig.diag.constraint_name == "pk_kernel_idempotency"
    assert await stored(db, "twin") is None


async def test_the_session_does_not_overtake_what_waits(db) -> None:
    async with db.transaction() as tx:
        tx.put(seller("waiting"))
        with pytest.raises(RuntimeError, match="wait"):
            _ = tx.session
        found = await tx.one_or_none(select(Seller).where(Seller.slug == "waiting"))
        assert found is not None
        found.name = "Changed by the session"
        assert (await tx.rows(BY_SLUG, slug="waiting"))[0].name == "Changed by the session"


@pytest.mark.parametrize(
    "values", [["plain", 'with "quotes"', "back\\slash, comma", "{brace}", ""], []]
)
async def test_an_array_of_texts_arrives_as_it_was_given(db, values: list[str]) -> None:
    async with db.transaction() as tx:
        (row,) = await tx.rows(Statement("select $1::text[] as back", ("given",)), given=values)

    assert row.back == values
