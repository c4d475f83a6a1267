"""How the demo shop delivers: courier, post by weight, and pick-up."""

from collections.abc import Mapping
from typing import Any

from commerce.demo.types import Words, words
from commerce.kernel.access import SYSTEM
from commerce.kernel.db import Tx
from commerce.kernel.plugins import Registry
from commerce.shipping import service as shipping
from commerce.shipping.providers import SHIPPING
from commerce.shipping.types import NewMethod, NewZone

COURIER = words("Kuryer", "Курьер", "Courier")
POST = words("Pochta", "Почта", "Post")
PICKUP = words("Olib ketish", "Самовывоз", "Pick-up")
Way = tuple[str, Words, str, str, Mapping[str, Any], tuple[int, int]]
HOME: tuple[Way, ...] = (
    ("courier", COURIER, "flat", "UZS", {"price": "20000", "free_from": "500000"}, (1, 2)),
    ("post", POST, "weight", "UZS", {"base": "9000", "per_kg": "3000", "max_grams": 20000}, (3, 7)),
    ("pickup", PICKUP, "flat", "UZS", {"price": "0"}, (0, 1)),
    ("courier-usd", COURIER, "flat", "USD", {"price": "1.70", "free_from": "42"}, (1, 2)),
    ("pickup-usd", PICKUP, "flat", "USD", {"price": "0"}, (0, 1)),
)
ABROAD: tuple[Way, ...] = (
    ("post", POST, "weight", "UZS", {"base": "60000", "per_kg": "25000"}, (7, 21)),
    ("post-usd", POST, "weight", "USD", {"base": "5.00", "per_kg": "2.10"}, (7, 21)),
)


async def open_delivery(tx: Tx, registry: Registry) -> None:
    """Open two zones with their methods; those without an enabled provider are left out."""
    for name, countries, ways in (
        ("Oʻzbekiston", ("UZ",), HOME),
        ("Qoʻshni davlatlar", ("KZ", "KG", "TJ"), ABROAD),
    ):
        zone = await shipping.create_zone(tx, NewZone(name, countries))
        for code, title, provider, currency, config, (soonest, latest) in ways:
            if registry.find(SHIPPING, provider) is None:
                continue
            method = NewMethod(
                zone_id=zone.id,
                code=code,
                name=title,
                provider=provider,
                currency=currency,
                config=config,
                min_days=soonest,
                max_days=latest,
            )
            await shipping.create_method(tx, registry, SYSTEM, method)
