"""Zones and methods of delivery through the API."""

import pytest

from commerce.kernel.ids import encode, new_id

ZONE_CREATE = """
mutation ($input: ShippingZoneCreateInput!) { shippingZoneCreate(input: $input) {
  zone { id name countries version seller { slug } }
  errors { __typename ... on UserError { path } }
} }
"""
ZONE_UPDATE = """
mutation ($input: ShippingZoneUpdateInput!) { shippingZoneUpdate(input: $input) {
  zone { name countries version } errors { __typename ... on UserError { path } }
} }
"""
ZONE_DELETE = """
mutation ($input: ShippingZoneDeleteInput!) { shippingZoneDelete(input: $input) {
  deletedId errors { __typename }
} }
"""
CREATE = """
mutation ($input: ShippingMethodCreateInput!) { shippingMethodCreate(input: $input) {
  method { code name provider currency config taxClass minDays maxDays active version }
  errors { __typename ... on UserError { path } ... on ConfigInvalidError { provider detail } }
} }
"""
UPDATE = """
mutation ($input: ShippingMethodUpdateInput!) { shippingMethodUpdate(input: $input) {
  method { name config active minDays version }
  errors { __typename ... on UserError { path } }
} }
"""
DELETE = """
mutation ($input: ShippingMethodDeleteInput!) { shippingMethodDelete(input: $input) {
  deletedId errors { __typename }
} }
"""
LISTS = """
{ shippingZones(first: 9) { nodes { name methods { code } } }
  shippingMethods(first: 9) { nodes { code } } }
"""


def kinds(answer) -> list[str]:
    return [each["__typename"] for each in next(iter(answer.values()))["errors"]]


def method(zone, **given) -> dict:
    values = {
        "zone": encode("shz", zone.id),
        "code": "courier",
        "name": [{"language": "en", "text": "Courier"}],
        "provider": "flat",
        "currency": "UZS",
        "config": {"price": "15000"},
    }
    return values | given


async def test_staff_opens_zones_for_all_and_sellers_their_own(
    gql, refused, make, admin, seller_actor
) -> None:
    await make.channel()
    seller, other = await make.seller(), await make.seller()
    values = {"name": "Home", "countries": ["UZ"]}

    shared = (await gql(ZONE_CREATE, admin, input=values))["shippingZoneCreate"]["zone"]
    own = (await gql(ZONE_CREATE, seller_actor(seller), input=values))["shippingZoneCreate"]

    assert shared["seller"] is None
    assert own["zone"]["seller"] == {"slug": seller.slug}
    theirs = {**values, "seller": encode("sel", seller.id)}
    assert kinds(await gql(ZONE_CREATE, seller_actor(other), input=theirs)) == ["NotFoundError"]
    seen = await gql(LISTS, seller_actor(other))
    assert len(seen["shippingZones"]["nodes"]) == 1
    assert len((await gql(LISTS, admin))["shippingZones"]["nodes"]) == 2
    assert await refused(LISTS) == ["UNAUTHENTICATED"]


@pytest.mark.parametrize("countries", [[], ["UZ", "UZ"]])
async def test_a_zone_has_countries_each_once(gql, make, admin, countries) -> None:
    await make.channel()
    answer = await gql(ZONE_CREATE, admin, input={"name": "Home", "countries": countries})

    assert answer["shippingZoneCreate"]["errors"][0]["path"] == ["input", "countries"]
    assert (await gql(LISTS, admin))["shippingZones"]["nodes"] == []


async def test_a_method_is_made_changed_and_deleted(gql, make, admin) -> None:
    await make.channel()
    zone = await make.shipping_zone(name="Home")

    made = (await gql(CREATE, admin, input=method(zone)))["shippingMethodCreate"]
    again = await gql(CREATE, admin, input=method(zone))

    assert made["method"] == {
        "code": "courier",
        "name": "Courier",
        "provider": "flat",
        "currency": "UZS",
        "config": {"price": "15000"},
        "taxClass": "standard",
        "minDays": 1,
        "maxDays": 3,
        "active": True,
        "version": 1,
    }
    assert kinds(again) == ["ConflictError"]
    lists = await gql(LISTS, admin)
    assert lists["shippingZones"]["nodes"] == [{"name": "Home", "methods": [{"code": "courier"}]}]


async def test_changes_of_a_method_need_the_version_that_was_seen(gql, make, admin) -> None:
    await make.channel()
    uid = encode("shp", (await make.shipping_method()).id)
    values = {"id": uid, "config": {"price": "1"}, "active": False, "minDays": 0}

    done = await gql(UPDATE, admin, input={**values, "expectedVersion": 1})
    stale = await gql(UPDATE, admin, input={**values, "expectedVersion": 1})
    wrong = await gql(UPDATE, admin, input={"id": uid, "config": {"price": 1}})
    late = await gql(UPDATE, admin, input={"id": uid, "minDays": 9})

    assert done["shippingMethodUpdate"]["method"] == {
        "name": "Kuryer",
        "config": {"price": "1"},
        "active": False,
        "minDays": 0,
        "version": 2,
    }
    assert kinds(stale) == ["StaleVersionError"]
    assert kinds(wrong) == ["ConfigInvalidError"]
    assert kinds(late) == ["InvalidInputError"]
    assert (await gql(DELETE, admin, input={"id": uid}))["shippingMethodDelete"] == {
        "deletedId": uid,
        "errors": [],
    }
    assert (await gql(LISTS, admin))["shippingMethods"]["nodes"] == []


@pytest.mark.parametrize(
    ("change", "kind", "path"),
    [
        ({"config": {}}, "ConfigInvalidError", ["config"]),
        ({"config": {"price": 15000}}, "ConfigInvalidError", ["config", "price"]),
        ({"config": ["price"]}, "InvalidInputError", ["config"]),
        ({"provider": "pigeon"}, "InvalidInputError", ["provider"]),
        ({"zone": encode("shz", new_id())}, "NotFoundError", ["zone"]),
        ({"maxDays": 0}, "InvalidInputError", ["maxDays"]),
        ({"maxDays": 366}, "LimitReachedError", ["maxDays"]),
        ({"code": "Курьер"}, "InvalidInputError", ["code"]),
    ],
)
async def test_an_impossible_method_is_refused_and_not_stored(
    gql, make, admin, change, kind, path
) -> None:
    await make.channel()
    zone = await make.shipping_zone()

    answer = await gql(CREATE, admin, input=method(zone) | change)

    assert kinds(answer) == [kind]
    assert answer["shippingMethodCreate"]["errors"][0]["path"] == ["input", *path]
    assert (await gql(LISTS, admin))["shippingMethods"]["nodes"] == []


async def test_a_seller_changes_only_what_is_its_own(
    gql, refused, make, seller_actor, admin
) -> None:
    await make.channel()
    seller = await make.seller()
    shared = await make.shipping_zone(name="All")
    foreign = await make.shipping_zone(await make.seller(), name="Theirs")
    actor = seller_actor(seller)

    for zone in (shared, foreign):
        row = await make.shipping_method(zone)
        calls = [
            (ZONE_UPDATE, {"id": encode("shz", zone.id), "name": "Mine"}),
            (ZONE_DELETE, {"id": encode("shz", zone.id)}),
            (CREATE, method(zone)),
            (UPDATE, {"id": encode("shp", row.id), "active": False}),
            (DELETE, {"id": encode("shp", row.id)}),
        ]
        for document, values in calls:
            assert kinds(await gql(document, actor, input=values)) == ["NotFoundError"]
            assert await refused(document, input=values) == ["UNAUTHENTICATED"]

    zones = (await gql(LISTS, admin))["shippingZones"]["nodes"]
    assert [(each["name"], len(each["methods"])) for each in zones] == [("All", 1), ("Theirs", 1)]


async def test_a_zone_is_changed_and_deleted_with_its_methods(gql, make, seller_actor) -> None:
    await make.channel()
    seller = await make.seller()
    zone = await make.shipping_zone(seller)
    await make.shipping_method(zone)
    uid, actor = encode("shz", zone.id), seller_actor(seller)

    changed = await gql(
        ZONE_UPDATE, actor, input={"id": uid, "countries": ["KZ"], "expectedVersion": 1}
    )
    gone = await gql(ZONE_DELETE, actor, input={"id": uid})

    assert changed["shippingZoneUpdate"]["zone"] == {
        "name": zone.name,
        "countries": ["KZ"],
        "version": 2,
    }
    assert gone["shippingZoneDelete"]["deletedId"] == uid
    assert (await gql(LISTS, actor))["shippingMethods"]["nodes"] == []
