"""Use cases of the catalog."""

from commerce.catalog.service.brands import (
    create_brand,
    delete_brand,
    ensure_brand,
    update_brand,
)
from commerce.catalog.service.categories import (
    create_category,
    delete_category,
    ensure_category,
    move_category,
    update_category,
)
from commerce.catalog.service.collections import (
    create_collection,
    delete_collection,
    set_collection_products,
    update_collection,
)
from commerce.catalog.service.pictures import add_media, delete_media, reorder_media, set_media
from commerce.catalog.service.portraits import (
    OptionPortrait,
    Portrait,
    portraits,
    taken_slugs,
)
from commerce.catalog.service.products import (
    archive,
    create_product,
    delete_product,
    publish,
    unpublish,
    update_product,
)
from commerce.catalog.service.tags import add_tags, ensure_tags, remove_tags
from commerce.catalog.service.variants import (
    create_variant,
    delete_variant,
    set_variants,
    update_variant,
    upsert_variants,
)

__all__ = [
    "OptionPortrait",
    "Portrait",
    "add_media",
    "add_tags",
    "archive",
    "create_brand",
    "create_category",
    "create_collection",
    "create_product",
    "create_variant",
    "delete_brand",
    "delete_category",
    "delete_collection",
    "delete_media",
    "delete_product",
    "delete_variant",
    "ensure_brand",
    "ensure_category",
    "ensure_tags",
    "move_category",
    "portraits",
    "publish",
    "remove_tags",
    "reorder_media",
    "set_collection_products",
    "set_media",
    "set_variants",
    "taken_slugs",
    "unpublish",
    "update_brand",
    "update_category",
    "update_collection",
    "update_product",
    "update_variant",
    "upsert_variants",
]
