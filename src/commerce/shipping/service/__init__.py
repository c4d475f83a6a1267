"""Use cases of shipping."""

from commerce.shipping.service.methods import create_method, delete_method, update_method
from commerce.shipping.service.options import options_for
from commerce.shipping.service.zones import create_zone, delete_zone, update_zone

__all__ = [
    "create_method",
    "create_zone",
    "delete_method",
    "delete_zone",
    "options_for",
    "update_method",
    "update_zone",
]
