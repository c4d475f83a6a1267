"""The same two pages written by the book: strawberry, SQLAlchemy's ORM and dataloaders.

What a good team writes that follows the guides of the three: types with resolvers, one
dataloader for each relation and request, a session for each loader call (resolvers that run
at the same time must not share one), and strawberry's own view as it comes. It has no
markets, limits or access rules, which the product has, so the comparison is kind to it.
"""

import os
from collections.abc import Sequence
from decimal import Decimal

import strawberry
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL

from benchmarks.idiomatic_loaders import Loaders, Sessions
from benchmarks.plain import serve
from commerce.app import import_all
from commerce.catalog import models as catalog
from commerce.catalog.types import ProductStatus
from commerce.inventory.models import Stock
from commerce.kernel.graphql.types import COUNT_LIMIT
from commerce.media.models import File
from commerce.offers import models as offers
from commerce.pricing import models as pricing

Info = strawberry.Info[Loaders, None]
_LANGUAGES = ("ru", "en", "uz-Latn")
_ACTIVE = catalog.Product.status == ProductStatus.ACTIVE


def _text(translations: dict[str, str]) -> str:
    return next((text for each in _LANGUAGES if (text := translations.get(each))), "")


@strawberry.type
class Money:
    amount: Decimal
    currency: str


@strawberry.type
class TaxedMoney:
    gross: Money


@strawberry.type
class PriceRange:
    start: TaxedMoney = strawberry.field(name="from")
    end: TaxedMoney = strawberry.field(name="to")


def _money(price: pricing.Price) -> TaxedMoney:
    return TaxedMoney(gross=Money(amount=Decimal(price.amount).scaleb(-2), currency=price.currency))


@strawberry.type
class Named:
    name: str
    slug: str


@strawberry.type
class Media:
    url: str
    alt: str

    @classmethod
    def of(cls, row: File) -> "Media":
        return cls(url=row.url, alt=_text(row.alt))


@strawberry.type
class OptionValue:
    code: str
    name: str


@strawberry.type
class Option:
    row: strawberry.Private[catalog.Option]

    @strawberry.field
    def code(self) -> str:
        return self.row.code

    @strawberry.field
    def name(self) -> str:
        return _text(self.row.name)

    @strawberry.field
    async def values(self, info: Info) -> list[OptionValue]:
        rows = await info.context.values.load(self.row.id)
        return [OptionValue(code=each.code, name=_text(each.name)) for each in rows]


@strawberry.type
class VariantOption:
    name: str
    value: str
    option: str


def _in_stock(stocks: Sequence[Stock]) -> bool:
    return any(not each.tracked or each.on_hand > each.reserved for each in stocks)


@strawberry.type
class Offer:
    row: strawberry.Private[offers.Offer]

    @strawberry.field
    def id(self) -> strawberry.ID:
        return strawberry.ID(str(self.row.id))

    @strawberry.field
    async def available(self, info: Info) -> bool:
        return _in_stock(await info.context.stocks.load(self.row.id))

    @strawberry.field
    async def price(self, info: Info) -> TaxedMoney | None:
        prices = await info.context.prices.load(self.row.id)
        return _money(prices[0]) if prices else None

    @strawberry.field
    async def seller(self, info: Info) -> Named:
        row = await info.context.sellers.load(self.row.seller_id)
        return Named(name=row.name, slug=row.slug)


@strawberry.type
class ProductVariant:
    row: strawberry.Private[catalog.Variant]

    @strawberry.field
    def id(self) -> strawberry.ID:
        return strawberry.ID(str(self.row.id))

    @strawberry.field
    def sku(self) -> str | None:
        return self.row.sku

    @strawberry.field
    async def label(self, info: Info) -> str:
        choices = await info.context.choices.load(self.row.id)
        return " / ".join(_text(value.name) for _, value in choices)

    @strawberry.field
    async def options(self, info: Info) -> list[VariantOption]:
        choices = await info.context.choices.load(self.row.id)
        return [
            VariantOption(name=_text(option.name), value=_text(value.name), option=option.code)
            for option, value in choices
        ]

    @strawberry.field
    async def offers(self, info: Info, first: int) -> list[Offer]:
        rows = await info.context.offers_of_variant.load(self.row.id)
        return [Offer(row=each) for each in rows[:first]]


@strawberry.type
class Product:
    row: strawberry.Private[catalog.Product]

    @strawberry.field
    def id(self) -> strawberry.ID:
        return strawberry.ID(str(self.row.id))

    @strawberry.field
    def slug(self) -> str:
        return self.row.slug

    @strawberry.field
    def name(self) -> str:
        return _text(self.row.name)

    @strawberry.field
    def description(self) -> str:
        return _text(self.row.description)

    @strawberry.field
    async def brand(self, info: Info) -> Named | None:
        if self.row.brand_id is None:
            return None
        row = await info.context.brands.load(self.row.brand_id)
        return Named(name=row.name, slug=row.slug)

    @strawberry.field
    async def categories(self, info: Info) -> list[Named]:
        rows = await info.context.categories.load(self.row.id)
        return [Named(name=_text(each.name), slug=each.slug) for each in rows]

    @strawberry.field
    async def media(self, info: Info, first: int) -> list[Media]:
        rows = await info.context.media.load(self.row.id)
        return [Media.of(each) for each in rows[:first]]

    @strawberry.field
    async def thumbnail(self, info: Info) -> Media | None:
        rows = await info.context.media.load(self.row.id)
        return Media.of(rows[0]) if rows else None

    @strawberry.field
    async def available(self, info: Info) -> bool:
        rows = await info.context.offers_of_product.load(self.row.id)
        stocks = await info.context.stocks.load_many([each.id for each in rows])
        return any(_in_stock(each) for each in stocks)

    @strawberry.field
    async def price_range(self, info: Info) -> PriceRange | None:
        rows = await info.context.offers_of_product.load(self.row.id)
        found = await info.context.prices.load_many([each.id for each in rows])
        prices = [price for each in found for price in each]
        if not prices:
            return None
        low, *_, high = sorted(prices, key=lambda price: price.amount) * 2
        return PriceRange(start=_money(low), end=_money(high))

    @strawberry.field
    async def options(self, info: Info) -> list[Option]:
        rows = await info.context.options.load(self.row.id)
        return [Option(row=each) for each in rows]

    @strawberry.field
    async def variants(self, info: Info) -> list[ProductVariant]:
        rows = await info.context.variants.load(self.row.id)
        return [ProductVariant(row=each) for each in rows]


@strawberry.type
class Count:
    value: int
    exact: bool


@strawberry.type
class PageInfo:
    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class ProductConnection:
    nodes: list[Product]
    page_info: PageInfo

    @strawberry.field
    async def total_count(self, info: Info) -> Count:
        async with info.context.sessions() as session:
            stmt = select(func.count()).select_from(catalog.Product).where(_ACTIVE)
            found = await session.scalar(stmt) or 0
        return Count(value=min(found, COUNT_LIMIT), exact=found <= COUNT_LIMIT)


@strawberry.input
class ProductBy:
    slug: str


@strawberry.type
class Query:
    @strawberry.field
    async def products(self, info: Info, first: int) -> ProductConnection:
        stmt = select(catalog.Product).where(_ACTIVE).order_by(catalog.Product.id.desc())
        async with info.context.sessions() as session:
            rows = (await session.scalars(stmt.limit(first + 1))).all()
        shown = rows[:first]
        end = str(shown[-1].id) if shown else None
        return ProductConnection(
            nodes=[Product(row=each) for each in shown],
            page_info=PageInfo(has_next_page=len(rows) > first, end_cursor=end),
        )

    @strawberry.field
    async def product(self, info: Info, by: ProductBy) -> Product | None:
        stmt = select(catalog.Product).where(_ACTIVE, catalog.Product.slug == by.slug)
        async with info.context.sessions() as session:
            row = await session.scalar(stmt)
        return None if row is None else Product(row=row)


class View(GraphQL[Loaders, None]):
    """Strawberry's view with the loaders of each request as its context."""

    sessions: Sessions

    async def get_context(
        self, request: Request | WebSocket, response: Response | WebSocket
    ) -> Loaders:
        return Loaders(self.sessions)


def factory(url: str) -> Starlette:
    """The application on the database at `url` (libpq form)."""
    import_all("models")
    engine = create_async_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1), pool_size=16, max_overflow=0
    )
    view = View(strawberry.Schema(Query), graphql_ide=None)
    view.sessions = async_sessionmaker(engine, expire_on_commit=False)
    return Starlette(routes=[Route("/graphql", view)])


if __name__ == "__main__":
    serve(factory(os.environ["DATABASE_URL"]))
