"""Mutations of categories, collections and brands."""

import strawberry

from commerce.catalog import service
from commerce.catalog.errors import InUse
from commerce.catalog.graphql.inputs.lookups import (
    BrandActionInput,
    CategoryActionInput,
    CollectionActionInput,
)
from commerce.catalog.graphql.inputs.shelves import (
    BrandCreateInput,
    BrandUpdateInput,
    CategoryCreateInput,
    CategoryMoveInput,
    CategoryUpdateInput,
    CollectionCreateInput,
    CollectionProductsSetInput,
    CollectionUpdateInput,
)
from commerce.catalog.graphql.shelves import Brand, Category
from commerce.catalog.graphql.types import Collection
from commerce.catalog.permissions import CATALOG_WRITE
from commerce.kernel.access import requires
from commerce.kernel.graphql.fields import Info, Payload, mutation, payload


@payload()
class CategoryCreatePayload(Payload):
    category: Category | None = None


@payload()
class CategoryUpdatePayload(Payload):
    category: Category | None = None


@payload()
class CategoryMovePayload(Payload):
    category: Category | None = None


@payload(InUse)
class CategoryDeletePayload(Payload):
    deleted_id: strawberry.ID | None = None


@payload()
class CollectionCreatePayload(Payload):
    collection: Collection | None = None


@payload()
class CollectionUpdatePayload(Payload):
    collection: Collection | None = None


@payload()
class CollectionProductsSetPayload(Payload):
    collection: Collection | None = None


@payload()
class CollectionDeletePayload(Payload):
    deleted_id: strawberry.ID | None = None


@payload()
class BrandCreatePayload(Payload):
    brand: Brand | None = None


@payload()
class BrandUpdatePayload(Payload):
    brand: Brand | None = None


@payload(InUse)
class BrandDeletePayload(Payload):
    deleted_id: strawberry.ID | None = None


@strawberry.type
class CategoryMutation:
    @mutation(requires(CATALOG_WRITE), CategoryCreatePayload)
    async def category_create(
        self, info: Info, input: CategoryCreateInput
    ) -> CategoryCreatePayload:
        """Add a category, last among its siblings."""
        new, parent_id = input.to_new(), input.parent_id
        async with info.context.db.transaction() as tx:
            row = await service.create_category(tx, new, parent_id=parent_id)
        return CategoryCreatePayload(category=Category.of(row, info.context))

    @mutation(requires(CATALOG_WRITE), CategoryUpdatePayload)
    async def category_update(
        self, info: Info, input: CategoryUpdateInput
    ) -> CategoryUpdatePayload:
        """Change the words of a category or its place among its siblings."""
        category_id, patch = input.uid, input.to_patch(position=input.position)
        async with info.context.db.transaction() as tx:
            row = await service.update_category(
                tx, category_id, patch, expected_version=input.expected_version
            )
        return CategoryUpdatePayload(category=Category.of(row, info.context))

    @mutation(requires(CATALOG_WRITE), CategoryMovePayload)
    async def category_move(self, info: Info, input: CategoryMoveInput) -> CategoryMovePayload:
        """Put a category, with all below it, under another parent."""
        category_id, parent_id = input.uid, input.parent_id
        async with info.context.db.transaction() as tx:
            row = await service.move_category(
                tx, category_id, parent_id, expected_version=input.expected_version
            )
        return CategoryMovePayload(category=Category.of(row, info.context))

    @mutation(requires(CATALOG_WRITE), CategoryDeletePayload)
    async def category_delete(
        self, info: Info, input: CategoryActionInput
    ) -> CategoryDeletePayload:
        """Delete a category that has none below it; its products stay."""
        category_id = input.uid
        async with info.context.db.transaction() as tx:
            await service.delete_category(tx, category_id, expected_version=input.expected_version)
        return CategoryDeletePayload(deleted_id=input.id)


@strawberry.type
class CollectionMutation:
    @mutation(requires(CATALOG_WRITE), CollectionCreatePayload)
    async def collection_create(
        self, info: Info, input: CollectionCreateInput
    ) -> CollectionCreatePayload:
        """Add an empty collection."""
        new = input.to_new()
        async with info.context.db.transaction() as tx:
            row = await service.create_collection(tx, new)
        return CollectionCreatePayload(collection=Collection.of(row, info.context))

    @mutation(requires(CATALOG_WRITE), CollectionUpdatePayload)
    async def collection_update(
        self, info: Info, input: CollectionUpdateInput
    ) -> CollectionUpdatePayload:
        """Change the words of a collection."""
        collection_id, patch = input.uid, input.to_patch()
        async with info.context.db.transaction() as tx:
            row = await service.update_collection(
                tx, collection_id, patch, expected_version=input.expected_version
            )
        return CollectionUpdatePayload(collection=Collection.of(row, info.context))

    @mutation(requires(CATALOG_WRITE), CollectionProductsSetPayload)
    async def collection_products_set(
        self, info: Info, input: CollectionProductsSetInput
    ) -> CollectionProductsSetPayload:
        """Give a collection these products, in this order, and no others."""
        collection_id, product_ids = input.uid, input.product_ids
        async with info.context.db.transaction() as tx:
            row = await service.set_collection_products(
                tx, collection_id, product_ids, expected_version=input.expected_version
            )
        return CollectionProductsSetPayload(collection=Collection.of(row, info.context))

    @mutation(requires(CATALOG_WRITE), CollectionDeletePayload)
    async def collection_delete(
        self, info: Info, input: CollectionActionInput
    ) -> CollectionDeletePayload:
        """Delete a collection; its products stay."""
        uid = input.uid
        async with info.context.db.transaction() as tx:
            await service.delete_collection(tx, uid, expected_version=input.expected_version)
        return CollectionDeletePayload(deleted_id=input.id)


@strawberry.type
class BrandMutation:
    @mutation(requires(CATALOG_WRITE), BrandCreatePayload)
    async def brand_create(self, info: Info, input: BrandCreateInput) -> BrandCreatePayload:
        """Add a brand."""
        name, slug = input.words()
        async with info.context.db.transaction() as tx:
            row = await service.create_brand(tx, name, slug=slug)
        return BrandCreatePayload(brand=Brand.of(row, info.context))

    @mutation(requires(CATALOG_WRITE), BrandUpdatePayload)
    async def brand_update(self, info: Info, input: BrandUpdateInput) -> BrandUpdatePayload:
        """Change a brand."""
        brand_id, (name, slug) = input.uid, input.words()
        async with info.context.db.transaction() as tx:
            row = await service.update_brand(
                tx, brand_id, name=name, slug=slug, expected_version=input.expected_version
            )
        return BrandUpdatePayload(brand=Brand.of(row, info.context))

    @mutation(requires(CATALOG_WRITE), BrandDeletePayload)
    async def brand_delete(self, info: Info, input: BrandActionInput) -> BrandDeletePayload:
        """Delete a brand that no product has."""
        brand_id = input.uid
        async with info.context.db.transaction() as tx:
            await service.delete_brand(tx, brand_id, expected_version=input.expected_version)
        return BrandDeletePayload(deleted_id=input.id)
