"""The state machine of sellers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commerce.kernel.errors import IllegalTransition
from commerce.sellers.rules import TRANSITIONS, move
from commerce.sellers.types import SellerStatus

STATES = st.sampled_from(SellerStatus)


@given(STATES, STATES)
def test_a_seller_goes_only_where_the_table_leads(was: SellerStatus, wanted: SellerStatus) -> None:
    if wanted in TRANSITIONS[was]:
        assert move(was, wanted) is wanted
    else:
        with pytest.raises(IllegalTransition) as caught:
            move(was, wanted)
        assert (caught.value.was, caught.value.wanted) == (was.value, wanted.value)


@given(STATES)
def test_no_state_leads_to_itself_and_closed_is_the_end(state: SellerStatus) -> None:
    assert state not in TRANSITIONS[state]
    assert not TRANSITIONS[SellerStatus.CLOSED]


def test_a_step_that_names_its_origin_is_refused_from_elsewhere() -> None:
    with pytest.raises(IllegalTransition):
        move(SellerStatus.PAUSED, SellerStatus.ACTIVE, only=SellerStatus.APPLIED)
