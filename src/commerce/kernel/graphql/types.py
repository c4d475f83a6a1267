"""Types every domain uses: nodes, money, connections, counts."""

from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal
from typing import Any, Generic, Self, TypeVar

import strawberry

from commerce.kernel import money
from commerce.kernel.db import Rows
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.fields import Info, computed
from commerce.kernel.graphql.scalars import BigInt, CurrencyCode, Cursor, LanguageTag
from commerce.kernel.pages import Key, Page, PageArgs, counting, keyset, page

T = TypeVar("T")
COUNT_LIMIT = 10_000


@strawberry.interface(description="Anything with an id that `node` can fetch again.")
class Node:
    id: strawberry.ID


@strawberry.type(description="An exact amount of money.")
class Money:
    minor: strawberry.Private[int]
    currency: CurrencyCode

    @classmethod
    def of(cls, minor: int, currency: str) -> Self:
        return cls(minor=minor, currency=CurrencyCode(currency))

    @computed
    def amount(self) -> Decimal:
        """In major units, with every digit of the currency."""
        return money.Money(self.minor, self.currency).amount

    @computed
    def minor_units(self) -> BigInt:
        """In the smallest unit (tiyin, cent), for payment providers."""
        return BigInt(self.minor)

    @computed
    def formatted(self, info: Info, locale: LanguageTag | None = None) -> str:
        """As people of a language write it."""
        return money.Money(self.minor, self.currency).formatted(locale or info.context.language)


@strawberry.type(description="An amount with its tax; net + tax = gross, always.")
class TaxedMoney:
    net: Money
    tax: Money
    gross: Money

    @classmethod
    def of(cls, taxed: money.Taxed) -> Self:
        return cls(
            net=Money.of(taxed.net, taxed.currency),
            tax=Money.of(taxed.tax, taxed.currency),
            gross=Money.of(taxed.gross, taxed.currency),
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
    has_next_page: bool
    has_previous_page: bool
    start_cursor: Cursor | None
    end_cursor: Cursor | None


@strawberry.type(description="An item of a list with its cursor.")
class Edge(Generic[T]):
    cursor: Cursor
    node: T


Counter = Callable[[int], Awaitable[int]]


@strawberry.type(description="A page of a list.")
class Connection(Generic[T]):
    edges: list[Edge[T]]
    nodes: list[T]
    page_info: PageInfo
    counter: strawberry.Private[Counter]

    @computed
    async def total_count(self, limit: int = COUNT_LIMIT) -> Count:
        """How many there are in all, counted up to a limit."""
        bound = max(1, min(limit, 1_000_000))
        found = await self.counter(bound + 1)
        return Count(value=min(found, bound), exact=found <= bound)

    @classmethod
    def of(
        cls, page: Page, *, make: Callable[[Any, Context], Any], context: Context, count: Counter
    ) -> Self:
        """Build a connection from a page; `count(limit)` counts the whole list up to a limit."""
        nodes = [make(row, context) for row in page.rows]
        edges = [
            Edge(cursor=Cursor(cursor), node=node)
            for cursor, node in zip(page.cursors, nodes, strict=True)
        ]
        info = PageInfo(
            has_next_page=page.has_next,
            has_previous_page=page.has_previous,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        )
        return cls(edges=edges, nodes=nodes, page_info=info, counter=count)

    @classmethod
    async def read(
        cls,
        stmt: Rows,
        keys: Sequence[Key],
        args: PageArgs,
        *,
        make: Callable[[Any, Context], Any],
        context: Context,
    ) -> Self:
        """Read one page of a statement, sorted by `keys`; the count is read when asked for."""
        rows = await context.reader.all(keyset(stmt, keys, args))

        async def count(limit: int) -> int:
            return int(await context.reader.scalar(counting(stmt, limit)))

        return cls.of(page(rows, keys, args), make=make, context=context, count=count)
