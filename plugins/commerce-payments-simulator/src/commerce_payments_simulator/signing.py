"""Signatures of the simulated bank: of its notices, and of the addresses of its pages."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from commerce.kernel.clock import now
from commerce.kernel.money import Money
from commerce.payments.providers import RawRequest

HEADER = "x-simulator-signature"
TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class SimulatedNotice:
    """What the bank reports: money taken, or given up on when `decline` says why."""

    attempt_id: UUID
    amount: Money
    decline: str | None = None

    @property
    def event_key(self) -> str:
        """The same for every repetition."""
        return f"{self.attempt_id}:{'failed' if self.decline else 'settled'}"


def page_token(secret: str, attempt_id: UUID) -> str:
    """What makes the address of a payment page unguessable."""
    return _mac(secret, f"page:{attempt_id}".encode())


def page_token_fits(secret: str, attempt_id: UUID, token: str) -> bool:
    """Whether a page address is ours."""
    return _same(page_token(secret, attempt_id), token)


def signed(secret: str, notice: SimulatedNotice, *, at: datetime | None = None) -> RawRequest:
    """The call the bank makes to report; it may be sent any number of times."""
    body = json.dumps(
        {
            "id": notice.event_key,
            "attempt": str(notice.attempt_id),
            "amount": notice.amount.minor,
            "currency": notice.amount.currency,
            "decline": notice.decline,
        }
    ).encode()
    stamp = str(int((at or now()).timestamp()))
    mac = _mac(secret, stamp.encode() + b"." + body)
    return RawRequest(
        method="POST",
        path="/webhooks/payments/simulator/notice",
        query={},
        headers={"content-type": "application/json", HEADER: f"t={stamp},v1={mac}"},
        body=body,
    )


def verified(secret: str, request: RawRequest) -> dict[str, Any] | None:
    """The body of a notice, or None when it is forged, stale or no object."""
    stamp, _, mac = request.headers.get(HEADER, "").removeprefix("t=").partition(",v1=")
    if not _same(_mac(secret, stamp.encode() + b"." + request.body), mac):
        return None
    if abs(now().timestamp() - int(stamp)) > TOLERANCE.total_seconds():
        return None
    found = json.loads(request.body)
    return found if isinstance(found, dict) else None


def _mac(secret: str, what: bytes) -> str:
    return hmac.new(secret.encode(), what, hashlib.sha256).hexdigest()


def _same(expected: str, given: str) -> bool:
    return hmac.compare_digest(expected.encode(), given.encode(errors="replace"))
