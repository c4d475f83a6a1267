"""Talk to providers: never inside a transaction, never longer than the time limit."""

from collections.abc import Coroutine
from typing import Any
from uuid import UUID

from commerce.kernel.db import Database, forbid_open_transaction
from commerce.kernel.errors import NotFound
from commerce.kernel.money import Money
from commerce.kernel.plugins import ProviderFailed, Registry, ask
from commerce.kernel.reads import compiled
from commerce.kernel.settings import Settings
from commerce.payments import queries
from commerce.payments.providers import (
    PAYMENT,
    AttemptView,
    Decline,
    Outcome,
    SessionRequest,
)
from commerce.payments.rules import OPEN, TAKEN
from commerce.payments.types import OutcomeStatus, SessionDetails

_ATTEMPT = compiled(queries.attempt_with_payable())
_UNKNOWN = Outcome(OutcomeStatus.UNKNOWN)
INBOUND_PATH = "/webhooks/payments"


async def act(
    db: Database, registry: Registry, settings: Settings, attempt_id: UUID, extra: SessionDetails
) -> Outcome:
    """Ask the provider to collect; safe to repeat, as the attempt's id is the idempotency key.

    A provider that fails or is too slow leaves the outcome unknown: it may have taken the
    money. An attempt that was closed meanwhile is not sent at all.

    Raises:
        NotFound: there is no such attempt.
    """
    row = await _load(db, attempt_id)
    if row.state not in OPEN:
        return _closed(row)
    return await collect(registry, settings, row, row.payable_id, extra)


async def collect(
    registry: Registry, settings: Settings, row: Any, payable_id: UUID, extra: SessionDetails
) -> Outcome:
    """The same for an open attempt at hand, which its caller has just begun or read."""
    provider = registry.find(PAYMENT, row.provider)
    if provider is None:
        decline = Decline("method_missing", retryable=True)
        return Outcome(OutcomeStatus.ERROR, decline=decline)
    request = SessionRequest(
        attempt_id=row.id,
        payable_ref=str(payable_id),
        amount=Money(row.amount, row.currency),
        data=row.data if extra.data is None else extra.data,
        inbound_url=f"{settings.reached_at}{INBOUND_PATH}/{row.provider}",
        return_url=extra.return_url,
        email=extra.email,
        phone=extra.phone,
        language=extra.language,
    )
    return await _asked(
        f"{row.provider}.create_session", provider.create_session(request), settings
    )


async def foretell(
    registry: Registry, settings: Settings, row: Any, payable_id: UUID, extra: SessionDetails
) -> Outcome | None:
    """The outcome of an attempt whose provider asks nobody, before it is written down.

    None for every other provider: it may only hear of attempts that are.
    """
    provider = registry.find(PAYMENT, row.provider)
    if provider is None or not provider.capabilities.asks_nobody:
        return None
    return await collect(registry, settings, row, payable_id, extra)


async def ask_provider(
    db: Database, registry: Registry, settings: Settings, attempt_id: UUID
) -> Outcome:
    """Ask the provider what became of an attempt; unknown when it cannot say.

    Raises:
        NotFound: there is no such attempt.
    """
    row = await _load(db, attempt_id)
    if row.collect_later:
        return _closed(row)
    provider = registry.find(PAYMENT, row.provider)
    if provider is None:
        return _UNKNOWN
    found = await _asked(f"{row.provider}.fetch", provider.fetch(_view(row)), settings)
    return _UNKNOWN if found.status is OutcomeStatus.ERROR else found


async def call_off(
    db: Database, registry: Registry, settings: Settings, attempt_id: UUID
) -> Outcome:
    """Ask the provider to stop collecting; ok means that it was too late and money was taken.

    Raises:
        NotFound: there is no such attempt.
    """
    row = await _load(db, attempt_id)
    provider = registry.find(PAYMENT, row.provider)
    if provider is None:
        return _UNKNOWN
    found = await _asked(f"{row.provider}.cancel", provider.cancel(_view(row)), settings)
    return _UNKNOWN if found.status is OutcomeStatus.ERROR else found


async def _load(db: Database, attempt_id: UUID) -> Any:
    forbid_open_transaction()
    row = await db.reader().first(_ATTEMPT, id=attempt_id)
    if row is None:
        raise NotFound
    return row


async def _asked(what: str, answer: Coroutine[Any, Any, Outcome], settings: Settings) -> Outcome:
    try:
        return await ask(what, answer, seconds=settings.provider_seconds)
    except ProviderFailed:
        return _UNKNOWN


def _view(row: Any) -> AttemptView:
    return AttemptView(row.id, Money(row.amount, row.currency), row.provider_ref)


def _closed(row: Any) -> Outcome:
    """What we know already, for a caller who comes late."""
    if row.state in TAKEN or row.collect_later:
        later = bool(row.collect_later)
        return Outcome(OutcomeStatus.OK, provider_ref=row.provider_ref, collect_later=later)
    decline = Decline(row.decline_code or "cancelled", retryable=row.retryable)
    return Outcome(OutcomeStatus.DECLINED, decline=decline)
