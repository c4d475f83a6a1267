"""Errors of checkout in the schema."""

from typing import Any

import strawberry

from commerce.checkout.errors import CartIncomplete, PaymentUnderWay, PriceChanged
from commerce.kernel import ids
from commerce.kernel.graphql.errors import UserError, exposes
from commerce.kernel.graphql.types import Money


def _incomplete(error: CartIncomplete, context: Any) -> dict[str, Any]:
    seller = ids.encode("sel", error.seller_id) if error.seller_id else None
    return {"missing": error.missing, "seller": seller}


@exposes(CartIncomplete, _incomplete)
@strawberry.type(description="Something the order needs is not there yet.")
class CartIncompleteError(UserError):
    missing: str
    seller: strawberry.ID | None


def _changed(error: PriceChanged, context: Any) -> dict[str, Any]:
    return {
        "was": Money.of(error.was, error.currency),
        "now": Money.of(error.now, error.currency),
        "offer": ids.encode("off", error.offer_id) if error.offer_id else None,
    }


@exposes(PriceChanged, _changed)
@strawberry.type(description="The buyer saw another price; accept the new one, then repeat.")
class PriceChangedError(UserError):
    was: Money
    now: Money
    offer: strawberry.ID | None


@exposes(PaymentUnderWay)
@strawberry.type(description="Money may be on its way or has arrived: wait for it.")
class PaymentUnderWayError(UserError):
    pass
