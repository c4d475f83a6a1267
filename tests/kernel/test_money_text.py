"""Amounts as decimal text: what arithmetic of decimals says, digit by digit."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from commerce.kernel.graphql.scalars import SCALARS
from commerce.kernel.money import MAX_MINOR, Money, amount_text

CURRENCIES = st.sampled_from(["UZS", "USD", "JPY", "KWD", "CLF", "XXX"])


@given(
    st.integers(min_value=-MAX_MINOR, max_value=MAX_MINOR) | st.integers(-2000, 2000), CURRENCIES
)
def test_the_text_of_an_amount_is_that_of_its_decimal(minor: int, currency: str) -> None:
    exact = Money(minor, currency).amount

    text = amount_text(minor, currency)

    assert text == f"{exact:f}"
    assert Decimal(text) == exact
    assert SCALARS[Decimal].serialize(text) == SCALARS[Decimal].serialize(exact)
