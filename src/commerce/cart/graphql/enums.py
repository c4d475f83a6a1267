"""Enums of the cart in the schema."""

import strawberry

from commerce.cart.types import CartState, ProblemKind

strawberry.enum(CartState, description="Whether a cart can be changed.")
strawberry.enum(
    ProblemKind, name="CartProblemKind", description="What stands between a cart and its purchase."
)

__all__ = ["CartState", "ProblemKind"]
