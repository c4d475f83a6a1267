"""Pricing in the schema."""

import strawberry

from commerce.kernel.graphql.errors import UserError, exposes
from commerce.pricing.errors import CompareAtTooLow


@exposes(CompareAtTooLow)
@strawberry.type(description="The price before is not above the price now.")
class CompareAtTooLowError(UserError):
    pass


PRICE_ERRORS = (CompareAtTooLow,)
"""What setting a price may be refused with, beside the common errors."""
