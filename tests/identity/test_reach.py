"""A permission reaches the rows of those sellers and channels that it is held for, no others."""

import pytest

from commerce.kernel.ids import encode
from tests.identity import people
from tests.identity.test_roles import hired
from tests.state import stored

pytestmark = pytest.mark.usefixtures("market")


async def test_who_is_in_finance_here_and_an_editor_there_edits_only_there(
    make, device, reader
) -> None:
    own, foreign = await make.offer(), await make.offer()
    person = await make.account()
    await make.grant(person, "finance", seller=await of(make, foreign))
    await make.grant(person, "editor", seller=await of(make, own))
    await device.sign_in(person.email)
    before = await stored(reader)

    refused = await device.refusal(
        people.OFFER_UPDATE, id=encode("off", foreign.id), handlingDays=9
    )
    priced = await device.refusal(
        people.PRICE,
        offer=encode("off", foreign.id),
        price={"amount": "1000", "currency": "UZS"},
    )
    assert refused["code"] == priced["code"] == "NOT_FOUND"
    assert await stored(reader) == before

    done = await device.do(people.OFFER_UPDATE, id=encode("off", own.id), handlingDays=9)
    assert done["offer"]["handlingDays"] == 9
    assert await device.ask(people.OFFERS) == {"nodes": [{"id": encode("off", own.id)}]}


async def of(make, offer):
    from commerce.sellers.models import Seller

    async with make.db.transaction() as tx:
        return await tx.get(Seller, offer.seller_id)


async def test_an_editor_edits_offers_and_is_refused_the_rest(make, device) -> None:
    offer = await make.offer()
    await hired(make, device, "editor", seller=await of(make, offer))

    await device.do(people.OFFER_UPDATE, id=encode("off", offer.id), handlingDays=3)

    for document in (people.ORDERS, people.STAFF, people.KEYS, people.MEMBERS):
        assert await device.codes(document) == ["FORBIDDEN"]


async def test_somebody_for_one_channel_is_refused_outside_of_it(make, device, reader) -> None:
    here, there = await make.channel(), await make.channel()
    await hired(make, device, "admin", channel=here)
    rename = """mutation ($input: ChannelUpdateInput!) {
      channelUpdate(input: $input) { channel { id } errors { ... on UserError { code } } } }"""
    name = [{"language": "en", "text": "Another"}]
    before = await stored(reader)

    refused = await device.refusal(rename, id=encode("chn", there.id), name=name)
    assert refused["code"] == "NOT_FOUND"
    assert await device.codes(people.STAFF) == ["FORBIDDEN"]
    assert await device.codes(people.OFFERS) == ["FORBIDDEN"]
    assert await stored(reader) == before

    assert await device.do(rename, id=encode("chn", here.id), name=name)
    assert await device.ask(people.ORDERS) == {"nodes": []}
