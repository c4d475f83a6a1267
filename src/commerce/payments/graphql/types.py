"""Payments in the schema."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

import strawberry

from commerce.kernel import ids
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.fields import batch
from commerce.kernel.graphql.scalars import JSON
from commerce.kernel.graphql.types import Money, Node
from commerce.payments import loaders
from commerce.payments.providers import PaymentProvider
from commerce.payments.types import AttemptState, Flow, PaymentState

PAYMENT = "pay"
ATTEMPT = "txn"

strawberry.enum(PaymentState, description="What has become of the money owed.")
strawberry.enum(
    AttemptState,
    name="PaymentAttemptState",
    description="Where one attempt stands; DUPLICATE is money that is owed back.",
)
strawberry.enum(Flow, name="PaymentFlow", description="How the buyer pays with a method.")


@strawberry.enum(description="What the buyer has to do next.")
class NextActionKind(StrEnum):
    REDIRECT = "redirect"


@strawberry.type(description="What the client has to do before the payment can go on.")
class NextAction:
    kind: NextActionKind
    url: str | None = strawberry.field(description="Where to send the buyer.")
    client_data: JSON | None = strawberry.field(description="For the provider's own widget.")

    @classmethod
    def of(cls, action: Mapping[str, Any] | None) -> Self | None:
        """The action kept with an attempt, if it waits for one."""
        if action is None:
            return None
        return cls(kind=NextActionKind(action["kind"]), url=action.get("url"), client_data=None)


@strawberry.type(description="One try to collect a payment with one method.")
class PaymentAttempt(Node):
    uid: strawberry.Private[UUID]
    id: strawberry.ID
    version: int
    provider: str = strawberry.field(description="The id of the payment method.")
    state: AttemptState
    amount: Money
    decline_code: str | None = strawberry.field(description="Why no money was taken.")
    retryable: bool = strawberry.field(description="Whether trying again makes sense.")
    next_action: NextAction | None
    created_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        return cls(
            uid=row.id,
            id=strawberry.ID(ids.encode(ATTEMPT, row.id)),
            version=row.version,
            provider=row.provider,
            state=AttemptState(row.state),
            amount=Money.of(row.amount, row.currency),
            decline_code=row.decline_code,
            retryable=row.retryable,
            next_action=NextAction.of(row.action),
            created_at=row.created_at,
            expires_at=row.expires_at,
        )


@strawberry.type(description="What is owed, and what was paid of it.")
class Payment(Node):
    uid: strawberry.Private[UUID]
    id: strawberry.ID
    version: int
    state: PaymentState
    amount: Money
    captured: Money
    refunded: Money
    created_at: datetime
    attempts: list[PaymentAttempt] = batch(loaders.attempts_of, make=PaymentAttempt.of)

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        return cls(
            uid=row.id,
            id=strawberry.ID(ids.encode(PAYMENT, row.id)),
            version=row.version,
            state=PaymentState(row.state),
            amount=Money.of(row.amount, row.currency),
            captured=Money.of(row.captured, row.currency),
            refunded=Money.of(row.refunded, row.currency),
            created_at=row.created_at,
        )


@strawberry.type(description="A way of paying.")
class PaymentMethod:
    id: strawberry.ID
    title: str
    flows: list[Flow]
    minimum: Money | None = strawberry.field(description="The least that can be paid with it.")
    maximum: Money | None = strawberry.field(description="The most that can be paid with it.")

    @classmethod
    def of(cls, provider: PaymentProvider, context: Context) -> Self:
        """A provider as a buyer in the market of this request sees it."""
        can, currency = provider.capabilities, context.market.currency
        return cls(
            id=strawberry.ID(provider.id),
            title=provider.title.say(context.language),
            flows=sorted(can.flows),
            minimum=_limit(can.minimum, currency),
            maximum=_limit(can.maximum, currency),
        )


def _limit(limits: Mapping[str, int], currency: str) -> Money | None:
    return Money.of(limits[currency], currency) if currency in limits else None
