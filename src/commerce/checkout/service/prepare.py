"""PREPARE: in one transaction, lock, check again, reserve, and write down the intent.

Where the outcome is known beforehand, because the provider asks nobody, the same transaction
places the purchase.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from commerce.cart import service as carts
from commerce.cart.types import PricedCart
from commerce.checkout import rules
from commerce.checkout.types import Completion, Deps
from commerce.inventory import service as inventory
from commerce.kernel import idempotency
from commerce.kernel.clock import now
from commerce.kernel.db import Tx, check_version
from commerce.kernel.errors import InProgress, KeyReused, NotFound, StaleVersion
from commerce.kernel.ids import new_id
from commerce.kernel.money import Money
from commerce.orders import service as orders
from commerce.orders.types import Buyer, GroupState
from commerce.payments import service as payments
from commerce.payments.providers import Outcome
from commerce.payments.types import NewAttempt, SessionDetails

if TYPE_CHECKING:
    from commerce.cart.models import Cart
    from commerce.orders.models import OrderGroup
    from commerce.payments.models import Attempt

_TRIES = 4


@dataclass(frozen=True, slots=True)
class Begun:
    """An intent that is written down; `attempt` when it is that of this request.

    With `details` the request has to act on it; without, it is over already, and `group` is
    the purchase.
    """

    group_id: UUID
    attempt_id: UUID | None
    attempt: "Attempt | None" = None
    details: SessionDetails | None = None
    group: "OrderGroup | None" = None

    @property
    def replayed(self) -> bool:
        """Whether an earlier request has done this, or is doing it."""
        return self.attempt is None


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is about to be written down; `outcome` when it is known beforehand."""

    quote: PricedCart
    group_id: UUID
    first: payments.Draft
    outcome: Outcome | None

    @property
    def sold(self) -> bool:
        """Whether nothing is left to wait for."""
        return self.outcome is not None and self.outcome.good


class _Drifted(Exception):
    """The cart changed between looking and locking; look again."""


async def begin(deps: Deps, request: Completion) -> Begun:
    """Write the intent down, or find the one that is there.

    Raises:
        NotFound: no cart for this token.
        StaleVersion: the cart is not the one the buyer saw.
        CartIncomplete, OfferUnavailable, InsufficientStock, PriceChanged: see `rules.check`.
        InvalidInput: the idempotency key is not well-formed.
        InProgress: the cart is being changed faster than it can be bought.
    """
    reader = deps.db.reader()
    idempotency.check_key(request.key)
    for _ in range(_TRIES):
        row = await carts.find(
            reader, request.cart_id, request.token, account_id=request.account_id
        )
        if row is None:
            return await _before(deps, request)
        try:
            if row.order_group_id is not None:
                return await _join(deps, request, row.order_group_id)
            return await _prepare(deps, request, await _plan(deps, request, row))
        except _Drifted:
            continue
        except IntegrityError as error:
            if not idempotency.is_taken(error):
                raise
            return await _kept(deps, request)
    raise InProgress


async def _kept(deps: Deps, request: Completion) -> Begun:
    """What was done under the key that another request has taken."""
    async with deps.db.transaction() as tx:
        known = await idempotency.read(tx, request.request)
    if known is None:
        raise InProgress
    return _replay(known)


async def _before(deps: Deps, request: Completion) -> Begun:
    """What this very request did while the cart was still open to it.

    An account may have got the purchase since; who lost the answer still learns that they bought.

    Raises:
        NotFound: it did nothing.
    """
    async with deps.db.transaction() as tx:
        with suppress(KeyReused):
            if (known := await idempotency.read(tx, request.request)) is not None:
                return _replay(known)
    raise NotFound(path=("input", "cart"))


async def _plan(deps: Deps, request: Completion, row: Any) -> _Plan:
    """The cart at today's prices and what comes of it, asked for outside any transaction."""
    quote = await carts.priced(deps.db.reader(), deps.cache, deps.registry, deps.settings, row)
    if request.expected_version not in (None, quote.version):
        raise StaleVersion(request.expected_version or 0, quote.version, path=("input", "cart"))
    rules.check(quote)
    group_id = new_id()
    total = Money(quote.total.gross, quote.currency)
    first = payments.draft(group_id, **_new_attempt(deps, row, total))
    outcome = await payments.foretell(
        deps.registry, deps.settings, first.attempt, group_id, _details(request, row)
    )
    return _Plan(quote, group_id, first, outcome)


def _replay(result: dict[str, Any]) -> Begun:
    attempt = result.get("attempt")
    return Begun(UUID(result["group"]), UUID(attempt) if attempt else None)


async def _prepare(deps: Deps, request: Completion, plan: _Plan) -> Begun:
    quote, group_id = plan.quote, plan.group_id
    async with deps.db.transaction() as tx:
        _ask(tx, request, quote, at=(at := now()))
        cart = await carts.lock(
            tx, request.cart_id, request.token, account_id=request.account_id, at=at
        )
        if cart.order_group_id is not None or cart.version != quote.version:
            raise _Drifted
        if not await carts.unchanged(tx, cart, quote):
            raise _Drifted
        carts.give(cart, request.account_id)
        hold = now() + deps.hold
        await inventory.reserve(tx, group_id, rules.wanted(quote), hold, sold=plan.sold)
        new = rules.freeze(quote, _buyer(cart), group_id=group_id, hold_expires_at=hold)
        opened = await orders.open(tx, new)
        carts.completing(tx, cart, group_id)
        locked = payments.begin_first(tx, plan.first, claimed_until=now() + deps.lease)
        begun = _begun(tx, request, cart, plan.first.attempt)
        if plan.outcome is None:
            return begun
        await payments.record_locked(tx, locked, plan.first.attempt.id, plan.outcome)
        if plan.sold:
            orders.place_opened(tx, opened)
            carts.close(tx, cart)
        return replace(begun, details=None, group=opened.group)


def _ask(tx: Tx, request: Completion, quote: PricedCart, *, at: datetime) -> None:
    """All locks and reads in one round trip; the cart is locked before the stock."""
    carts.lock_ahead(tx, request.cart_id, request.token, account_id=request.account_id, at=at)
    carts.unchanged_ahead(tx, quote)
    inventory.reserve_ahead(tx, rules.wanted(quote))
    orders.open_ahead(tx)


def _buyer(cart: "Cart") -> Buyer:
    return Buyer(
        token_hash=cart.token_hash,
        account_id=cart.account_id,
        language=cart.language,
        country=cart.country,
        email=cart.email,
        phone=cart.phone,
        shipping_address=cart.shipping_address,
        billing_address=cart.billing_address,
        note=cart.note,
    )


def _new_attempt(deps: Deps, cart: Any, total: Money) -> NewAttempt:
    return NewAttempt(
        provider=cart.payment_provider or "",
        amount=total,
        data=cart.payment_data,
        claimed_until=now() + deps.lease,
        expires_at=now() + deps.hold,
    )


def _begun(tx: Tx, request: Completion, cart: "Cart", attempt: "Attempt") -> Begun:
    """Keep what was begun under the key of the request, which has to act on it."""
    assert cart.order_group_id is not None
    result = {"group": cart.order_group_id, "attempt": attempt.id}
    idempotency.keep(tx, request.request, result)
    return Begun(cart.order_group_id, attempt.id, attempt, _details(request, cart))


def _details(request: Completion, cart: Any) -> SessionDetails:
    return SessionDetails(
        data=cart.payment_data,
        return_url=request.return_url,
        email=cart.email,
        phone=cart.phone,
        language=cart.language,
    )


async def _join(deps: Deps, request: Completion, group_id: UUID) -> Begun:
    """Another request has opened the purchase of this cart: carry on with that one.

    While it waits for payment and its last attempt is over, or the buyer chose another
    provider since, a further attempt begins.
    """
    async with deps.db.transaction() as tx:
        locked = await payments.lock_payable(tx, group_id)
        group = await orders.lock(tx, group_id)
        cart = await carts.lock(tx, request.cart_id, request.token, account_id=request.account_id)
        if cart.order_group_id != group_id:
            raise _Drifted
        known = await idempotency.read(tx, request.request)
        if known is not None:
            return _replay(known)
        last = locked.attempts[-1] if locked is not None else None
        if group.state is GroupState.AWAITING_PAYMENT and rules.may_try_again(last, cart):
            check_version(cart, request.expected_version)
            carts.give(cart, request.account_id)
            orders.give(group, request.account_id)
            total = Money(group.net + group.tax, group.currency)
            attempt = await payments.begin(tx, group_id, **_new_attempt(deps, cart, total))
            return _begun(tx, request, cart, attempt)
        attempt_id = last.id if last is not None else None
        result = {"group": group_id, "attempt": attempt_id}
        idempotency.keep(tx, request.request, result)
        return Begun(group_id, attempt_id)
