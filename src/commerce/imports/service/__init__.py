"""Use cases of imports."""

from commerce.imports.service.run import import_products

__all__ = ["import_products"]
