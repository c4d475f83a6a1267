"""Permissions of the catalog, and which products an actor sees."""

from sqlalchemy import Boolean, ColumnElement, bindparam, or_

from commerce.catalog.models import Product
from commerce.catalog.types import ProductStatus
from commerce.kernel.access import Actor, permission

CATALOG_READ = permission("CATALOG_READ", "See products that are not published.")
CATALOG_WRITE = permission("CATALOG_WRITE", "Change the shared catalog.")


def visible() -> ColumnElement[bool]:
    """Active products, and when `:hidden` is true all."""
    return or_(
        Product.status == ProductStatus.ACTIVE, bindparam("hidden", type_=Boolean(), unique=False)
    )


def sees_hidden(actor: Actor) -> bool:
    """Whether an actor sees products that buyers do not."""
    return actor.may(CATALOG_READ)
