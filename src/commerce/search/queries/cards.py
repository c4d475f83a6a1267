"""What the rows of the read model should be by the tables below, and how they differ from it.

Every statement is about the products `:ids`. Those that write compare first, so that a row
that is right already is left alone.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    JSON,
    ColumnElement,
    Join,
    Subquery,
    Uuid,
    and_,
    any_,
    bindparam,
    case,
    cast,
    false,
    func,
    literal,
    or_,
    select,
    true,
    union,
)
from sqlalchemy import Text as LongText
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by, insert
from sqlalchemy.sql.dml import Insert
from sqlalchemy.sql.selectable import CTE

from commerce.catalog import views as catalog
from commerce.channels import views as channels
from commerce.inventory import views as inventory
from commerce.kernel.tables import Rows
from commerce.offers import views as offers
from commerce.pricing import views as pricing
from commerce.search.models import Counter, Listing, Placement, Posting, Text, Word
from commerce.search.types import WHOLE_SHOP

LISTING: Any = Listing.__table__
PLACEMENT: Any = Placement.__table__
COUNTER: Any = Counter.__table__
TEXT: Any = Text.__table__
POSTING: Any = Posting.__table__
WORD: Any = Word.__table__
PRODUCT = catalog.active_products()
OFFER = offers.sellable()
_CARD = (
    "slug", "name", "brand_id", "tax_class", "lowest", "highest", "available",
    "best_offer_id", "thumbnail_id", "thumbnail_url", "thumbnail_alt",
)  # fmt: skip
_IDS: Any = ARRAY(Uuid())
_PLACE = ("lowest", "available")
_TEXT = ("text", "words", "names")


def wanted(column: ColumnElement[UUID]) -> ColumnElement[bool]:
    """Whether the column is one of the ids `:ids`."""
    return column == any_(bindparam("ids", type_=ARRAY(Uuid())))


def stock_of() -> Any:
    """The availability of an offer; the limit keeps others from being summed up as well."""
    stock = inventory.availability()
    return (
        select(or_(not_tracked(stock), stock.c.available > 0).label("there"))
        .where(stock.c.offer_id == OFFER.c.offer_id)
        .correlate(OFFER)
        .limit(1)
        .lateral("stock")
    )


def not_tracked(stock: Subquery) -> ColumnElement[bool]:
    """Whether stock never runs out."""
    return stock.c.tracked.is_(False)


def priced(price: Subquery) -> Join:
    """The offers that can be sold, with their prices."""
    return OFFER.join(price, price.c.offer_id == OFFER.c.offer_id)


def _asked() -> Subquery:
    """What is asked for the products in each market, whether any is in stock, and the best."""
    price, stock = pricing.prices(), stock_of()
    market = (price.c.channel_id, price.c.currency)
    order = offers.best_first(OFFER, there=stock.c.there, amount=price.c.amount)
    first_of_all = func.array_agg(aggregate_order_by(OFFER.c.offer_id, *order), type_=_IDS)[1]
    return (
        select(
            OFFER.c.product_id,
            *market,
            func.min(price.c.amount).label("lowest"),
            func.max(price.c.amount).label("highest"),
            func.bool_or(func.coalesce(stock.c.there, False)).label("available"),
            first_of_all.label("best_offer_id"),
        )
        .select_from(priced(price).outerjoin(stock, true()))
        .where(wanted(OFFER.c.product_id))
        .group_by(OFFER.c.product_id, *market)
        .subquery("asked")
    )


def _cards() -> Subquery:
    """The rows of listings as they should be."""
    market, asked, images = channels.active_markets(), _asked(), catalog.product_images()
    image = (
        select(images)
        .where(images.c.product_id == PRODUCT.c.product_id)
        .correlate(PRODUCT)
        .limit(1)
        .lateral("image")
    )
    in_market = and_(
        asked.c.product_id == PRODUCT.c.product_id,
        asked.c.channel_id == market.c.channel_id,
        asked.c.currency == market.c.currency,
    )
    return (
        select(
            *market.c,
            PRODUCT.c.product_id,
            PRODUCT.c.slug,
            PRODUCT.c.name,
            PRODUCT.c.brand_id,
            PRODUCT.c.tax_class,
            asked.c.lowest,
            asked.c.highest,
            func.coalesce(asked.c.available, False).label("available"),
            asked.c.best_offer_id,
            image.c.media_id.label("thumbnail_id"),
            image.c.url.label("thumbnail_url"),
            image.c.alt.label("thumbnail_alt"),
        )
        .select_from(
            PRODUCT.join(market, true()).outerjoin(asked, in_market).outerjoin(image, true())
        )
        .where(wanted(PRODUCT.c.product_id))
        .subquery("card")
    )


def _shelves() -> Subquery:
    """Every product with every shelf it should stand on."""
    category, collection = catalog.product_categories(), catalog.product_collections()
    tag = catalog.product_tags()
    above = func.string_to_array(func.rtrim(category.c.category_path, "/"), "/")
    pairs = (
        select(PRODUCT.c.product_id, literal(WHOLE_SHOP, Uuid()).label("shelf_id")),
        select(PRODUCT.c.product_id, PRODUCT.c.brand_id).where(PRODUCT.c.brand_id.is_not(None)),
        select(category.c.product_id, cast(func.unnest(above), Uuid())),
        select(collection.c.product_id, collection.c.collection_id),
        select(tag.c.product_id, tag.c.tag_id),
        select(OFFER.c.product_id, OFFER.c.seller_id),
    )
    return union(*(each.where(wanted(each.selected_columns[0])) for each in pairs)).subquery(
        "shelf"
    )


def _places() -> Subquery:
    """The rows of placements as they should be, by the listings as they are."""
    shelf = _shelves()
    return (
        select(
            shelf.c.shelf_id,
            LISTING.c.channel_id,
            LISTING.c.currency,
            LISTING.c.product_id,
            LISTING.c.lowest,
            LISTING.c.available,
        )
        .select_from(shelf.join(LISTING, LISTING.c.product_id == shelf.c.product_id))
        .subquery("place")
    )


def _texts() -> Subquery:
    """The rows of texts as they should be."""
    name = func.jsonb_each_text(PRODUCT.c.name).table_valued("key", "value")
    names = select(func.array_agg(func.lower(name.c.value))).select_from(name).scalar_subquery()
    return (
        select(
            PRODUCT.c.product_id,
            PRODUCT.c.search_text.label("text"),
            func.string_to_array(PRODUCT.c.search_text, " ").label("words"),
            func.coalesce(names, cast([], ARRAY(LongText))).label("names"),
        )
        .where(wanted(PRODUCT.c.product_id))
        .subquery("right_text")
    )


def _postings() -> Subquery:
    """The rows of postings as they should be, by the texts as they are."""
    word, name = func.unnest(TEXT.c.words), literal("=").concat(func.unnest(TEXT.c.names))
    both = (select(each.label("word"), TEXT.c.product_id) for each in (word, name))
    return union(*(each.where(wanted(TEXT.c.product_id)) for each in both)).subquery("posting")


def _compared(right: Subquery, table: Any, values: tuple[str, ...]) -> CTE:
    """Rows as they should be beside rows as they are; `missing` and `surplus` say which lacks."""
    keys = [column.name for column in table.primary_key]
    there = select(table.c[*keys, *values]).where(wanted(table.c.product_id)).subquery("there")
    same = and_(*(right.c[key] == there.c[key] for key in keys))
    missing, surplus = there.c.product_id.is_(None), right.c.product_id.is_(None)
    changed = or_(false(), *(_differs(right.c[name], there.c[name]) for name in values))
    return (
        select(
            *(func.coalesce(right.c[key], there.c[key]).label(key) for key in keys),
            *(right.c[name] for name in values),
            missing.label("missing"),
            surplus.label("surplus"),
            or_(missing, surplus, changed).label("differs"),
        )
        .select_from(right.join(there, same, full=True))
        .cte(f"{table.name}_compared")
    )


def _differs(right: ColumnElement[Any], there: ColumnElement[Any]) -> ColumnElement[bool]:
    if isinstance(there.type, JSON):  # it has no equality of its own
        right, there = cast(right, JSONB), cast(there, JSONB)
    return right.is_distinct_from(there)


def _written(found: CTE, table: Any, values: tuple[str, ...]) -> Insert:
    """Write what is missing or differs, and take away what is too much."""
    keys = [column.name for column in table.primary_key]
    surplus = (
        table.delete()
        .where(found.c.surplus, *(table.c[key] == found.c[key] for key in keys))
        .cte("surplus")
    )
    named = [*keys, *values]
    new = select(*(found.c[name] for name in named)).where(found.c.differs, ~found.c.surplus)
    columns: dict[str, Any] = {name: new.selected_columns[name] for name in named}
    stamps = {"refreshed_at": func.now()} if "refreshed_at" in table.c else {}
    source = new.add_columns(*(value.label(name) for name, value in stamps.items()))
    write = insert(table).from_select([*columns, *stamps], source, include_defaults=False)
    if not values:
        return write.on_conflict_do_nothing().add_cte(surplus)
    fresh = {name: write.excluded[name] for name in (*values, *stamps)}
    return write.on_conflict_do_update(index_elements=keys, set_=fresh).add_cte(surplus)


def write_listings() -> Insert:
    """Make the listings of the products right; returns the ids of those that were not."""
    found = _compared(_cards(), LISTING, _CARD)
    return _written(found, LISTING, _CARD)


def write_placements() -> Insert:
    """Make the placements of the products right by their listings, and the counters with them."""
    found = _compared(_places(), PLACEMENT, _PLACE)
    return _written(found, PLACEMENT, _PLACE).add_cte(_count(found))


def write_texts() -> Insert:
    """Make the texts of the products right, and know their words."""
    found = _compared(_texts(), TEXT, _TEXT)
    words = select(func.unnest(found.c.words).label("word")).where(found.c.differs).distinct()
    known = insert(WORD).from_select(["word"], words).on_conflict_do_nothing().cte("known")
    return _written(found, TEXT, _TEXT).add_cte(known)


def write_postings() -> Insert:
    """Make the postings of the products right by their texts."""
    return _written(_compared(_postings(), POSTING, ()), POSTING, ())


def _count(found: CTE) -> CTE:
    """Add to each counter how many products came to its shelf, less those that left it."""
    stood, stands = func.bool_or(~found.c.missing), func.bool_or(~found.c.surplus)
    moved = (
        select(found.c.shelf_id, stood.label("stood"), stands.label("stands"))
        .group_by(found.c.shelf_id, found.c.product_id)
        .subquery("moved")
    )
    change = func.sum(case((moved.c.stands, 1), else_=-1)).label("products")
    changes = (
        select(moved.c.shelf_id, change)
        .where(moved.c.stood != moved.c.stands)
        .group_by(moved.c.shelf_id)
        .order_by(moved.c.shelf_id)
    )
    write = insert(COUNTER).from_select(["shelf_id", "products"], changes)
    total = {"products": COUNTER.c.products + write.excluded.products}
    return write.on_conflict_do_update(index_elements=["shelf_id"], set_=total).cte("counted")


def _wrong(found: CTE) -> Rows:
    columns = [each for each in found.c if each.name != "differs"]
    return select(*columns).where(found.c.differs)


def wrong_listings() -> Rows:
    """The listings that differ, as they should be; `surplus` ones should not be."""
    return _wrong(_compared(_cards(), LISTING, _CARD))


def wrong_placements() -> Rows:
    """The placements that differ from the listings, as they should be."""
    return _wrong(_compared(_places(), PLACEMENT, _PLACE))


def wrong_texts() -> Rows:
    """The texts that differ, as they should be."""
    return _wrong(_compared(_texts(), TEXT, _TEXT))


def wrong_postings() -> Rows:
    """The postings that are missing or too many, by the texts."""
    return _wrong(_compared(_postings(), POSTING, ()))


def wrong_words() -> Rows:
    """The words of the products `:ids` that are not known."""
    word = func.unnest(TEXT.c.words).label("word")
    there = select(TEXT.c.product_id, word).where(wanted(TEXT.c.product_id)).subquery("there")
    known = select(WORD.c.word).where(WORD.c.word == there.c.word).exists()
    return select(there).where(~known)


def _counted() -> Subquery:
    """How many products stand on each shelf, by the placements."""
    number = func.count(PLACEMENT.c.product_id.distinct()).label("products")
    return select(PLACEMENT.c.shelf_id, number).group_by(PLACEMENT.c.shelf_id).subquery("counted")


def wrong_counters() -> Rows:
    """The counters that differ from the placements: shelf_id, products and what is written."""
    right = _counted()
    joined = right.join(COUNTER, COUNTER.c.shelf_id == right.c.shelf_id, full=True)
    is_, should_be = func.coalesce(COUNTER.c.products, 0), func.coalesce(right.c.products, 0)
    shelf_id = func.coalesce(right.c.shelf_id, COUNTER.c.shelf_id)
    return (
        select(shelf_id.label("shelf_id"), should_be.label("products"), is_.label("written"))
        .select_from(joined)
        .where(is_ != should_be)
        .order_by(shelf_id)
    )


def write_counters() -> Insert:
    """Make every counter right."""
    wrong = wrong_counters().subquery("wrong")
    write = insert(COUNTER).from_select(
        ["shelf_id", "products"], select(wrong.c.shelf_id, wrong.c.products)
    )
    return write.on_conflict_do_update(
        index_elements=["shelf_id"], set_={"products": write.excluded.products}
    )
