"""Use cases of payments. The order of one attempt: `begin` (tx), `act` (no tx), `record` (tx)."""

from commerce.payments.service.act import (
    INBOUND_PATH,
    act,
    ask_provider,
    call_off,
    collect,
    foretell,
)
from commerce.payments.service.attempts import attempt, waiting_attempts
from commerce.payments.service.begin import MAX_ATTEMPTS, Draft, begin, begin_first, draft
from commerce.payments.service.inbound import Follow, inbound_routes, receive
from commerce.payments.service.methods import method_for, methods
from commerce.payments.service.notice import Noted, notice
from commerce.payments.service.reads import of_payable
from commerce.payments.service.record import Recorded, record, record_locked
from commerce.payments.service.state import lock_attempt_ahead, lock_payable
from commerce.payments.service.sweep import cancel_open, claim, due

__all__ = [
    "INBOUND_PATH",
    "MAX_ATTEMPTS",
    "Draft",
    "Follow",
    "Noted",
    "Recorded",
    "act",
    "ask_provider",
    "attempt",
    "begin",
    "begin_first",
    "call_off",
    "cancel_open",
    "claim",
    "collect",
    "draft",
    "due",
    "foretell",
    "inbound_routes",
    "lock_attempt_ahead",
    "lock_payable",
    "method_for",
    "methods",
    "notice",
    "of_payable",
    "receive",
    "record",
    "record_locked",
    "waiting_attempts",
]
