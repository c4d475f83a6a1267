"""PREPARE: in one transaction, lock, check again, reserve, and write down the intent."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from commerce.cart import service as carts
from commerce.cart.types import PricedCart
from commerce.checkout import rules
from commerce.checkout.types import Completion, Deps
from commerce.inventory import service as inventory
from commerce.kernel import idempotency
from commerce.kernel.clock import now
from commerce.kernel.db import Tx, check_version
from commerce.kernel.errors import NotFound, StaleVersion
from commerce.kernel.ids import new_id
from commerce.kernel.money import Money
from commerce.orders import service as orders
from commerce.orders.types import Buyer, GroupState
from commerce.payments import service as payments

if TYPE_CHECKING:
    from commerce.cart.models import Cart

_TRIES = 4


@dataclass(frozen=True, slots=True)
class Begun:
    """An intent that is written down; `ours` when this request has to act on it."""

    group_id: UUID
    attempt_id: UUID | None
    ours: bool
    replayed: bool


class _Drifted(Exception):
    """The cart changed between pricing and locking; price it again."""


async def begin(deps: Deps, request: Completion) -> Begun:
    """Write the intent down, or find the one that is there.

    Raises:
        NotFound: no cart for this token.
        StaleVersion: the cart is not the one the buyer saw.
        CartIncomplete, OfferUnavailable, InsufficientStock, PriceChanged: see `rules.check`.
    """
    reader = deps.db.reader()
    known = await idempotency.peek(reader, request.request)
    if known is not None:
        return _replay(known)
    for _ in range(_TRIES):
        row = await carts.find(reader, request.cart_id, request.token)
        if row is None:
            raise NotFound(path=("input", "cart"))
        if row.order_group_id is not None:
            return await _join(deps, request)
        quote = await carts.priced(
            reader, deps.cache, deps.registry, deps.settings, request.cart_id
        )
        if request.expected_version not in (None, quote.version):
            raise StaleVersion(request.expected_version or 0, quote.version, path=("input", "cart"))
        rules.check(quote)
        try:
            return await _prepare(deps, request, quote)
        except _Drifted:
            continue
    raise StaleVersion(request.expected_version or quote.version, row.version)


def _replay(result: dict[str, str]) -> Begun:
    attempt = result.get("attempt")
    return Begun(UUID(result["group"]), UUID(attempt) if attempt else None, False, True)


async def _prepare(deps: Deps, request: Completion, quote: PricedCart) -> Begun:
    async with deps.db.transaction() as tx:
        claim = await idempotency.claim(tx, request.request)
        if claim.result is not None:
            return _replay(claim.result)
        cart = await carts.lock(tx, request.cart_id, request.token)
        if cart.order_group_id is not None:
            return await _joined(tx, deps, request, cart)
        if cart.version != quote.version:
            raise _Drifted
        await carts.check_unchanged(tx, quote)
        return await _open(tx, deps, request, cart, quote)


async def _open(tx: Tx, deps: Deps, request: Completion, cart: "Cart", quote: PricedCart) -> Begun:
    group_id = new_id()
    hold = now() + deps.hold
    await inventory.reserve(tx, group_id, rules.wanted(quote), hold)
    await orders.open(
        tx, rules.freeze(quote, _buyer(cart), group_id=group_id, hold_expires_at=hold)
    )
    await carts.completing(tx, cart, group_id)
    total = Money(quote.total.gross, quote.currency)
    return await _attempt(tx, deps, request, cart, group_id=group_id, total=total)


def _buyer(cart: "Cart") -> Buyer:
    return Buyer(
        token_hash=cart.token_hash,
        language=cart.language,
        country=cart.country,
        email=cart.email,
        phone=cart.phone,
        shipping_address=cart.shipping_address,
        billing_address=cart.billing_address,
        note=cart.note,
    )


async def _attempt(
    tx: Tx, deps: Deps, request: Completion, cart: "Cart", *, group_id: UUID, total: Money
) -> Begun:
    attempt = await payments.begin(
        tx,
        group_id,
        provider=cart.payment_provider or "",
        amount=total,
        data=cart.payment_data,
        claimed_until=now() + deps.lease,
        expires_at=now() + deps.hold,
    )
    result = {"group": group_id, "attempt": attempt.id}
    await idempotency.finish(tx, request.request, result)
    return Begun(group_id, attempt.id, ours=True, replayed=False)


async def _join(deps: Deps, request: Completion) -> Begun:
    async with deps.db.transaction() as tx:
        claim = await idempotency.claim(tx, request.request)
        if claim.result is not None:
            return _replay(claim.result)
        cart = await carts.lock(tx, request.cart_id, request.token)
        if cart.order_group_id is None:
            raise StaleVersion(request.expected_version or 0, cart.version)
        return await _joined(tx, deps, request, cart)


async def _joined(tx: Tx, deps: Deps, request: Completion, cart: "Cart") -> Begun:
    """Another request has opened the purchase of this cart: carry on with that one.

    While it waits for payment and its last attempt is over, or the buyer chose another
    provider since, a further attempt begins.
    """
    assert cart.order_group_id is not None
    group = await orders.lock(tx, cart.order_group_id)
    last = await payments.last_attempt(tx, group.id)
    over = last is None or not payments.is_live(last) or last.provider != cart.payment_provider
    if group.state is GroupState.AWAITING_PAYMENT and over:
        check_version(cart, request.expected_version)
        total = Money(group.net + group.tax, group.currency)
        return await _attempt(tx, deps, request, cart, group_id=group.id, total=total)
    attempt_id = last.id if last is not None else None
    await idempotency.finish(tx, request.request, {"group": group.id, "attempt": attempt_id})
    return Begun(group.id, attempt_id, ours=False, replayed=True)
