"""What every tax provider must hold to.

`CHECKS` are coroutine functions that take the provider and raise AssertionError; a plugin's
tests run each of them.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from commerce.tax.providers import TaxDoc, TaxedLine, TaxLine, TaxProvider

Check = Callable[[TaxProvider], Awaitable[None]]
LARGE = 10**16
DOC = TaxDoc(
    country="UZ",
    currency="UZS",
    prices_include_tax=True,
    rates={"standard": 120_000, "books": 0},
    lines=(
        TaxLine("a", 1, "standard"),
        TaxLine("b", 11_200, "standard"),
        TaxLine("c", 9_999, "books"),
        TaxLine("d", 12_345, "unheard-of"),
        TaxLine("e", 0, "standard"),
        TaxLine("f", LARGE, "standard"),
    ),
)
NET = replace(DOC, prices_include_tax=False)


async def answers_every_line_and_no_other(provider: TaxProvider) -> None:
    """The references of the answer are those of the question."""
    for doc in (DOC, NET):
        quote = await provider.quote(doc)
        assert set(quote.lines) == {line.ref for line in doc.lines}


async def answers_an_empty_document(provider: TaxProvider) -> None:
    """Without lines there is nothing to tax."""
    assert dict((await provider.quote(replace(DOC, lines=()))).lines) == {}


async def splits_prices_that_include_tax_exactly(provider: TaxProvider) -> None:
    """Net and tax sum to the amount, to the last minor unit."""
    quote = await provider.quote(DOC)
    for line in DOC.lines:
        taxed = quote.lines[line.ref]
        assert taxed.net + taxed.tax == line.amount_minor, line


async def adds_tax_to_net_prices(provider: TaxProvider) -> None:
    """The net is the amount; the tax comes on top."""
    quote = await provider.quote(NET)
    for line in NET.lines:
        assert quote.lines[line.ref].net == line.amount_minor, line


async def answers_whole_numbers_that_are_not_negative(provider: TaxProvider) -> None:
    """Net, tax and rate are int and not below zero; nothing is taxed with nothing."""
    for doc in (DOC, NET):
        quote = await provider.quote(doc)
        for line in doc.lines:
            taxed = quote.lines[line.ref]
            _whole(taxed)
            assert line.amount_minor or not taxed.tax, line


def _whole(taxed: TaxedLine) -> None:
    for value in (taxed.net, taxed.tax, taxed.rate):
        assert type(value) is int, taxed
        assert value >= 0, taxed


async def answers_the_same_twice(provider: TaxProvider) -> None:
    """The tax of a document is a fact, not a guess."""
    first, second = await provider.quote(DOC), await provider.quote(DOC)
    assert dict(first.lines) == dict(second.lines)


async def does_not_care_for_the_order_of_lines(provider: TaxProvider) -> None:
    """A line is taxed the same wherever it stands."""
    turned = replace(DOC, lines=tuple(reversed(DOC.lines)))
    assert dict((await provider.quote(DOC)).lines) == dict((await provider.quote(turned)).lines)


async def serves_many_at_once(provider: TaxProvider) -> None:
    """Questions asked at the same time do not mix."""
    docs = [replace(DOC, lines=(TaxLine(str(n), n, "standard"),)) for n in range(50)]
    quotes = await asyncio.gather(*(provider.quote(doc) for doc in docs))
    for doc, quote in zip(docs, quotes, strict=True):
        assert set(quote.lines) == {doc.lines[0].ref}


CHECKS: tuple[Check, ...] = (
    answers_every_line_and_no_other,
    answers_an_empty_document,
    splits_prices_that_include_tax_exactly,
    adds_tax_to_net_prices,
    answers_whole_numbers_that_are_not_negative,
    answers_the_same_twice,
    does_not_care_for_the_order_of_lines,
    serves_many_at_once,
)
