"""What must hold before a cart becomes an order, and how it is frozen."""

from datetime import datetime
from typing import TYPE_CHECKING, NoReturn
from uuid import UUID

from commerce.cart.errors import OfferUnavailable
from commerce.cart.types import PricedCart, PricedLine, PricedParcel, Problem, ProblemKind
from commerce.checkout.errors import CartIncomplete, PriceChanged
from commerce.inventory.errors import InsufficientStock
from commerce.orders.types import Buyer, NewGroup, NewLine, NewOrder
from commerce.payments.types import AttemptState

if TYPE_CHECKING:
    from commerce.cart.models import Cart
    from commerce.payments.models import Attempt

_MISSING = {
    ProblemKind.EMPTY: "lines",
    ProblemKind.ADDRESS_MISSING: "shippingAddress",
    ProblemKind.CONTACT_MISSING: "contact",
    ProblemKind.DELIVERY_MISSING: "delivery",
    ProblemKind.PAYMENT_MISSING: "payment",
}


def check(cart: PricedCart) -> None:
    """Let a cart without problems pass.

    Raises:
        CartIncomplete: something was not filled in.
        OfferUnavailable: a line cannot be bought any more.
        InsufficientStock: there is less than the line asks for.
        PriceChanged: the buyer saw another price.
    """
    if cart.problems:
        _refuse(cart, cart.problems[0])


def _refuse(cart: PricedCart, problem: Problem) -> NoReturn:
    if problem.kind in _MISSING:
        raise CartIncomplete(_MISSING[problem.kind], seller_id=problem.seller_id)
    if problem.kind is ProblemKind.OUT_OF_STOCK and problem.offer_id is not None:
        wanted = sum(
            line.quantity
            for parcel in cart.parcels
            for line in parcel.lines
            if line.offer_id == problem.offer_id
        )
        raise InsufficientStock(
            problem.offer_id, requested=wanted, available=problem.available or 0
        )
    if problem.kind is ProblemKind.UNAVAILABLE and problem.offer_id is not None:
        raise OfferUnavailable(problem.offer_id)
    raise PriceChanged(
        problem.was or 0, problem.now or 0, currency=cart.currency, offer_id=problem.offer_id
    )


def may_try_again(last: "Attempt | None", cart: "Cart") -> bool:
    """Whether a further attempt makes sense: the last is over, or another provider was chosen."""
    if last is None or last.state is AttemptState.CANCELLED:
        return True
    waits = last.state is AttemptState.AWAITING_BUYER
    return waits and last.provider != cart.payment_provider


def wanted(cart: PricedCart) -> dict[UUID, int]:
    """How many of each offer the cart takes."""
    return {line.offer_id: line.quantity for parcel in cart.parcels for line in parcel.lines}


def freeze(
    cart: PricedCart, buyer: Buyer, *, group_id: UUID, hold_expires_at: datetime
) -> NewGroup:
    """The purchase as agreed, one order per parcel."""
    return NewGroup(
        id=group_id,
        cart_id=cart.cart_id,
        channel_id=cart.channel_id,
        buyer=buyer,
        total=cart.total,
        orders=tuple(_order(parcel) for parcel in cart.parcels),
        hold_expires_at=hold_expires_at,
    )


def _order(parcel: PricedParcel) -> NewOrder:
    return NewOrder(
        seller_id=parcel.seller_id,
        lines=tuple(_line(line) for line in parcel.lines),
        items=parcel.items,
        delivery=parcel.delivery,
        delivery_method_id=parcel.method_id,
        delivery_name=parcel.method_name,
    )


def _line(line: PricedLine) -> NewLine:
    return NewLine(
        offer_id=line.offer_id,
        variant_id=line.facts.variant_id,
        product_id=line.facts.product_id,
        sku=line.facts.sku,
        name=line.facts.product_name,
        variant_label=line.facts.variant_label,
        image_url=line.facts.image_url,
        quantity=line.quantity,
        unit_minor=line.unit_minor,
        amount=line.amount,
        rate=line.rate,
    )
