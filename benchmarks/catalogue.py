"""Loads the benchmark's goods with COPY: products, variants, offers, prices and stock."""

import random
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from benchmarks.shop import Shop
from benchmarks.words import naming
from commerce.kernel.ids import new_id

_CHUNK = 5_000
STOCK = 1_000_000
_NOW = datetime.now(UTC)
_STAMP = {"version": 1, "created_at": _NOW, "updated_at": _NOW}
_EMPTY = Jsonb({})
_SIZES = ("S", "M", "L", "XL", "XXL")
Row = dict[str, Any]
Tables = dict[str, list[Row]]


def load(url: str, shop: Shop, *, products: int, variants: int) -> list[UUID]:
    """Fill the shop at `url` and return the ids of its products.

    Constraints between tables are not checked row by row: the rows are right by
    construction, and checking takes longer than loading. Needs a superuser.
    """
    dice = random.Random(20_000)
    made: list[UUID] = []
    with psycopg.connect(url) as connection:
        connection.execute("set session_replication_role = replica")
        for first in range(0, products, _CHUNK):
            tables: Tables = defaultdict(list)
            for number in range(first, min(first + _CHUNK, products)):
                made.append(_product(tables, shop, number, variants=variants, dice=dice))
            for table, rows in tables.items():
                _copy(connection, table, rows)
            connection.commit()
            sys.stdout.write(f"\r  {len(made)} of {products} products")
            sys.stdout.flush()
    sys.stdout.write("\n")
    return made


def _copy(connection: "psycopg.Connection[Any]", table: str, rows: list[Row]) -> None:
    columns = sql.SQL(", ").join(sql.Identifier(name) for name in rows[0])
    command = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(table), columns)
    with connection.cursor().copy(command) as copy:
        for row in rows:
            copy.write_row(tuple(row.values()))


def _product(
    tables: Tables, shop: Shop, number: int, *, variants: int, dice: random.Random
) -> UUID:
    own, named = new_id(), naming(number)
    tables["catalog_product"].append(
        {
            "id": own,
            "slug": f"product-{number}",
            "name": Jsonb(named.name),
            "description": Jsonb({"ru": f"<p>Описание товара {number}.</p>" * 5}),
            "status": "active",
            "brand_id": dice.choice(shop.brands),
            "tax_class": "standard",
            "seo_title": _EMPTY,
            "seo_description": _EMPTY,
            "search_text": named.search_text,
            "published_at": _NOW,
            **_STAMP,
        }
    )
    tables["catalog_product_category"].append(
        {"product_id": own, "category_id": dice.choice(shop.categories)}
    )
    _picture(tables, own, number)
    _forms(tables, shop, own, variants=variants, dice=dice)
    return own


def _picture(tables: Tables, product_id: UUID, number: int) -> None:
    file_id = new_id()
    url = f"https://img.example/{number}.jpg"
    tables["media_file"].append({"id": file_id, "url": url, "alt": _EMPTY})
    tables["catalog_product_media"].append(
        {"id": new_id(), "product_id": product_id, "file_id": file_id, "position": 0}
    )


def _forms(
    tables: Tables, shop: Shop, product_id: UUID, *, variants: int, dice: random.Random
) -> None:
    option_id = new_id()
    tables["catalog_option"].append(
        {
            "id": option_id,
            "product_id": product_id,
            "code": "size",
            "name": Jsonb({"en": "Size", "ru": "Размер"}),
            "position": 0,
        }
    )
    price = dice.randrange(10_000, 5_000_000) * 100
    for position, size in enumerate(_sizes(variants)):
        variant_id, value_id = new_id(), new_id()
        tables["catalog_option_value"].append(
            {
                "id": value_id,
                "option_id": option_id,
                "code": size.lower(),
                "name": Jsonb({"en": size}),
                "position": position,
            }
        )
        tables["catalog_variant"].append(
            {
                "id": variant_id,
                "product_id": product_id,
                "sku": f"SKU-{variant_id.hex}",
                "choice": size.lower(),
                "position": position,
                "weight_grams": 500,
                "requires_shipping": True,
                **_STAMP,
            }
        )
        tables["catalog_variant_value"].append({"variant_id": variant_id, "value_id": value_id})
        _offers(tables, shop, (product_id, variant_id), price=price + position * 100_000)


def _sizes(count: int) -> Iterator[str]:
    for number in range(count):
        yield _SIZES[number] if number < len(_SIZES) else f"Size {number}"


def _offers(tables: Tables, shop: Shop, what: tuple[UUID, UUID], *, price: int) -> None:
    product_id, variant_id = what
    for at, (seller_id, place_id) in enumerate(zip(shop.sellers, shop.places, strict=True)):
        offer_id = new_id()
        tables["offers_offer"].append(
            {
                "id": offer_id,
                "product_id": product_id,
                "variant_id": variant_id,
                "seller_id": seller_id,
                "sku": f"{at}-{variant_id.hex}",
                "condition": "new",
                "status": "active",
                "handling_days": 1,
                **_STAMP,
            }
        )
        tables["pricing_price"].append(
            {
                "id": new_id(),
                "offer_id": offer_id,
                "channel_id": shop.channel,
                "currency": "UZS",
                "amount": price + at * 50_000,
                **_STAMP,
            }
        )
        tables["inventory_stock"].append(
            {
                "id": new_id(),
                "offer_id": offer_id,
                "location_id": place_id,
                "on_hand": STOCK,
                "reserved": 0,
                "tracked": True,
                **_STAMP,
            }
        )
