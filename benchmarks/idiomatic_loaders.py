"""The dataloaders of the idiomatic pages: one for each relation, a session for each call."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from aiodataloader import DataLoader
from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from commerce.catalog import models as catalog
from commerce.inventory.models import Stock
from commerce.media.models import File
from commerce.offers import models as offers
from commerce.pricing import models as pricing
from commerce.sellers import models as sellers

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
Sessions = async_sessionmaker[AsyncSession]


class Loaders:
    """The dataloaders of one request."""

    def __init__(self, sessions: Sessions) -> None:
        self.sessions = sessions
        self.brands = self._by_id(catalog.Brand)
        self.sellers = self._by_id(sellers.Seller)
        self.categories = self._grouped(self._categories_of)
        self.media = self._grouped(self._media_of)
        self.options = self._rows(catalog.Option, catalog.Option.product_id)
        self.values = self._rows(catalog.OptionValue, catalog.OptionValue.option_id)
        self.variants = self._rows(catalog.Variant, catalog.Variant.product_id)
        self.choices = self._grouped(self._choices_of)
        self.offers_of_product = self._rows(offers.Offer, offers.Offer.product_id)
        self.offers_of_variant = self._grouped(self._offers_of)
        self.prices = self._rows(pricing.Price, pricing.Price.offer_id)
        self.stocks = self._rows(Stock, Stock.offer_id)

    def _by_id(self, model: Any) -> DataLoader[UUID, Any]:
        async def load(ids: list[UUID]) -> list[Any]:
            async with self.sessions() as session:
                found = await session.scalars(select(model).where(model.id.in_(ids)))
                by_id = {row.id: row for row in found}
            return [by_id.get(each) for each in ids]

        return DataLoader(load)

    def _rows(self, model: Any, parent: Any) -> DataLoader[UUID, list[Any]]:
        async def pairs(session: AsyncSession, ids: Sequence[UUID]) -> list[tuple[UUID, Any]]:
            order: ColumnElement[Any] = getattr(model, "position", model.id)
            stmt = select(model).where(parent.in_(ids)).order_by(order, model.id)
            return [(getattr(row, parent.key), row) for row in await session.scalars(stmt)]

        return self._grouped(pairs)

    def _grouped(
        self, pairs: Callable[[AsyncSession, Sequence[K]], Awaitable[Sequence[tuple[K, V]]]]
    ) -> DataLoader[K, list[V]]:
        async def load(ids: list[K]) -> list[list[V]]:
            groups: dict[K, list[V]] = defaultdict(list)
            async with self.sessions() as session:
                for key, value in await pairs(session, ids):
                    groups[key].append(value)
            return [groups[each] for each in ids]

        return DataLoader(load)

    async def _categories_of(self, session: AsyncSession, ids: Sequence[UUID]) -> list[Any]:
        link = catalog.ProductCategory
        stmt = (
            select(link.product_id, catalog.Category)
            .join(catalog.Category, catalog.Category.id == link.category_id)
            .where(link.product_id.in_(ids))
            .order_by(catalog.Category.position, catalog.Category.id)
        )
        return [(owner, row) for owner, row in await session.execute(stmt)]

    async def _media_of(self, session: AsyncSession, ids: Sequence[UUID]) -> list[Any]:
        link = catalog.ProductMedia
        stmt = (
            select(link.product_id, File)
            .join(File, File.id == link.file_id)
            .where(link.product_id.in_(ids))
            .order_by(link.position, link.id)
        )
        return [(owner, row) for owner, row in await session.execute(stmt)]

    async def _offers_of(self, session: AsyncSession, ids: Sequence[UUID]) -> list[Any]:
        stmt = (
            select(offers.Offer)
            .outerjoin(pricing.Price, pricing.Price.offer_id == offers.Offer.id)
            .where(offers.Offer.variant_id.in_(ids))
            .order_by(pricing.Price.amount, offers.Offer.id)
        )
        return [(row.variant_id, row) for row in await session.scalars(stmt)]

    async def _choices_of(self, session: AsyncSession, ids: Sequence[UUID]) -> list[Any]:
        link = catalog.VariantValue
        stmt = (
            select(link.variant_id, catalog.Option, catalog.OptionValue)
            .join(catalog.OptionValue, catalog.OptionValue.id == link.value_id)
            .join(catalog.Option, catalog.Option.id == catalog.OptionValue.option_id)
            .where(link.variant_id.in_(ids))
            .order_by(catalog.Option.position)
        )
        return [(owner, (option, value)) for owner, option, value in await session.execute(stmt)]
