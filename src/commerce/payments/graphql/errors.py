"""Errors of payments in the schema."""

import strawberry

from commerce.kernel.graphql.errors import UserError, exposes
from commerce.payments.errors import (
    AmountChanged,
    PaymentClosed,
    PaymentDeclined,
    PaymentInProgress,
    PaymentMethodUnavailable,
    UnknownPaymentMethod,
)
from commerce.payments.types import PaymentState


@exposes(PaymentDeclined)
@strawberry.type(description="The provider took no money.")
class PaymentDeclinedError(UserError):
    reason: str
    retryable: bool


@exposes(UnknownPaymentMethod)
@strawberry.type(description="There is no such payment method.")
class UnknownPaymentMethodError(UserError):
    method: str


@exposes(PaymentMethodUnavailable)
@strawberry.type(description="The method does not take this amount or currency.")
class PaymentMethodUnavailableError(UserError):
    method: str


@exposes(PaymentInProgress)
@strawberry.type(description="An earlier attempt may have taken the money; its outcome is due.")
class PaymentInProgressError(UserError):
    pass


@exposes(PaymentClosed)
@strawberry.type(description="It is paid already, or called off.")
class PaymentClosedError(UserError):
    state: PaymentState


@exposes(AmountChanged)
@strawberry.type(description="The amount is not what is owed.")
class AmountChangedError(UserError):
    pass
