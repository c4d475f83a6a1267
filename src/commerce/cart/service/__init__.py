"""Use cases of the cart. A change is: `edit` locks the cart, then one of the other functions."""

from commerce.cart.service.access import (
    claim,
    create,
    edit,
    find,
    give,
    lock,
    lock_ahead,
    lock_any,
    lock_any_ahead,
    of_accounts,
)
from commerce.cart.service.buyer import (
    change_market,
    select_payment,
    set_addresses,
    set_contact,
    set_note,
)
from commerce.cart.service.closing import (
    close,
    completed,
    completing,
    delete_expired,
    reopen,
    throw_away,
)
from commerce.cart.service.delivery import select_delivery, shipment
from commerce.cart.service.lines import accept_prices, add_lines, update_lines
from commerce.cart.service.pricing import (
    delivery_problems,
    priced,
    quote_delivery,
    shown,
    unchanged,
    unchanged_ahead,
)

__all__ = [
    "accept_prices",
    "add_lines",
    "change_market",
    "claim",
    "close",
    "completed",
    "completing",
    "create",
    "delete_expired",
    "delivery_problems",
    "edit",
    "find",
    "give",
    "lock",
    "lock_ahead",
    "lock_any",
    "lock_any_ahead",
    "of_accounts",
    "priced",
    "quote_delivery",
    "reopen",
    "select_delivery",
    "select_payment",
    "set_addresses",
    "set_contact",
    "set_note",
    "shipment",
    "shown",
    "throw_away",
    "unchanged",
    "unchanged_ahead",
    "update_lines",
]
