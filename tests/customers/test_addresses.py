"""The address book: kept by its owner alone, one first choice, as the country wants it."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from commerce.customers.models import StoredAddress
from commerce.kernel.ids import decode
from tests.customers.documents import BOOK, CHOOSE, CREATE, DELETE, RULES, UPDATE
from tests.state import stored

pytestmark = pytest.mark.usefixtures("market")
HOME = {
    "name": "Aziza Karimova",
    "country": "UZ",
    "region": "Buxoro viloyati",
    "district": "Kogon tumani",
    "city": "Kogon",
    "line1": "Navoiy 3",
    "postalCode": "200100",
    "phone": "+998 90 123 45 67",
}
WORK = {"name": "Aziza Karimova", "country": "UZ", "city": "Toshkent", "line1": "Amir Temur 1"}
MAIL, STRANGER = "a@example.uz", "b@example.uz"


async def signed_in(device, make, mail=MAIL):
    await make.account(mail)
    await device.sign_in(mail)
    return device


async def book(device):
    return (await device.ask(BOOK))["addresses"]


async def test_an_address_is_kept_changed_and_thrown_away(device, make) -> None:
    await signed_in(device, make)

    made = (await device.do(CREATE, address=HOME))["address"]
    moved = (await device.do(UPDATE, id=made["id"], address=WORK, expectedVersion=1))["address"]

    shown = {key: made[key] for key in HOME}
    assert shown == HOME | {"phone": "+998901234567"}
    assert (moved["city"], moved["region"], moved["version"]) == ("Toshkent", None, 2)
    assert [each["city"] for each in await book(device)] == ["Toshkent"]
    stale = await device.refusal(UPDATE, id=made["id"], address=HOME, expectedVersion=1)
    assert stale["code"] == "STALE_VERSION"
    assert (await device.do(DELETE, id=made["id"]))["deleted"] == made["id"]
    assert await book(device) == []


async def test_the_first_address_is_the_first_choice_until_another_one_is(device, make) -> None:
    await signed_in(device, make)
    first = (await device.do(CREATE, address=HOME))["address"]
    second = (await device.do(CREATE, address=WORK))["address"]
    third = (await device.do(CREATE, address=WORK, defaultFor=["BILLING"]))["address"]

    chosen = (await device.do(CHOOSE, id=second["id"], defaultFor=["SHIPPING"]))["address"]

    assert (first["defaultShipping"], first["defaultBilling"]) == (True, True)
    assert (second["defaultShipping"], second["defaultBilling"]) == (False, False)
    assert (third["defaultShipping"], third["defaultBilling"]) == (False, True)
    assert (chosen["defaultShipping"], chosen["defaultBilling"]) == (True, False)
    found = [(each["defaultShipping"], each["defaultBilling"]) for each in await book(device)]
    assert found == [(False, False), (True, False), (False, True)]


@pytest.mark.parametrize("use", ["default_shipping", "default_billing"])
async def test_the_database_knows_one_first_choice(make, db, use) -> None:
    account = await make.account()
    given = {"account_id": account.id, "address": WORK, use: True}

    with pytest.raises(IntegrityError):
        await make.put(StoredAddress(**given), StoredAddress(**given))


async def test_strangers_and_guests_reach_no_address(device, other, make, reader) -> None:
    await signed_in(device, make)
    made = (await device.do(CREATE, address=HOME))["address"]
    await signed_in(other, make, STRANGER)
    before = await stored(reader)

    for document, given in (
        (UPDATE, {"address": WORK}),
        (DELETE, {}),
        (CHOOSE, {"defaultFor": ["SHIPPING"]}),
    ):
        refused = await other.refusal(document, id=made["id"], **given)
        assert (refused["code"], refused["path"]) == ("NOT_FOUND", ["input", "id"])
    assert await book(other) == []
    other.access = None
    assert await other.ask(BOOK) is None
    assert await other.codes(CREATE, input={"address": WORK}) == ["UNAUTHENTICATED"]
    assert await stored(reader) == before


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"region": None}, "region"),
        ({"postalCode": "2001"}, "postalCode"),
        ({"country": "QQ"}, "country"),
        ({"country": "US", "region": "NY", "postalCode": None}, "postalCode"),
        ({"country": "US", "region": "", "postalCode": "10001"}, "region"),
        ({"country": "GB", "postalCode": "12345"}, "postalCode"),
        ({"country": "DE", "postalCode": "1011"}, "postalCode"),
        ({"country": "KG", "postalCode": "72000"}, "postalCode"),
        ({"city": " "}, "city"),
        ({"district": "x" * 201}, "district"),
    ],
)
async def test_an_address_that_its_country_does_not_want_is_refused(
    device, make, wrong, field
) -> None:
    await signed_in(device, make)

    error = await device.refusal(CREATE, address=HOME | wrong)

    assert (error["code"], error["path"]) == ("INVALID", ["input", "address", field])
    assert await book(device) == []


@pytest.mark.parametrize(
    "right",
    [
        {"region": None, "city": "Тошкент", "postalCode": None},
        {"country": "GB", "region": None, "city": "London", "postalCode": "sw1a 1aa"},
        {"country": "KZ", "postalCode": "A05A1A1"},
        {"country": "TJ", "postalCode": "734000"},
        {"country": "FR", "postalCode": "75008"},
    ],
)
async def test_an_address_as_its_country_writes_it_is_kept(device, make, right) -> None:
    await signed_in(device, make)

    made = (await device.do(CREATE, address=HOME | right))["address"]

    assert made["postalCode"] == (right["postalCode"] and right["postalCode"].upper())


async def test_a_book_has_fifty_addresses(device, make) -> None:
    account = await make.account(MAIL)
    await device.sign_in(MAIL)
    await make.put(*(StoredAddress(account_id=account.id, address=WORK) for _ in range(50)))

    error = await device.refusal(CREATE, address=HOME)

    assert error["code"] == "LIMIT_REACHED"


async def test_addresses_are_sealed_where_they_lie(device, make, db) -> None:
    await signed_in(device, make)
    made = (await device.do(CREATE, address=HOME))["address"]

    async with db.transaction() as tx:
        raw = await tx.session.connection()
        found = await raw.exec_driver_sql("select address from customers_address")
        (row,) = await tx.all(select(StoredAddress))

    assert found.scalar_one().startswith("s1.")
    assert row.id == decode("addr", made["id"])


async def test_a_form_can_be_made_from_the_rules(device) -> None:
    device.headers["accept-language"] = "uz-Cyrl"

    uzbek = await device.ask(RULES, country="UZ")
    german = await device.ask(RULES, country="DE")

    required = [each["name"] for each in uzbek["fields"] if each["required"]]
    assert required == ["name", "country", "region", "city", "line1"]
    assert len(uzbek["regions"]) == 14
    assert uzbek["regions"][2] == {"code": "UZ-BU", "name": "Бухоро вилояти"}
    assert "region" not in [each["name"] for each in german["fields"]]
    assert {"name": "postalCode", "required": True} in german["fields"]
    assert await device.ask(RULES, country="QQ") is None
