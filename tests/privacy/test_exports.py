"""What people take along: all that is kept about them, fetched by nobody else, for some days."""

from datetime import timedelta

import pytest

from commerce.customers.models import StoredAddress
from commerce.kernel.clock import shifted
from commerce.privacy import service
from tests.privacy.documents import EXPORT_REQUEST, EXPORTS

pytestmark = pytest.mark.usefixtures("market")
MAIL, STRANGER = "a@example.uz", "b@example.uz"
WORK = {"name": "Aziza", "country": "UZ", "city": "Toshkent", "line1": "Amir Temur 1"}


async def fetch(device, url):
    headers = {"authorization": f"Bearer {device.access}"} if device.access else {}
    return await device.http.get(url, headers=headers)


async def ready(device, make, letters, mail=MAIL):
    """Somebody with an address has asked, and it was put together."""
    account = await make.account(mail)
    await make.put(StoredAddress(account_id=account.id, address=WORK))
    await device.sign_in(mail)
    asked = (await device.ask(EXPORT_REQUEST))["export"]
    assert (asked["readyAt"], asked["url"]) == (None, None)
    await letters.all()
    (made,) = (await device.ask(EXPORTS))["exports"]
    assert made["id"] == asked["id"]
    return made


async def test_a_person_fetches_all_that_is_kept_about_them(device, make, letters) -> None:
    made = await ready(device, make, letters)

    reply = await fetch(device, made["url"])

    found = reply.json()
    assert reply.headers["cache-control"] == "no-store"
    assert found["identity_account"][0]["email"] == MAIL
    assert found["customers_address"][0]["address"]["line1"] == "Amir Temur 1"
    assert "password_hash" not in found["identity_account"][0]
    assert "archive" not in found["privacy_export"][0]
    assert "your data is ready" in await letters.last(MAIL)


async def test_nobody_else_fetches_it(device, other, make, letters) -> None:
    made = await ready(device, make, letters)
    await make.account(STRANGER)

    assert (await fetch(other, made["url"])).status_code == 401
    await other.sign_in(STRANGER)
    assert (await fetch(other, made["url"])).status_code == 404
    assert (await fetch(device, made["url"] + "X")).status_code == 404
    device.access = "nonsense"
    assert (await fetch(device, made["url"])).status_code == 401


async def test_asked_again_within_the_hour_it_is_the_same(device, make, letters) -> None:
    made = await ready(device, make, letters)

    assert (await device.ask(EXPORT_REQUEST))["export"] == made
    with shifted(timedelta(hours=2)):
        assert (await device.ask(EXPORT_REQUEST))["export"]["id"] != made["id"]


async def test_it_is_sealed_and_thrown_away_after_days(device, make, letters, db) -> None:
    made = await ready(device, make, letters)
    async with db.transaction() as tx:
        line = await tx.session.connection()
        stored = (await line.exec_driver_sql("select archive from privacy_export")).scalar_one()
    assert stored.startswith("s1.")

    with shifted(timedelta(days=4)):
        assert (await fetch(device, made["url"])).status_code == 404
        assert (await device.ask(EXPORTS))["exports"] == []
        async with db.transaction() as tx:
            await service.forget_exports(tx)
            line = await tx.session.connection()
            left = await line.exec_driver_sql("select count(*) from privacy_export")
            assert left.scalar_one() == 0
