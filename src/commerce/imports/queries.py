"""SELECT statements of imports, over the views of other domains."""

from uuid import UUID

from sqlalchemy import ARRAY, String, Uuid, and_, any_, bindparam, select

from commerce.catalog import views as catalog
from commerce.inventory import views as inventory
from commerce.kernel.tables import Rows
from commerce.offers import views as offers
from commerce.offers.types import Condition
from commerce.pricing import views as pricing


def offers_of() -> Rows:
    """New goods the seller `:seller` offers of the products `:ids`.

    With the price in `:channel` and `:currency`, and what is written of stock at `:location`.
    """
    own, prices, levels = offers.every_offer(), pricing.prices(), inventory.levels()
    price = and_(
        prices.c.offer_id == own.c.offer_id,
        prices.c.channel_id == bindparam("channel", type_=Uuid()),
        prices.c.currency == bindparam("currency", type_=String()),
    )
    level = and_(
        levels.c.offer_id == own.c.offer_id,
        levels.c.location_id == bindparam("location", type_=Uuid()),
    )
    return (
        select(own, prices.c.amount, prices.c.compare_at, levels.c.on_hand, levels.c.tracked)
        .outerjoin(prices, price)
        .outerjoin(levels, level)
        .where(
            own.c.product_id == any_(bindparam("ids", type_=ARRAY(Uuid))),
            own.c.seller_id == bindparam("seller", type_=Uuid()),
            own.c.condition == Condition.NEW.value,
        )
    )


def variant_ids(product_id: UUID) -> Rows:
    """The variants of a product, in their order."""
    variants = catalog.variants()
    return (
        select(variants.c.variant_id)
        .where(variants.c.product_id == product_id)
        .order_by(variants.c.position)
    )
