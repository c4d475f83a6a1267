"""SQL fragments of sellers for joins by higher domains."""

from sqlalchemy import Subquery, select

from commerce.sellers.models import Seller
from commerce.sellers.types import SellerStatus


def active_sellers() -> Subquery:
    """Sellers that may sell now.

    Columns: seller_id, and what `types.SellerCard` needs beside it: seller_version, seller_slug,
    seller_name, seller_house.
    """
    stmt = select(
        Seller.id.label("seller_id"),
        Seller.version.label("seller_version"),
        Seller.slug.label("seller_slug"),
        Seller.name.label("seller_name"),
        Seller.house.label("seller_house"),
    )
    return stmt.where(Seller.status == SellerStatus.ACTIVE).subquery("active_sellers")
