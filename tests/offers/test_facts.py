"""What a cart is told of offers, in one statement."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from commerce.kernel.ids import new_id
from commerce.offers import service, views
from commerce.offers.types import OfferFacts, OfferStatus, OfferTerms
from commerce.sellers.types import SellerStatus


async def shown(
    app: Any, ids: Sequence[UUID], channel_id: UUID, currency: str
) -> dict[UUID, OfferFacts]:
    """What a cart with these offers would show, in one statement."""
    wanted = select(func.unnest(literal(list(ids), ARRAY(Uuid()))).label("id")).subquery()
    row = views.facts(wanted.c.id, literal(channel_id, Uuid()), literal(currency))
    facts = row.correlate(wanted).subquery("facts")
    known = select(func.to_jsonb(facts.table_valued())).correlate(wanted).scalar_subquery()
    rows = await app.db.reader().all(select(wanted.c.id, known.label("facts")))
    return {each.id: service.stored_facts(each.facts) for each in rows if each.facts}


async def test_facts_come_in_one_statement_for_any_number(make, app, sql) -> None:
    channel = await make.channel()
    variant = await make.variant(sku="V-1", weight_grams=750)
    offer = await make.offer(variant=variant, stock=4, price=99_00)
    others = [await make.offer() for _ in range(5)]

    with sql.counted() as seen:
        ids = [offer.id, *(each.id for each in others), new_id()]
        found = await shown(app, ids, channel.id, "UZS")

    assert seen.count == 1
    assert len(found) == 6
    facts = found[offer.id]
    assert facts.product_id == variant.product_id
    assert facts.product_name["en"].startswith("Product")
    assert (facts.sku, facts.tax_class, facts.weight_grams) == (offer.sku, "standard", 750)
    assert (facts.price_minor, facts.available, facts.sellable) == (99_00, 4, True)
    assert (facts.requires_shipping, facts.image_url) == (True, None)


async def test_a_transaction_sees_its_own_changes(make, app) -> None:
    channel = await make.channel()
    offer = await make.offer(stock=4)

    async with app.db.transaction() as tx:
        row = await tx.get(type(offer), offer.id, lock=True)
        row.status = OfferStatus.PAUSED
        await tx.flush()
        inside = await service.terms(tx, [offer.id], channel.id, "UZS")
        assert not inside[offer.id].sellable
        assert await service.terms(tx, [], channel.id, "UZS") == {}


async def test_what_is_not_sold_or_priced_or_counted_is_told(make, app) -> None:
    channel = await make.channel()
    closed = await make.seller(status=SellerStatus.CLOSED)
    draft = (await make.variants(await make.product(published=False)))[0]
    offers = {
        "paused": await make.offer(status=OfferStatus.PAUSED),
        "closed": await make.offer(seller=closed),
        "draft": await make.offer(variant=draft),
        "unpriced": await make.offer(price=None),
        "endless": await make.offer(stock=0, tracked=False),
        "empty": await make.offer(stock=None),
    }

    ids = [each.id for each in offers.values()]
    found = await shown(app, ids, channel.id, "UZS")

    facts = {name: found[offer.id] for name, offer in offers.items()}
    assert {name for name, each in facts.items() if not each.sellable} == {
        "paused",
        "closed",
        "draft",
    }
    assert facts["unpriced"].price_minor is None
    assert facts["endless"].available is None
    assert facts["empty"].available == 0
    dollars = await shown(app, ids, channel.id, "USD")
    assert all(each.price_minor is None for each in dollars.values())


async def test_a_transaction_is_told_the_same_terms_as_a_cart_shows(make, app) -> None:
    channel = await make.channel()
    offers = [
        await make.offer(stock=4, price=99_00),
        await make.offer(price=None),
        await make.offer(stock=0, tracked=False),
        await make.offer(status=OfferStatus.PAUSED),
    ]
    ids = [each.id for each in offers]

    found = await shown(app, ids, channel.id, "UZS")
    async with app.db.transaction() as tx:
        terms = await service.terms(tx, ids, channel.id, "UZS")

    names = OfferTerms.__dataclass_fields__
    assert terms.keys() == found.keys() == set(ids)
    for offer_id, each in terms.items():
        for name in names:
            assert getattr(each, name) == getattr(found[offer_id], name)
