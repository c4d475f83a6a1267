"""Locations through the API."""

from commerce.inventory import service
from commerce.kernel.access import SYSTEM
from commerce.kernel.ids import encode, new_id

CREATE = """
mutation ($input: StockLocationCreateInput!) { stockLocationCreate(input: $input) {
  location { name country active version seller { slug } }
  errors { __typename ... on UserError { path } }
} }
"""
UPDATE = """
mutation ($input: StockLocationUpdateInput!) { stockLocationUpdate(input: $input) {
  location { name country active version } errors { __typename ... on UserError { path } }
} }
"""
LIST = "{ stockLocations(first: 10) { nodes { name } } }"
ONE = "query ($id: ID!) { stockLocation(id: $id) { name } }"


async def test_a_seller_opens_locations_and_sees_its_own(
    gql, refused, make, seller_actor, admin
) -> None:
    await make.channel()
    seller = await make.seller()
    foreign = await make.location(name="Elsewhere")
    values = {"name": "Chilonzor", "country": "UZ"}

    payload = (await gql(CREATE, seller_actor(seller), input=values))["stockLocationCreate"]
    twice = (await gql(CREATE, seller_actor(seller), input=values))["stockLocationCreate"]

    assert payload["location"] == {
        **values,
        "active": True,
        "version": 1,
        "seller": {"slug": seller.slug},
    }
    assert twice["errors"] == [{"__typename": "ConflictError", "path": ["input", "name"]}]
    mine = (await gql(LIST, seller_actor(seller)))["stockLocations"]["nodes"]
    assert mine == [{"name": "Chilonzor"}]
    assert len((await gql(LIST, admin))["stockLocations"]["nodes"]) == 2
    foreign_id = encode("loc", foreign.id)
    assert (await gql(ONE, seller_actor(seller), id=foreign_id))["stockLocation"] is None
    assert (await gql(ONE, admin, id=foreign_id))["stockLocation"] == {"name": "Elsewhere"}
    assert (await gql(ONE, admin, id="loc_x"))["stockLocation"] is None
    assert await refused(LIST) == ["UNAUTHENTICATED"]


async def test_closing_a_location_takes_its_pieces_off_sale(
    gql, make, seller_actor, stockroom
) -> None:
    await make.channel()
    seller = await make.seller()
    place = await make.location(seller)
    offer = await make.offer(seller=seller, stock=None)
    await make.stock(offer, 4, location=place)
    values = {"id": encode("loc", place.id), "active": False, "expectedVersion": 1}

    payload = (await gql(UPDATE, seller_actor(seller), input=values))["stockLocationUpdate"]
    stale = (await gql(UPDATE, seller_actor(seller), input=values))["stockLocationUpdate"]

    assert (payload["location"]["active"], payload["location"]["version"]) == (False, 2)
    assert stale["errors"][0]["__typename"] == "StaleVersionError"
    shown = await gql(
        "query ($id: ID!) { offer(id: $id) { quantityAvailable } }", id=encode("off", offer.id)
    )
    assert shown["offer"]["quantityAvailable"] == 0
    assert (await stockroom.events("stock_changed"))[-1]["available"] == 0


async def test_pieces_freed_at_a_closed_location_are_not_offered(make, db, stockroom) -> None:
    seller = await make.seller()
    place = await make.location(seller)
    offer = await make.offer(seller=seller, stock=None, price=None)
    await make.stock(offer, 4, location=place)
    owner = await stockroom.reserve({offer.id: 3})
    async with db.transaction() as tx:
        patch = service.LocationPatch(active=False)
        await service.update_location(tx, SYSTEM, place.id, patch, expected_version=None)
    before = await stockroom.events("stock_changed")

    await stockroom.step("release", owner)

    assert await stockroom.levels() == [(4, 0)]
    assert await stockroom.events("stock_changed") == before
    assert before[-1]["available"] == 0


async def test_nobody_changes_the_location_of_another(
    gql, refused, make, seller_actor, stockroom
) -> None:
    await make.channel()
    place = await make.location(name="Mine")
    values = {"id": encode("loc", place.id), "name": "Yours"}
    stranger = seller_actor(await make.seller())

    payload = (await gql(UPDATE, stranger, input=values))["stockLocationUpdate"]
    opened = {"name": "X", "country": "UZ", "seller": encode("sel", place.seller_id)}
    foreign = (await gql(CREATE, stranger, input=opened))["stockLocationCreate"]

    assert payload["errors"] == [{"__typename": "NotFoundError", "path": ["input", "id"]}]
    assert foreign["errors"] == [{"__typename": "NotFoundError", "path": ["input", "seller"]}]
    assert await refused(UPDATE, input=values) == ["UNAUTHENTICATED"]
    assert await stockroom.rows("select name from inventory_location") == [("Mine",)]


async def test_a_seller_without_a_location_gets_one(make, db, stockroom) -> None:
    seller = await make.seller()
    async with db.transaction() as tx:
        first = await service.default_location(tx, seller.id)
        again = await service.default_location(tx, seller.id)

    assert first == again
    assert await stockroom.rows("select name, country from inventory_location") == [("main", "UZ")]


async def test_nothing_is_held_for_an_owner_who_reserved_nothing(make, stockroom) -> None:
    owner = await stockroom.reserve({})
    for name in ("commit", "release"):
        await stockroom.step(name, owner)
    await stockroom.step("restock", new_id(), by="clerk")

    assert await stockroom.rows("select * from kernel_outbox") == []
