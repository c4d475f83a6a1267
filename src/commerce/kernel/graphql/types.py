"""Types every domain uses: nodes, money, connections, counts."""

from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal
from typing import Any, Generic, Self, TypeVar

import strawberry

from commerce.kernel import money
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.fields import Info, Make, attribute, computed
from commerce.kernel.graphql.scalars import BigInt, CurrencyCode, Cursor, LanguageTag
from commerce.kernel.pages import Key, Page, PageArgs, counting, keyset, page
from commerce.kernel.tables import Rows

T = TypeVar("T")
COUNT_LIMIT = 10_000


@strawberry.interface(description="Anything with an id that `node` can fetch again.")
class Node:
    __slots__ = ()

    id: strawberry.ID


@strawberry.type(description="An exact amount of money.")
class Money:
    __slots__ = ("currency", "minor")

    minor: strawberry.Private[int]
    currency: CurrencyCode
    amount: Decimal = attribute(
        lambda self, _: money.amount_text(self.minor, self.currency),
        about="In major units, with every digit of the currency.",
    )
    minor_units: BigInt = attribute(
        "minor", about="In the smallest unit (tiyin, cent), for payment providers."
    )

    @classmethod
    def of(cls, minor: int, currency: str) -> Self:
        return cls(minor=minor, currency=CurrencyCode(currency))

    @computed
    def formatted(self, info: Info, locale: LanguageTag | None = None) -> str:
        """As people of a language write it."""
        return money.Money(self.minor, self.currency).formatted(locale or info.context.language)


@strawberry.type(description="An amount with its tax; net + tax = gross, always.")
class TaxedMoney:
    __slots__ = ("taxed",)

    taxed: strawberry.Private[money.Taxed]
    net: Money = attribute(lambda self, _: Money.of(self.taxed.net, self.taxed.currency))
    tax: Money = attribute(lambda self, _: Money.of(self.taxed.tax, self.taxed.currency))
    gross: Money = attribute(lambda self, _: Money.of(self.taxed.gross, self.taxed.currency))

    @classmethod
    def of(cls, taxed: money.Taxed) -> Self:
        return cls(taxed=taxed)


@strawberry.input(description="An amount in major units as a decimal string.")
class MoneyInput:
    amount: Decimal
    currency: CurrencyCode

    def to_money(self, *path: str) -> money.Money:
        """The amount in minor units.

        Raises:
            InvalidInput: finer than the currency's minor unit.
        """
        return money.parse_amount(self.amount, self.currency, path=path)


@strawberry.type(description="A text in one language.")
class Translation:
    language: LanguageTag
    text: str


@strawberry.input(description="A text in one language.")
class TranslationInput:
    language: LanguageTag
    text: str


@strawberry.type(description="A number of things; not exact when counting stopped at a limit.")
class Count:
    value: int
    exact: bool


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    __slots__ = ("page",)

    page: strawberry.Private[Page]
    has_next_page: bool = attribute("page.has_next")
    has_previous_page: bool = attribute("page.has_previous")
    start_cursor: Cursor | None = attribute(lambda self, _: next(iter(self.page.cursors), None))
    end_cursor: Cursor | None = attribute(lambda self, _: next(reversed(self.page.cursors), None))


@strawberry.type(description="An item of a list with its cursor.")
class Edge(Generic[T]):
    __slots__ = ("cursor", "node")

    cursor: Cursor
    node: T


Counter = Callable[[int], Awaitable[int]]


def _edges(connection: "Connection[Any]", context: Context) -> list[Edge[Any]]:
    page, make = connection.page, connection.make
    return [
        Edge(cursor=Cursor(cursor), node=make(row, context))
        for cursor, row in zip(page.cursors, page.rows, strict=True)
    ]


@strawberry.type(description="A page of a list.")
class Connection(Generic[T]):
    """Built of a page of rows; `make` turns one into its GraphQL type."""

    __slots__ = ("counter", "make", "page")

    page: strawberry.Private[Page]
    make: strawberry.Private[Make]
    counter: strawberry.Private[Counter]
    edges: list[Edge[T]] = attribute(_edges)
    nodes: list[T] = attribute(
        lambda self, context: [self.make(row, context) for row in self.page.rows]
    )
    page_info: PageInfo = attribute(lambda self, _: PageInfo(page=self.page))

    @computed
    async def total_count(self, limit: int = COUNT_LIMIT) -> Count:
        """How many there are in all, counted up to a limit."""
        bound = max(1, min(limit, 1_000_000))
        found = await self.counter(bound + 1)
        return Count(value=min(found, bound), exact=found <= bound)

    @classmethod
    def of(cls, page: Page, *, make: Make, count: Counter) -> Self:
        """Build a connection from a page; `count(limit)` counts the whole list up to a limit."""
        return cls(page=page, make=make, counter=count)

    @classmethod
    async def read(
        cls,
        stmt: Rows,
        keys: Sequence[Key],
        args: PageArgs,
        *,
        make: Make,
        context: Context,
    ) -> Self:
        """Read one page of a statement, sorted by `keys`; the count is read when asked for."""
        rows = await context.reader.all(keyset(stmt, keys, args))

        async def count(limit: int) -> int:
            return int(await context.reader.scalar(counting(stmt, limit)))

        return cls.of(page(rows, keys, args), make=make, count=count)
