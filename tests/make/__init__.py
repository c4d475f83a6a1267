"""Factories: valid rows with as few words as possible; a test names what matters."""

from itertools import count
from typing import Any

from commerce.app import App
from commerce.channels import service as channels
from commerce.kernel.tables import Base
from tests.make.accounts import AccountFactory
from tests.make.cart import CartFactory
from tests.make.catalog import CatalogFactory
from tests.make.offers import OfferFactory
from tests.make.payments import PaymentFactory
from tests.make.rates import RateFactory
from tests.make.sellers import SellerFactory

_serial = count(1)


class Make(
    AccountFactory,
    CartFactory,
    CatalogFactory,
    SellerFactory,
    OfferFactory,
    RateFactory,
    PaymentFactory,
):
    """Makes rows in the database of one test."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.db = app.db

    def serial(self) -> int:
        return next(_serial)

    async def put(self, *rows: Base) -> None:
        """Store rows."""
        async with self.db.transaction() as tx:
            tx.add(*rows)

    async def channel(self, **given: Any) -> Any:
        """A channel that sells in so'm and dollars, in Uzbekistan and Kazakhstan."""
        values: dict[str, Any] = {
            "slug": f"channel-{self.serial()}",
            "name": {"en": "Uzbekistan", "ru": "Узбекистан", "uz-Latn": "Oʻzbekiston"},
            "currencies": ("UZS", "USD"),
            "countries": ("UZ", "KZ"),
        }
        async with self.db.transaction() as tx:
            row = await channels.create(tx, channels.NewChannel(**values | given))
        self.app.cache.clear()
        return row
