"""Who may reach a cart: the account that has it, or a guest who shows its token."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from commerce.cart import queries
from commerce.cart.errors import CartClosed
from commerce.cart.events import CartChanged, CartCreated
from commerce.cart.models import Cart
from commerce.cart.service.lines import fill
from commerce.cart.types import CartRef, CartState
from commerce.channels.types import Market
from commerce.identity.service import hash_of, new_secret
from commerce.kernel.clock import now
from commerce.kernel.db import Tx, bump
from commerce.kernel.errors import NotFound
from commerce.kernel.ids import new_id
from commerce.kernel.reads import Reader, compiled
from commerce.kernel.records import row_of
from commerce.kernel.sealing import index_of

_LIVES = timedelta(days=30)
_DAY = timedelta(days=1)
_PREFIX = "umc_"
_PATH = ("input", "cart")
_OF_BUYER = compiled(queries.of_buyer())
_OF_ACCOUNTS = compiled(queries.of_accounts())
_CLAIM = compiled(queries.claim())
_LOCKED = compiled(queries.locked())
_LOCKED_BY_ID = compiled(queries.locked_by_id())


def term() -> datetime:
    """Until when a cart lives that is changed now: 30 days, and the rest of the last one.

    It is in an index, and so it should not be another one with each change.
    """
    last = now() + _LIVES + _DAY
    return last.replace(hour=0, minute=0, second=0, microsecond=0)


async def create(
    tx: Tx,
    market: Market,
    wanted: Sequence[tuple[UUID, int]] = (),
    *,
    email: str | None = None,
    phone: str | None = None,
    account_id: UUID | None = None,
) -> tuple[Cart, str | None]:
    """Open a cart in a market, for an account or a guest.

    The token of a guest (256 bits) is not stored and shown only now; an account needs none.
    `wanted` are offers with the pieces of them that are in it from the beginning.

    Raises:
        OfferUnavailable, InsufficientStock, LimitReached: see `add_lines`.
    """
    token = None if account_id else new_secret(_PREFIX)
    cart_id = new_id()
    cart = row_of(
        Cart,
        id=cart_id,
        token_hash=_locked_up(cart_id) if token is None else hash_of(token),
        account_id=account_id,
        channel_id=market.channel_id,
        currency=market.currency,
        country=market.country,
        language=market.language,
        email=email,
        email_index=index_of(email) if email else None,
        phone=phone,
        expires_at=term(),
    )
    if wanted:
        await fill(tx, cart, wanted)
    # Last, so that cart and lines are written by one statement after all that is read.
    tx.put(cart)
    tx.emit(CartCreated(cart_id=cart.id))
    return cart, token


def _locked_up(cart_id: UUID) -> str:
    """What stands in the place of a token's hash where no token opens any more."""
    return str(cart_id)


async def find(
    reader: Reader, cart_id: UUID, token: str | None, *, account_id: UUID | None = None
) -> Any | None:
    """The row of a cart, or None when it is unknown, expired, or not for whoever asks."""
    if not token and account_id is None:
        return None
    return await reader.first(_OF_BUYER, **_known(cart_id, token, account_id, now()))


async def of_accounts(
    reader: Reader, ids: Sequence[UUID], channel_id: UUID, account_id: UUID
) -> list[Any]:
    """Of these accounts the rows of the carts they changed last; the caller sees its own alone."""
    asked = {"ids": list(ids), "channel_id": channel_id, "account_id": account_id}
    return await reader.all(_OF_ACCOUNTS, **asked, at=now())


async def lock(
    tx: Tx,
    cart_id: UUID,
    token: str | None,
    *,
    account_id: UUID | None = None,
    at: datetime | None = None,
) -> Cart:
    """The cart, locked, in whatever state it is.

    Raises:
        NotFound: it is unknown, expired by `at`, or not for whoever asks.
    """
    found = await tx.load(Cart, _LOCKED, **_known(cart_id, token, account_id, at or now()))
    if not found:
        raise NotFound(path=_PATH)
    return found[0]


def lock_ahead(
    tx: Tx, cart_id: UUID, token: str | None, *, account_id: UUID | None, at: datetime
) -> None:
    """Ask for what `lock` will need, with the next round trip."""
    tx.ahead(_LOCKED, **_known(cart_id, token, account_id, at))


def _known(
    cart_id: UUID, token: str | None, account_id: UUID | None, at: datetime
) -> dict[str, Any]:
    return {"id": cart_id, "token_hash": hash_of(token or ""), "account_id": account_id, "at": at}


def give(cart: Cart, account_id: UUID | None) -> None:
    """Make a locked cart that of an account, unless it has an owner; its token opens no more."""
    if account_id is not None and cart.account_id is None:
        cart.account_id = account_id
        cart.token_hash = _locked_up(cart.id)


def claim(tx: Tx, owners: Mapping[UUID, UUID]) -> None:
    """Give carts to accounts, by id: their purchases are theirs. Those with an owner keep it."""
    tx.write(_CLAIM, ids=list(owners), accounts=list(owners.values()), at=now())


def lock_any_ahead(tx: Tx, cart_id: UUID) -> None:
    """Ask for what `lock_any` will need, with the next round trip."""
    tx.ahead(_LOCKED_BY_ID, id=cart_id)


async def lock_any(tx: Tx, cart_id: UUID) -> Cart:
    """The cart, locked, for the system itself: settling a purchase needs no token.

    Raises:
        NotFound: there is none.
    """
    found = await tx.load(Cart, _LOCKED_BY_ID, id=cart_id)
    if not found:
        raise NotFound(path=_PATH)
    return found[0]


async def edit(tx: Tx, ref: CartRef, *, unpaid: bool = False) -> Cart:
    """Lock a cart for a change: it gets a new version and a new term, and others hear of it.

    Whoever is signed in has it from then on. With `unpaid` it may also be one that waits for
    its payment.

    Raises:
        NotFound: it is unknown, expired, or not for whoever asks.
        CartClosed: it was bought or waits for its payment.
        StaleVersion: somebody else changed it.
    """
    cart = await lock(tx, ref.cart_id, ref.token, account_id=ref.account_id)
    if cart.state is not CartState.ACTIVE and not (unpaid and cart.state is CartState.COMPLETING):
        raise CartClosed(cart.state)
    bump(cart, ref.expected_version)
    give(cart, ref.account_id)
    cart.expires_at = term()
    tx.emit(CartChanged(cart_id=cart.id))
    return cart
