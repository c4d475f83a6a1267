"""Use cases of sellers."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from commerce.identity import service as identity
from commerce.identity.permissions import SELLER_MEMBER_MANAGE
from commerce.identity.types import Place
from commerce.kernel import html, ids
from commerce.kernel.access import SYSTEM, Actor
from commerce.kernel.db import Tx, bump
from commerce.kernel.errors import NotFound
from commerce.kernel.reads import Reader
from commerce.sellers import queries, rules
from commerce.sellers.events import SellerChanged
from commerce.sellers.models import Seller
from commerce.sellers.permissions import writable_by
from commerce.sellers.types import NewSeller, SellerPatch, SellerStatus

_PREFIX = "sel"
_UNIQUE = {
    "uq_sellers_seller_slug": ("input", "slug"),
    "uq_sellers_seller_house": ("input", "house"),
}


async def create(tx: Tx, new: NewSeller) -> Seller:
    """Take a shop in as an applicant.

    Raises:
        Conflict: the slug is taken, or there is a house already.
    """
    row = Seller(
        slug=new.slug,
        name=new.name,
        description=html.clean_all(new.description),
        house=new.house,
    )
    tx.add(row)
    await tx.flush(_UNIQUE)
    _tell(tx, row)
    return row


async def find(reader: Reader, wanted: str) -> Any | None:
    """The seller, in whatever state, with this slug or public id; None when there is none."""
    if ids.prefix_of(wanted) == _PREFIX:
        return await reader.first(queries.by_ids(), ids=[ids.given(_PREFIX, wanted)])
    return await reader.first(queries.by_slug(wanted))


async def update(
    tx: Tx,
    seller_id: UUID,
    patch: SellerPatch,
    *,
    actor: Actor = SYSTEM,
    expected_version: int | None = None,
) -> Seller:
    """Change the words of a shop.

    Raises:
        NotFound: there is none, or it is not the actor's.
        StaleVersion: somebody else changed it.
        Conflict: the new slug is taken.
    """
    stmt = select(Seller).where(Seller.id == seller_id, writable_by(actor)).with_for_update()
    row: Seller | None = await tx.one_or_none(stmt)
    if row is None:
        raise NotFound(path=("input", "id"))
    bump(row, expected_version)
    if patch.slug is not None:
        row.slug = patch.slug
    if patch.name is not None:
        row.name = patch.name
    if patch.description is not None:
        row.description = html.clean_all(patch.description)
    await tx.flush(_UNIQUE)
    _tell(tx, row)
    return row


async def approve(tx: Tx, seller_id: UUID, *, expected_version: int | None = None) -> Seller:
    """Let an applicant sell. Raises NotFound, StaleVersion, IllegalTransition."""
    return await _move(
        tx, seller_id, SellerStatus.ACTIVE, only=SellerStatus.APPLIED, expected=expected_version
    )


async def pause(tx: Tx, seller_id: UUID, *, expected_version: int | None = None) -> Seller:
    """Stop a seller for a time. Raises NotFound, StaleVersion, IllegalTransition."""
    return await _move(tx, seller_id, SellerStatus.PAUSED, expected=expected_version)


async def reinstate(tx: Tx, seller_id: UUID, *, expected_version: int | None = None) -> Seller:
    """Let a paused seller sell again. Raises NotFound, StaleVersion, IllegalTransition."""
    return await _move(
        tx, seller_id, SellerStatus.ACTIVE, only=SellerStatus.PAUSED, expected=expected_version
    )


async def close(tx: Tx, seller_id: UUID, *, expected_version: int | None = None) -> Seller:
    """End a seller for good. Raises NotFound, StaleVersion, IllegalTransition."""
    return await _move(tx, seller_id, SellerStatus.CLOSED, expected=expected_version)


async def change_member(tx: Tx, actor: Actor, grant_id: UUID, role_id: UUID) -> Any:
    """Give somebody who works for a seller another role there; returns the new grant.

    Raises:
        NotFound: nobody works for a seller of the actor by this grant.
        InvalidInput, BeyondReach: see `identity.grant`.
    """
    old = await remove_member(tx, actor, grant_id)
    place = Place(seller_id=old.seller_id)
    return await identity.grant(tx, actor, old.account_id, role_id, place, again=True)


async def remove_member(tx: Tx, actor: Actor, grant_id: UUID) -> Any:
    """Take a role in a seller from somebody; returns what they held.

    Raises:
        NotFound: nobody works for a seller of the actor by this grant.
        BeyondReach: they hold what the actor does not.
    """
    old = await identity.revoke(tx, actor, SELLER_MEMBER_MANAGE, grant_id)
    if old.seller_id is None:
        raise NotFound(path=("input", "id"))
    return old


async def _move(
    tx: Tx,
    seller_id: UUID,
    wanted: SellerStatus,
    *,
    expected: int | None,
    only: SellerStatus | None = None,
) -> Seller:
    row = await tx.get(Seller, seller_id, lock=True, path=("input", "id"))
    bump(row, expected)
    row.status = rules.move(row.status, wanted, only=only)
    _tell(tx, row)
    return row


def _tell(tx: Tx, row: Seller) -> None:
    tx.emit(SellerChanged(seller_id=row.id, status=row.status.value))
