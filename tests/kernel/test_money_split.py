"""Splitting money: the parts are the whole, and nobody is short by more than a minor unit."""

from hypothesis import given
from hypothesis import strategies as st

from commerce.kernel.money import allocate


@given(
    st.integers(min_value=0, max_value=9 * 10**18),
    st.lists(st.integers(min_value=0, max_value=10**12), min_size=1, max_size=20).filter(any),
)
def test_the_parts_sum_to_the_whole_and_follow_the_weights(minor: int, weights: list[int]) -> None:
    parts = allocate(minor, weights)

    total = sum(weights)
    assert sum(parts) == minor
    assert all(
        abs(part * total - minor * weight) < total
        for part, weight in zip(parts, weights, strict=True)
    )
