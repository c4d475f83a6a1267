"""What the tests of payments share: a simulator of their own, and sight of what is stored."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from commerce_payments_simulator.provider import Simulator
from commerce_payments_simulator.store import Store
from sqlalchemy import select

from commerce.kernel.db import Database
from commerce.kernel.plugins import Registry, discover
from commerce.kernel.reads import Reader
from commerce.kernel.tables import OutboxRow
from commerce.payments import service
from commerce.payments.models import Attempt, Payment
from commerce.payments.providers import PAYMENT
from tests.payments.stored import Stored

SECRET = "a secret of the tests"


@pytest.fixture
def simulator(tmp_path) -> Simulator:
    return Simulator(Store(tmp_path), secret=SECRET, timeout_seconds=5)


@pytest.fixture
def registry(simulator: Simulator) -> Registry:
    found = discover(("payments-cod",), {"payments-cod": {"currencies": ["UZS"]}})
    found.provide(PAYMENT, simulator.id, simulator)
    return found


@pytest.fixture
def stored(reader: Reader) -> Callable[[UUID], Awaitable[Stored]]:
    async def look(payable_id: UUID) -> Stored:
        payment: Any = await reader.first(
            select(*Payment.__table__.c).where(Payment.payable_id == payable_id)
        )
        attempts = await reader.all(
            select(Attempt.state).where(Attempt.payment_id == payment.id).order_by(Attempt.id)
        )
        events = await reader.all(
            select(OutboxRow.name).where(OutboxRow.subject_id == payment.id).order_by(OutboxRow.id)
        )
        return Stored(
            payment.state,
            payment.captured,
            [row.state for row in attempts],
            [row.name.removeprefix("payments.") for row in events],
        )

    return look


@pytest.fixture
def record(db: Database) -> Callable[..., Awaitable[Any]]:
    """Record an outcome in a transaction of its own."""

    async def call(attempt_id: UUID, outcome: Any) -> service.Recorded:
        async with db.transaction() as tx:
            return await service.record(tx, attempt_id, outcome)

    return call
