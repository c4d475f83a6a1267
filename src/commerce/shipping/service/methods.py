"""Methods: ways of delivery inside a zone."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from commerce.kernel.access import Actor
from commerce.kernel.db import Tx, bump
from commerce.kernel.errors import Conflict, InvalidInput, NotFound
from commerce.kernel.plugins import Registry
from commerce.shipping import queries, rules
from commerce.shipping.events import MethodChanged
from commerce.shipping.models import Method
from commerce.shipping.providers import SHIPPING
from commerce.shipping.types import MethodPatch, NewMethod


async def create_method(tx: Tx, registry: Registry, actor: Actor, new: NewMethod) -> Method:
    """Add a way of delivery to a zone within the actor's reach.

    Raises:
        NotFound: there is no such zone, or it is not the actor's.
        InvalidInput: no provider of this name is enabled, or the days are no range.
        ConfigInvalid: the provider does not understand the configuration.
        Conflict: the zone has a method with this code.
    """
    _check_config(registry, new.provider, new.config)
    rules.check_days(new.min_days, new.max_days)
    if await tx.one_or_none(queries.zone_locked(actor, new.zone_id)) is None:
        raise NotFound(path=("input", "zone"))
    taken = select(Method.id).where(Method.zone_id == new.zone_id, Method.code == new.code)
    if await tx.one_or_none(taken) is not None:
        raise Conflict("code", path=("input", "code"))
    row = Method(
        zone_id=new.zone_id,
        code=new.code,
        name=dict(new.name),
        provider=new.provider,
        currency=new.currency,
        config=dict(new.config),
        tax_class=new.tax_class,
        min_days=new.min_days,
        max_days=new.max_days,
    )
    tx.add(row)
    await tx.flush()
    tx.emit(MethodChanged(method_id=row.id, zone_id=row.zone_id))
    return row


def _check_config(registry: Registry, name: str, config: Mapping[str, Any]) -> None:
    provider = registry.find(SHIPPING, name)
    if provider is None:
        raise InvalidInput("unknown", path=("input", "provider"))
    rules.check_config(name, config, provider.config_schema)


async def update_method(
    tx: Tx,
    actor: Actor,
    method_id: UUID,
    patch: MethodPatch,
    *,
    registry: Registry,
    expected_version: int | None,
) -> Method:
    """Change a way of delivery within the actor's reach.

    Raises:
        NotFound: there is none, or it is not the actor's.
        StaleVersion: somebody else changed it.
        InvalidInput: its provider is not enabled any more, or the days are no range.
        ConfigInvalid: the provider does not understand the configuration.
    """
    row = await _method(tx, actor, method_id)
    bump(row, expected_version)
    if patch.config is not None:
        _check_config(registry, row.provider, patch.config)
        row.config = dict(patch.config)
    if patch.name is not None:
        row.name = dict(patch.name)
    row.tax_class = patch.tax_class or row.tax_class
    row.min_days = row.min_days if patch.min_days is None else patch.min_days
    row.max_days = row.max_days if patch.max_days is None else patch.max_days
    row.active = row.active if patch.active is None else patch.active
    rules.check_days(row.min_days, row.max_days)
    tx.emit(MethodChanged(method_id=row.id, zone_id=row.zone_id))
    return row


async def delete_method(tx: Tx, actor: Actor, method_id: UUID) -> None:
    """Delete a way of delivery.

    Raises:
        NotFound: there is none, or it is not the actor's.
    """
    row = await _method(tx, actor, method_id)
    await tx.session.delete(row)
    await tx.flush()
    tx.emit(MethodChanged(method_id=method_id, zone_id=row.zone_id, deleted=True))


async def _method(tx: Tx, actor: Actor, method_id: UUID) -> Method:
    row = await tx.one_or_none(queries.method_locked(actor, method_id))
    if not isinstance(row, Method):
        raise NotFound(path=("input", "id"))
    return row
