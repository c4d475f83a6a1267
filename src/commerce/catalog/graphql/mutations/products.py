"""Mutations of products, their tags and pictures."""

from uuid import UUID

import strawberry

from commerce.catalog import loaders, service
from commerce.catalog.errors import InUse
from commerce.catalog.graphql.inputs.lookups import ProductActionInput
from commerce.catalog.graphql.inputs.products import (
    ProductCreateInput,
    ProductMediaAddInput,
    ProductMediaDeleteInput,
    ProductMediaReorderInput,
    ProductTagsInput,
    ProductUpdateInput,
    tag_names,
)
from commerce.catalog.graphql.nodes import fetch_product
from commerce.catalog.graphql.types import Product, ProductMedia
from commerce.catalog.permissions import CATALOG_WRITE
from commerce.kernel.access import requires
from commerce.kernel.errors import IllegalTransition
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.fields import Info, Payload, mutation, payload


@payload()
class ProductCreatePayload(Payload):
    product: Product | None = None


@payload()
class ProductUpdatePayload(Payload):
    product: Product | None = None


@payload(IllegalTransition)
class ProductPublishPayload(Payload):
    product: Product | None = None


@payload(IllegalTransition)
class ProductUnpublishPayload(Payload):
    product: Product | None = None


@payload(IllegalTransition)
class ProductArchivePayload(Payload):
    product: Product | None = None


@payload(InUse)
class ProductDeletePayload(Payload):
    deleted_id: strawberry.ID | None = None


@payload()
class TagsAddPayload(Payload):
    product: Product | None = None


@payload()
class TagsRemovePayload(Payload):
    product: Product | None = None


@payload()
class ProductMediaAddPayload(Payload):
    media: ProductMedia | None = None
    product: Product | None = None


@payload()
class ProductMediaDeletePayload(Payload):
    product: Product | None = None


@payload()
class ProductMediaReorderPayload(Payload):
    product: Product | None = None


async def _media(media_id: UUID, context: Context) -> ProductMedia | None:
    row = (await loaders.media_by_id([media_id], context))[0]
    return ProductMedia.of(row, context) if row else None


@strawberry.type
class ProductMutation:
    @mutation(requires(CATALOG_WRITE), ProductCreatePayload)
    async def product_create(self, info: Info, input: ProductCreateInput) -> ProductCreatePayload:
        """Add a product with its options, variants and pictures."""
        new = input.to_new()
        async with info.context.db.transaction() as tx:
            row = await service.create_product(tx, new)
            if input.publish:
                row = await service.publish(tx, row.id)
        return ProductCreatePayload(product=Product.of(row, info.context))

    @mutation(requires(CATALOG_WRITE), ProductUpdatePayload)
    async def product_update(self, info: Info, input: ProductUpdateInput) -> ProductUpdatePayload:
        """Change a product."""
        product_id, patch = input.uid, input.to_patch()
        async with info.context.db.transaction() as tx:
            row = await service.update_product(
                tx, product_id, patch, expected_version=input.expected_version
            )
        return ProductUpdatePayload(product=Product.of(row, info.context))

    @mutation(requires(CATALOG_WRITE), ProductPublishPayload)
    async def product_publish(self, info: Info, input: ProductActionInput) -> ProductPublishPayload:
        """Show a product to buyers."""
        product_id = input.uid
        async with info.context.db.transaction() as tx:
            row = await service.publish(tx, product_id, expected_version=input.expected_version)
        return ProductPublishPayload(product=Product.of(row, info.context))

    @mutation(requires(CATALOG_WRITE), ProductUnpublishPayload)
    async def product_unpublish(
        self, info: Info, input: ProductActionInput
    ) -> ProductUnpublishPayload:
        """Make a product a draft again."""
        product_id = input.uid
        async with info.context.db.transaction() as tx:
            row = await service.unpublish(tx, product_id, expected_version=input.expected_version)
        return ProductUnpublishPayload(product=Product.of(row, info.context))

    @mutation(requires(CATALOG_WRITE), ProductArchivePayload)
    async def product_archive(self, info: Info, input: ProductActionInput) -> ProductArchivePayload:
        """Put a product away; orders keep their own copy of it."""
        product_id = input.uid
        async with info.context.db.transaction() as tx:
            row = await service.archive(tx, product_id, expected_version=input.expected_version)
        return ProductArchivePayload(product=Product.of(row, info.context))

    @mutation(requires(CATALOG_WRITE), ProductDeletePayload)
    async def product_delete(self, info: Info, input: ProductActionInput) -> ProductDeletePayload:
        """Delete a product that nothing sells; one that is sold can be archived."""
        product_id = input.uid
        async with info.context.db.transaction() as tx:
            await service.delete_product(tx, product_id, expected_version=input.expected_version)
        return ProductDeletePayload(deleted_id=input.id)

    @mutation(requires(CATALOG_WRITE), TagsAddPayload)
    async def tags_add(self, info: Info, input: ProductTagsInput) -> TagsAddPayload:
        """Put tags on a product; those it has stay."""
        product_id, names = input.product_id, tag_names(input.tags)
        async with info.context.db.transaction() as tx:
            row = await service.add_tags(
                tx, product_id, names, expected_version=input.expected_version
            )
        return TagsAddPayload(product=Product.of(row, info.context))

    @mutation(requires(CATALOG_WRITE), TagsRemovePayload)
    async def tags_remove(self, info: Info, input: ProductTagsInput) -> TagsRemovePayload:
        """Take tags off a product; those it does not have are no error."""
        product_id, names = input.product_id, tag_names(input.tags)
        async with info.context.db.transaction() as tx:
            row = await service.remove_tags(
                tx, product_id, names, expected_version=input.expected_version
            )
        return TagsRemovePayload(product=Product.of(row, info.context))


@strawberry.type
class ProductMediaMutation:
    @mutation(requires(CATALOG_WRITE), ProductMediaAddPayload)
    async def product_media_add(
        self, info: Info, input: ProductMediaAddInput
    ) -> ProductMediaAddPayload:
        """Add a picture at the end, for the product or for one of its variants."""
        product_id, picture = input.product_id, input.to_picture()
        async with info.context.db.transaction() as tx:
            media_id = await service.add_media(
                tx, product_id, picture, expected_version=input.expected_version
            )
        return ProductMediaAddPayload(
            media=await _media(media_id, info.context),
            product=await fetch_product(product_id, info.context),
        )

    @mutation(requires(CATALOG_WRITE), ProductMediaDeletePayload)
    async def product_media_delete(
        self, info: Info, input: ProductMediaDeleteInput
    ) -> ProductMediaDeletePayload:
        """Take a picture away; the version is the product's."""
        media_id = input.uid
        async with info.context.db.transaction() as tx:
            product_id = await service.delete_media(
                tx, media_id, expected_version=input.expected_version
            )
        return ProductMediaDeletePayload(product=await fetch_product(product_id, info.context))

    @mutation(requires(CATALOG_WRITE), ProductMediaReorderPayload)
    async def product_media_reorder(
        self, info: Info, input: ProductMediaReorderInput
    ) -> ProductMediaReorderPayload:
        """Put the pictures of a product in a new order."""
        product_id, order = input.product_id, input.order()
        async with info.context.db.transaction() as tx:
            row = await service.reorder_media(
                tx, product_id, order, expected_version=input.expected_version
            )
        return ProductMediaReorderPayload(product=Product.of(row, info.context))
