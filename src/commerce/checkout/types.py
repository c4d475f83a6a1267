"""Values that cross the border of checkout."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from commerce.kernel.access import Actor
from commerce.kernel.cache import Cache
from commerce.kernel.db import Database
from commerce.kernel.idempotency import Request
from commerce.kernel.plugins import Registry
from commerce.kernel.settings import Settings


@dataclass(frozen=True, slots=True)
class Deps:
    """What the path needs from the running program."""

    db: Database
    registry: Registry
    cache: Cache
    settings: Settings

    @property
    def lease(self) -> timedelta:
        """How long one process may be at work on an attempt before others take it over."""
        return timedelta(seconds=self.settings.provider_seconds + 2)

    @property
    def hold(self) -> timedelta:
        """How long stock is kept for a purchase that is not paid yet."""
        return timedelta(minutes=self.settings.hold_minutes)


@dataclass(frozen=True, slots=True)
class Completion:
    """A buyer presses the button: which cart, seen in which version, under which key."""

    actor: Actor
    key: str
    cart_id: UUID
    token: str | None
    expected_version: int | None
    return_url: str | None

    @property
    def account_id(self) -> UUID | None:
        """The account that buys, if somebody is signed in."""
        return self.actor.account_id

    @property
    def request(self) -> Request:
        """The same as a claim on the idempotency key."""
        values = {
            "cart": str(self.cart_id),
            "token": self.token,
            "version": self.expected_version,
            "return_url": self.return_url,
        }
        return Request(self.actor, self.key, "checkoutComplete", values)


@dataclass(frozen=True, slots=True)
class Completed:
    """What became of it; `replayed` when an earlier request had done the work.

    `attempt` is the payment attempt (state, action, decline_code, retryable), if there is one.
    `group` is the purchase as a row, if it was at hand.
    """

    group_id: UUID
    attempt: Any
    replayed: bool
    group: Any = None
