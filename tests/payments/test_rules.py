"""State tables of payments, every pair of states, and any order of news."""

import itertools
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commerce.kernel.errors import IllegalTransition
from commerce.payments.providers import Decline, Fail, Outcome, Settle
from commerce.payments.rules import (
    ATTEMPT,
    CLOSED,
    OPEN,
    PAYMENT,
    Try,
    moved,
    next_state,
    outcome_of,
    payment_state,
    redacted,
    state_after,
)
from commerce.payments.types import AttemptState, OutcomeStatus, PaymentState
from tests.make.payments import PRICE

A, P, S = AttemptState, PaymentState, OutcomeStatus
LEGAL_ATTEMPT = {
    A.NEW: "awaiting_buyer reserved authorized settled cancelled unknown duplicate",
    A.AWAITING_BUYER: "reserved authorized settled cancelled duplicate",
    A.RESERVED: "authorized settled cancelled duplicate",
    A.AUTHORIZED: "settled cancelled duplicate",
    A.SETTLED: "reversed",
    A.CANCELLED: "settled duplicate",
    A.UNKNOWN: "awaiting_buyer reserved authorized settled cancelled duplicate",
    A.DUPLICATE: "reversed",
    A.REVERSED: "",
}
LEGAL_PAYMENT = {
    P.PENDING: "action_required processing authorized captured cancelled failed",
    P.ACTION_REQUIRED: "pending processing authorized captured cancelled failed",
    P.PROCESSING: "pending action_required authorized captured cancelled failed",
    P.AUTHORIZED: "pending action_required processing captured cancelled failed",
    P.CAPTURED: "refunded",
    P.CANCELLED: "",
    P.FAILED: "pending captured cancelled",
    P.REFUNDED: "",
}


@pytest.mark.parametrize(("current", "wanted"), list(itertools.product(A, A)), ids=str)
def test_an_attempt_moves_only_along_its_table(current: A, wanted: A) -> None:
    if wanted in LEGAL_ATTEMPT[current].split():
        assert moved(ATTEMPT, current, wanted) is wanted
    else:
        with pytest.raises(IllegalTransition) as refused:
            moved(ATTEMPT, current, wanted)
        assert (refused.value.was, refused.value.wanted) == (current, wanted)


@pytest.mark.parametrize(("current", "wanted"), list(itertools.product(P, P)), ids=str)
def test_a_payment_moves_only_along_its_table(current: P, wanted: P) -> None:
    if wanted in LEGAL_PAYMENT[current].split():
        assert moved(PAYMENT, current, wanted) is wanted
    else:
        with pytest.raises(IllegalTransition) as refused:
            moved(PAYMENT, current, wanted)
        assert (refused.value.was, refused.value.wanted) == (current, wanted)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome(S.OK), A.SETTLED),
        (Outcome(S.OK, collect_later=True), A.RESERVED),
        (Outcome(S.ACTION_REQUIRED), A.AWAITING_BUYER),
        (Outcome(S.PENDING), A.RESERVED),
        (Outcome(S.DECLINED), A.CANCELLED),
        (Outcome(S.ERROR), A.CANCELLED),
        (Outcome(S.UNKNOWN), A.UNKNOWN),
    ],
)
def test_each_outcome_of_a_new_attempt_has_its_state(outcome: Outcome, state: A) -> None:
    assert state_after(outcome) is state
    assert next_state(A.NEW, P.PENDING, outcome) is state


def test_money_beats_failure_in_either_order() -> None:
    taken, declined = Outcome(S.OK), Outcome(S.DECLINED)

    for order in ((taken, declined), (declined, taken)):
        state = A.AWAITING_BUYER
        for outcome in order:
            state = next_state(state, P.PENDING, outcome)
        assert state is A.SETTLED


@pytest.mark.parametrize("payment", sorted(CLOSED))
@pytest.mark.parametrize("current", sorted(OPEN | {A.CANCELLED}))
def test_money_for_a_closed_payment_is_a_duplicate(current: A, payment: P) -> None:
    assert next_state(current, payment, Outcome(S.OK)) is A.DUPLICATE


def test_old_news_do_not_take_an_attempt_back() -> None:
    assert next_state(A.RESERVED, P.PROCESSING, Outcome(S.ACTION_REQUIRED)) is A.RESERVED
    assert next_state(A.AWAITING_BUYER, P.ACTION_REQUIRED, Outcome(S.UNKNOWN)) is A.AWAITING_BUYER


def test_a_payment_has_failed_when_the_last_attempt_says_that_another_makes_no_sense() -> None:
    retry, never = Try(A.CANCELLED), Try(A.CANCELLED, retryable=False)

    assert payment_state(P.PENDING, [retry, never]) is P.FAILED
    assert payment_state(P.PENDING, [never, retry]) is P.PENDING
    assert payment_state(P.ACTION_REQUIRED, [Try(A.AWAITING_BUYER), never]) is P.ACTION_REQUIRED
    assert payment_state(P.FAILED, [never, Try(A.NEW)]) is P.PENDING


def test_cash_to_be_collected_leaves_the_payment_pending() -> None:
    assert payment_state(P.PENDING, [Try(A.RESERVED, collect_later=True)]) is P.PENDING


def test_inbound_intents_say_what_an_outcome_says() -> None:
    uid = uuid4()

    assert outcome_of(Settle(uid, PRICE, "r")) == Outcome(S.OK, provider_ref="r", amount=PRICE)
    assert outcome_of(Fail(uid, "expired")) == Outcome(
        S.DECLINED, decline=Decline("expired", retryable=True)
    )


NEWS = st.sampled_from(
    [
        Outcome(S.OK),
        Outcome(S.ACTION_REQUIRED),
        Outcome(S.PENDING),
        Outcome(S.DECLINED),
        Outcome(S.UNKNOWN),
        Outcome(S.ERROR),
    ]
)


@given(st.lists(st.tuples(st.integers(0, 3), NEWS), max_size=40), st.integers(0, 40))
def test_whatever_comes_in_whatever_order_one_attempt_wins(
    story: list[tuple[int, Outcome]], given_up_after: int
) -> None:
    states = [A.NEW] * 4
    payment = P.PENDING

    for step, (index, outcome) in enumerate(story):
        if step == given_up_after and payment not in CLOSED:
            payment = moved(PAYMENT, payment, P.CANCELLED)
        states[index] = next_state(states[index], payment, outcome)
        payment = payment_state(payment, [Try(state) for state in states])

        assert next_state(states[index], payment, outcome) is states[index]
        assert states.count(A.SETTLED) == (payment is P.CAPTURED)

    paid = {index for index, outcome in story if outcome.status is S.OK}
    owed_back = {index for index, state in enumerate(states) if state is A.DUPLICATE}
    kept = {index for index, state in enumerate(states) if state is A.SETTLED}
    assert kept | owed_back == paid


@given(st.permutations([Outcome(S.OK), Outcome(S.DECLINED), Outcome(S.ACTION_REQUIRED)]))
def test_the_order_of_delivery_does_not_matter(story: list[Outcome]) -> None:
    state, payment = A.NEW, P.PENDING
    for outcome in story:
        state = next_state(state, payment, outcome)
        payment = payment_state(payment, [Try(state)])

    assert (state, payment) == (A.SETTLED, P.CAPTURED)


def test_secrets_of_the_client_are_not_kept() -> None:
    data = {
        "script": "accept",
        "cardNumber": "x",
        "Token": "tok_1",
        "note": "my card 8600 1234 5678 9012 please",
        "number": 8600123456789012,
        "deep": {"otp": 1, "list": ["4111111111111111", "plain", 7, True]},
    }

    assert redacted(data) == {
        "script": "accept",
        "cardNumber": "***",
        "Token": "***",
        "note": "my card *** please",
        "number": "***",
        "deep": {"otp": "***", "list": ["***", "plain", 7, True]},
    }
