"""Rules of payments: which state follows which, and what may be stored of client data."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from commerce.kernel.errors import IllegalTransition
from commerce.payments.providers import Decline, Fail, Intent, Outcome
from commerce.payments.types import AttemptState, OutcomeStatus, PaymentState

S = TypeVar("S", bound=StrEnum)
_A = AttemptState
_P = PaymentState

ATTEMPT: Mapping[AttemptState, frozenset[AttemptState]] = {
    _A.NEW: frozenset(
        {_A.AWAITING_BUYER, _A.RESERVED, _A.AUTHORIZED, _A.SETTLED, _A.CANCELLED, _A.UNKNOWN}
        | {_A.DUPLICATE}
    ),
    _A.UNKNOWN: frozenset(
        {_A.AWAITING_BUYER, _A.RESERVED, _A.AUTHORIZED, _A.SETTLED, _A.CANCELLED, _A.DUPLICATE}
    ),
    _A.AWAITING_BUYER: frozenset(
        {_A.RESERVED, _A.AUTHORIZED, _A.SETTLED, _A.CANCELLED, _A.DUPLICATE}
    ),
    _A.RESERVED: frozenset({_A.AUTHORIZED, _A.SETTLED, _A.CANCELLED, _A.DUPLICATE}),
    _A.AUTHORIZED: frozenset({_A.SETTLED, _A.CANCELLED, _A.DUPLICATE}),
    # A failure may overtake the success it preceded: money that came is never unseen.
    _A.CANCELLED: frozenset({_A.SETTLED, _A.DUPLICATE}),
    _A.SETTLED: frozenset({_A.REVERSED}),
    _A.DUPLICATE: frozenset({_A.REVERSED}),
    _A.REVERSED: frozenset(),
}
_LIVE = frozenset({_P.PENDING, _P.ACTION_REQUIRED, _P.PROCESSING, _P.AUTHORIZED})
_ENDS = frozenset({_P.CAPTURED, _P.CANCELLED, _P.FAILED})
PAYMENT: Mapping[PaymentState, frozenset[PaymentState]] = {
    **{state: (_LIVE - {state}) | _ENDS for state in _LIVE},
    _P.FAILED: frozenset({_P.PENDING, _P.CAPTURED, _P.CANCELLED}),
    _P.CAPTURED: frozenset({_P.REFUNDED}),
    _P.CANCELLED: frozenset(),
    _P.REFUNDED: frozenset(),
}
OPEN = frozenset({_A.NEW, _A.AWAITING_BUYER, _A.RESERVED, _A.AUTHORIZED, _A.UNKNOWN})
TAKEN = frozenset({_A.SETTLED, _A.DUPLICATE, _A.REVERSED})
CLOSED = frozenset({_P.CAPTURED, _P.CANCELLED, _P.REFUNDED})
_AFTER = {
    OutcomeStatus.OK: _A.SETTLED,
    OutcomeStatus.ACTION_REQUIRED: _A.AWAITING_BUYER,
    OutcomeStatus.PENDING: _A.RESERVED,
    OutcomeStatus.DECLINED: _A.CANCELLED,
    OutcomeStatus.UNKNOWN: _A.UNKNOWN,
    OutcomeStatus.ERROR: _A.CANCELLED,
}
# How far the news of an open attempt reaches: what is older than we know is ignored.
_RANK = {_A.UNKNOWN: 0, _A.NEW: 0, _A.AWAITING_BUYER: 1, _A.RESERVED: 2, _A.AUTHORIZED: 3}
_SECRET = re.compile(r"token|card|cv[vc]|secret|passw|otp|nonce|iban|^(pan|pin)$", re.I)
_CARD_NUMBER = re.compile(r"\d(?:[ -]?\d){11,18}")
_HIDDEN = "***"


@dataclass(frozen=True, slots=True)
class Try:
    """What the state of a payment depends on, of each of its attempts."""

    state: AttemptState
    collect_later: bool = False
    retryable: bool = True

    @property
    def live(self) -> bool:
        """Whether the money may be on its way, so that a second try could take it twice."""
        on_its_way = OPEN - {_A.AWAITING_BUYER}
        return self.state in on_its_way and not self.collect_later


def moved(table: Mapping[S, frozenset[S]], current: S, wanted: S) -> S:
    """The wanted state, when it may follow the current one.

    Raises:
        IllegalTransition: it may not.
    """
    if wanted not in table[current]:
        raise IllegalTransition(current, wanted)
    return wanted


def state_after(outcome: Outcome) -> AttemptState:
    """The state an outcome speaks of, whatever was known before."""
    if outcome.status is OutcomeStatus.OK and outcome.collect_later:
        return _A.RESERVED
    return _AFTER[outcome.status]


def next_state(current: AttemptState, payment: PaymentState, outcome: Outcome) -> AttemptState:
    """The state of an attempt after news of it; the current one when they change nothing.

    Money wins over every other news, in whatever order they come. Money for a payment that
    is closed makes the attempt a duplicate.
    """
    wanted = state_after(outcome)
    if current in TAKEN or current is wanted:
        return current
    if wanted is _A.SETTLED:
        return moved(ATTEMPT, current, _A.DUPLICATE if payment in CLOSED else wanted)
    if current is _A.CANCELLED:
        return current
    if wanted is _A.CANCELLED:
        return moved(ATTEMPT, current, wanted)
    if wanted is _A.UNKNOWN and current is not _A.NEW:
        return current
    if _RANK[wanted] < _RANK[current]:
        return current
    return moved(ATTEMPT, current, wanted)


def payment_state(current: PaymentState, tries: Iterable[Try]) -> PaymentState:
    """The state of a payment given its attempts, oldest first."""
    if current in CLOSED:
        return current
    all_tries = list(tries)
    states = {each.state for each in all_tries if not each.collect_later}
    if _A.SETTLED in {each.state for each in all_tries}:
        wanted = _P.CAPTURED
    elif _A.AUTHORIZED in states:
        wanted = _P.AUTHORIZED
    elif states & {_A.RESERVED, _A.UNKNOWN}:
        wanted = _P.PROCESSING
    elif _A.AWAITING_BUYER in states:
        wanted = _P.ACTION_REQUIRED
    elif _given_up(all_tries):
        wanted = _P.FAILED
    else:
        wanted = _P.PENDING
    return current if wanted is current else moved(PAYMENT, current, wanted)


def _given_up(tries: list[Try]) -> bool:
    """Whether no try is open and the last one said that another makes no sense."""
    return bool(tries) and not tries[-1].retryable and not {t.state for t in tries} & OPEN


def outcome_of(intent: Intent) -> Outcome:
    """What an inbound message says about the money."""
    if isinstance(intent, Fail):
        decline = Decline(intent.code, intent.retryable)
        return Outcome(OutcomeStatus.DECLINED, decline=decline)
    return Outcome(OutcomeStatus.OK, provider_ref=intent.provider_ref, amount=intent.amount)


def decline_of(outcome: Outcome) -> Decline:
    """Why no money was taken, when the provider does not say either."""
    fallback = "provider_error" if outcome.status is OutcomeStatus.ERROR else "declined"
    return outcome.decline or Decline(fallback, retryable=True)


def redacted(data: Mapping[str, Any]) -> dict[str, Any]:
    """Client data without what could be a secret, by its name or by its look."""
    return {key: _HIDDEN if _SECRET.search(key) else _clean(value) for key, value in data.items()}


def _clean(value: Any) -> Any:
    if isinstance(value, Mapping):
        return redacted(value)
    if isinstance(value, list | tuple):
        return [_clean(each) for each in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return _HIDDEN if _CARD_NUMBER.fullmatch(str(value)) else value
    return _CARD_NUMBER.sub(_HIDDEN, value) if isinstance(value, str) else value
