"""Who buys, where it goes, how it is paid. Every function takes a cart that `edit` locked."""

from typing import Any

from commerce.cart.models import Cart
from commerce.cart.service.lines import drop_all_deliveries, reprice
from commerce.cart.types import AddressPatch, ContactPatch, MarketPatch
from commerce.channels.types import Terms
from commerce.kernel.db import Tx
from commerce.kernel.errors import InvalidInput
from commerce.kernel.sealing import index_of


def set_contact(cart: Cart, patch: ContactPatch) -> None:
    """Note how to reach the buyer; at completion one of the two is needed."""
    if "email" in patch:
        cart.email = patch["email"]
        cart.email_index = index_of(cart.email) if cart.email else None
    if "phone" in patch:
        cart.phone = patch["phone"]


def set_note(cart: Cart, note: str) -> None:
    """Note what the buyer wants the sellers to know."""
    cart.note = note


def select_payment(cart: Cart, provider: str | None, data: dict[str, Any]) -> None:
    """Note how the buyer wants to pay; `data` is for the provider alone."""
    cart.payment_provider = provider
    cart.payment_data = data


async def change_market(tx: Tx, cart: Cart, patch: MarketPatch, terms: Terms) -> None:
    """Change what the cart is priced in; what was quoted for the old market is dropped.

    A shipping address in another country than the new one is dropped too: the country of
    a cart is always that of its address.

    Raises:
        InvalidInput: the channel does not serve the currency or the country.
        LimitReached: in this currency the cart is worth more than can be counted.
    """
    if patch.currency is not None and patch.currency not in terms.currencies:
        raise InvalidInput("currency", path=("input", "currency"))
    if patch.country is not None:
        _check_served(patch.country, terms, "country")
    if patch.language is not None:
        cart.language = patch.language
    if patch.country is not None and patch.country != cart.country:
        _move(tx, cart, patch.country)
        if (cart.shipping_address or {}).get("country") != patch.country:
            cart.shipping_address = None
    if patch.currency is not None and patch.currency != cart.currency:
        cart.currency = patch.currency
        drop_all_deliveries(tx, cart)
        await reprice(tx, cart)


def set_addresses(tx: Tx, cart: Cart, patch: AddressPatch, terms: Terms) -> None:
    """Note where goods and bill go; the cart is taxed where the goods go.

    Raises:
        InvalidInput: the channel does not serve the country of the goods.
    """
    moved = False
    if "shipping" in patch:
        address = patch["shipping"]
        stored = address.to_dict() if address else None
        if address is not None:
            _check_served(address.country, terms, "shippingAddress", "country")
        moved = stored != cart.shipping_address
        cart.shipping_address = stored
    if "billing" in patch:
        billing = patch["billing"]
        cart.billing_address = billing.to_dict() if billing else None
    if moved:
        _move(tx, cart, (cart.shipping_address or {}).get("country", cart.country))


def _check_served(country: str, terms: Terms, *path: str) -> None:
    if country not in terms.countries:
        raise InvalidInput("not_served", path=("input", *path))


def _move(tx: Tx, cart: Cart, country: str) -> None:
    cart.country = country
    drop_all_deliveries(tx, cart)
