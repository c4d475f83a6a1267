"""Ten thousand random carts against an oracle that computes in decimals (MON-01)."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal, localcontext
from random import Random
from uuid import UUID

import pytest

from commerce.cart.types import ChosenDelivery, Contents, PricedCart
from commerce.kernel.money import exponent
from commerce.offers.types import OfferFacts
from commerce.tax.types import rate_of
from tests.cart.test_rules import RATES, cart, offer, price

CARTS = 2_500
DEAREST = 900_000_000_000_000


def random_cart(random: Random, currency: str) -> tuple[Contents, dict[UUID, OfferFacts]]:
    """Up to eight lines of up to three sellers, each maybe with a delivery."""
    wanted = []
    for number in range(1, random.randint(2, 9)):
        facts = offer(
            number,
            seller_id=UUID(int=random.randint(1, 3)),
            price_minor=random.choice((random.randint(0, 99), random.randint(0, 10**9), DEAREST)),
            tax_class=random.choice([*RATES, "unknown"]),
        )
        wanted.append((facts, random.choice((1, 2, 3, random.randint(1, 500)))))
    deliveries = tuple(
        ChosenDelivery(UUID(int=n), UUID(int=50 + n), {}, "standard", random.randint(0, 10**7))
        for n in random.sample((1, 2, 3), random.randint(0, 3))
    )
    included = random.random() < 0.5
    contents, facts_by_id = cart(*wanted, deliveries=deliveries, prices_include_tax=included)
    return replace(contents, currency=currency), facts_by_id


def oracle(minor: int, tax_class: str, contents: Contents) -> tuple[Decimal, Decimal]:
    """Net and tax of an amount in major units, by decimals."""
    step = Decimal(1).scaleb(-exponent(contents.currency))
    amount, rate = Decimal(minor) * step, Decimal(rate_of(RATES, tax_class)) / 1_000_000
    if contents.prices_include_tax:
        tax = (amount * rate / (1 + rate)).quantize(step, ROUND_HALF_UP)
        return amount - tax, tax
    return amount, (amount * rate).quantize(step, ROUND_HALF_UP)


def expected(contents: Contents, priced: PricedCart) -> tuple[Decimal, Decimal]:
    """Net and tax of the whole cart, from the amounts that were entered."""
    parts = [
        oracle(line.unit_minor * line.quantity, line.facts.tax_class, contents)
        for parcel in priced.parcels
        for line in parcel.lines
    ]
    sold = {parcel.seller_id for parcel in priced.parcels}
    parts += [
        oracle(each.quoted_minor, each.tax_class, contents)
        for each in contents.deliveries
        if each.seller_id in sold
    ]
    return sum((net for net, _ in parts), Decimal(0)), sum((tax for _, tax in parts), Decimal(0))


@pytest.mark.parametrize("currency", ["UZS", "USD", "JPY", "KWD"])
def test_the_totals_of_random_carts_are_exact(currency: str) -> None:
    random = Random(f"carts in {currency}")
    step = Decimal(1).scaleb(-exponent(currency))

    with localcontext(prec=60):
        for _ in range(CARTS):
            contents, facts = random_cart(random, currency)
            priced = price(contents, facts)
            net, tax = expected(contents, priced)

            total = priced.total
            assert (total.net * step, total.tax * step) == (net, tax), contents
            assert total.gross == total.net + total.tax
