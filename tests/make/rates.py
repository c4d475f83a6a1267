"""Factories of tax rates and ways of delivery."""

from typing import Any

from sqlalchemy import select

from commerce.shipping.models import Method, Zone
from commerce.tax import service as tax
from commerce.tax.models import TaxClass, TaxRate


class RateFactory:
    """Makes tax rates, zones and methods of delivery."""

    app: Any
    serial: Any
    put: Any
    db: Any

    async def tax_rate(
        self, rate: int = 120_000, *, country: str = "UZ", tax_class: str = "standard"
    ) -> TaxRate:
        """A rate in parts per million; its class is made when missing."""
        async with self.db.transaction() as tx:
            stmt = select(TaxClass.id).where(TaxClass.code == tax_class)
            if await tx.one_or_none(stmt) is None:
                await tax.create_class(tx, tax_class, {"en": tax_class})
            row = await tax.set_rate(tx, country, tax_class, rate)
        self.app.cache.clear()
        return row

    async def shipping_zone(self, seller: Any = None, **given: Any) -> Zone:
        """A zone of Uzbekistan that serves everybody, or one seller."""
        values: dict[str, Any] = {
            "name": f"Zone {self.serial()}",
            "countries": ["UZ"],
            "seller_id": seller.id if seller else None,
        }
        row = Zone(**values | given)
        await self.put(row)
        return row

    async def shipping_method(self, zone: Any = None, **given: Any) -> Method:
        """Delivery for 15 000 so'm."""
        zone = zone or await self.shipping_zone()
        values: dict[str, Any] = {
            "zone_id": zone.id,
            "code": f"method-{self.serial()}",
            "name": {"en": "Courier", "ru": "Курьер", "uz-Latn": "Kuryer"},
            "provider": "flat",
            "currency": "UZS",
            "config": {"price": "15000"},
        }
        row = Method(**values | given)
        await self.put(row)
        return row
