"""Use cases of search."""

from commerce.search.service.cards import products_on, products_sold_by, refresh, take_turn
from commerce.search.service.lists import (
    MOST_SUGGESTIONS,
    count_products,
    list_products,
    suggest,
)
from commerce.search.service.projection import Difference, rebuild, verify

__all__ = [
    "MOST_SUGGESTIONS",
    "Difference",
    "count_products",
    "list_products",
    "products_on",
    "products_sold_by",
    "rebuild",
    "refresh",
    "suggest",
    "take_turn",
    "verify",
]
