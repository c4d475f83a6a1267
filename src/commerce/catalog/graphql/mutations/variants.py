"""Mutations of options and variants."""

import asyncio

import strawberry

from commerce.catalog import service
from commerce.catalog.errors import InUse, LastVariant
from commerce.catalog.graphql.inputs.lookups import ProductVariantActionInput
from commerce.catalog.graphql.inputs.variants import (
    ProductOptionsSetInput,
    ProductVariantBulkUpsertInput,
    ProductVariantCreateInput,
    ProductVariantUpdateInput,
)
from commerce.catalog.graphql.nodes import fetch_product, fetch_variant
from commerce.catalog.graphql.types import Product, Variant
from commerce.catalog.permissions import CATALOG_WRITE
from commerce.kernel.access import requires
from commerce.kernel.graphql.fields import Info, Payload, mutation, payload


@payload()
class ProductVariantCreatePayload(Payload):
    variant: Variant | None = None


@payload()
class ProductVariantUpdatePayload(Payload):
    variant: Variant | None = None


@payload(InUse, LastVariant)
class ProductVariantDeletePayload(Payload):
    deleted_id: strawberry.ID | None = None
    product: Product | None = None


@payload(InUse)
class ProductOptionsSetPayload(Payload):
    product: Product | None = None


@payload()
class ProductVariantBulkUpsertPayload(Payload):
    variants: list[Variant] = strawberry.field(
        default_factory=list, description="In the order of the input; at most 100."
    )


@strawberry.type
class VariantMutation:
    @mutation(requires(CATALOG_WRITE), ProductVariantCreatePayload)
    async def product_variant_create(
        self, info: Info, input: ProductVariantCreateInput
    ) -> ProductVariantCreatePayload:
        """Add a variant to a product."""
        product_id, new = input.product_id, input.to_new("input")
        async with info.context.db.transaction() as tx:
            row = await service.create_variant(
                tx, product_id, new, expected_version=input.expected_version
            )
        return ProductVariantCreatePayload(variant=await fetch_variant(row.id, info.context))

    @mutation(requires(CATALOG_WRITE), ProductVariantUpdatePayload)
    async def product_variant_update(
        self, info: Info, input: ProductVariantUpdateInput
    ) -> ProductVariantUpdatePayload:
        """Change a variant."""
        variant_id, patch = input.uid, input.to_patch()
        async with info.context.db.transaction() as tx:
            await service.update_variant(
                tx, variant_id, patch, expected_version=input.expected_version
            )
        return ProductVariantUpdatePayload(variant=await fetch_variant(variant_id, info.context))

    @mutation(requires(CATALOG_WRITE), ProductVariantDeletePayload)
    async def product_variant_delete(
        self, info: Info, input: ProductVariantActionInput
    ) -> ProductVariantDeletePayload:
        """Delete a variant that nothing sells and that is not the last one."""
        variant_id = input.uid
        async with info.context.db.transaction() as tx:
            product_id = await service.delete_variant(
                tx, variant_id, expected_version=input.expected_version
            )
        return ProductVariantDeletePayload(
            deleted_id=input.id, product=await fetch_product(product_id, info.context)
        )

    @mutation(requires(CATALOG_WRITE), ProductOptionsSetPayload)
    async def product_options_set(
        self, info: Info, input: ProductOptionsSetInput
    ) -> ProductOptionsSetPayload:
        """Give a product these options and variants; a variant with the same SKU keeps its id."""
        product_id, options, variants = input.product_id, input.to_options(), input.to_variants()
        async with info.context.db.transaction() as tx:
            await service.set_variants(
                tx, product_id, options, variants, expected_version=input.expected_version
            )
        return ProductOptionsSetPayload(product=await fetch_product(product_id, info.context))

    @mutation(requires(CATALOG_WRITE), ProductVariantBulkUpsertPayload)
    async def product_variant_bulk_upsert(
        self, info: Info, input: ProductVariantBulkUpsertInput
    ) -> ProductVariantBulkUpsertPayload:
        """Add variants, or change those with the same SKU; all of at most 100, or none."""
        context = info.context
        product_id, variants = input.product_id, input.to_variants()
        async with context.db.transaction() as tx:
            done = await service.upsert_variants(
                tx, product_id, variants, expected_version=input.expected_version
            )
        rows = await asyncio.gather(*(fetch_variant(uid, context) for uid in done))
        return ProductVariantBulkUpsertPayload(variants=[row for row in rows if row is not None])
