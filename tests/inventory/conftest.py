"""What the tests of inventory share."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from commerce.inventory import service
from commerce.kernel.clock import now
from commerce.kernel.db import Database
from commerce.kernel.ids import new_id


class Stockroom:
    """Reserves, and looks at what is stored."""

    def __init__(self, db: Database) -> None:
        self.db = db

    async def reserve(
        self, wanted: dict[UUID, int], owner: UUID | None = None, *, sold: bool = False
    ) -> UUID:
        owner = owner or new_id()
        async with self.db.transaction() as tx:
            await service.reserve(tx, owner, wanted, now() + timedelta(minutes=30), sold=sold)
        return owner

    async def step(self, name: str, owner: UUID, **given: Any) -> None:
        async with self.db.transaction() as tx:
            await getattr(service, name)(tx, owner, **given)

    async def rows(self, sql: str) -> list[tuple[Any, ...]]:
        async with self.db.transaction() as tx:
            return [tuple(row) for row in await tx.session.execute(text(sql))]

    async def levels(self) -> list[tuple[Any, ...]]:
        return await self.rows("select on_hand, reserved from inventory_stock order by id")

    async def events(self, name: str) -> list[dict[str, Any]]:
        rows = await self.rows(
            f"select payload from kernel_outbox where name = 'inventory.{name}' order by id"
        )
        return [payload for (payload,) in rows]


@pytest.fixture
def stockroom(db: Database) -> Stockroom:
    return Stockroom(db)
