"""What one visitor does, once."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import orjson

from benchmarks import documents
from benchmarks.client import Call, Failed, Flow, Visit, call
from benchmarks.databases import rows
from benchmarks.words import GOODS, QUALITIES
from commerce.kernel.ids import encode

COMPLETE = "checkoutComplete"
HOME = {
    "name": "Aziza Karimova",
    "country": "UZ",
    "city": "Toshkent",
    "line1": "Amir Temur 1",
    "phone": "+998901234567",
}
_SAMPLE = 500
_PAGES = 5_000
_ROOTS = "select id from catalog_category where parent_id is null order by position, id"
_OFFERS = f"""
    select seller_id, id from (
      select seller_id, id, row_number() over (partition by seller_id order by id) as place
      from offers_offer) numbered where place <= {_SAMPLE} order by seller_id, id"""


@dataclass(frozen=True, slots=True)
class Goods:
    """What can be looked at and bought: products, categories, and offers of each seller."""

    products: int
    categories: tuple[str, ...]
    offers: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, url: str, products: int) -> "Goods":
        """Read from the database what visitors will look at."""
        found: dict[UUID, list[str]] = {}
        for seller_id, offer_id in rows(url, _OFFERS):
            found.setdefault(seller_id, []).append(encode("off", offer_id))
        categories = tuple(encode("cat", own) for (own,) in rows(url, _ROOTS))
        return cls(products, categories, tuple(tuple(offers) for offers in found.values()))


def listing(card: str | None = None) -> Visit:
    """The first page of everything; the cards are the product's unless given."""
    return _one_of([call(documents.listing(card or documents.product_card()))])


def by_price(goods: Goods) -> Visit:
    """The cheapest of a category."""
    document = documents.by_price(documents.product_card())
    return _one_of([call(document, category=each) for each in goods.categories])


def wide() -> Visit:
    """The first page of everything, with what no card shows."""
    return _one_of([call(documents.WIDE)])


def search() -> Visit:
    """A page of what two words find, in one of three languages."""
    document = documents.search(documents.product_card())
    texts = [
        f"{quality[at]} {goods[at]}" for quality in QUALITIES for goods in GOODS for at in range(3)
    ]
    return _one_of([call(document, text=text) for text in texts])


def detail(goods: Goods) -> Visit:
    """The page of a product: of any, or of some thousands that are drawn beforehand."""
    pages = _pages(goods)

    def look(dice: random.Random) -> Flow:
        yield from _seen(dice.choice(pages))

    return look


def every_page(goods: Goods) -> Visit:
    """Each of the pages that `detail` draws from, twice: what is asked for again is kept longer."""
    pages = _pages(goods)

    def look(dice: random.Random) -> Flow:
        for page in pages:
            yield from _seen(page)
            yield from _seen(page)

    return look


def _pages(goods: Goods) -> list[Call]:
    numbers = random.Random(7).sample(range(goods.products), min(_PAGES, goods.products))
    return [call(documents.DETAIL, slug=f"product-{number}") for number in numbers]


def _seen(page: Call) -> Flow:
    body = yield page
    if b'"product":null' in body:
        raise Failed("a product is not there")


def _one_of(calls: Sequence[Call]) -> Visit:
    if len(calls) == 1:
        (only,) = calls

        def again(dice: random.Random) -> Flow:
            yield only

        return again

    def ask(dice: random.Random) -> Flow:
        yield dice.choice(calls)

    return ask


def checkout(goods: Goods) -> Visit:
    """From an empty cart to an order with two sellers, paid on delivery: five requests."""

    def buy(dice: random.Random) -> Flow:
        lines = [{"offer": dice.choice(offers), "quantity": 1} for offers in goods.offers]
        email = "bench@example.uz"
        answer = yield _step(documents.CREATE, input={"lines": lines, "email": email})
        made = _payload(answer)
        ref = {"cart": made["cart"]["id"], "token": made["token"]}
        answer = yield _step(documents.ADDRESSES, input={**ref, "shippingAddress": HOME})
        chosen = [
            {"seller": each["seller"]["id"], "method": each["deliveryOptions"][0]["method"]}
            for each in _payload(answer)["cart"]["parcels"]
        ]
        answer = yield _step(documents.DELIVERY, input={**ref, "selections": chosen})
        _payload(answer)
        way = {**ref, "provider": "cash_on_delivery"}
        answer = yield _step(documents.PAYMENT, input=way)
        _payload(answer)
        answer = yield call(documents.COMPLETE, label=COMPLETE, input=ref, key=str(uuid4()))
        if _payload(answer)["orderGroup"]["state"] != "PLACED":
            raise Failed(f"the order was not placed: {answer!r}")

    return buy


def _step(document: str, **variables: Any) -> Call:
    return call(document, label="step", **variables)


def _payload(body: bytes) -> Any:
    answer = orjson.loads(body)
    if "errors" in answer:
        raise Failed(str(answer["errors"])[:300])
    ((name, payload),) = answer["data"].items()
    if payload["errors"]:
        raise Failed(f"{name}: {payload['errors']}")
    return payload
