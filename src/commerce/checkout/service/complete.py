"""Completing a checkout: prepare, act, settle. Safe to repeat at any point."""

import asyncio
import time
from typing import Any
from uuid import UUID

from commerce.checkout.service.prepare import Begun, begin
from commerce.checkout.service.settle import settle
from commerce.checkout.types import Completed, Completion, Deps
from commerce.kernel.clock import now
from commerce.kernel.errors import InProgress
from commerce.payments import service as payments
from commerce.payments.types import AttemptState, SessionDetails

_PAUSE = 0.05


async def complete(deps: Deps, request: Completion) -> Completed:
    """Turn a cart into orders, one per seller, and collect the money.

    The provider is called between two transactions; for one that asks nobody, one is enough.
    A repeated request, or another one for the same cart, finds the purchase of the first and
    waits until its payment has an answer.

    Raises:
        NotFound, StaleVersion, CartIncomplete, OfferUnavailable, InsufficientStock,
        PriceChanged: nothing was changed.
        KeyReused: the idempotency key belongs to another request.
        InProgress: an earlier request is still at work; repeat with the same key.
    """
    begun = await begin(deps, request)
    if begun.details is not None:
        return await _act(deps, begun, request)
    if begun.attempt is not None or begun.attempt_id is None:
        return Completed(begun.group_id, begun.attempt, begun.replayed, begun.group)
    details = SessionDetails(return_url=request.return_url)
    attempt = await _rest(deps, begun.attempt_id, details)
    return Completed(begun.group_id, attempt, begun.replayed)


async def _act(deps: Deps, begun: Begun, request: Completion) -> Completed:
    """Ask the provider for the money, then settle with what it says."""
    assert begun.attempt is not None and begun.details is not None
    outcome = await payments.collect(
        deps.registry, deps.settings, begun.attempt, begun.group_id, begun.details
    )
    of = (begun.group_id, request.cart_id)
    settled = await settle(deps, begun.attempt.id, outcome, of=of)
    return Completed(begun.group_id, settled.recorded.attempt, begun.replayed, settled.group)


async def _rest(deps: Deps, attempt_id: UUID, details: SessionDetails) -> Any:
    """Wait for the process that is at work on an attempt; take over if it has died.

    The attempt's id is the provider's idempotency key, so asking again costs nothing twice.
    """
    give_up = time.monotonic() + deps.lease.total_seconds() + 1
    reader = deps.db.reader()
    while True:
        attempt = await payments.attempt(reader, attempt_id)
        if attempt.state != AttemptState.NEW:
            return attempt
        if attempt.claimed_until <= now():
            async with deps.db.transaction() as tx:
                mine = await payments.claim(tx, attempt_id, now() + deps.lease)
            if mine:
                outcome = await payments.act(
                    deps.db, deps.registry, deps.settings, attempt_id, details
                )
                return (await settle(deps, attempt_id, outcome)).recorded.attempt
        if time.monotonic() > give_up:
            raise InProgress
        await asyncio.sleep(_PAUSE)
