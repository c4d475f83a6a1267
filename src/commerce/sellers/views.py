"""SQL fragments of sellers for joins by higher domains."""

from typing import Any

from sqlalchemy import Subquery, func, select

from commerce.sellers.models import Seller
from commerce.sellers.types import SellerStatus


def active_sellers() -> Subquery:
    """Sellers that may sell now: seller_id, and `seller`, the whole row as JSON.

    `loaders.stored_seller` reads the row back.
    """
    table: Any = Seller.__table__
    whole = func.to_jsonb(table.table_valued()).label("seller")
    stmt = select(Seller.id.label("seller_id"), whole)
    return stmt.where(Seller.status == SellerStatus.ACTIVE).subquery("active_sellers")
