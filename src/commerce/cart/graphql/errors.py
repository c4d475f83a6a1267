"""Errors of the cart in the schema."""

from typing import Any

import strawberry

from commerce.cart.errors import CartClosed, DeliveryUnavailable, OfferUnavailable, TaxUnavailable
from commerce.cart.graphql.enums import CartState
from commerce.kernel import ids
from commerce.kernel.graphql.errors import UserError, exposes
from commerce.offers.graphql.types import OFFER
from commerce.sellers.graphql.types import SELLER


@exposes(CartClosed)
@strawberry.type(description="The cart was ordered or waits for its payment.")
class CartClosedError(UserError):
    state: CartState


def _offer(error: OfferUnavailable, context: Any) -> dict[str, Any]:
    return {"offer_id": ids.encode(OFFER, error.offer_id)}


@exposes(OfferUnavailable, _offer)
@strawberry.type(description="The offer does not exist, is not sold now, or has no price here.")
class OfferUnavailableError(UserError):
    offer_id: strawberry.ID


def _seller(error: DeliveryUnavailable, context: Any) -> dict[str, Any]:
    return {"seller": ids.encode(SELLER, error.seller_id)}


@exposes(DeliveryUnavailable, _seller)
@strawberry.type(description="The method does not carry the parcel of this seller now.")
class DeliveryUnavailableError(UserError):
    seller: strawberry.ID


@exposes(TaxUnavailable)
@strawberry.type(description="Tax cannot be computed now, so there is no total to agree on.")
class TaxUnavailableError(UserError):
    pass
