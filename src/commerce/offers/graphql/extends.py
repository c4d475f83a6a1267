"""What offers add to products, variants and stock."""

from commerce.catalog.graphql.types import Product, Variant
from commerce.inventory.graphql.types import InsufficientStockError, StockLevel
from commerce.kernel.graphql.extend import extend
from commerce.kernel.graphql.fields import batch
from commerce.offers import loaders
from commerce.offers.graphql.types import Offer, PriceRange


@extend(Product)
class ProductOffers:
    offers: list[Offer] = batch(loaders.offers_of_product, make=Offer.of)
    buy_box: Offer | None = batch(loaders.buy_box_of_product, make=Offer.of)
    price_range: PriceRange | None = batch(loaders.price_range_of, make=PriceRange.of)
    available: bool = batch(loaders.available_of, cost=0)


@extend(Variant)
class VariantOffers:
    offers: list[Offer] = batch(loaders.offers_of_variant, key="of_product", make=Offer.of)
    buy_box: Offer | None = batch(loaders.buy_box_of_variant, key="of_product", make=Offer.of)


@extend(StockLevel)
class StockLevelOffer:
    offer: Offer | None = batch(loaders.offer_by_id, key="row.offer_id", make=Offer.of)


@extend(InsufficientStockError)
class InsufficientStockOffer:
    offer: Offer | None = batch(loaders.offer_by_id, key="offer_uid", make=Offer.of)
