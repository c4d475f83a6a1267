"""Keeps the read model: makes the rows of given products what the tables say.

One refresh runs at a time. Its statements begin after it has its turn, so that they see all
that was committed before, and no older view of a product overwrites a newer one.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from commerce.kernel.db import Tx
from commerce.kernel.locks import lock
from commerce.search.queries import affected
from commerce.search.queries import cards as queries

BATCH = 500
_TURN = "search_refresh"
_LISTINGS = queries.write_listings()
_PLACEMENTS = queries.write_placements()
_TEXTS = queries.write_texts()
_POSTINGS = queries.write_postings()
_OF_OFFERS = affected.products_of_offers()
_OUT_OF_STEP = affected.products_out_of_step()


async def take_turn(tx: Tx, *, patience: int | None = None) -> None:
    """Wait until no other transaction refreshes; `patience` is in seconds."""
    await lock(tx, _TURN, patience=patience)


async def refresh(tx: Tx, product_ids: Collection[UUID]) -> None:
    """Make the rows of products right, in a transaction that has its turn."""
    ids = sorted(product_ids)
    for at in range(0, len(ids), BATCH):
        given = {"ids": ids[at : at + BATCH]}
        for write in (_LISTINGS, _PLACEMENTS, _TEXTS, _POSTINGS):
            await tx.session.execute(write, given)


async def products_sold_by(
    tx: Tx, offer_ids: Collection[UUID], *, out_of_step: bool = False
) -> list[UUID]:
    """The products of offers, or only those whose listing differs from the stock of the offer."""
    if not offer_ids:
        return []
    stmt = _OUT_OF_STEP if out_of_step else _OF_OFFERS
    found: Sequence[UUID] = (await tx.session.scalars(stmt, {"ids": sorted(offer_ids)})).all()
    return list(found)


async def products_on(tx: Tx, shelf_id: UUID, after: UUID) -> tuple[list[UUID], bool]:
    """The next batch of products that stand on a shelf, or should; and whether it is full."""
    found: list[UUID] = await tx.all(affected.products_on(shelf_id, after, BATCH))
    return found, len(found) == BATCH
