"""Factories of the catalog."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from commerce.catalog import service
from commerce.catalog.models import Brand, Category, Collection, Product, Variant
from commerce.catalog.types import NewOption, NewProduct, NewValue, NewVariant, Shelf


def option(name: str, *values: str) -> NewOption:
    """An option by English names."""
    return NewOption({"en": name}, tuple(NewValue({"en": each}) for each in values))


class CatalogFactory:
    """Makes products and what they stand in."""

    serial: Any
    db: Any

    async def product(self, *, published: bool = True, **given: Any) -> Product:
        """A product with one variant; see `NewProduct` for what may be given."""
        n = self.serial()
        values: dict[str, Any] = {"name": {"en": f"Product {n}", "ru": f"Товар {n}"}}
        async with self.db.transaction() as tx:
            row = await service.create_product(tx, NewProduct(**values | given))
            if published:
                row = await service.publish(tx, row.id)
        return row

    async def shirt(self, **given: Any) -> Product:
        """A product in two sizes and two colours: four variants."""
        n = self.serial()
        variants = tuple(
            NewVariant(
                sku=f"SHIRT-{n}-{size}-{colour}", choices=(("Size", size), ("Colour", colour))
            )
            for size in ("S", "L")
            for colour in ("Red", "Blue")
        )
        options = (option("Size", "S", "L"), option("Colour", "Red", "Blue"))
        return await self.product(**{"options": options, "variants": variants} | given)

    async def variant(self, **given: Any) -> Variant:
        """The variant of a new product; see `NewVariant` for what may be given."""
        product = given.pop("product", None)
        if product is None:
            product = await self.product(variants=(NewVariant(**given),))
        return (await self.variants(product))[0]

    async def variants(self, product: Product) -> list[Variant]:
        """The variants of a product, in their order."""
        stmt = select(Variant).where(Variant.product_id == product.id)
        async with self.db.transaction() as tx:
            found: list[Variant] = await tx.all(stmt.order_by(Variant.position))
        return found

    async def category(self, *, parent: Category | None = None, **given: Any) -> Category:
        values: dict[str, Any] = {"name": {"en": f"Category {self.serial()}"}}
        async with self.db.transaction() as tx:
            return await service.create_category(
                tx, Shelf(**values | given), parent_id=parent.id if parent else None
            )

    async def brand(self, name: str | None = None) -> Brand:
        async with self.db.transaction() as tx:
            return await service.create_brand(tx, name or f"Brand {self.serial()}")

    async def collection(self, *products: Product, **given: Any) -> Collection:
        values: dict[str, Any] = {"name": {"en": f"Collection {self.serial()}"}}
        ids: list[UUID] = [each.id for each in products]
        async with self.db.transaction() as tx:
            row = await service.create_collection(tx, Shelf(**values | given))
            return await service.set_collection_products(tx, row.id, ids)
