"""Zones: where a set of methods delivers to."""

from collections.abc import Sequence
from uuid import UUID

from commerce.kernel.access import Actor
from commerce.kernel.db import Tx, bump
from commerce.kernel.errors import InvalidInput, NotFound
from commerce.shipping import queries
from commerce.shipping.events import ZoneChanged
from commerce.shipping.models import Zone
from commerce.shipping.types import NewZone, ZonePatch


async def create_zone(tx: Tx, new: NewZone) -> Zone:
    """Open a zone.

    Raises:
        InvalidInput: no country, or one is there twice.
    """
    row = Zone(name=new.name, countries=_countries(new.countries), seller_id=new.seller_id)
    tx.add(row)
    await tx.flush()
    tx.emit(ZoneChanged(zone_id=row.id))
    return row


async def update_zone(
    tx: Tx, actor: Actor, zone_id: UUID, patch: ZonePatch, *, expected_version: int | None
) -> Zone:
    """Change a zone within the actor's reach.

    Raises:
        NotFound: there is none, or it is not the actor's.
        StaleVersion: somebody else changed it.
        InvalidInput: no country, or one is there twice.
    """
    row = await _zone(tx, actor, zone_id)
    bump(row, expected_version)
    row.name = patch.name or row.name
    if patch.countries is not None:
        row.countries = _countries(patch.countries)
    tx.emit(ZoneChanged(zone_id=row.id))
    return row


async def delete_zone(tx: Tx, actor: Actor, zone_id: UUID) -> None:
    """Delete a zone with its methods.

    Raises:
        NotFound: there is none, or it is not the actor's.
    """
    row = await _zone(tx, actor, zone_id)
    await tx.session.delete(row)
    await tx.flush()
    tx.emit(ZoneChanged(zone_id=zone_id, deleted=True))


async def _zone(tx: Tx, actor: Actor, zone_id: UUID) -> Zone:
    row = await tx.one_or_none(queries.zone_locked(actor, zone_id))
    if not isinstance(row, Zone):
        raise NotFound(path=("input", "id"))
    return row


def _countries(given: Sequence[str]) -> list[str]:
    if not given:
        raise InvalidInput("empty", path=("input", "countries"))
    if len(set(given)) < len(given):
        raise InvalidInput("twice", path=("input", "countries"))
    return list(given)
