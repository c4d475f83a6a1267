"""Tax by the shop's own table of rates: no network, the same answer every time."""

from collections.abc import Mapping
from typing import Any

from commerce.kernel.money import with_tax
from commerce.kernel.plugins import Plugin, Registry
from commerce.tax.providers import TAX, TaxDoc, TaxedLine, TaxLine, TaxQuote


class TaxTable:
    """Takes the rate of each line's class in the buyer's country."""

    async def quote(self, doc: TaxDoc) -> TaxQuote:
        """The tax of each line, each rounded by itself."""
        return TaxQuote({line.ref: _taxed(doc, line) for line in doc.lines})


def _taxed(doc: TaxDoc, line: TaxLine) -> TaxedLine:
    rate = doc.rate_of(line.tax_class)
    split = with_tax(line.amount_minor, doc.currency, rate=rate, included=doc.prices_include_tax)
    return TaxedLine(split.net, split.tax, rate)


def _register(registry: Registry, config: Mapping[str, Any]) -> None:
    registry.provide(TAX, "table", TaxTable())


plugin = Plugin(
    name="tax-table",
    title="Tax by table",
    register=_register,
    config_schema={"type": "object", "additionalProperties": False},
)
