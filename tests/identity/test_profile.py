"""A change of one's profile leaves on record what was changed, and never the values."""

import pytest

from commerce.kernel.reads import Statement
from tests.identity.documents import UPDATE

pytestmark = pytest.mark.usefixtures("market")
ON_RECORD = Statement(
    "select after from audit_entry where kind = 'identity.profile_changed' order by position"
)


async def test_what_was_changed_is_on_record_without_the_values(device, make, reader) -> None:
    account = await make.account("a@example.uz")
    await device.sign_in("a@example.uz")

    await device.do(UPDATE, name="Gulnora", language="ru", preferences={"marketingSms": True})
    await device.do(UPDATE, name="Gulnora")

    (after,) = [row.after for row in await reader.all(ON_RECORD)]
    assert after["fields"] == "language name preferences"
    assert after["account_id"] == str(account.id)
    assert "Gulnora" not in str(after)
