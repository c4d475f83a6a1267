"""Two super admins who unmake each other at the same moment: one of them stays."""

import asyncio

from sqlalchemy import select

from commerce.identity import service
from commerce.identity.errors import LastSuperAdmin
from commerce.identity.models import Grant
from commerce.identity.permissions import STAFF_MANAGE
from commerce.kernel.access import SYSTEM


async def test_of_several_super_admins_who_are_unmade_at_once_one_stays(race, racing) -> None:
    people = [await racing.account(f"chief-{at}@example.uz") for at in range(4)]
    grants = [await racing.grant(each, "super_admin") for each in people]

    async def revoke(grant):
        async with race.db.transaction() as tx:
            await service.revoke(tx, SYSTEM, STAFF_MANAGE, grant.id)

    async def shut_out(account):
        async with race.db.transaction() as tx:
            await service.update_staff(tx, SYSTEM, account.id, active=False)

    done = await asyncio.gather(
        revoke(grants[0]),
        shut_out(people[1]),
        revoke(grants[2]),
        shut_out(people[3]),
        return_exceptions=True,
    )

    assert [type(each) for each in done if each is not None] == [LastSuperAdmin]
    async with race.db.transaction() as tx:
        assert len(await tx.all(select(Grant))) >= 1
