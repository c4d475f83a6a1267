"""SQL fragments of sellers for joins by higher domains."""

from sqlalchemy import Subquery, select

from commerce.sellers.models import Seller
from commerce.sellers.types import SellerStatus


def active_sellers() -> Subquery:
    """Sellers that may sell now: seller_id."""
    stmt = select(Seller.id.label("seller_id")).where(Seller.status == SellerStatus.ACTIVE)
    return stmt.subquery("active_sellers")
