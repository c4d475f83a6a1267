"""Roles and grants: who may do what, from the next request on, and nobody gives what they lack."""

import pytest

from commerce.kernel.access import permissions_of
from commerce.kernel.ids import encode
from tests.identity import people
from tests.state import stored

pytestmark = pytest.mark.usefixtures("market")


async def hired(make, device, role="admin", **place):
    """Somebody who holds a role, signed in on a device."""
    account = await make.account()
    await make.grant(account, role, **place)
    await device.sign_in(account.email)
    return account


async def role_id(make, key):
    return encode("role", (await make.role(key)).id)


def public(account):
    return encode("acc", account.id)


async def test_a_grant_and_its_end_count_with_the_next_request(make, device, other) -> None:
    await hired(make, device)
    person = await make.account()
    await other.sign_in(person.email)
    role = (await device.do(people.ROLE_CREATE, name="Watcher", permissions=["ORDER_READ"]))["role"]
    assert await other.codes(people.ORDERS) == ["FORBIDDEN"]

    made = await device.do(people.ROLE_GRANT, account=public(person), role=role["id"])
    assert await other.ask(people.ORDERS) == {"nodes": []}
    assert (await other.ask(people.MINE))["permissions"] == ["ORDER_READ"]

    await device.do(people.ROLE_UPDATE, id=role["id"], permissions=["OFFER_READ"])
    assert await other.codes(people.ORDERS) == ["FORBIDDEN"]
    assert await other.ask(people.OFFERS) == {"nodes": []}

    await device.do(people.ROLE_REVOKE, id=made["grant"]["id"])
    assert await other.codes(people.OFFERS) == ["FORBIDDEN"]
    assert (await other.ask(people.MINE))["grants"] == []


async def test_an_admin_sees_what_everybody_may_do(make, device) -> None:
    await hired(make, device)

    mine = await device.ask(people.MINE)
    assert mine["permissions"] == sorted(permissions_of("admin"))
    assert "SUPER_ADMIN_MANAGE" not in mine["permissions"]
    roles = {each["name"]: each for each in (await device.ask(people.ROLES))["nodes"]}
    assert roles["Editor"]["permissions"] == sorted(permissions_of("editor"))
    assert all(each["builtIn"] for each in roles.values())


async def test_nobody_grants_takes_or_makes_what_they_do_not_hold(make, device, reader) -> None:
    mine = await hired(make, device)
    person, chief = await make.account(), await make.account()
    above = await make.grant(chief, "super_admin")
    top = await role_id(make, "super_admin")
    before = await stored(reader)

    granted = await device.refusal(people.ROLE_GRANT, account=public(mine), role=top)
    taken = await device.refusal(people.ROLE_REVOKE, id=encode("grt", above.id))
    made = await device.refusal(people.ROLE_CREATE, name="Mine", permissions=["SUPER_ADMIN_MANAGE"])
    shut = await device.refusal(people.STAFF_DEACTIVATE, id=public(chief))
    invited = await device.refusal(people.STAFF_INVITE, email="x@example.uz", role=top)

    assert {each["code"] for each in (granted, taken, made, shut, invited)} == {"BEYOND_REACH"}
    assert granted["missing"] == ["SUPER_ADMIN_MANAGE"]
    assert await stored(reader) == before
    assert (await other_grants(device, person)) == []


async def other_grants(device, person):
    nodes = (await device.ask(people.STAFF))["nodes"]
    return [each for each in nodes if each["id"] == public(person)]


async def test_a_role_for_sellers_needs_a_seller_and_another_one_none(make, device) -> None:
    await hired(make, device)
    person, seller = public(await make.account()), await make.seller()
    editor, support = await role_id(make, "editor"), await role_id(make, "support")
    place = {"seller": encode("sel", seller.id)}

    bare = await device.refusal(people.ROLE_GRANT, account=person, role=editor)
    placed = await device.refusal(people.ROLE_GRANT, account=person, role=support, place=place)
    mixed = await device.refusal(
        people.ROLE_CREATE, name="Odd", kind="SELLER", permissions=["CATALOG_WRITE"]
    )
    done = await device.do(people.ROLE_GRANT, account=person, role=editor, place=place)
    again = await device.refusal(people.ROLE_GRANT, account=person, role=editor, place=place)

    assert {bare["code"], placed["code"], mixed["code"]} == {"INVALID"}
    assert done["grant"]["seller"] == {"id": place["seller"]}
    assert again["code"] == "CONFLICT"


async def test_an_empty_role_is_refused_and_allows_nothing(make, device, other) -> None:
    await hired(make, device)
    refused = await device.refusal(people.ROLE_CREATE, name="Nothing", permissions=[])
    role = (await device.do(people.ROLE_CREATE, name="Some", permissions=["ORDER_READ"]))["role"]
    emptied = await device.refusal(people.ROLE_UPDATE, id=role["id"], permissions=[])

    assert refused["code"] == emptied["code"] == "INVALID"


async def test_built_in_roles_and_roles_in_use_stay(make, device) -> None:
    await hired(make, device)
    fixed = await device.refusal(people.ROLE_DELETE, id=await role_id(make, "support"))
    role = (await device.do(people.ROLE_CREATE, name="Some", permissions=["ORDER_READ"]))["role"]
    person = public(await make.account())
    made = await device.do(people.ROLE_GRANT, account=person, role=role["id"])
    used = await device.refusal(people.ROLE_DELETE, id=role["id"])
    await device.do(people.ROLE_REVOKE, id=made["grant"]["id"])

    assert (fixed["code"], used["code"]) == ("ROLE_FIXED", "ROLE_IN_USE")
    assert (await device.do(people.ROLE_DELETE, id=role["id"]))["deletedId"] == role["id"]


async def test_the_last_super_admin_stays(make, device, reader) -> None:
    chief = await hired(make, device, "super_admin")
    own = (await device.ask(people.MINE))["grants"][0]["id"]
    before = await stored(reader)

    revoked = await device.refusal(people.ROLE_REVOKE, id=own)
    shut = await device.refusal(people.STAFF_DEACTIVATE, id=public(chief))

    assert revoked["code"] == shut["code"] == "LAST_SUPER_ADMIN"
    assert await stored(reader) == before

    second = await make.account()
    await make.grant(second, "super_admin")
    await device.do(people.ROLE_REVOKE, id=own)
    assert await device.codes(people.STAFF) == ["FORBIDDEN"]


async def test_who_is_shut_out_is_out_at_once_and_may_be_let_in_again(make, device, other) -> None:
    await hired(make, device)
    person = await hired(make, other, "support")

    await device.do(people.STAFF_DEACTIVATE, id=public(person))
    assert await other.codes(people.MINE) == ["UNAUTHENTICATED"]

    await device.do(people.STAFF_UPDATE, id=public(person), active=True, name="Lola")
    other.access = None
    await other.sign_in(person.email)
    assert (await other.ask(people.MINE))["grants"][0]["role"]["name"] == "Support"


async def test_changes_of_roles_are_on_record(make, device, gql, admin) -> None:
    mine = await hired(make, device)
    person = await make.account()
    role = await role_id(make, "support")
    made = await device.do(people.ROLE_GRANT, account=public(person), role=role)
    await device.do(people.ROLE_REVOKE, id=made["grant"]["id"])

    found = await gql("{ securityEvents(first: 10) { nodes { actor kind } } }", admin)
    seen = {each["kind"]: each["actor"] for each in found["securityEvents"]["nodes"]}
    assert seen["identity.role_granted"] == f"account:{mine.id}"
    assert seen["identity.role_revoked"] == f"account:{mine.id}"
