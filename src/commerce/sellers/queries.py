"""SELECT statements of sellers."""

from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, select

from commerce.identity import views as identity
from commerce.identity.permissions import SELLER_MEMBER_MANAGE
from commerce.kernel.access import Actor
from commerce.kernel.pages import Key, text_value
from commerce.kernel.scope import of_sellers
from commerce.kernel.tables import Rows
from commerce.sellers.models import Seller
from commerce.sellers.permissions import visible_to
from commerce.sellers.types import SellerStatus

COLUMNS = tuple(Seller.__table__.c)
_MEMBERS = identity.seller_grants()
MEMBERS_BY_AGE = (Key("id", _MEMBERS.c.id, UUID),)
_TABLE = Seller.__table__.c
BY_NAME = (Key("name", _TABLE.name, text_value), Key("id", _TABLE.id, UUID))


def by_ids() -> Rows:
    """The sellers with the ids `:ids`, in any state."""
    return select(*COLUMNS).where(Seller.id == any_(bindparam("ids", type_=ARRAY(Uuid))))


def cards_by_ids() -> Rows:
    """The sellers with the ids `:ids`, with what `types.SellerCard` has."""
    columns = (Seller.id, Seller.version, Seller.slug, Seller.name, Seller.status, Seller.house)
    return select(*columns).where(Seller.id == any_(bindparam("ids", type_=ARRAY(Uuid))))


def visible(actor: Actor, *, status: SellerStatus | None = None) -> Rows:
    """The sellers an actor may see, those in one state when it is given."""
    stmt = select(*COLUMNS).where(visible_to(actor))
    return stmt if status is None else stmt.where(Seller.status == status)


def one(actor: Actor, *, seller_id: UUID | None = None, slug: str | None = None) -> Rows:
    """One seller that the actor may see, by its id or its slug."""
    stmt = visible(actor)
    if seller_id is not None:
        return stmt.where(Seller.id == seller_id)
    return stmt.where(Seller.slug == slug)


def members(actor: Actor, seller_id: UUID | None) -> Rows:
    """Who works for the sellers within the reach of an actor, or for one of them."""
    stmt = select(*_MEMBERS.c).where(of_sellers(_MEMBERS.c.seller_id, actor, SELLER_MEMBER_MANAGE))
    return stmt if seller_id is None else stmt.where(_MEMBERS.c.seller_id == seller_id)


def by_slug(slug: str) -> Rows:
    """The seller with this slug, in any state."""
    return select(*COLUMNS).where(Seller.slug == slug)
