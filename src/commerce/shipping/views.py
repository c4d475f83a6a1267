"""SQL fragments of shipping for joins by higher domains."""

from sqlalchemy import Subquery, select

from commerce.shipping.models import Method


def methods() -> Subquery:
    """Ways of delivery, active or not: method_id, code, name (translated), tax_class."""
    stmt = select(Method.id.label("method_id"), Method.code, Method.name, Method.tax_class)
    return stmt.subquery("methods")
