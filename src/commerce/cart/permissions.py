"""Which carts a buyer may see and change."""

from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, String, Uuid, bindparam, or_

from commerce.cart.models import Cart


def owned() -> ColumnElement[bool]:
    """Whether a cart is that of the account `:account_id`; a guest has none."""
    account: BindParameter[UUID] = bindparam("account_id", type_=Uuid())
    return Cart.account_id == account


def opened_by() -> ColumnElement[bool]:
    """Whether a cart opens for the token with `:token_hash`, or is that of `:account_id`."""
    token: BindParameter[str] = bindparam("token_hash", type_=String())
    return or_(Cart.token_hash == token, owned())
