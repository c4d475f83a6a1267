"""Consents: each yes and each no stays on record, with its version."""

import pytest

from tests.customers.documents import CONSENT, CONSENTS
from tests.state import stored

pytestmark = pytest.mark.usefixtures("market")


async def test_what_was_agreed_to_and_taken_back_stays_on_record(device, make) -> None:
    await make.account("a@example.uz")
    await device.sign_in("a@example.uz")

    await device.do(CONSENT, kind="TERMS", version="2026-01", given=True)
    await device.do(CONSENT, kind="MARKETING", version="3", given=True)
    await device.do(CONSENT, kind="MARKETING", version="3", given=True)
    last = await device.do(CONSENT, kind="MARKETING", version="3", given=False)

    found = (await device.ask(CONSENTS))["consents"]
    assert [(each["kind"], each["version"], each["given"]) for each in found] == [
        ("MARKETING", "3", False),
        ("MARKETING", "3", True),
        ("TERMS", "2026-01", True),
    ]
    assert found[0] == last["consent"]


async def test_a_consent_needs_a_person_and_a_version(device, make, reader) -> None:
    before = await stored(reader)
    given = {"kind": "TERMS", "version": "1", "given": True}
    assert await device.codes(CONSENT, input=given) == ["UNAUTHENTICATED"]
    assert await stored(reader) == before
    await make.account("a@example.uz")
    await device.sign_in("a@example.uz")

    error = await device.refusal(CONSENT, **given | {"version": " "})

    assert (error["code"], error["path"]) == ("INVALID", ["input", "version"])
    assert (await device.ask(CONSENTS))["consents"] == []
