"""Factory of payments."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from commerce.kernel.clock import now
from commerce.kernel.ids import new_id
from commerce.kernel.money import Money
from commerce.payments import service
from commerce.payments.models import Attempt
from commerce.payments.providers import Outcome, Redirect
from commerce.payments.types import OutcomeStatus

PRICE = Money(1_250_000, "UZS")


class PaymentFactory:
    """Makes attempts."""

    db: Any

    async def attempt(
        self,
        *,
        payable_id: UUID | None = None,
        provider: str = "simulator",
        amount: Money = PRICE,
        data: Mapping[str, Any] | None = None,
    ) -> Attempt:
        """A new attempt, claimed for a minute; its payable is a new one unless it is named."""
        async with self.db.transaction() as tx:
            attempt: Attempt = await service.begin(
                tx,
                payable_id or new_id(),
                provider=provider,
                amount=amount,
                data=data or {},
                claimed_until=now() + timedelta(minutes=1),
                expires_at=now() + timedelta(minutes=30),
            )
        return attempt

    async def waiting_attempt(self, **given: Any) -> Attempt:
        """An attempt that waits for the buyer."""
        attempt = await self.attempt(**given)
        action = Redirect("https://bank.example/pay")
        async with self.db.transaction() as tx:
            recorded = await service.record(
                tx, attempt.id, Outcome(OutcomeStatus.ACTION_REQUIRED, action=action)
            )
        return recorded.attempt
