"""Types every domain uses: nodes, money, connections, counts."""

from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal
from functools import lru_cache
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
_AMOUNTS = 8192


@strawberry.interface(description="Anything with an id that `node` can fetch again.")
class Node:
    __slots__ = ()

    id: strawberry.ID


@strawberry.type(description="An exact amount of money.")
class Money:
    """Of each amount that is shown often there is one object, so none is ever changed."""

    __slots__ = ("currency", "minor", "text")

    minor: strawberry.Private[int]
    text: strawberry.Private[str]
    currency: CurrencyCode
    amount: Decimal = attribute("text", about="In major units, with every digit of the currency.")
    minor_units: BigInt = attribute(
        "minor", about="In the smallest unit (tiyin, cent), for payment providers."
    )

    @staticmethod
    @lru_cache(_AMOUNTS)
    def of(minor: int, currency: str) -> "Money":
        text = money.amount_text(minor, currency)
        return Money(minor=minor, text=text, currency=CurrencyCode(currency))

    @computed
    def formatted(self, info: Info, locale: LanguageTag | None = None) -> str:
        """As people of a language write it."""
        return money.Money(self.minor, self.currency).formatted(locale or info.context.language)


@strawberry.type(description="An amount with its tax; net + tax = gross, always.")
class TaxedMoney:
    __slots__ = ("gross", "net", "tax")

    net: Money
    tax: Money
    gross: Money

    @staticmethod
    def of(taxed: money.Taxed) -> "TaxedMoney":
        return _taxed_money(taxed.net, taxed.tax, taxed.currency)


@lru_cache(_AMOUNTS)
def _taxed_money(net: int, tax: int, currency: str) -> TaxedMoney:
    return TaxedMoney(
        net=Money.of(net, currency),
        tax=Money.of(tax, currency),
        gross=Money.of(net + tax, currency),
    )


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
