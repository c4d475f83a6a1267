"""Root mutation fields that change what is in a cart."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import strawberry

from commerce.cart import service
from commerce.cart.errors import CartClosed, OfferUnavailable
from commerce.cart.graphql import errors, inputs
from commerce.cart.graphql.types import Cart
from commerce.channels import service as channels
from commerce.inventory.errors import InsufficientStock
