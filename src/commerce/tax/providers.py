"""The slot of the provider that computes tax; exactly one may be enabled."""

from typing import Protocol

from commerce.kernel.plugins import Slot
from commerce.tax.types import TaxDoc, TaxedLine, TaxLine, TaxQuote

__all__ = ["TAX", "TaxDoc", "TaxLine", "TaxProvider", "TaxQuote", "TaxedLine"]


class TaxProvider(Protocol):
    """Computes tax; is never asked inside a transaction."""

    async def quote(self, doc: TaxDoc) -> TaxQuote:
        """The tax of each line: the amount is net + tax where prices include tax, else net."""
        ...


TAX: Slot[TaxProvider] = Slot("tax")
