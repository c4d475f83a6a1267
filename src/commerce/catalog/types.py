"""Values that cross the border of the catalog."""

from enum import StrEnum


class ProductStatus(StrEnum):
    """Only an active product is shown to buyers."""

    DRAFT = "draft"
    ACTIVE = "active"
    ARCHIVED = "archived"
