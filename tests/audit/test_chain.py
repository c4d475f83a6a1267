"""The chain: any entry that was altered, removed, moved or cut off is named."""

import asyncio
from typing import Any

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from commerce.app import App
from commerce.audit import service
from commerce.audit.types import Anchor, Damage, Verdict
from commerce.kernel.audit import acting_as
from commerce.kernel.ids import new_id
from commerce.sellers.models import Seller
from tests.audit.conftest import WRITERS
from tests.scratch import ask

UNGUARDED = "set session_replication_role = replica"


async def write(app: App, count: int, *, who: str = "key:one") -> None:
    """One entry in each of so many transactions."""
    with acting_as(who):
        for _ in range(count):
            async with app.db.transaction() as tx:
                slug = new_id().hex
                tx.put(Seller(slug=slug, name=slug))


async def verify(app: App, anchor: Anchor | None = None) -> Verdict:
    return await service.verify(app.db.reader(), anchor)


def tamper(url: str, *statements: str) -> None:
    """As somebody would who owns the server."""
    with psycopg.connect(url) as connection:
        for each in (UNGUARDED, *statements):
            connection.execute(each.encode())


async def test_a_trail_that_nobody_touched_is_whole(shop) -> None:
    assert (await verify(shop)).whole
    await write(shop, 5)

    verdict = await verify(shop)

    assert verdict.whole
    assert verdict.entries == 5


@pytest.mark.parametrize(
    ("statements", "damage", "position"),
    [
        (["update audit_entry set actor = 'key:two' where position = 3"], Damage.ALTERED, 3),
        (["update audit_entry set at = at + '1 us' where position = 1"], Damage.ALTERED, 1),
        (
            ["update audit_entry set after = after || '{\"name\": 1}' where position = 5"],
            Damage.ALTERED,
            5,
        ),
        (["update audit_entry set link = sha256('') where position = 2"], Damage.ALTERED, 2),
        (["delete from audit_entry where position = 3"], Damage.MISSING, 3),
        (["delete from audit_entry where position in (1, 4)"], Damage.MISSING, 1),
        (["delete from audit_entry where position > 4"], Damage.CUT_OFF, 5),
        (["delete from audit_entry"], Damage.CUT_OFF, 1),
        (
            [
                "update audit_entry set position = 100 where position = 2",
                "update audit_entry set position = 2 where position = 4",
                "update audit_entry set position = 4 where position = 100",
            ],
            Damage.ALTERED,
            2,
        ),
        (
            [
                "insert into audit_entry select 7, at, actor, request_id, action, kind, row_id,"
                " before, after, link from audit_entry where position = 6"
            ],
            Damage.ALTERED,
            7,
        ),
        (
            [
                "insert into audit_entry select -1, at, actor, request_id, action, kind, row_id,"
                " before, after, link from audit_entry where position = 6"
            ],
            Damage.ALTERED,
            -1,
        ),
        (["delete from audit_head"], Damage.ALTERED, 6),
    ],
)
async def test_damage_is_found_and_its_first_place_named(
    shop, url, statements, damage, position
) -> None:
    await write(shop, 6)

    tamper(url, *statements)

    verdict = await verify(shop)
    assert (verdict.damage, verdict.position) == (damage, position)
    assert not verdict.whole


async def test_a_trail_written_anew_from_end_to_end_does_not_fit_what_was_noted_outside(
    shop, url
) -> None:
    await write(shop, 3)
    noted = (await verify(shop)).hash
    assert (await verify(shop, Anchor(3, noted))).whole

    tamper(
        url,
        "update audit_entry set actor = 'key:two' where position = 2",
        """
        with recursive anew as (
            select 0::bigint as position, sha256('') as link
            union all
            select e.position, audit_hash(a.link, e.position, e.at, e.actor, e.request_id,
                e.action, e.kind, e.row_id, e.before, e.after)
            from anew a join audit_entry e on e.position = a.position + 1)
        update audit_entry e set link = a.link from anew a where a.position = e.position
        """,
        "update audit_head set link = (select link from audit_entry where position = 3)",
    )

    assert (await verify(shop)).whole
    verdict = await verify(shop, Anchor(3, noted))
    assert (verdict.damage, verdict.position) == (Damage.ALTERED, 3)


@pytest.mark.parametrize(
    "statement",
    [
        "update audit_entry set actor = 'somebody'",
        "delete from audit_entry",
        "truncate audit_entry",
        "update audit_head set entries = 0",
        "delete from audit_head",
        "truncate audit_head",
        "insert into audit_head values (2, 0, '')",
        "insert into audit_entry select 99, at, actor, request_id, action, kind, row_id, before,"
        " after, link from audit_entry limit 1",
    ],
)
async def test_nothing_of_the_trail_can_be_changed_by_a_statement(shop, url, statement) -> None:
    await write(shop, 2)

    with psycopg.connect(url) as connection, pytest.raises(InsufficientPrivilege):
        connection.execute(statement.encode())

    assert (await verify(shop)).whole
    assert ask(url, "select count(*) from audit_entry") == [(2,)]


async def test_many_writers_at_once_make_one_chain_without_gaps(shop, url) -> None:
    await asyncio.gather(*(write(shop, 20, who=f"key:{n}") for n in range(WRITERS)))

    verdict = await verify(shop)
    assert verdict.whole
    assert verdict.entries == WRITERS * 20
    rows: list[Any] = ask(url, "select actor, count(*) from audit_entry group by actor")
    assert dict(rows) == {f"key:{n}": 20 for n in range(WRITERS)}
    assert ask(url, "select count(*) from kernel_audit_draft") == [(0,)]


async def test_what_is_rolled_back_leaves_no_entry_and_no_gap(shop) -> None:
    await write(shop, 1)
    with pytest.raises(RuntimeError), acting_as("key:one"):
        async with shop.db.transaction() as tx:
            tx.put(Seller(slug="never", name="never"))
            await tx.send()
            raise RuntimeError
    await write(shop, 1)

    verdict = await verify(shop)
    assert (verdict.whole, verdict.entries) == (True, 2)


async def test_a_trigger_that_is_switched_off_is_named(shop, url) -> None:
    tamper(url, "alter table offers_offer disable trigger audit_note")

    verdict = await verify(shop)

    assert verdict.unwatched == ("offers_offer",)
    assert service.attach_triggers(url) == ["offers_offer"]
    assert (await verify(shop)).whole
