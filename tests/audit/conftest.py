"""The trail as an auditor sees it."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from commerce.kernel.access import Actor, permissions_of
from commerce.kernel.ids import new_id

LOG = """query Log($where: AuditWhere) {
  auditLog(first: 100, where: $where) {
    nodes { position at actor requestId action kind row before after hash }
  }
}"""
Log = Callable[..., Awaitable[list[dict[str, Any]]]]


@pytest.fixture
def auditor() -> Actor:
    """Somebody whose own deeds are not looked for."""
    return Actor(token_id=new_id(), permissions=permissions_of("admin"), everywhere=True)


@pytest.fixture
def log(gql: Any, auditor: Actor) -> Log:
    """Entries of the trail, newest first."""

    async def read(**where: Any) -> list[dict[str, Any]]:
        data = await gql(LOG, auditor, where=where)
        nodes: list[dict[str, Any]] = data["auditLog"]["nodes"]
        return nodes

    return read


@pytest.fixture
async def market(make: Any) -> None:
    """A channel with tax and delivery."""
    await make.channel()
    await make.tax_rate()
    await make.shipping_method()
