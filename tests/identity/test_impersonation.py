"""The shop through the eyes of a buyer: marked, to read, on record, as long as the agent is in."""

import pytest

from tests.identity import people
from tests.identity.documents import ME, UPDATE
from tests.identity.test_roles import hired, public
from tests.state import stored

pytestmark = pytest.mark.usefixtures("market")
LOGOUT = """mutation { sessionsRevokeAll(input: {}) { revoked } }"""


async def test_an_agent_sees_what_the_buyer_sees_and_is_marked(
    make, device, other, gql, admin
) -> None:
    agent = await hired(make, device, "support")
    buyer = await make.account()
    made = await device.do(people.IMPERSONATE, customer=public(buyer))
    other.access = made["accessToken"]

    seen = await other.ask(people.MINE)
    assert (seen["id"], seen["impersonatedBy"]) == (public(buyer), public(agent))
    assert (await device.ask(people.MINE))["impersonatedBy"] is None
    assert (await other.ask(ME))["sessions"] == []
    found = await gql("{ securityEvents(first: 5) { nodes { actor kind after } } }", admin)
    (entry,) = [
        each
        for each in found["securityEvents"]["nodes"]
        if each["kind"] == "identity.customer_impersonated"
    ]
    assert entry["actor"] == f"account:{agent.id}"
    assert str(buyer.id) in str(entry["after"])


async def test_an_agent_changes_nothing_of_a_buyer(make, device, other, reader) -> None:
    await hired(make, device, "support")
    buyer = await make.account()
    made = await device.do(people.IMPERSONATE, customer=public(buyer))
    other.access = made["accessToken"]
    before = await stored(reader)

    assert await other.codes(UPDATE, input={"name": "Another"}) == ["FORBIDDEN"]
    assert await other.codes(LOGOUT) == ["FORBIDDEN"]
    assert await other.codes(people.CUSTOMERS) == ["FORBIDDEN"]
    assert await stored(reader) == before


async def test_it_ends_with_the_session_and_the_permission_of_the_agent(
    make, device, other
) -> None:
    agent = await make.account()
    held = await make.grant(agent, "support")
    await device.sign_in(agent.email)
    buyer = await make.account()
    made = await device.do(people.IMPERSONATE, customer=public(buyer))
    other.access = made["accessToken"]
    assert await other.ask(people.MINE)

    async with make.db.transaction() as tx:
        await tx.session.delete(await tx.get(type(held), held.id))
    assert await other.codes(people.MINE) == ["UNAUTHENTICATED"]
    await make.grant(agent, "support")
    assert await other.ask(people.MINE)

    await device.ask(LOGOUT)
    assert await other.codes(people.MINE) == ["UNAUTHENTICATED"]


async def test_nobody_is_seen_as_staff_or_as_a_seller(make, device, other) -> None:
    await hired(make, device, "support")
    buyer, helper = await make.account(), await make.account()
    await make.grant(helper, "finance", seller=await make.seller())
    refused = await device.refusal(people.IMPERSONATE, customer=public(helper))
    assert refused["code"] == "STAFF_ACCOUNT"

    other.access = (await device.do(people.IMPERSONATE, customer=public(buyer)))["accessToken"]
    await make.grant(buyer, "support")
    assert await other.codes(people.MINE) == ["UNAUTHENTICATED"]


async def test_support_finds_buyers_and_reads_no_staff(make, device) -> None:
    await hired(make, device, "support")
    buyer = await make.account(phone="+998901234567")

    found = await device.ask(people.CUSTOMERS, where={"phone": "90 123 45 67"})
    assert [each["id"] for each in found["nodes"]] == [public(buyer)]
    everybody = await device.ask(people.CUSTOMERS)
    assert [each["id"] for each in everybody["nodes"]] == [public(buyer)]
    for document in (people.STAFF, people.KEYS, people.ROLES, people.INVITATIONS):
        assert await device.codes(document) == ["FORBIDDEN"]
