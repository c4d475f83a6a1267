"""The benchmark's shop without its goods: market, sellers, categories, tax, delivery."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from commerce.catalog.models import Brand, Category
from commerce.channels.models import Channel
from commerce.inventory.models import Location
from commerce.kernel.db import create_engine
from commerce.kernel.ids import new_id
from commerce.kernel.tables import Base, Record
from commerce.kernel.text import LANGUAGES
from commerce.sellers.models import Seller
from commerce.sellers.types import SellerStatus
from commerce.shipping.models import Method, Zone
from commerce.tax.models import TaxClass, TaxRate

_ROOTS = 10
_CHILDREN = 10
_BRANDS = 50
_VAT = 120_000


@dataclass(frozen=True, slots=True)
class Shop:
    """What products are put into. `places` are the stores of the sellers, in their order."""

    channel: UUID
    sellers: tuple[UUID, ...]
    places: tuple[UUID, ...]
    categories: tuple[UUID, ...]
    brands: tuple[UUID, ...]


async def open_shop(url: str) -> Shop:
    """Write the shop into the empty, migrated database at `url`."""
    engine = create_engine(url, size=1)
    channel = _channel()
    sellers = [_seller(number) for number in (1, 2)]
    roots = [_category(number) for number in range(_ROOTS)]
    zone = Zone(id=new_id(), name="Uzbekistan", countries=["UZ"])
    brands = [Brand(id=new_id(), slug=f"brand-{n}", name=f"Brand {n}") for n in range(_BRANDS)]
    try:
        await _store(engine, channel, *sellers, *roots, *brands)
        places = [_place(seller) for seller in sellers]
        leaves = [_category(n, root) for n, root in enumerate(roots * _CHILDREN, start=_ROOTS)]
        await _store(engine, *places, *leaves, TaxClass(code="standard", name={"en": "Standard"}))
        await _store(engine, TaxRate(country="UZ", class_code="standard", rate=_VAT))
        await _store(engine, zone)
        await _store(engine, _courier(zone))
    finally:
        await engine.dispose()
    return Shop(channel.id, _ids(sellers), _ids(places), _ids(leaves), _ids(brands))


async def _store(engine: AsyncEngine, *rows: Base) -> None:
    async with AsyncSession(engine, expire_on_commit=False) as session, session.begin():
        session.add_all(rows)


def _ids(rows: Sequence[Record]) -> tuple[UUID, ...]:
    return tuple(row.id for row in rows)


def _channel() -> Channel:
    return Channel(
        id=new_id(),
        slug="uz",
        name={"en": "Uzbekistan"},
        currency="UZS",
        currencies=["UZS"],
        country="UZ",
        countries=["UZ"],
        language="ru",
        languages=list(LANGUAGES),
    )


def _seller(number: int) -> Seller:
    return Seller(
        id=new_id(),
        slug=f"seller-{number}",
        name=f"Seller {number}",
        status=SellerStatus.ACTIVE,
        house=number == 1,
    )


def _place(seller: Seller) -> Location:
    return Location(id=new_id(), seller_id=seller.id, name="main", country="UZ")


def _category(number: int, parent: Category | None = None) -> Category:
    own = new_id()
    return Category(
        id=own,
        parent_id=parent.id if parent else None,
        slug=f"category-{number}",
        name={"en": f"Category {number}", "ru": f"Раздел {number}"},
        path=f"{parent.path if parent else ''}{own}/",
    )


def _courier(zone: Zone) -> Method:
    return Method(
        zone_id=zone.id,
        code="courier",
        name={"en": "Courier"},
        provider="flat",
        currency="UZS",
        config={"price": "15000"},
    )
