"""The table of rates as arithmetic, and whether an answer can be true; pure functions."""

from commerce.kernel.money import with_tax
from commerce.tax.types import TaxDoc, TaxedLine, TaxLine, TaxQuote

MAX_RATE = 1_000_000


def estimate(doc: TaxDoc) -> TaxQuote:
    """The quote by the document's own rates, for when the provider does not answer."""
    lines = {line.ref: _by_rate(doc, line) for line in doc.lines}
    return TaxQuote(lines, estimated=True)


def _by_rate(doc: TaxDoc, line: TaxLine) -> TaxedLine:
    rate = doc.rate_of(line.tax_class)
    split = with_tax(line.amount_minor, doc.currency, rate=rate, included=doc.prices_include_tax)
    return TaxedLine(split.net, split.tax, rate)


def answers(doc: TaxDoc, quote: TaxQuote) -> bool:
    """Whether a quote has every line, and its amounts are those of the document."""
    return set(quote.lines) == {line.ref for line in doc.lines} and all(
        _consistent(line, quote.lines[line.ref], included=doc.prices_include_tax)
        for line in doc.lines
    )


def _consistent(line: TaxLine, taxed: TaxedLine, *, included: bool) -> bool:
    told = taxed.net + taxed.tax if included else taxed.net
    return told == line.amount_minor and taxed.tax >= 0 and taxed.net >= 0
