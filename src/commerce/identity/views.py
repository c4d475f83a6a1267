"""SQL fragments of identity for joins by higher domains."""

from sqlalchemy import Subquery, select

from commerce.identity.models import Grant


def seller_grants() -> Subquery:
    """Who holds which role in which seller.

    Columns: id, account_id, role_id, seller_id, created_at.
    """
    stmt = select(
        Grant.id, Grant.account_id, Grant.role_id, Grant.seller_id, Grant.created_at
    ).where(Grant.seller_id.is_not(None))
    return stmt.subquery("seller_grants")
