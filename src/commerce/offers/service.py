"""Use cases of offers."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from commerce.inventory import service as inventory
from commerce.kernel.access import Actor
from commerce.kernel.db import Tx, bump
from commerce.kernel.errors import InvalidInput, NotFound
from commerce.kernel.reads import compiled
from commerce.offers import queries, rules
from commerce.offers.errors import OfferInUse
from commerce.offers.events import OfferChanged, OfferDeleted
from commerce.offers.models import Offer
from commerce.offers.permissions import OFFER_WRITE
from commerce.offers.rules import Candidate, pick_buy_box
from commerce.offers.types import NewOffer, OfferFacts, OfferPatch, OfferStatus, OfferTerms
from commerce.pricing import service as pricing
from commerce.tax.types import STANDARD

__all__ = [
    "Candidate",
    "activate",
    "create",
    "delete",
    "pause",
    "pick_buy_box",
    "require_own",
    "stored_facts",
    "terms",
    "terms_ahead",
    "update",
]

_UNIQUE = {
    "uq_offers_offer_seller_id_sku": ("input", "sku"),
    "uq_offers_offer_variant_id_seller_id_condition": ("input", "variant"),
}
_TERMS = compiled(queries.terms())


async def create(tx: Tx, actor: Actor, new: NewOffer) -> Offer:
    """Offer a variant, with its price and stock.

    Raises:
        NotFound: no such variant or location, or the actor does not act for the seller.
        Conflict: the seller has this SKU, or offers the variant in this condition, already.
        InvalidInput, LimitReached, CompareAtTooLow: see prices and stock.
    """
    if not actor.acts_for(new.seller_id, OFFER_WRITE):
        raise NotFound(path=("input", "seller"))
    rules.check_handling_days(new.handling_days)
    product_id = await tx.one_or_none(queries.product_of_variant(new.variant_id))
    if product_id is None:
        raise NotFound(path=("input", "variant"))
    row = Offer(
        product_id=product_id,
        variant_id=new.variant_id,
        seller_id=new.seller_id,
        sku=new.sku,
        condition=new.condition,
        handling_days=new.handling_days,
    )
    tx.add(row)
    await tx.flush(_UNIQUE)
    await _set_price(tx, row, new)
    await _set_stock(tx, row, new, by=actor.name)
    _tell(tx, row)
    return row


async def _set_price(tx: Tx, row: Offer, new: NewOffer) -> None:
    if new.price is None:
        if new.compare_at is not None:
            raise InvalidInput("missing", path=("input", "price"))
        return
    if new.channel_id is None:
        raise InvalidInput("missing", path=("input", "channel"))
    await pricing.set_price(tx, row.id, new.channel_id, new.price, new.compare_at)


async def _set_stock(tx: Tx, row: Offer, new: NewOffer, *, by: str) -> None:
    if new.stock is None and new.tracked:
        return
    if new.location_id is not None:
        await inventory.require_location(
            tx, new.location_id, seller_id=row.seller_id, path=("input", "location")
        )
    place = new.location_id or await inventory.default_location(tx, row.seller_id)
    await inventory.set_stock(tx, row.id, place, new.stock or 0, tracked=new.tracked, by=by)


async def update(
    tx: Tx, actor: Actor, offer_id: UUID, patch: OfferPatch, *, expected_version: int | None
) -> Offer:
    """Change the words of an offer within the actor's reach.

    Raises:
        NotFound: there is none, or it is not the actor's.
        StaleVersion: somebody else changed it.
        Conflict: the seller has this SKU, or offers the variant in this condition, already.
        InvalidInput, LimitReached: the handling days are not 0 to 365.
    """
    row = await _own(tx, actor, offer_id)
    bump(row, expected_version)
    if patch.handling_days is not None:
        rules.check_handling_days(patch.handling_days)
        row.handling_days = patch.handling_days
    row.sku = patch.sku or row.sku
    row.condition = patch.condition or row.condition
    await tx.flush(_UNIQUE)
    _tell(tx, row)
    return row


async def activate(
    tx: Tx, actor: Actor, offer_id: UUID, *, expected_version: int | None = None
) -> Offer:
    """Sell an offer. One that is active stays as it is.

    Raises:
        NotFound: there is none, or it is not the actor's.
        StaleVersion: somebody else changed it.
    """
    return await _turn(tx, actor, offer_id, OfferStatus.ACTIVE, expected=expected_version)


async def pause(
    tx: Tx, actor: Actor, offer_id: UUID, *, expected_version: int | None = None
) -> Offer:
    """Take an offer off sale. One that is paused stays as it is.

    Raises:
        NotFound: there is none, or it is not the actor's.
        StaleVersion: somebody else changed it.
    """
    return await _turn(tx, actor, offer_id, OfferStatus.PAUSED, expected=expected_version)


async def _turn(
    tx: Tx, actor: Actor, offer_id: UUID, status: OfferStatus, *, expected: int | None
) -> Offer:
    row = await _own(tx, actor, offer_id)
    if row.status is status and expected in (None, row.version):
        return row
    bump(row, expected)
    row.status = status
    await tx.flush()
    _tell(tx, row)
    return row


async def delete(
    tx: Tx, actor: Actor, offer_id: UUID, *, expected_version: int | None = None
) -> None:
    """Delete an offer that was never bought, with its stock and prices.

    Raises:
        NotFound: there is none, or it is not the actor's.
        StaleVersion: somebody else changed it.
        OfferInUse: it was bought, or is being bought.
    """
    row = await _own(tx, actor, offer_id)
    bump(row, expected_version)
    tx.emit(OfferDeleted(offer_id=row.id, product_id=row.product_id, seller_id=row.seller_id))
    await tx.session.delete(row)
    try:
        await tx.flush()
    except IntegrityError as error:
        raise OfferInUse from error


async def require_own(
    tx: Tx,
    actor: Actor,
    permission: str,
    offer_id: UUID,
    *,
    path: tuple[str, ...] = ("input", "offer"),
) -> UUID:
    """The seller of an offer that a permission of the actor reaches.

    Raises:
        NotFound: there is none, or it is not the actor's.
    """
    row = await tx.one_or_none(queries.own(actor, permission, offer_id))
    if row is None:
        raise NotFound(path=path)
    seller_id: UUID = row.seller_id
    return seller_id


async def _own(tx: Tx, actor: Actor, offer_id: UUID) -> Offer:
    row = await tx.one_or_none(queries.own_locked(actor, offer_id))
    if not isinstance(row, Offer):
        raise NotFound(path=("input", "id"))
    return row


def _tell(tx: Tx, row: Offer) -> None:
    tx.emit(
        OfferChanged(
            offer_id=row.id,
            product_id=row.product_id,
            seller_id=row.seller_id,
            status=row.status,
        )
    )


async def terms(
    tx: Tx, offer_ids: Sequence[UUID], channel_id: UUID, currency: str
) -> dict[UUID, OfferTerms]:
    """Whether and for how much offers are sold in a market, as this transaction sees it.

    Offers that do not exist are not in the answer.
    """
    if not offer_ids:
        return {}
    rows = await tx.rows(_TERMS, **_market(offer_ids, channel_id, currency))
    return {row.offer_id: OfferTerms(**_terms(row._asdict())) for row in rows}


def terms_ahead(tx: Tx, offer_ids: Sequence[UUID], channel_id: UUID, currency: str) -> None:
    """Ask for what `terms` will need, with the next round trip."""
    if offer_ids:
        tx.ahead(_TERMS, **_market(offer_ids, channel_id, currency))


def _market(offer_ids: Sequence[UUID], channel_id: UUID, currency: str) -> dict[str, Any]:
    return {"ids": list(offer_ids), "channel": channel_id, "currency": currency}


def _terms(stored: Mapping[str, Any]) -> dict[str, Any]:
    available = int(stored["available"] or 0)
    return {
        "offer_id": stored["offer_id"],
        "seller_id": stored["seller_id"],
        "tax_class": stored["tax_class"] or STANDARD,
        "weight_grams": stored["weight_grams"],
        "requires_shipping": stored["requires_shipping"],
        "sellable": stored["sellable"],
        "price_minor": stored["price_minor"],
        "available": None if stored["tracked"] is False else available,
    }


def stored_facts(stored: Mapping[str, Any]) -> OfferFacts:
    """What `views.facts` gave as JSON."""
    own = {"offer_id": UUID(stored["offer_id"]), "seller_id": UUID(stored["seller_id"])}
    return OfferFacts(
        **_terms({**stored, **own}),
        product_id=UUID(stored["product_id"]),
        variant_id=UUID(stored["variant_id"]),
        sku=stored["sku"],
        product_name=stored["product_name"] or {},
        product_slug=stored["product_slug"] or "",
        variant_label=stored["variant_label"] or {},
        image_url=stored["image_url"],
    )
