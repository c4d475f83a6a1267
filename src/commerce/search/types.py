"""Values that cross the border of search."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self
from uuid import UUID

from commerce.channels.types import Market
from commerce.kernel.pages import Page, PageArgs

WHOLE_SHOP = UUID(int=0)


class SortKey(StrEnum):
    """What a list of products can be sorted by."""

    RELEVANCE = "relevance"
    PRICE = "price"
    CREATED_AT = "created_at"
    NAME = "name"


class Meaning(StrEnum):
    """How a search text is taken: as it was typed, or as what it resembles."""

    MATCH = "match"
    RESEMBLANCE = "resemblance"


class Part(StrEnum):
    """Which part of a list a statement is about: in lists by price what has none comes last."""

    WHOLE = "whole"
    PRICED = "priced"
    UNPRICED = "unpriced"
    FOREMOST = "foremost"
    FURTHER = "further"
    PARTIAL = "partial"


@dataclass(frozen=True, slots=True)
class Sort:
    """One wish for the order of a list."""

    key: SortKey
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Where:
    """What a buyer narrows a list by; all that is given must hold, None says nothing.

    Prices are minor units of the market's currency and mean the cheapest offer. A category
    stands for its whole subtree.
    """

    every: tuple[Self, ...] | None = None
    either: tuple[Self, ...] | None = None
    none_of: Self | None = None
    ids: tuple[UUID, ...] | None = None
    categories: tuple[UUID, ...] | None = None
    collections: tuple[UUID, ...] | None = None
    brands: tuple[UUID, ...] | None = None
    sellers: tuple[UUID, ...] | None = None
    tags: tuple[UUID, ...] | None = None
    price_from: int | None = None
    price_to: int | None = None
    available: bool | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """A search text: as it was typed (one space between words), and its folded words."""

    typed: str
    folded: tuple[str, ...]

    @property
    def phrase(self) -> str:
        """The folded words in their order."""
        return " ".join(self.folded)


@dataclass(frozen=True, slots=True)
class ListSpec:
    """One request for a list of products; `words` is None when nothing is searched for."""

    market: Market
    page: PageArgs
    where: Where | None = None
    words: Words | None = None
    sort: tuple[Sort, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of cards, and how the text was taken.

    A card has id, slug, name, tax_class, lowest, highest, available, best_offer_id, thumbnail_id,
    thumbnail_url and thumbnail_alt. `total` is how many there are in all, where that came along.
    """

    page: Page
    meaning: Meaning
    total: int | None = None
    frequent: bool = False
