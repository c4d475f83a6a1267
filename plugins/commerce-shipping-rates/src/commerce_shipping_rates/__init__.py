"""Delivery at a flat price, or at a price by weight; both may be free from a sum on."""

from collections.abc import Mapping
from typing import Any

from commerce.kernel.money import parse_amount
from commerce.kernel.plugins import Plugin, Registry
from commerce.shipping.providers import SHIPPING, Rate, RateQuery

_PRICE = {
    "type": "string",
    "pattern": r"^(0|[1-9][0-9]{0,13})(\.[0-9]{1,4})?$",
    "description": "Major units of the method's currency, as a decimal string.",
}
_FREE_FROM = {**_PRICE, "description": "Goods worth this much or more are sent for nothing."}


def _minor(text: str, query: RateQuery) -> int:
    return parse_amount(text, query.currency).minor


def _free(query: RateQuery) -> bool:
    free_from = query.config.get("free_from")
    return free_from is not None and query.items_minor >= _minor(free_from, query)


class FlatRate:
    """One price for every parcel."""

    config_schema: Mapping[str, Any] = {
        "type": "object",
        "properties": {"price": _PRICE, "free_from": _FREE_FROM},
        "required": ["price"],
        "additionalProperties": False,
    }

    async def rates(self, query: RateQuery) -> Rate | None:
        """The configured price, or nothing from `free_from` on."""
        return Rate(0 if _free(query) else _minor(query.config["price"], query))


class WeightRate:
    """A base price and a price for each kilogram begun, up to the weight a parcel may have."""

    config_schema: Mapping[str, Any] = {
        "type": "object",
        "properties": {
            "base": _PRICE,
            "per_kg": {**_PRICE, "description": "For each kilogram begun."},
            "max_grams": {
                "type": "integer",
                "minimum": 1,
                "maximum": 10**9,
                "description": "Heavier parcels are not taken.",
            },
            "free_from": _FREE_FROM,
        },
        "required": ["base", "per_kg"],
        "additionalProperties": False,
    }

    async def rates(self, query: RateQuery) -> Rate | None:
        """The price by weight, or None for a parcel that is too heavy."""
        config = query.config
        if query.weight_grams > config.get("max_grams", query.weight_grams):
            return None
        if _free(query):
            return Rate(0)
        kilograms = -(-query.weight_grams // 1000)
        return Rate(_minor(config["base"], query) + kilograms * _minor(config["per_kg"], query))


def _register(registry: Registry, config: Mapping[str, Any]) -> None:
    registry.provide(SHIPPING, "flat", FlatRate())
    registry.provide(SHIPPING, "weight", WeightRate())


plugin = Plugin(
    name="shipping-rates",
    title="Flat and weight rates",
    register=_register,
    config_schema={"type": "object", "additionalProperties": False},
)
