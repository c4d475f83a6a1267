"""A product with two variants, and what is stored of imported products."""

from sqlalchemy import select

from commerce.catalog import service as catalog
from commerce.inventory.models import Stock
from commerce.kernel.reads import compiled
from commerce.offers.models import Offer
from commerce.pricing.models import Price
from tests.imports.files import more, sized

MUG = (
    sized(
        "mug",
        size="Small",
        title="Mug",
        body="<p>Warm</p><script>x</script>",
        vendor="Rishton",
        type="Kitchen",
        tags="blue, gift",
        variant_sku="M-S",
        variant_price="10.50",
        variant_compare_at_price="12.00",
        variant_inventory_qty="7",
        variant_grams="300",
        variant_barcode="478000",
        image_src="https://e.example/mug.jpg",
        image_alt_text="A mug",
        seo_title="Buy a mug",
        seo_description="Now",
        variant_image="https://e.example/mug.jpg",
    ),
    more(
        "mug",
        option1_value="Large",
        variant_sku="M-L",
        variant_price="15",
        variant_inventory_qty="3",
        variant_image="https://e.example/mug.jpg",
        image_src="https://e.example/large.jpg",
    ),
)


async def portrait(reader, handle: str = "mug", seller: str = "house"):
    ref = f"shopify:{seller}:{handle}"
    return (await catalog.portraits(reader, [ref]))[ref]


async def offers_of(reader, seller) -> dict[str, object]:
    """SKU -> (price, compare at, on hand, tracked)."""
    rows = await reader.all(
        compiled(
            select(Offer.sku, Price.amount, Price.compare_at, Stock.on_hand, Stock.tracked)
            .join(Price, Price.offer_id == Offer.id)
            .join(Stock, Stock.offer_id == Offer.id)
            .where(Offer.seller_id == seller.id)
        )
    )
    return {row.sku: tuple(row[1:]) for row in rows}
