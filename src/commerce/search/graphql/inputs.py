"""Filters and sorts of product lists: their shape, their limits, and how they are read."""

from collections.abc import Iterator, Sequence
from typing import Self
from uuid import UUID

import strawberry

from commerce.catalog.graphql.shelves import BRAND, CATEGORY, TAG
from commerce.catalog.graphql.types import COLLECTION, PRODUCT
from commerce.kernel import ids
from commerce.kernel.errors import BadInput, DomainError
from commerce.kernel.graphql.types import MoneyInput
from commerce.search.types import Sort, SortKey, Where
from commerce.sellers.graphql.types import SELLER

MOST_LEVELS = 5
MOST_NODES = 50
MOST_IDS = 100

strawberry.enum(
    SortKey,
    name="ProductSortKey",
    description="What a list of products can be sorted by; without a price is always last.",
)


@strawberry.input(description="One id, or one of several; both when both are given.")
class IDFilter:
    eq: strawberry.ID | None = None
    in_: list[strawberry.ID] | None = strawberry.field(default=None, name="in")

    def read(self, prefix: str) -> tuple[UUID, ...] | None:
        """The wanted ids; None when nothing is said.

        An id of another kind is the id of nothing.

        Raises:
            BadInput: there are too many.
        """
        if self.in_ is None:
            return None if self.eq is None else (ids.given(prefix, self.eq),)
        if len(self.in_) > MOST_IDS:
            raise BadInput(f"a filter has at most {MOST_IDS} ids")
        wanted = dict.fromkeys(self.in_)
        kept = [each for each in wanted if self.eq is None or each == self.eq]
        return tuple(ids.given(prefix, each) for each in kept)


@strawberry.input(description="Bounds of an amount, both included.")
class MoneyRange:
    gte: MoneyInput | None = None
    lte: MoneyInput | None = None

    def read(self, currency: str) -> tuple[int | None, int | None]:
        """The bounds in minor units.

        Raises:
            BadInput: a bound is in another currency, or is not an amount.
        """
        return _minor(self.gte, currency), _minor(self.lte, currency)


def _minor(given: MoneyInput | None, currency: str) -> int | None:
    if given is None:
        return None
    if given.currency != currency:
        raise BadInput(f"prices are in {currency} here")
    try:
        return given.to_money().minor
    except DomainError as error:
        raise BadInput(error.message("en")) from None


@strawberry.input(
    description=f"Narrows a list; all that is given must hold. At most {MOST_LEVELS} levels of "
    f"and, or and not with {MOST_NODES} filters in all."
)
class ProductWhere:
    and_: list[Self] | None = strawberry.field(default=None, name="and")
    or_: list[Self] | None = strawberry.field(default=None, name="or")
    not_: Self | None = strawberry.field(default=None, name="not")
    ids: IDFilter | None = None
    category: IDFilter | None = strawberry.field(
        default=None, description="A category with all below it."
    )
    collection: IDFilter | None = None
    brand: IDFilter | None = None
    seller: IDFilter | None = strawberry.field(
        default=None, description="Who has an active offer of the product."
    )
    tag: IDFilter | None = None
    price: MoneyRange | None = strawberry.field(
        default=None, description="Bounds of the cheapest offer, in the currency of the market."
    )
    available: bool | None = strawberry.field(
        default=None, description="Whether an offer with a price is in stock."
    )

    def read(self, currency: str) -> Where:
        """The filter as a value.

        Raises:
            BadInput: it is too deep or too large, or a part of it cannot be.
        """
        if sum(1 for _ in self._nodes(1)) > MOST_NODES:
            raise BadInput(f"a filter has at most {MOST_NODES} parts")
        return self._read(currency)

    def _nodes(self, level: int) -> "Iterator[ProductWhere]":
        if level > MOST_LEVELS:
            raise BadInput(f"a filter has at most {MOST_LEVELS} levels")
        yield self
        below = [*(self.and_ or ()), *(self.or_ or ()), *([self.not_] if self.not_ else ())]
        for each in below:
            yield from each._nodes(level + 1)

    def _read(self, currency: str) -> Where:
        low, high = self.price.read(currency) if self.price else (None, None)
        return Where(
            every=_each(self.and_, currency),
            either=_each(self.or_, currency),
            none_of=self.not_._read(currency) if self.not_ else None,
            ids=_ids(self.ids, PRODUCT),
            categories=_ids(self.category, CATEGORY),
            collections=_ids(self.collection, COLLECTION),
            brands=_ids(self.brand, BRAND),
            sellers=_ids(self.seller, SELLER),
            tags=_ids(self.tag, TAG),
            price_from=low,
            price_to=high,
            available=self.available,
        )


def _ids(given: IDFilter | None, prefix: str) -> tuple[UUID, ...] | None:
    return given.read(prefix) if given is not None else None


def _each(given: Sequence[ProductWhere] | None, currency: str) -> tuple[Where, ...] | None:
    return None if given is None else tuple(each._read(currency) for each in given)


@strawberry.input(
    description="One key of an order. By relevance, ascending puts the best match first."
)
class ProductSort:
    key: SortKey
    descending: bool = False

    def read(self) -> Sort:
        """The sort as a value."""
        return Sort(self.key, self.descending)
