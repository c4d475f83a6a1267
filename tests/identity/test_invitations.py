"""Invitations: a role for whoever proves an address, on the platform or in a seller."""

from datetime import timedelta

import pytest

from commerce.kernel import clock
from commerce.kernel.ids import encode
from tests.identity import people
from tests.identity.documents import SIGN_IN
from tests.identity.test_roles import hired, public, role_id
from tests.make.accounts import PASSWORD
from tests.state import stored

pytestmark = pytest.mark.usefixtures("market")
ADDRESS = "lola@example.uz"


async def test_who_accepts_gets_an_account_and_the_role(make, device, other, letters) -> None:
    await hired(make, device)
    invited = await device.do(
        people.STAFF_INVITE, email=ADDRESS, role=await role_id(make, "support")
    )
    assert invited["invitation"]["email"] == ADDRESS
    proof = {"linkToken": await letters.token(ADDRESS)}

    got = await other.do(people.STAFF_ACCEPT, proof=proof, name="Lola", password=PASSWORD)
    assert got["grant"]["role"]["name"] == "Support"
    await other.sign_in(ADDRESS)
    assert await other.ask(people.ORDERS) == {"nodes": []}
    assert await other.codes(people.STAFF) == ["FORBIDDEN"]

    again = await other.refusal(people.STAFF_ACCEPT, proof=proof)
    assert again["code"] == "WRONG_PROOF"
    (seen,) = (await device.ask(people.INVITATIONS))["nodes"]
    assert seen["acceptedAt"] is not None


async def test_a_new_link_takes_the_place_of_the_old_one(make, device, other, letters) -> None:
    await hired(make, device)
    role = await role_id(make, "support")
    invitation = (await device.do(people.STAFF_INVITE, email=ADDRESS, role=role))["invitation"]
    old = {"linkToken": await letters.token(ADDRESS)}
    await device.do(people.RESEND, id=invitation["id"])
    new = {"linkToken": await letters.token(ADDRESS)}

    assert old != new
    assert (await other.refusal(people.STAFF_ACCEPT, proof=old))["code"] == "WRONG_PROOF"
    await other.do(people.STAFF_ACCEPT, proof=new, password=PASSWORD)


async def test_withdrawn_old_and_misused_links_are_refused(
    make, device, other, letters, reader, monkeypatch
) -> None:
    await hired(make, device)
    role = await role_id(make, "support")
    invitation = (await device.do(people.STAFF_INVITE, email=ADDRESS, role=role))["invitation"]
    proof = {"linkToken": await letters.token(ADDRESS)}

    wrong_door = await other.refusal(people.MEMBER_ACCEPT, proof=proof)
    later = clock.now() + timedelta(days=8)
    with monkeypatch.context() as patched:
        patched.setattr("commerce.identity.service.challenges.now", lambda: later)
        too_late = await other.refusal(people.STAFF_ACCEPT, proof=proof)
    await device.do(people.WITHDRAW, id=invitation["id"])
    withdrawn = await other.refusal(people.STAFF_ACCEPT, proof=proof)

    assert {wrong_door["code"], too_late["code"], withdrawn["code"]} == {"WRONG_PROOF"}
    assert [each["email"] for each in (await device.ask(people.STAFF))["nodes"]] != [ADDRESS]


async def test_an_invitation_is_worth_no_more_than_its_host(make, device, other, letters) -> None:
    host = await make.account()
    held = await make.grant(host, "admin")
    await device.sign_in(host.email)
    await device.do(people.STAFF_INVITE, email=ADDRESS, role=await role_id(make, "support"))
    proof = {"linkToken": await letters.token(ADDRESS)}
    await hired(make, other, "super_admin")
    await other.do(people.ROLE_REVOKE, id=encode("grt", held.id))

    refused = await device.refusal(people.STAFF_ACCEPT, proof=proof, password=PASSWORD)
    assert refused["code"] == "WRONG_PROOF"


async def test_an_owner_invites_changes_and_removes_the_people_of_a_seller(
    make, device, other, letters
) -> None:
    seller, rival = await make.seller(), await make.seller()
    await hired(make, device, "seller", seller=seller)
    editor, warehouse = await role_id(make, "editor"), await role_id(make, "warehouse")

    await device.do(people.MEMBER_INVITE, email=ADDRESS, role=editor)
    proof = {"linkToken": await letters.token(ADDRESS)}
    joined = (await other.do(people.MEMBER_ACCEPT, proof=proof, password=PASSWORD))["member"]
    assert (joined["role"]["name"], joined["seller"]["slug"]) == ("Editor", seller.slug)
    await other.sign_in(ADDRESS)
    assert await other.ask(people.OFFERS) == {"nodes": []}
    assert await other.codes(people.ORDERS) == ["FORBIDDEN"]
    assert (await other.ask(people.MY_SELLER))["slug"] == seller.slug
    assert await other.ask(people.MY_SELLER, id=encode("sel", rival.id)) is None

    changed = await device.do(people.MEMBER_UPDATE, id=joined["id"], role=warehouse)
    assert changed["member"]["role"]["name"] == "Warehouse"
    assert await other.ask(people.ORDERS) == {"nodes": []}
    names = [each["email"] for each in (await device.ask(people.MEMBERS))["nodes"]]
    assert ADDRESS in names and len(names) == 2

    await device.do(people.MEMBER_REMOVE, id=changed["member"]["id"])
    assert await other.codes(people.ORDERS) == ["FORBIDDEN"]
    assert await other.ask(people.MY_SELLER) is None


async def test_a_seller_reaches_neither_people_nor_invitations_of_another_one(
    make, device, other, reader, letters
) -> None:
    seller, rival = await make.seller(), await make.seller()
    await hired(make, device, "seller", seller=seller)
    await hired(make, other, "seller", seller=rival)
    foreign = await make.grant(await make.account(), "editor", seller=rival)
    support = await make.grant(await make.account(), "support")
    editor = await role_id(make, "editor")
    theirs = (await other.do(people.MEMBER_INVITE, email=ADDRESS, role=editor))["invitation"]
    before = await stored(reader)

    refused = [
        await device.refusal(people.MEMBER_REMOVE, id=encode("grt", foreign.id)),
        await device.refusal(people.MEMBER_REMOVE, id=encode("grt", support.id)),
        await device.refusal(people.MEMBER_UPDATE, id=encode("grt", foreign.id), role=editor),
        await device.refusal(
            people.MEMBER_INVITE, email="x@example.uz", role=editor, seller=encode("sel", rival.id)
        ),
        await device.refusal(people.RESEND, id=theirs["id"]),
        await device.refusal(people.WITHDRAW, id=theirs["id"]),
    ]

    assert {each["code"] for each in refused} == {"NOT_FOUND"}
    assert await device.ask(people.INVITATIONS) == {"nodes": []}
    assert await device.ask(people.MEMBERS, seller=encode("sel", rival.id)) == {"nodes": []}
    assert await stored(reader) == before


async def test_who_has_an_account_keeps_its_password(make, device, other, letters) -> None:
    known = await make.account(ADDRESS)
    await hired(make, device)
    await device.do(people.STAFF_INVITE, email=ADDRESS, role=await role_id(make, "support"))
    proof = {"linkToken": await letters.token(ADDRESS)}

    await other.do(people.STAFF_ACCEPT, proof=proof, password="Boshqa parol 99")

    wrong = await other.refusal(SIGN_IN, contact={"email": ADDRESS}, password="Boshqa parol 99")
    assert wrong["code"] == "WRONG_CREDENTIALS"
    await other.sign_in(ADDRESS)
    assert (await other.ask(people.MINE))["id"] == public(known)
