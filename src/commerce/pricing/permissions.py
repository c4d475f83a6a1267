"""Permissions of pricing. Whose offers they reach is decided by the domain of offers."""

from commerce.kernel.access import permission

PRICE_WRITE = permission("PRICE_WRITE", "Set prices of offers.", roles=("seller", "editor"))
