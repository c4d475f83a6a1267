"""Public ids: the same as spelling the number letter by letter, and read back."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commerce.kernel.errors import InvalidInput
from commerce.kernel.ids import decode, encode

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
NUMBERS = st.integers(min_value=0, max_value=2**128 - 1)


@given(NUMBERS)
def test_an_id_spells_its_number_in_base_32_and_is_read_back(number: int) -> None:
    uid = UUID(int=number)

    public = encode("prod", uid)

    assert public == "prod_" + "".join(
        LETTERS[number >> shift & 31] for shift in range(125, -5, -5)
    )
    assert decode("prod", public) == uid


@given(NUMBERS, NUMBERS)
def test_ids_sort_as_their_numbers(one: int, other: int) -> None:
    assert (encode("x", UUID(int=one)) < encode("x", UUID(int=other))) == (one < other)


@pytest.mark.parametrize("public", ["", "prod", "prod_", "prod_8" + "0" * 25, "prod_" + "U" * 26])
def test_what_is_no_id_is_refused(public: str) -> None:
    with pytest.raises(InvalidInput):
        decode("prod", public)
