"""Use cases of customers."""

from commerce.customers.service.addresses import (
    add_address,
    address_of,
    choose_address,
    delete_address,
    update_address,
)
from commerce.customers.service.consents import set_consent

__all__ = [
    "add_address",
    "address_of",
    "choose_address",
    "delete_address",
    "set_consent",
    "update_address",
]
