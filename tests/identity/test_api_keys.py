"""API keys: shown once, never more than their makers hold, ended and replaced."""

from datetime import timedelta

import pytest

from commerce.kernel.clock import now
from commerce.kernel.ids import encode
from tests.identity import people
from tests.identity.test_roles import hired, public
from tests.state import stored

pytestmark = pytest.mark.usefixtures("market")


async def test_a_key_may_what_it_lists_as_long_as_its_maker_may(make, device, other, app) -> None:
    person = await make.account()
    held = await make.grant(person, "admin")
    await device.sign_in(person.email)
    made = await device.do(people.KEY_CREATE, name="till", permissions=["ORDER_READ"])
    other.access = made["secret"]
    assert await other.ask(people.ORDERS) == {"nodes": []}
    assert await other.codes(people.OFFERS) == ["FORBIDDEN"]

    async with app.db.transaction() as tx:
        await tx.session.delete(await tx.get(type(held), held.id))
    app.cache.clear()
    assert await other.codes(people.ORDERS) == ["FORBIDDEN"]


async def test_the_secret_is_shown_once_and_its_use_is_remembered_to_the_hour(
    make, device, other
) -> None:
    await hired(make, device)
    made = await device.do(people.KEY_CREATE, name="till", permissions=["ORDER_READ"])
    (before,) = (await device.ask(people.KEYS))["nodes"]
    other.access = made["secret"]
    await other.ask(people.ORDERS)

    (after,) = (await device.ask(people.KEYS))["nodes"]
    assert made["secret"] not in str(after)
    assert before["lastUsedAt"] is None
    assert after["lastUsedAt"][13:19] == ":00:00"


async def test_a_seller_makes_keys_for_itself_alone(make, device, reader) -> None:
    seller, rival = await make.seller(), await make.seller()
    await hired(make, device, "seller", seller=seller)
    key = {"name": "till", "permissions": ["OFFER_READ"]}
    made = await device.do(people.KEY_CREATE, **key, seller=encode("sel", seller.id))
    before = await stored(reader)

    for place in ({}, {"seller": encode("sel", rival.id)}):
        assert (await device.refusal(people.KEY_CREATE, **key, **place))["code"] == "BEYOND_REACH"

    wider = key | {"permissions": ["CATALOG_WRITE"]}
    refused = await device.refusal(people.KEY_CREATE, **wider, seller=encode("sel", seller.id))
    assert refused["code"] == "INVALID"
    assert await stored(reader) == before
    assert made["apiKey"]["seller"] == {"id": encode("sel", seller.id)}


async def test_a_key_makes_no_keys(make, device, other, reader) -> None:
    await hired(make, device)
    made = await device.do(people.KEY_CREATE, name="till", permissions=["API_KEY_MANAGE"])
    other.access = made["secret"]
    await other.ask(people.KEYS)
    before = await stored(reader)

    document = people.KEY_CREATE
    codes = await other.codes(document, input={"name": "x", "permissions": ["API_KEY_MANAGE"]})
    assert codes == ["UNAUTHENTICATED"]
    assert await stored(reader) == before


async def test_a_key_is_replaced_with_an_overlap_and_ended(make, device, other, app) -> None:
    await hired(make, device)
    made = await device.do(people.KEY_CREATE, name="till", permissions=["ORDER_READ"])
    turned = await device.do(people.KEY_ROTATE, id=made["apiKey"]["id"], overlapMinutes=10)
    for secret in (made["secret"], turned["secret"]):
        other.access = secret
        assert await other.ask(people.ORDERS) == {"nodes": []}

    await device.do(people.KEY_REVOKE, id=turned["apiKey"]["id"])
    app.cache.clear()
    assert await other.codes(people.ORDERS) == ["UNAUTHENTICATED"]
    again = await device.refusal(people.KEY_ROTATE, id=turned["apiKey"]["id"])
    assert again["code"] == "NOT_FOUND"


async def test_an_old_key_and_one_without_permissions_are_refused(make, device) -> None:
    await hired(make, device)
    past = (now() - timedelta(minutes=1)).isoformat()
    key = {"name": "till", "permissions": ["ORDER_READ"]}

    old = await device.refusal(people.KEY_CREATE, **key, expiresAt=past)
    empty = await device.refusal(people.KEY_CREATE, name="till", permissions=[])

    assert (old["code"], empty["code"]) == ("INVALID", "INVALID")


async def test_keys_end_with_their_maker(make, device, other, app) -> None:
    await hired(make, device)
    helper = await make.account()
    await make.grant(helper, "admin")
    await other.sign_in(helper.email)
    made = await other.do(people.KEY_CREATE, name="till", permissions=["ORDER_READ"])
    await device.do(people.STAFF_DEACTIVATE, id=public(helper))

    other.access = made["secret"]
    app.cache.clear()
    assert await other.codes(people.ORDERS) == ["UNAUTHENTICATED"]
