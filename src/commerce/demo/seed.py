"""Fills an empty shop once with a channel, sellers, goods, delivery and two tokens."""

from dataclasses import dataclass, field
from itertools import product as combinations
from typing import Any
from uuid import UUID

from sqlalchemy import select

from commerce.app import App
from commerce.catalog import service as catalog
from commerce.catalog import views as catalog_views
from commerce.catalog.types import NewOption, NewProduct, NewValue, NewVariant, Shelf
from commerce.channels import service as channels
from commerce.demo import keeping, people
from commerce.demo.delivery import open_delivery
from commerce.demo.goods import CATEGORIES, GOODS, HOUSE, SELLERS, TOYS
from commerce.demo.types import DemoTokens, Goods, words
from commerce.identity import service as identity
from commerce.identity.types import Role
from commerce.kernel import outbox
from commerce.kernel.access import SYSTEM
from commerce.kernel.cache import Cache
from commerce.kernel.db import Tx
from commerce.kernel.errors import Unauthenticated
from commerce.kernel.locks import lock
from commerce.kernel.money import Money, exponent
from commerce.kernel.tables import Rows
from commerce.offers import service as offers
from commerce.offers.types import NewOffer
from commerce.pricing import service as pricing
from commerce.sellers import service as sellers
from commerce.sellers.types import NewSeller
from commerce.tax import service as tax

__all__ = ["DemoTokens", "seed", "seed_now"]

VAT_PPM = 120_000
"""Uzbek VAT: 12 % since 2023."""
_PATIENCE = 120
_UZS = 10 ** exponent("UZS")


@dataclass(slots=True)
class _Shop:
    """What was made so far, by slug."""

    channel_id: UUID
    sellers: dict[str, UUID] = field(default_factory=dict)
    categories: dict[str, UUID] = field(default_factory=dict)


async def seed(app: App) -> DemoTokens | None:
    """At each start of development: seed an empty shop; the demo tokens, if they are known.

    In production nothing happens: `commerce seed` has to be asked for.
    """
    return await seed_now(app) if app.settings.development else None


async def seed_now(app: App) -> DemoTokens | None:
    """Seed a shop without a channel; returns the demo tokens, if they are known and good.

    Processes that race wait for each other, and one of them seeds; all or nothing is written.
    Its lists show the goods when this is done.
    """
    path = keeping.place(app.settings)
    tokens = None
    async with app.db.transaction() as tx:
        await lock(tx, "demo_seed", patience=_PATIENCE)
        if not await channels.any_active(app.db.reader()):
            tokens = await _fill(tx, app)
            # Before the commit: tokens that are good but known to nobody could not be shown.
            keeping.keep(path, tokens)
    if tokens is None:
        return await _good(app, keeping.kept(path))
    await outbox.drain(app.db)
    return tokens


async def _good(app: App, tokens: DemoTokens | None) -> DemoTokens | None:
    """The tokens, unless they belong to another database or were revoked."""
    if tokens is None:
        return None
    try:
        await identity.actor_of(app.db.reader(), Cache(), tokens.admin)
    except Unauthenticated:
        return None
    return tokens


async def _fill(tx: Tx, app: App) -> DemoTokens:
    channel = await channels.create(
        tx,
        channels.NewChannel(
            slug="uz",
            name=words("Oʻzbekiston", "Узбекистан", "Uzbekistan"),
            currencies=("UZS", "USD"),
            countries=("UZ", "KZ", "KG", "TJ"),
        ),
    )
    await tax.create_class(tx, "standard", words("Oddiy", "Обычный", "Standard"))
    await tax.set_rate(tx, "UZ", "standard", VAT_PPM)
    shop = _Shop(channel.id)
    for slug, name, about in SELLERS:
        row = await sellers.create(tx, NewSeller(slug, name, about, house=slug == HOUSE))
        await sellers.approve(tx, row.id)
        shop.sellers[slug] = row.id
    for slug, name_of in CATEGORIES.items():
        made = await catalog.create_category(tx, Shelf(name=name_of, slug=slug))
        shop.categories[slug] = made.id
    for goods in GOODS:
        await _add(tx, shop, goods)
    await open_delivery(tx, app.registry)
    if app.settings.development:
        await people.let_in(tx, shop.sellers[TOYS])
    return DemoTokens(
        admin=await identity.create_token(tx, "demo admin", role=Role.ADMIN),
        seller=await identity.create_token(
            tx, "demo seller", role=Role.SELLER, seller_id=shop.sellers[TOYS]
        ),
    )


async def _add(tx: Tx, shop: _Shop, goods: Goods) -> None:
    made = await catalog.create_product(
        tx,
        NewProduct(
            name=goods.name,
            slug=goods.slug,
            description=goods.about,
            brand_id=await catalog.ensure_brand(tx, goods.brand),
            category_ids=(shop.categories[goods.category],),
            tags=goods.tags,
            options=tuple(
                NewOption(
                    each.name,
                    tuple(NewValue(name, code) for code, name in each.values.items()),
                    each.code,
                )
                for each in goods.choices
            ),
            variants=_variants(goods),
            media=tuple(
                (f"https://images.example/{goods.slug}-{view}.jpg", goods.name)
                for view in ("front", "side")
            ),
        ),
    )
    await catalog.publish(tx, made.id)
    variant_ids = await tx.all(_variant_ids(made.id))
    for at, variant_id in enumerate(variant_ids):
        await _offer(tx, shop, goods, variant_id, at, seller=goods.seller)
        for seller, more in goods.also:
            await _offer(tx, shop, goods, variant_id, at, seller=seller, more=more)


def _variants(goods: Goods) -> tuple[NewVariant, ...]:
    """Every combination of the choices."""
    codes = [[(each.code, value) for value in each.values] for each in goods.choices]
    return tuple(
        NewVariant(
            sku="-".join((goods.slug, *(value for _, value in chosen))).upper(),
            choices=tuple(chosen),
            weight_grams=goods.grams,
        )
        for chosen in combinations(*codes)
    )


def _variant_ids(product_id: UUID) -> Rows:
    variants = catalog_views.variants()
    return (
        select(variants.c.variant_id)
        .where(variants.c.product_id == product_id)
        .order_by(variants.c.position)
    )


async def _offer(
    tx: Tx, shop: _Shop, goods: Goods, variant_id: UUID, at: int, **given: Any
) -> None:
    seller, more = given["seller"], given.get("more", 0)
    price = Money((goods.uzs + more) * _UZS, "UZS")
    before = Money(goods.was * _UZS, "UZS") if goods.was else None
    row = await offers.create(
        tx,
        SYSTEM,
        NewOffer(
            variant_id=variant_id,
            seller_id=shop.sellers[seller],
            sku=f"{goods.slug}-{at + 1}".upper(),
            price=price,
            compare_at=before,
            channel_id=shop.channel_id,
            stock=goods.stock,
        ),
    )
    await pricing.set_price(tx, row.id, shop.channel_id, Money(goods.cents, "USD"), None)
