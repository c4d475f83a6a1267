"""Completing a checkout, through the API."""

from sqlalchemy import func, select

from commerce.kernel.tables import OutboxRow
from commerce.orders.models import OrderGroup
from tests.flows.journey import GROUP, key


async def count_of(reader, table) -> int:
    return await reader.scalar(select(func.count()).select_from(table))


async def test_a_cart_of_two_sellers_becomes_one_group_with_an_order_each(
    guest, make, stock, reader
) -> None:
    tea, cup = await make.offer(stock=5, price=1_000_000), await make.offer(stock=3, price=250_000)
    journey = await guest().ready([(tea.id, 2), (cup.id, 1)])

    payload = await journey.complete()

    group = payload["orderGroup"]
    assert payload["errors"] == [] and payload["replayed"] is False
    assert group["state"] == "PLACED"
    assert [order["status"] for order in group["orders"]] == ["CONFIRMED", "CONFIRMED"]
    assert [order["number"] for order in group["orders"]] == [
        f"{group['number']}-1",
        f"{group['number']}-2",
    ]
    assert group["total"]["gross"]["amount"] == "52500.00"
    assert await stock(tea) == (3, 0)
    assert await stock(cup) == (2, 0)
    names = await reader.all(select(OutboxRow.name).order_by(OutboxRow.id))
    assert [row.name for row in names].count("orders.order_placed") == 2


async def test_net_and_tax_of_the_group_sum_to_what_is_paid(guest, make) -> None:
    offer = await make.offer(stock=5, price=333_33)
    journey = await guest().ready([(offer.id, 3)])

    total = (await journey.complete())["orderGroup"]["total"]

    parts = [round(float(total[name]["amount"]) * 100) for name in ("net", "tax", "gross")]
    assert parts[0] + parts[1] == parts[2] == 3 * 333_33 + 15_000_00


async def test_the_same_key_again_is_a_replay_and_one_purchase(guest, make, stock, reader) -> None:
    offer = await make.offer(stock=5)
    journey = await guest().ready([(offer.id, 2)])
    mine = key()

    first = await journey.complete(mine)
    second = await journey.complete(mine)

    assert (first["replayed"], second["replayed"]) == (False, True)
    assert first["orderGroup"] == second["orderGroup"]
    assert await stock(offer) == (3, 0)
    assert await count_of(reader, OrderGroup) == 1


async def test_another_key_for_the_same_cart_finds_the_same_purchase(
    guest, make, stock, reader
) -> None:
    offer = await make.offer(stock=5)
    journey = await guest().ready([(offer.id, 2)])

    first = await journey.complete()
    second = await journey.complete()

    assert second["orderGroup"]["id"] == first["orderGroup"]["id"]
    assert second["replayed"] is True
    assert await stock(offer) == (3, 0)
    assert await count_of(reader, OrderGroup) == 1


async def test_a_key_used_for_another_request_is_refused(guest, make, stock) -> None:
    offer = await make.offer(stock=5)
    journey = await guest().ready([(offer.id, 1)])
    other = await guest().ready([(offer.id, 1)])
    mine = key()
    await journey.complete(mine)

    payload = await other.complete(mine)

    assert [error["__typename"] for error in payload["errors"]] == ["KeyReusedError"]
    assert payload["orderGroup"] is None
    assert await stock(offer) == (4, 0)


async def test_a_short_key_is_refused_and_nothing_happens(guest, make, stock) -> None:
    offer = await make.offer(stock=5)
    journey = await guest().ready([(offer.id, 1)])

    payload = await journey.complete("short")

    assert [error["code"] for error in payload["errors"]] == ["INVALID"]
    assert await stock(offer) == (5, 0)


async def test_too_little_stock_is_a_typed_error_and_changes_nothing(
    guest, make, stock, reader
) -> None:
    offer = await make.offer(stock=2)
    first, late = await guest().ready([(offer.id, 2)]), await guest().ready([(offer.id, 1)])
    await first.complete()

    payload = await late.complete()

    assert payload["orderGroup"] is None
    error = payload["errors"][0]
    assert (error["__typename"], error["requested"], error["available"]) == (
        "InsufficientStockError",
        1,
        0,
    )
    assert await stock(offer) == (0, 0)
    assert await count_of(reader, OrderGroup) == 1


async def test_a_price_that_rose_must_be_accepted_first(guest, make, stock) -> None:
    offer = await make.offer(stock=5, price=1_000_00)
    journey = await guest().ready([(offer.id, 1)])
    await make.price(offer, 1_200_00)

    payload = await journey.complete()

    assert [error["__typename"] for error in payload["errors"]] == ["PriceChangedError"]
    assert await stock(offer) == (5, 0)


async def test_an_unfinished_cart_says_what_is_missing(guest, make) -> None:
    offer = await make.offer(stock=5)
    journey = await guest().fill([(offer.id, 1)])

    payload = await journey.complete()

    assert payload["errors"][0]["__typename"] == "CartIncompleteError"
    assert payload["errors"][0]["missing"] in ("delivery", "shippingAddress")


async def test_a_wrong_version_is_stale_and_nothing_happens(guest, make, stock) -> None:
    offer = await make.offer(stock=5)
    journey = await guest().ready([(offer.id, 1)])

    payload = await journey.complete(expectedVersion=1)

    assert [error["code"] for error in payload["errors"]] == ["STALE_VERSION"]
    assert await stock(offer) == (5, 0)


async def test_a_cart_is_nothing_without_its_token(guest, make, stock) -> None:
    offer = await make.offer(stock=5)
    journey = await guest().ready([(offer.id, 1)])

    for token in ("", "cart_guess", journey.token[:-1]):
        payload = await journey.complete(token=token)
        assert [error["code"] for error in payload["errors"]] == ["NOT_FOUND"]

    assert await stock(offer) == (5, 0)


async def test_the_token_of_the_cart_opens_its_order_and_no_other_does(guest, gql, make) -> None:
    offer = await make.offer(stock=5)
    journey, stranger = await guest().ready([(offer.id, 1)]), await guest().ready([(offer.id, 1)])
    group = (await journey.complete())["orderGroup"]

    mine = await gql(GROUP, id=group["id"], token=journey.token)
    theirs = await gql(GROUP, id=group["id"], token=stranger.token)
    empty = await gql(GROUP, id=group["id"], token="")

    assert mine["orderGroup"]["number"] == group["number"]
    assert theirs == empty == {"orderGroup": None}
