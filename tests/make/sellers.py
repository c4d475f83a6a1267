"""Factory of sellers."""

from typing import Any

from commerce.sellers.models import Seller
from commerce.sellers.types import SellerStatus


class SellerFactory:
    """Makes sellers."""

    serial: Any
    put: Any

    async def seller(self, **given: Any) -> Seller:
        n = self.serial()
        values = {"slug": f"seller-{n}", "name": f"Seller {n}", "status": SellerStatus.ACTIVE}
        row = Seller(**values | given)
        await self.put(row)
        return row
